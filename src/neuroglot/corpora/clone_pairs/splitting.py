"""Labelled pairs in two: to choose a threshold on, and to measure on, so that no task and no program is in both."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import unit_of_resampling
from neuroglot.corpora.clone_pairs.pair_set import PairSet, Skipped, chosen

SIDES = ("validation", "test")


def halved(given: PairSet, seed: int) -> tuple[PairSet, PairSet, tuple[Skipped, ...]]:
    """Both halves of a set of pairs, and a row that says how many pairs were dropped because they lie across.

    Programs that have one task, or are said to be clones, stay together; the groups are dealt out in turn in an order
    drawn by the seed. Raises NeuroglotError where all programs hang together.
    """
    group = _groups(given)
    count = int(group.max(initial=-1)) + 1
    if count < 2:
        raise NeuroglotError(
            f"the pairs of {given.name} can't be split: all programs are linked by tasks or as clones; give a folder "
            "with its own valid.jsonl and test.jsonl"
        )
    first: dict[int, str] = {}
    for place, one in zip(group.tolist(), given.programs, strict=True):
        name = unit_of_resampling(one)
        first[place] = min(first.get(place, name), name)
    order = sorted(first, key=lambda place: _hash(f"{seed} {first[place]}"))
    side = np.zeros(count, dtype=np.int64)
    side[order] = np.arange(count) % 2
    of_pair = np.stack([side[group[given.left]], side[group[given.right]]])
    halves = [
        replace(chosen(given, np.flatnonzero((of_pair == place).all(axis=0))), split=name)
        for place, name in enumerate(SIDES)
    ]
    across = int((of_pair[0] != of_pair[1]).sum())
    rows = ({"what": f"{across} pairs", "why": "one program is in the validation half, the other in the test half"},)
    return halves[0], halves[1], rows if across else ()


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _groups(given: PairSet) -> NDArray[np.int64]:
    """The number of each program's group: programs of a task, and clones, are linked."""
    unit = given.unit
    first = np.unique(unit, return_index=True)[1][unit]  # the first program of the same unit
    ends = (
        np.concatenate([given.left[given.clones], np.arange(len(unit))]),
        np.concatenate([given.right[given.clones], first]),
    )
    shape = (len(unit), len(unit))
    links = coo_array((np.ones(len(ends[0])), ends), shape=shape)
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def shared(validation: PairSet, test: PairSet) -> tuple[Skipped, ...]:
    """A row that says how much the splits that files bring have in common; nothing is dropped for it."""
    there = {unit_of_resampling(one) for one in validation.programs}
    known = np.array([unit_of_resampling(one) in there for one in test.programs], dtype=bool)
    across = int((known[test.left] | known[test.right]).sum())
    if not across:
        return ()
    what = (
        f"independence of the splits: {across} of {len(test)} test pairs hold a program or task of the validation split"
    )
    return ({"what": what, "why": "the files' own splits are kept as they are"},)


def drawn(given: PairSet, most: int, seed: int) -> PairSet:
    """At most so many pairs, drawn by the seed; all where `most` is 0."""
    if most <= 0 or len(given) <= most:
        return given
    places = np.random.default_rng(seed).choice(len(given), size=most, replace=False)
    return chosen(given, np.sort(places))
