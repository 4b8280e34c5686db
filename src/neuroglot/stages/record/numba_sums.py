"""The pass over an activation as machine code for the processor: each value is read once, all quantities are summed.

Compiled when first used, in seconds, and kept on disk. Every sum is made by one thread in one order, so it is the same
in every run, whatever the number of threads. The tests hold it, as `sums.Pass`, to the definitions.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import torch
from numba.extending import overload
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.statistics import ACTIVATION_SUMS
from neuroglot.stages.record.segments import Division, Segments
from neuroglot.stages.record.sums import TOKEN_SUMS

COLUMNS = 256
"""Neurons that are summed at a time: their sums stay in the innermost cache."""

ROWS = 4
"""Tokens that are added up before the sums are touched."""

PAD = 16
"""Keeps rows of sums from falling on the same cache lines."""

Array = NDArray[Any]

ONE, ZERO = np.float32(1), np.float32(0)


def numba_pass(values: Tensor, grads: Tensor | None, division: Division) -> list[Tensor]:
    """A `SegmentSums`."""
    numba.set_num_threads(min(torch.get_num_threads(), numba.config.NUMBA_NUM_THREADS))  # type: ignore[attr-defined]
    a = _array(values)
    g = a if grads is None else _array(grads)
    count = len(ACTIVATION_SUMS if grads is None else TOKEN_SUMS)
    return [_of_part(a, g, count, part) for part in division.parts]


def _of_part(values: Array, grads: Array, count: int, part: Segments) -> Tensor:
    totals = torch.empty(count, len(part.documents), values.shape[1])
    tokens, starts = part.order
    _sums(values, grads, tokens.numpy(), starts.numpy(), totals.numpy())
    return totals


def _array(values: Tensor) -> Array:
    """The values, shape (tokens, neurons): float32, or the bits of bfloat16, which NumPy does not have."""
    flat = values.detach().flatten(0, -2)
    if flat.dtype == torch.bfloat16:
        return flat.contiguous().view(torch.uint16).numpy()
    return flat.float().contiguous().numpy()


def _fill(values: Array, grads: Array, tokens: Array, starts: Array, totals: Array) -> None:
    """Fill `totals` (quantities, segments, neurons); segment s has the tokens from starts[s] to starts[s + 1]."""
    count, segments, width = totals.shape
    blocks = (width + COLUMNS - 1) // COLUMNS
    for item in numba.prange(blocks * segments):
        first, segment = (item // segments) * COLUMNS, item % segments
        last = min(first + COLUMNS, width)
        rows = tokens[starts[segment] : starts[segment + 1]]
        found = np.zeros((4, COLUMNS + PAD), dtype=np.float32)
        _add_activations(values, first, last, rows, found)
        totals[:4, segment, first:last] = found[:, : last - first]
        if count > 4:
            found[:] = ZERO
            _add_attributions(values, grads, first, last, rows, found)
            totals[4:, segment, first:last] = found[:, : last - first]


try:
    _sums = numba.njit(parallel=True, cache=True)(_fill)
except RuntimeError:  # no folder to keep compiled code in can be written
    _sums = numba.njit(parallel=True)(_fill)


@numba.njit(inline="always")
def _add_activations(values: Array, first: int, last: int, rows: Array, found: Array) -> None:
    """Add to `found` (4, neurons) the number of a > 0 among some rows, and the sums of a, a^2 and |a|.

    The neurons are those from `first` to `last`. The compiler reads many numbers at a time only where it knows that
    rows are contiguous and apart from the sums: hence slices of single rows, and all of it inlined where the sums
    are made (five times as fast as calls).
    """
    positives, total, squares, absolute = found
    whole = len(rows) - len(rows) % ROWS
    for row in range(0, whole, ROWS):
        a0, a1, a2, a3 = _four(values, rows, row, first, last)
        for j in range(last - first):
            w, x, y, z = _float(a0[j]), _float(a1[j]), _float(a2[j]), _float(a3[j])
            positives[j] += (_positive(w) + _positive(x)) + (_positive(y) + _positive(z))
            total[j] += (w + x) + (y + z)
            squares[j] += (w * w + x * x) + (y * y + z * z)
            absolute[j] += (abs(w) + abs(x)) + (abs(y) + abs(z))
    for row in range(whole, len(rows)):
        a0 = values[rows[row], first:last]
        for j in range(last - first):
            w = _float(a0[j])
            positives[j] += _positive(w)
            total[j] += w
            squares[j] += w * w
            absolute[j] += abs(w)


@numba.njit(inline="always")
def _add_attributions(values: Array, grads: Array, first: int, last: int, rows: Array, found: Array) -> None:
    """Add to `found` (4, neurons) the sums of g, |g|, a g and |a g| over some rows."""
    slope, steepness, product, magnitude = found
    whole = len(rows) - len(rows) % ROWS
    for row in range(0, whole, ROWS):
        a0, a1, a2, a3 = _four(values, rows, row, first, last)
        g0, g1, g2, g3 = _four(grads, rows, row, first, last)
        for j in range(last - first):
            w, x, y, z = _float(g0[j]), _float(g1[j]), _float(g2[j]), _float(g3[j])
            slope[j] += (w + x) + (y + z)
            steepness[j] += (abs(w) + abs(x)) + (abs(y) + abs(z))
            w, x, y, z = w * _float(a0[j]), x * _float(a1[j]), y * _float(a2[j]), z * _float(a3[j])
            product[j] += (w + x) + (y + z)
            magnitude[j] += (abs(w) + abs(x)) + (abs(y) + abs(z))
    for row in range(whole, len(rows)):
        a0, g0 = values[rows[row], first:last], grads[rows[row], first:last]
        for j in range(last - first):
            w = _float(g0[j])
            slope[j] += w
            steepness[j] += abs(w)
            w = w * _float(a0[j])
            product[j] += w
            magnitude[j] += abs(w)


@numba.njit(inline="always")
def _four(values: Array, rows: Array, row: int, first: int, last: int) -> tuple[Array, Array, Array, Array]:
    return (
        values[rows[row], first:last],
        values[rows[row + 1], first:last],
        values[rows[row + 2], first:last],
        values[rows[row + 3], first:last],
    )


@numba.njit(inline="always")
def _positive(value: Any) -> Any:
    return ONE if value > ZERO else ZERO


def _float(value: Any) -> Any:
    """The number that an element stands for: itself, or what its bits mean in bfloat16."""
    raise NotImplementedError


@overload(_float)
def _float_of_type(value):  # type: ignore[no-untyped-def]
    if value == numba.types.uint16:
        return lambda value: np.uint32(np.uint32(value) << np.uint32(16)).view(np.float32)
    return lambda value: value
