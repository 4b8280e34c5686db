"""Telling pairs apart by a score: the threshold that does it best, and how well it does, with bootstrap samples.

Precision is hits / called, recall hits / clones, F1 their harmonic mean, 2 hits / (called + clones). Average precision
needs no threshold: the sum over distinct scores of (recall_k - recall_{k-1}) precision_k, as scikit-learn has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.dyads import Dyads

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]

Drawn = tuple[float, Floats]
"""A value, and the same in every bootstrap sample, shape (draws,); nan where a sample has none."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A pair whose score is at least `value` is called a clone; `f1` is what that reached where it was chosen."""

    value: float
    f1: float


def best_threshold(scores: Floats, clones: Labels) -> Threshold:
    """The threshold of the largest F1, half way between two neighbouring scores; of several the highest.

    Raises NeuroglotError where no pair is a clone, or every one is.
    """
    if not clones.any() or clones.all():
        raise NeuroglotError(
            f"a threshold is chosen on clones and on others: of {len(clones)} pairs {int(clones.sum())} are clones"
        )
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(clones[order])
    ends = np.append(np.flatnonzero(ranked[:-1] != ranked[1:]), len(ranked) - 1)
    f1 = 2 * hits[ends] / (ends + 1 + clones.sum())
    best = int(np.argmax(f1))
    lowest = float(ranked[ends[best]])
    below = float(ranked[ends[best] + 1]) if best + 1 < len(ends) else lowest
    middle = (lowest + below) / 2
    return Threshold(middle if middle > below else lowest, float(f1[best]))


@dataclass(frozen=True)
class Detected:
    """Pairs with their scores and labels, (pairs,), called clones from a threshold on."""

    scores: Floats
    clones: Labels
    threshold: float
    dyads: Dyads

    def of(self, chosen: NDArray[np.int64]) -> Detected:
        """Some of the pairs."""
        return Detected(self.scores[chosen], self.clones[chosen], self.threshold, self.dyads.of(chosen))

    def rates(self) -> Mapping[str, Drawn]:
        """`f1`, `precision` and `recall`."""
        called = self.scores >= self.threshold
        sums = [_drawn(self.dyads, one) for one in (called & self.clones, called, self.clones)]
        (hit, hits), (call, calls), (clone, clones) = sums
        return {
            "f1": (_ratio(2 * hit, call + clone), _ratios(2 * hits, calls + clones)),
            "precision": (_ratio(hit, call), _ratios(hits, calls)),
            "recall": (_ratio(hit, clone), _ratios(hits, clones)),
        }

    def average_precision(self) -> Drawn:
        """Average precision; nan where no pair is a clone."""
        order = np.argsort(-self.scores, kind="stable")
        ranked, clones = self.scores[order], self.clones[order].astype(np.float64)
        ends = np.append(np.flatnonzero(ranked[:-1] != ranked[1:]), len(ranked) - 1)
        point = _average_precision(np.ones((1, len(order))), clones, ends)
        sorted_dyads = self.dyads.of(order)
        drawn = [_average_precision(counted, clones, ends) for counted in sorted_dyads.counted()]
        return float(point[0]), np.concatenate(drawn) if drawn else np.zeros(0)


def lead(one: Drawn, other: Drawn) -> Drawn:
    """A value less another of the same pairs under the same draws: paired."""
    return one[0] - other[0], one[1] - other[1]


def _drawn(dyads: Dyads, chosen: Labels) -> tuple[float, Floats]:
    return float(chosen.sum()), dyads.sums(chosen.astype(np.float64))


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")


def _ratios(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0))


def _average_precision(counted: Floats, clones: Floats, ends: NDArray[np.int64]) -> Floats:
    """Of pairs in the order of their scores, each counted so often, (draws, pairs); `ends` are the last of equals."""
    hits = np.cumsum(counted * clones, axis=1)[:, ends]
    called = np.cumsum(counted, axis=1)[:, ends]
    precision = np.divide(hits, called, out=np.zeros_like(hits), where=called > 0)
    new = np.diff(hits, axis=1, prepend=0.0)
    return _ratios((precision * new).sum(axis=1), hits[:, -1])
