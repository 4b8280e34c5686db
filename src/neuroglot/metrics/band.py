"""One rule from a curve over depth to the band of layers where it is high, or to the answer that there is none.

The rule, the same for every curve and every depth:

1. *Shape.* The curve is described as a plateau between two slopes: one value from layer `first` to layer `last`, and on
   either side a straight slope of its own length down to a base of its own. The description with the least squared
   error is taken, among all with at least one layer on either side and no base above the plateau.
2. *Beyond chance.* On either side the plateau's mean lies above the mean of all layers there, by more than chance gives
   to the best of all pairs of ends: the fall in standard errors exceeds the 95 % quantile of the largest such fall that
   the bootstrap samples' deviations from their mean have anywhere, on any side.
3. *Two sides.* From the plateau down to the lowest layer on either side, the smaller fall is at least a fifth of the
   larger: what rises and stays is no band.

So a flat curve has none (2), nor has one that rises, falls, or levels off (2 and 3). The rule does not change when a
curve is moved or stretched. Step 2 is a scan test with its reference drawn by resampling (as in Olshen et al. 2004,
Biostatistics 5, for segments of a curve); the ends' intervals are those of step 1 in the bootstrap samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError

LEVEL = 0.95
BALANCE = 0.2
"""What share of the larger fall the smaller one is at least."""

MOST_DRAWS, MOST_FITS = 500, 200
"""Bootstrap samples that the test looks at, and those of them whose ends are looked for."""

SLOPES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80)
"""Lengths that a slope may have, in layers; of 1: the curve jumps."""

_STARTS = (0.1, 0.25, 0.5)
_ROUNDS = 4
_TINY = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """`first` and `last` layer of the band, each with its 95 % interval, or `why` there is none.

    `support` is the share of the bootstrap samples that have a band by the same rule.
    """

    first: int | None
    last: int | None
    first_interval: tuple[int, int] | None
    last_interval: tuple[int, int] | None
    support: float
    why: str = ""


def find_band(curve: Sequence[float] | Floats, draws: Floats) -> Found:
    """The band of a curve, shape (layers,), from its bootstrap samples, shape (draws, layers).

    Layers are numbered from 0. An exact curve is its own only sample. Raises NeuroglotError where shapes don't agree,
    or a value is not finite.
    """
    values, samples = _checked(curve, draws)
    if len(values) < 3:
        return Found(None, None, None, None, 0.0, "a band needs a layer on either side: there are fewer than 3 layers")
    test = _Test(samples)
    ends = _ends(values[None])
    fitted = samples[:MOST_FITS]
    firsts, lasts = _ends(fitted)
    passed = [not test.objection(*row) for row in zip(fitted, firsts.tolist(), lasts.tolist(), strict=True)]
    support = float(np.mean(passed))
    first, last = int(ends[0][0]), int(ends[1][0])
    why = test.objection(values, first, last)
    if why:
        return Found(None, None, None, None, support, why)
    return Found(first, last, _interval(firsts, first), _interval(lasts, last), support)


def _checked(curve: Sequence[float] | Floats, draws: Floats) -> tuple[Floats, Floats]:
    values = np.asarray(curve, dtype=np.float64)
    samples = np.asarray(draws, dtype=np.float64)
    if values.ndim != 1 or samples.ndim != 2 or samples.shape[1:] != values.shape or not len(samples):
        raise NeuroglotError(
            f"a curve of shape {values.shape} and samples of shape {samples.shape} don't belong together; "
            "expected (layers,) and (draws, layers)"
        )
    if not (np.isfinite(values).all() and np.isfinite(samples).all()):
        raise NeuroglotError("the curve has values that are not finite: leave that curve out")
    return values, samples[:MOST_DRAWS]


def _interval(ends: NDArray[np.int64], here: int) -> tuple[int, int]:
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(ends, [tail, 1 - tail], method="nearest")
    return min(int(low), here), max(int(high), here)


# Step 1: the plateau with slopes of least squared error, for many curves at a time.


def _ends(curves: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last layer of every curve's plateau, shapes (curves,)."""
    count, layers = curves.shape
    slopes = [length for length in SLOPES if length <= max(1, layers)]
    ordered = np.sort(curves, axis=1)[:, ::-1]
    best = np.full(count, np.inf)
    first, last = np.ones(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    for share in _STARTS:
        top = ordered[:, : max(1, round(share * layers))].mean(axis=1)
        for _ in range(_ROUNDS):
            error, a, b = _fit(curves, top, slopes)
            better = error < best - _TINY * np.maximum(1.0, np.abs(best, where=np.isfinite(best), out=np.ones(count)))
            best, first, last = np.where(better, error, best), np.where(better, a, first), np.where(better, b, last)
            before, top = top, _means(curves, a, b)
            if np.array_equal(before, top):
                break
    return first, last


def _fit(curves: Floats, top: Floats, slopes: Sequence[int]) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """The least squared error of each curve with its plateau at `top`, and the ends that have it."""
    layers = curves.shape[1]
    left = _side_errors(curves, top, slopes)[:, 1:-1]
    right = _side_errors(curves[:, ::-1], top, slopes)[:, ::-1][:, 1:-1]
    squares = np.cumsum((curves - top[:, None]) ** 2, axis=1)
    inside = squares[:, None, 1:-1] - squares[:, :-2, None]
    error = left[:, :, None] + right[:, None, :] + inside
    error[:, ~np.triu(np.ones((layers - 2, layers - 2), dtype=bool))] = np.inf
    place = error.reshape(len(curves), -1).argmin(axis=1)
    a, b = np.unravel_index(place, (layers - 2, layers - 2))
    return error.reshape(len(curves), -1)[np.arange(len(curves)), place], a + 1, b + 1


def _side_errors(curves: Floats, top: Floats, slopes: Sequence[int]) -> Floats:
    """The least squared error of the layers below each layer, as a slope from `top` down to a base; (curves, layers).

    At distance k from the plateau a slope of length r has g = max(0, 1 - k / r) of the height of the plateau over the
    base, so the base follows from least squares; a base above the plateau has an infinite error.
    """
    layers = curves.shape[1]
    below = np.arange(layers)[:, None] - np.arange(layers)
    there = below > 0
    share = np.maximum(0.0, 1.0 - below[None] / np.array(slopes)[:, None, None]) * there
    weight = ((1.0 - share) ** 2 * there).sum(axis=2)
    total, squares = curves @ there.T, curves**2 @ there.T
    mixed = (curves @ share.reshape(-1, layers).T).reshape(len(curves), len(slopes), layers)
    height = top[:, None, None]
    above = total[:, None] - height * share.sum(axis=2) - mixed + height * (share**2).sum(axis=2)
    error = squares[:, None] - 2 * height * mixed + height**2 * (share**2).sum(axis=2)
    base = np.divide(above, weight, out=np.full_like(above, np.inf), where=weight > 0)
    error = np.where(base <= height, error - above * np.where(np.isfinite(base), base, 0.0), np.inf)
    return np.asarray(np.maximum(error, 0.0).min(axis=1))


def _means(curves: Floats, first: NDArray[np.int64], last: NDArray[np.int64]) -> Floats:
    """Each curve's mean from its first to its last layer."""
    sums = np.concatenate([np.zeros((len(curves), 1)), np.cumsum(curves, axis=1)], axis=1)
    rows = np.arange(len(curves))
    return np.asarray((sums[rows, last + 1] - sums[rows, first]) / (last - first + 1))


# Steps 2 and 3: is it beyond chance, and does it fall on two sides?


class _Test:
    """The standard error of every fall from every plateau, and how many of them chance gives to the best."""

    def __init__(self, samples: Floats) -> None:
        noise = samples - samples.mean(axis=0)
        falls = np.stack(_falls(noise))
        self.errors = falls.std(axis=1)
        usable = np.isfinite(self.errors) & (self.errors > _TINY * (np.abs(samples).max() + _TINY))
        standard = np.where(usable[:, None], falls / np.where(usable, self.errors, 1.0)[:, None], -np.inf)
        largest = standard.reshape(2, len(samples), -1).max(axis=(0, 2))
        self.chance = float(np.quantile(largest, LEVEL)) if usable.any() else 0.0
        self.scale = float(np.abs(samples).max())

    def objection(self, curve: Floats, first: int, last: int) -> str:
        """Why these ends are no band of a curve; empty where they are one."""
        inside = curve[first : last + 1].mean()
        falls = np.array([inside - curve[:first].mean(), inside - curve[last + 1 :].mean()])
        errors = self.errors[:, first, last]
        least = np.maximum(self.chance * errors, _TINY * (self.scale + _TINY))
        sides = [side for side, low in zip(("before", "after"), falls <= least, strict=True) if low]
        if sides:
            return f"the curve does not lie lower {' or '.join(sides)} the best plateau, beyond chance"
        depths = inside - np.array([curve[:first].min(), curve[last + 1 :].min()])
        if depths.min() < BALANCE * depths.max():
            side = "before" if depths[0] < depths[1] else "after"
            return f"the curve falls {side} its plateau by less than {BALANCE:g} of what it falls on the other side"
        return ""


def _falls(curves: Floats) -> tuple[Floats, Floats]:
    """The mean over a plateau less that of the layers before it, and after it; each (curves, first, last), nan for
    what is no plateau."""
    count, layers = curves.shape
    sums = np.concatenate([np.zeros((count, 1)), np.cumsum(curves, axis=1)], axis=1)
    first, last = np.arange(layers)[:, None], np.arange(layers)[None, :]
    real = (first >= 1) & (last <= layers - 2) & (first <= last)
    width = np.where(real, last - first + 1, np.nan)
    inside = (sums[:, None, 1:] - sums[:, :-1, None]) / width
    before = sums[:, :-1] / np.maximum(np.arange(layers), 1)
    after = (sums[:, -1:] - sums[:, 1:]) / np.maximum(np.arange(layers)[::-1], 1)
    return inside - before[:, :, None], inside - after[:, None, :]
