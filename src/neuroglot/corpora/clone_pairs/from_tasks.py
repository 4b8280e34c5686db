"""Pairs made from tasks: programs of one task are clones, and each such pair has unrelated ones of equal length.

For every pair of clones one side, drawn by the seed, is replaced by the program of another task that is in the same
language and nearest to it in length (words and punctuation marks, so that names don't count). So a score that sees only
languages and lengths tells nothing apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.clone_pairs.options import PairOptions
from neuroglot.corpora.clone_pairs.pair_set import PairSet
from neuroglot.metrics.lexical import length_in_tokens

Both = tuple[int, int]
"""The places of two programs."""


def pairs_of_tasks(corpus: Corpus, options: PairOptions) -> PairSet:
    """The pairs of a corpus whose programs have tasks, language by language; the corpus's programs are the set's.

    Raises NeuroglotError where no task is there twice, or there is nothing to be unrelated to.
    """
    if options.most < 1 or options.negatives < 1:
        raise NeuroglotError(f"--most and --negatives are at least 1, not {options.most} and {options.negatives}")
    lengths = np.array([length_in_tokens(one.text) for one in corpus.snippets], dtype=np.int64)
    clones: list[Both] = []
    others: list[Both] = []
    for pair in _language_pairs(corpus.languages, options.within):
        found = _clones(corpus, pair, options)
        clones += found
        others += _unrelated(corpus, lengths, found, options)
    if not clones:
        raise NeuroglotError(
            f"{corpus.name} ({corpus.split}) has no task that is solved in two of its languages "
            f"({', '.join(corpus.languages)}): give a source of parallel programs, or --within"
        )
    table = np.array([*clones, *others], dtype=np.int64).reshape(-1, 2)
    labels = np.arange(len(table)) < len(clones)
    return PairSet(corpus.name, corpus.split, corpus.snippets, table[:, 0], table[:, 1], labels)


def _language_pairs(languages: Sequence[str], within: bool) -> list[tuple[str, str]]:
    if within or len(languages) == 1:
        return list(combinations_with_replacement(languages, 2))
    return list(combinations(languages, 2))


def _clones(corpus: Corpus, pair: tuple[str, str], options: PairOptions) -> list[Both]:
    """At most so many pairs of programs of each task."""
    by_task: dict[str, tuple[list[int], list[int]]] = {}
    for place, one in enumerate(corpus.snippets):
        for side, language in enumerate(pair):
            if one.language == language and one.task is not None:
                by_task.setdefault(one.task, ([], []))[side].append(place)
    found = []
    for task, (left, right) in by_task.items():
        generator = _generator(options.sample, task, *pair)
        if pair[0] == pair[1]:
            found += _within(left, options.most, generator)
        else:
            found += _across(left, right, options.most, generator)
    return found


def _across(left: Sequence[int], right: Sequence[int], most: int, generator: np.random.Generator) -> list[Both]:
    """At most so many pairs of one of each."""
    drawn = _drawn(len(left) * len(right), most, generator).tolist()
    return [(left[number // len(right)], right[number % len(right)]) for number in drawn]


def _within(places: Sequence[int], most: int, generator: np.random.Generator) -> list[Both]:
    """At most so many pairs of two of them; pairs are numbered by their first, then by their second."""
    drawn = _drawn(len(places) * (len(places) - 1) // 2, most, generator)
    before = np.cumsum([0, *range(len(places) - 1, 0, -1)])
    first = np.searchsorted(before, drawn, side="right") - 1
    second = first + 1 + drawn - before[first]
    return [(places[one], places[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)]


def _drawn(count: int, most: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """At most so many of the numbers below `count`, in their order: a task may have a hundred million pairs."""
    return np.arange(count) if count <= most else np.sort(generator.choice(count, size=most, replace=False))


def _unrelated(corpus: Corpus, lengths: NDArray[np.int64], clones: Sequence[Both], options: PairOptions) -> list[Both]:
    """For each pair of clones so many others; fewer where a language has no more programs of other tasks."""
    if not clones:
        return []
    snippets = corpus.snippets
    generator = _generator(options.sample, *(snippets[place].language for place in clones[0]))
    by_language = {one.language: np.array([], dtype=np.int64) for one in snippets}
    for language in by_language:
        places = np.array([place for place, one in enumerate(snippets) if one.language == language], dtype=np.int64)
        places = generator.permutation(places)  # equally long programs are in no order
        by_language[language] = places[np.argsort(lengths[places], kind="stable")]
    taken: set[frozenset[int]] = set()
    found: list[Both] = []
    for pair, side in zip(clones, generator.integers(2, size=len(clones)).tolist(), strict=True):
        kept, replaced = pair[1 - side], pair[side]
        wanted = options.negatives
        for other in _nearest(by_language[snippets[replaced].language], lengths, replaced):
            both = frozenset((kept, other))
            if snippets[other].task != snippets[kept].task and both not in taken:
                taken.add(both)
                found.append((other, kept) if side == 0 else (kept, other))
                wanted -= 1
            if not wanted:
                break
    return found


def _nearest(ordered: NDArray[np.int64], lengths: NDArray[np.int64], place: int) -> Iterator[int]:
    """Programs in the order of their distance in length to one of them; `ordered` are all by their length."""
    own = int(np.searchsorted(lengths[ordered], lengths[place]))
    low, high = own - 1, own
    while low >= 0 or high < len(ordered):
        below = lengths[place] - lengths[ordered[low]] if low >= 0 else np.inf
        above = lengths[ordered[high]] - lengths[place] if high < len(ordered) else np.inf
        if above <= below:
            yield int(ordered[high])
            high += 1
        else:
            yield int(ordered[low])
            low -= 1


def _generator(seed: int, *words: str) -> np.random.Generator:
    """A generator of its own for each place, whatever else there is."""
    digest = hashlib.sha256("\0".join([str(seed), *words]).encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest[:8]))
