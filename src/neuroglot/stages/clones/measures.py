"""Ways to say how similar two programs are: by the cosine of their vectors, or by their tokens alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Snippet
from neuroglot.metrics.lexical import inner_of_pairs, jaccard_of_all, jaccard_of_pairs, tfidf_vectors, token_sets

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

CHUNK = 2**14
"""Pairs that are scored at a time."""


@dataclass(frozen=True)
class Measure:
    """`of_pairs(left, right)` is the similarity of each pair, (pairs,); `of_all(rows)` that of rows with every program,
    (rows, programs)."""

    of_pairs: Callable[[Places, Places], Floats]
    of_all: Callable[[Places], Floats]

    def scores(self, left: Places, right: Places) -> Floats:
        """The similarity of each pair, some pairs at a time."""
        cuts = range(CHUNK, len(left), CHUNK)
        parts = zip(np.split(left, cuts), np.split(right, cuts), strict=True)
        return np.concatenate([self.of_pairs(*part) for part in parts])


def by_cosine(states: Floats) -> Measure:
    """The cosine of programs' vectors, shape (programs, width); of a vector that is zero it is 0."""
    lengths = np.linalg.norm(states, axis=1, keepdims=True)
    units = states / np.where(lengths > 0, lengths, 1.0)
    return Measure(
        lambda left, right: np.einsum("pw,pw->p", units[left], units[right]),
        lambda rows: np.asarray(units[rows] @ units.T),
    )


def by_jaccard(programs: Sequence[Snippet]) -> Measure:
    """The share of tokens that two programs have in common."""
    sets = token_sets([one.text for one in programs])
    return Measure(
        lambda left, right: jaccard_of_pairs(sets, left, right),
        lambda rows: jaccard_of_all(sets, rows),
    )


def by_tfidf(programs: Sequence[Snippet], fitted_on: Sequence[Snippet]) -> Measure:
    """The cosine of TF-IDF vectors, with the frequencies of other programs."""
    vectors = tfidf_vectors([one.text for one in programs], [one.text for one in fitted_on])
    return Measure(
        lambda left, right: inner_of_pairs(vectors, left, right),
        lambda rows: np.asarray((vectors[rows] @ vectors.T).toarray()),
    )
