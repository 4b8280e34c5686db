"""Similarities of parallel, renamed, mutated and unrelated programs, by task, from any measure of similarity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from neuroglot.metrics.retrieval import first, mexa, ranks, reciprocal
from neuroglot.stages.concept_layers.layout import Layout, Places

Floats = NDArray[np.float64]

Between = Callable[[Places, Places], Floats]
"""From rows of programs to the similarity of each with each, shape (rows, other rows)."""

ACROSS, RENAMED, WITHIN = "across", "across renamed", "within"
"""The same task in two languages; the same with random names in both; a program and its copy with random names."""


@dataclass(frozen=True)
class Compared:
    """Similarities under one relation; arrays have the shape (tasks, pairs), nan where a version is lacking.

    `pairs` names the columns: two languages, or one within a language. `unrelated` has the shape (tasks, pairs, near);
    `closer` is 1 where a program is more similar to what means the same than to what differs from that by one change.
    """

    pairs: tuple[tuple[str, ...], ...]
    same: Floats
    unrelated: Floats
    recall: Floats
    reciprocal: Floats
    mexa: Floats
    closer: Floats


def compare(layout: Layout, between: Between) -> dict[str, Compared]:
    """Every relation that the layout has programs for, by its name."""
    count = len(layout.languages)
    across = list(permutations(range(count), 2))
    within = [(place, place) for place in range(count)]
    asked = (
        (ACROSS, layout.original, layout.original, across),
        (RENAMED, layout.renamed, layout.renamed, across),
        (WITHIN, layout.original, layout.renamed, within),
    )
    return {
        name: _compared(layout, between, one, other, pairs)
        for name, one, other, pairs in asked
        if any(_usable(one[:, a], other[:, b]).sum() > 1 for a, b in pairs)
    }


def _compared(layout: Layout, between: Between, one: Places, other: Places, pairs: list[tuple[int, int]]) -> Compared:
    shape = (len(layout.tasks), len(pairs))
    found = {name: np.full(shape, np.nan) for name in ("same", "recall", "reciprocal", "mexa", "closer")}
    unrelated = np.full((*shape, layout.near.shape[2]), np.nan)
    for column, (a, b) in enumerate(pairs):
        kept = np.flatnonzero(_usable(one[:, a], other[:, b]))
        if len(kept) < 2:
            continue
        similarity = np.full((shape[0], shape[0]), np.nan)
        small = between(one[kept, a], other[kept, b])
        similarity[np.ix_(kept, kept)] = small
        rank = ranks(small)
        found["same"][kept, column] = np.diagonal(small)
        found["recall"][kept, column], found["reciprocal"][kept, column] = first(rank), reciprocal(rank)
        found["mexa"][kept, column] = mexa(small)
        unrelated[:, column] = np.take_along_axis(similarity, layout.near[b], axis=1)
        if one is layout.original:
            found["closer"][:, column] = _closer(layout, between, found["same"][:, column], (a, b))
    names = tuple((layout.languages[a],) if a == b else (layout.languages[a], layout.languages[b]) for a, b in pairs)
    return Compared(names, unrelated=unrelated, **found)


def _usable(one: Places, other: Places) -> NDArray[np.bool_]:
    return (one >= 0) & (other >= 0)


def _closer(layout: Layout, between: Between, same: Floats, pair: tuple[int, int]) -> Floats:
    """1 where what means the same is more similar than the close negative, 0.5 where both are equally so, else 0."""
    one, negative = layout.original[:, pair[0]], layout.negative[:, pair[1]]
    kept = np.flatnonzero(_usable(one, negative) & ~np.isnan(same))
    found = np.full(len(one), np.nan)
    if len(kept):
        other = np.diagonal(between(one[kept], negative[kept]))
        found[kept] = (same[kept] > other) + 0.5 * (same[kept] == other)
    return found


def cosine(states: Floats) -> Between:
    """The cosine of programs' states, shape (programs, width); of a state that is zero it is 0."""
    lengths = np.linalg.norm(states, axis=1, keepdims=True)
    units = states / np.where(lengths > 0, lengths, 1.0)
    return lambda rows, others: np.asarray(units[rows] @ units[others].T)


def jaccard(sets: Floats) -> Between:
    """The share of tokens that two programs have in common, from a row of ones and zeros for each."""
    sizes = sets.sum(axis=1)

    def between(rows: Places, others: Places) -> Floats:
        common = sets[rows] @ sets[others].T
        either = sizes[rows][:, None] + sizes[others][None, :] - common
        return np.asarray(common / np.where(either > 0, either, 1.0))

    return between
