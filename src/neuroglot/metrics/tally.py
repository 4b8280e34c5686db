"""Scores of a whole set of examples that are made from sums over them: so a bootstrap sample needs no text again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.metrics.intervals import percentile_interval, resamples

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """What every example adds, `sums` (examples, counts), and the score of added counts, (..., counts) to (...)."""

    sums: Floats
    score: Callable[[Floats], Floats]

    @property
    def value(self) -> float:
        """The score of all examples together."""
        return float(self.score(self.sums.sum(axis=0)))

    def drawn(self, weights: Floats) -> Floats:
        """The score of every bootstrap sample, from how often each example is drawn in it: (draws, examples)."""
        return self.score(weights @ self.sums)

    def interval(self, draws: int, seed: int) -> tuple[float, float] | None:
        """The 95 % percentile bootstrap interval over examples; None where a bound is not finite."""
        return percentile_interval(self.drawn(resamples(len(self.sums), draws, seed)))


def mean_of(values: Floats) -> Tally:
    """The tally whose score is the mean of one value an example, (examples,)."""
    sums = np.stack([values, np.ones(len(values))], axis=1)
    return Tally(sums, lambda added: np.asarray(added[..., 0] / added[..., 1]))
