"""Validation scores that are not judged where they were fitted: means and directions come from other programs.

The validation programs' units (tasks, or the programs) are dealt into folds. A pair is scored under what was fitted on
the programs of all folds but its own, which are one or two. Test pairs are scored under what all validation programs
give. Both keep equally many directions, so that thresholds carry over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.whitening import (
    PROGRAMS_A_DIRECTION,
    Fitted,
    centred,
    language_means,
    white_directions,
    whitened,
)
from neuroglot.stages.clones.options import CENTRED, RAW, WHITENED

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

FOLDS = 5
MOST_FITTED = 1000
"""So many programs at most give the directions; means come from all."""


@dataclass(frozen=True)
class Folds:
    """The fold and the language of each validation program, both (programs,), of so many languages."""

    fold: Places
    language: Places
    languages: int

    def held_out(self) -> Iterator[tuple[Places, Places]]:
        """The folds of pairs (one or two of them), and the programs in none of them, for each choice of folds."""
        for pair in combinations_with_replacement(range(FOLDS), 2):
            yield np.unique(pair), np.flatnonzero(~np.isin(self.fold, pair))

    @property
    def directions(self) -> int:
        """How many directions are kept everywhere: what the fewest programs that are fitted on allow."""
        fewest = min(len(rows) for _, rows in self.held_out())
        return max(1, min(fewest, MOST_FITTED) // PROGRAMS_A_DIRECTION)

    def fit(self, states: Floats, rows: Places, variants: tuple[str, ...]) -> Fitted:
        """What the variants need, from some of the programs; directions only where they are whitened.

        Raises NeuroglotError where these programs lack a language.
        """
        language = self.language[rows]
        if variants == (RAW,):
            return Fitted(np.zeros((self.languages, states.shape[1])), np.zeros((states.shape[1], 0)))
        if len(np.unique(language)) < self.languages:
            raise NeuroglotError(
                "the validation programs are too few to fit each language's mean without those that are judged: give "
                "more tasks, or --variant raw"
            )
        means = language_means(states[rows], language, self.languages)
        if WHITENED not in variants:
            return Fitted(means, np.zeros((states.shape[1], 0)))
        some = np.random.default_rng(0).permutation(rows)[:MOST_FITTED]
        return Fitted(means, white_directions(states[some] - means[self.language[some]], self.directions))


def folds_of(unit: Places, language: Places, languages: int, seed: int) -> Folds:
    """The folds of programs by their units, dealt out in an order drawn by the seed."""
    units = int(unit.max()) + 1
    dealt = np.random.default_rng(seed).permutation(units) % FOLDS
    return Folds(dealt[unit], language, languages)


def varied(variant: str, fitted: Fitted, states: Floats, language: Places) -> Floats:
    """States as they are, less their language's mean, or whitened."""
    if variant == RAW:
        return states
    return centred(fitted, states, language) if variant == CENTRED else whitened(fitted, states, language)
