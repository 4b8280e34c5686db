"""Accuracy and macro-F1 of predictions, with their bootstrap samples: units (tasks) are drawn, never single cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from neuroglot.metrics.intervals import ratio_draws, sum_by_unit

Labels = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Classified:
    """Cases of units (cases,), what they are, and what was predicted; a label that is negative is never right.

    `weights` (draws, units) are how often each unit is drawn.
    """

    unit: Labels
    truth: Labels
    predicted: Labels
    weights: Floats

    @cached_property
    def right(self) -> Floats:
        """1.0 where the prediction is right, (cases,)."""
        return np.asarray((self.truth == self.predicted) & (self.truth >= 0), dtype=np.float64)

    def accuracy(self) -> tuple[float, Floats]:
        """The share that is right, and the same in every bootstrap sample, (draws,)."""
        return float(self.right.mean()), self._ratio(self.right)

    def lead(self, other: Classified) -> tuple[float, Floats]:
        """The accuracy less that of other predictions about the same cases, paired."""
        difference = self.right - other.right
        return float(difference.mean()), self._ratio(difference)

    def macro_f1(self) -> tuple[float, Floats]:
        """The mean of F1 = 2 hits / (predicted + actual) over the labels that occur, and its bootstrap samples.

        In a sample, the mean is over those of the labels that it has (predicted or actual).
        """
        labels = np.unique(self.truth)
        hits = self._counts(np.where(self.right > 0, self.truth, -2), labels)
        named = self._counts(self.truth, labels) + self._counts(self.predicted, labels)
        point = 2 * hits.sum(axis=0) / named.sum(axis=0)
        drawn = self.weights @ named
        each = np.divide(2 * self.weights @ hits, drawn, out=np.zeros_like(drawn), where=drawn > 0)
        there = (drawn > 0).sum(axis=1)
        return float(point.mean()), each.sum(axis=1) / np.where(there > 0, there, np.nan)

    def _counts(self, found: Labels, labels: Labels) -> Floats:
        """How often each unit has each label, (units, labels)."""
        counts = np.zeros((self.weights.shape[1], len(labels)))
        known = np.isin(found, labels)
        np.add.at(counts, (self.unit[known], np.searchsorted(labels, found[known])), 1.0)
        return counts

    def _ratio(self, values: Floats) -> Floats:
        units = self.weights.shape[1]
        above = sum_by_unit(values, self.unit.tolist(), units)
        return ratio_draws(self.weights, above, sum_by_unit(np.ones(len(values)), self.unit.tolist(), units))
