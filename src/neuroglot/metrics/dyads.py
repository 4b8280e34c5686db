"""Bootstrap over what pairs are made of: units (tasks or programs) are drawn, and a pair counts as often as both sides.

A pair of one unit drawn w times counts w times; a pair of two units, drawn w and v times, counts w v times (the
pigeonhole bootstrap of Owen 2007, arXiv 0704.2515), here times n / (n - 1) for n units, which makes the expectation of
every sum its value in the sample. So a task that makes many pairs hard widens the interval as it should.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

CELLS = 2**22
"""Weights (draws x pairs) that are in memory at a time."""


@dataclass(frozen=True)
class Dyads:
    """Pairs by the units of their sides, each of shape (pairs,), and how often each unit is drawn, (draws, units)."""

    first: Places
    second: Places
    weights: Floats

    def of(self, chosen: Places) -> Dyads:
        """Some of the pairs, under the same draws."""
        return Dyads(self.first[chosen], self.second[chosen], self.weights)

    @cached_property
    def _factor(self) -> float:
        units = int(self.weights.shape[1])
        return units / max(1, units - 1)

    def sums(self, values: Floats) -> Floats:
        """The sum of values, one a pair, in every bootstrap sample; shape (draws,)."""
        units = self.weights.shape[1]
        same = self.first == self.second
        within = np.bincount(self.first[same], weights=values[same], minlength=units)
        places = (self.first[~same], self.second[~same])
        between: Any = coo_array((values[~same], places), shape=(units, units)).tocsr()
        crossed = (between.T @ self.weights.T).T
        return np.asarray(self.weights @ within + self._factor * (crossed * self.weights).sum(axis=1))

    def counted(self) -> Iterator[Floats]:
        """How often each pair counts, shape (some draws, pairs), for all draws in their order."""
        step = max(1, CELLS // max(1, len(self.first)))
        same = self.first == self.second
        for start in range(0, len(self.weights), step):
            drawn = self.weights[start : start + step]
            product = self._factor * drawn[:, self.first] * drawn[:, self.second]
            yield np.where(same, drawn[:, self.first], product)
