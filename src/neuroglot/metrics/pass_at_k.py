"""pass@k: the chance that at least one of k samples is right (Chen et al. 2021, arXiv 2107.03374, eq. 1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples


def pass_at_k(samples: Sequence[int], right: Sequence[int], k: int) -> NDArray[np.float64]:
    """The unbiased estimate of every problem, from how many samples it has and how many of them are right.

    1 - C(n - c, k) / C(n, k), as the product 1 - prod_{i=n-c+1..n} (1 - k/i), which does not overflow; 1 where
    n - c < k. Shape (problems,). Raises NeuroglotError where a problem has fewer than k samples.
    """
    if k < 1 or any(n < k for n in samples):
        fewest = min(samples, default=0)
        raise NeuroglotError(f"pass@{k} needs at least {max(k, 1)} samples of each problem; the fewest are {fewest}")
    return np.array([_one(n, c, k) for n, c in zip(samples, right, strict=True)], dtype=np.float64)


def _one(n: int, c: int, k: int) -> float:
    if not 0 <= c <= n:
        raise NeuroglotError(f"{c} of {n} samples can't be right")
    if n - c < k:
        return 1.0
    return float(1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1)))


def mean_interval(values: NDArray[np.float64], draws: int, seed: int) -> tuple[float, tuple[float, float] | None]:
    """The mean over problems and its 95 % percentile bootstrap interval.

    The same seed and number of problems draw the same problems, so differences of two conditions, given as the
    differences of their problems' values, are paired.
    """
    weights = resamples(len(values), draws, seed)
    drawn = ratio_draws(weights, values, np.ones(len(values)))
    return float(values.mean()), percentile_interval(drawn)
