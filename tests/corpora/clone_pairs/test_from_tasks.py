"""Pairs made from tasks: clones share a task, others don't and are as long, and equal seeds give equal pairs."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.clone_pairs import PairOptions, PairSet
from neuroglot.corpora.clone_pairs.from_tasks import _across, _within, pairs_of_tasks
from neuroglot.metrics.detection import Detected
from neuroglot.metrics.dyads import Dyads
from neuroglot.metrics.lexical import length_in_tokens


def corpus(languages: tuple[str, ...] = ("cpp", "java", "python"), programs: int = 2, tasks: int = 30) -> Corpus:
    sizes = np.random.default_rng(0).integers(3, 60, size=(tasks, len(languages), programs))
    snippets = tuple(
        Snippet(
            language,
            " ".join(f"t{task}p{program}w{word}" for word in range(sizes[task, place, program])),
            "",
            str(task),
        )
        for task in range(tasks)
        for place, language in enumerate(languages)
        for program in range(programs)
    )
    return Corpus("toy", "test", snippets)


def rows(given: PairSet) -> list[tuple[Snippet, Snippet, bool]]:
    return [(pair.left, pair.right, pair.clones) for pair in map(given.pair, range(len(given)))]


@pytest.mark.parametrize("options", [PairOptions(most=3), PairOptions(most=2, negatives=3, within=True, sample=7)])
def test_labels_are_about_tasks_and_languages_are_balanced(options: PairOptions) -> None:
    given = pairs_of_tasks(corpus(), options)
    counts: dict[bool, Counter[tuple[str, str]]] = {True: Counter(), False: Counter()}
    per_task: Counter[tuple[str | None, str, str]] = Counter()
    for left, right, clones in rows(given):
        assert (left.task == right.task) is clones
        assert left != right
        counts[clones][left.language, right.language] += 1
        if clones:
            per_task[left.task, left.language, right.language] += 1
    assert max(per_task.values()) <= options.most
    assert set(counts[True]) == set(counts[False])
    for languages, count in counts[True].items():
        assert counts[False][languages] == options.negatives * count
    assert any(one == other for one, other in counts[True]) is options.within
    both = {frozenset(pair) for pair in zip(given.left.tolist(), given.right.tolist(), strict=True)}
    assert len(both) == len(given)  # no pair twice
    again = pairs_of_tasks(corpus(), options)
    assert again.hash() == given.hash() != pairs_of_tasks(corpus(), replace(options, sample=9)).hash()


@drawn(st.lists(st.integers(), unique=True, max_size=9), st.lists(st.integers(), unique=True, max_size=9))
@settings(deadline=None, max_examples=60)
def test_pairs_are_drawn_as_from_a_list_of_all(left: list[int], right: list[int]) -> None:
    for way, every in (
        (lambda most, by: _across(left, right, most, by), list(product(left, right))),
        (lambda most, by: _within(left, most, by), list(combinations(left, 2))),
    ):
        assert way(len(every), np.random.default_rng(0)) == every
        if len(every) > 3:
            places = np.sort(np.random.default_rng(1).choice(len(every), size=3, replace=False))
            assert way(3, np.random.default_rng(1)) == [every[place] for place in places]


def test_a_task_with_many_programs_costs_no_more_than_what_is_drawn() -> None:
    snippets = tuple(
        Snippet(language, "x", "", task)
        for task, count in (("many", 10_000), ("other", 4))
        for language in ("cpp", "java")
        for _ in range(count)
    )
    tracemalloc.start()
    given = pairs_of_tasks(Corpus("toy", "test", snippets), PairOptions(within=True))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert int(given.clones.sum()) == 24
    assert most < 40_000_000, "50 million pairs would be some gigabytes"


def test_lengths_tell_nothing() -> None:
    given = pairs_of_tasks(corpus(programs=1, tasks=200), PairOptions(most=1))
    length = np.array([length_in_tokens(one.text) for one in given.programs], dtype=float)
    apart = -np.abs(length[given.left] - length[given.right])
    nobody = Dyads(given.left, given.right, np.zeros((0, len(length))))
    assert Detected(apart, given.clones, 0.0, nobody).average_precision()[0] == pytest.approx(0.5, abs=0.05)


def test_a_single_language_is_compared_within_itself() -> None:
    given = pairs_of_tasks(corpus(("cpp",)), PairOptions())
    assert set(given.by_languages) == {"cpp-cpp"}
    assert int(given.clones.sum()) == 30


def test_what_has_no_clones_is_refused() -> None:
    alone = Corpus("toy", "test", tuple(one for one in corpus().snippets if one.language == "cpp" or one.task == "x"))
    with pytest.raises(NeuroglotError, match="two of its languages"):
        pairs_of_tasks(replace(alone, snippets=alone.snippets[::2]), PairOptions())
    with pytest.raises(NeuroglotError, match="at least 1"):
        pairs_of_tasks(corpus(), PairOptions(most=0))
