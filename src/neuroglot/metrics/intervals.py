"""Percentile bootstrap over the things that were sampled: tasks or programs, never tokens (Efron 1979)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError


def resamples(units: int, draws: int, seed: int) -> NDArray[np.float64]:
    """How often each unit is drawn in each bootstrap sample, shape (draws, units).

    The same arguments give the same samples, so differences between conditions are paired.
    """
    if units < 1:
        raise NeuroglotError("there is nothing to draw a bootstrap sample from: the corpus has no programs")
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(units, np.full(units, 1 / units), size=draws)
    return np.asarray(drawn, dtype=np.float64)


def sum_by_unit(values: NDArray[np.float64], unit: Sequence[int], units: int) -> NDArray[np.float64]:
    """Add up values that belong to the same unit, shape (units,)."""
    summed = np.bincount(np.asarray(unit, dtype=np.int64), weights=values, minlength=units)
    return np.asarray(summed, dtype=np.float64)


def ratio_draws(
    weights: NDArray[np.float64], above: NDArray[np.float64], below: NDArray[np.float64]
) -> NDArray[np.float64]:
    """sum(above) / sum(below) in every bootstrap sample, nan where a sample has nothing below; shape (draws,)."""
    denominator = weights @ below
    empty = np.full(len(weights), np.nan)
    return np.asarray(np.divide(weights @ above, denominator, out=empty, where=denominator > 0))


def percentile_interval(draws: NDArray[np.float64], level: float = 0.95) -> tuple[float, float] | None:
    """The central interval of the draws, or None where a bound is not finite."""
    usable = draws[~np.isnan(draws)]
    if usable.size == 0:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(usable, [tail, 1 - tail], method="lower")
    if not (np.isfinite(low) and np.isfinite(high)):
        return None
    return float(low), float(high)
