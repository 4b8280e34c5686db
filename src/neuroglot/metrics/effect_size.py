"""How far two groups of values lie apart, in standard deviations (Cohen 1988, section 2.2: d)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, sum and sum of squares of a group's values by unit of resampling, each of shape (..., units)."""

    count: Floats
    total: Floats
    squares: Floats


def moments(values: Floats) -> Moments:
    """The moments of values of shape (..., units, values a unit); nan is left out."""
    there = ~np.isnan(values)
    kept = np.where(there, values, 0.0)
    return Moments(there.sum(axis=-1).astype(np.float64), kept.sum(axis=-1), (kept**2).sum(axis=-1))


def cohens_d(one: Moments, other: Moments, weights: Floats) -> Floats:
    """(mean of one - mean of the other) / root of the mean of their variances, under every row of weights.

    `weights` has the shape (rows, units); the result (..., rows), 0 where nothing varies and nothing differs. Variances
    are those of the values as they are (divided by their number).
    """
    (mean, variance), (mean_other, variance_other) = _summary(one, weights), _summary(other, weights)
    spread = np.sqrt((variance + variance_other) / 2)
    difference = mean - mean_other
    tiny = spread <= 1e-12
    return np.where(tiny, np.where(np.abs(difference) <= 1e-12, 0.0, np.nan), difference / np.where(tiny, 1.0, spread))


def _summary(group: Moments, weights: Floats) -> tuple[Floats, Floats]:
    count = group.count @ weights.T
    count = np.where(count > 0, count, np.nan)
    mean = group.total @ weights.T / count
    return mean, np.maximum(group.squares @ weights.T / count - mean**2, 0.0)
