"""The pass over an activation as one Triton kernel: each value is read once, all quantities are summed in registers.

Imported only where there is a CUDA device and Triton. Every sum is made by one program of the kernel in one order, so
it is the same in every run. The tests run the kernel in Triton's interpreter, against `sums.Pass`.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from neuroglot.core.statistics import ACTIVATION_SUMS
from neuroglot.stages.record.segments import Division, Segments
from neuroglot.stages.record.sums import TOKEN_SUMS

COLUMNS = 128
ROWS = 16


def triton_pass(values: Tensor, grads: Tensor | None, division: Division) -> list[Tensor]:
    """A `SegmentSums`."""
    values = values.flatten(0, -2).contiguous()
    grads = None if grads is None else grads.flatten(0, -2).contiguous()
    return [_of_part(values, grads, part) for part in division.parts]


def _of_part(values: Tensor, grads: Tensor | None, part: Segments) -> Tensor:
    width, segments = values.shape[-1], len(part.documents)
    count = len(ACTIVATION_SUMS if grads is None else TOKEN_SUMS)
    totals = torch.empty(count, segments, width, device=values.device)
    tokens, starts = part.order
    slopes = values if grads is None else grads
    if segments:
        grid = (segments, triton.cdiv(width, COLUMNS))
        _segment_sums[grid](values, slopes, tokens, starts, totals, width, grads is not None, ROWS, COLUMNS)
    return totals


def _kernel(values, slopes, tokens, starts, totals, width, with_slopes: tl.constexpr, rows: tl.constexpr, columns: tl.constexpr):  # type: ignore[no-untyped-def]  # noqa: E501  # fmt: skip
    """One segment's sums over its tokens, for a block of neurons."""
    segment = tl.program_id(0).to(tl.int64)
    column = tl.program_id(1) * columns + tl.arange(0, columns)
    inside = column < width
    row = tl.arange(0, rows)
    zeros = tl.zeros((rows, columns), tl.float32)
    positives, total, squares, absolute = zeros, zeros, zeros, zeros
    slope, steepness, product, magnitude = zeros, zeros, zeros, zeros
    last = tl.load(starts + segment + 1)
    for first in range(tl.load(starts + segment), last, rows):
        there = first + row < last
        token = tl.load(tokens + first + row, mask=there, other=0)
        place = token[:, None] * width + column[None, :]
        read = there[:, None] & inside[None, :]
        a = tl.load(values + place, mask=read, other=0.0).to(tl.float32)
        positives += tl.where(a > 0, 1.0, 0.0)
        total += a
        squares += a * a
        absolute += tl.abs(a)
        if with_slopes:
            g = tl.load(slopes + place, mask=read, other=0.0).to(tl.float32)
            slope += g
            steepness += tl.abs(g)
            product += a * g
            magnitude += tl.abs(a * g)
    here = totals + segment * width + column
    step = tl.num_programs(0).to(tl.int64) * width
    tl.store(here, tl.sum(positives, 0), mask=inside)
    tl.store(here + step, tl.sum(total, 0), mask=inside)
    tl.store(here + 2 * step, tl.sum(squares, 0), mask=inside)
    tl.store(here + 3 * step, tl.sum(absolute, 0), mask=inside)
    if with_slopes:
        tl.store(here + 4 * step, tl.sum(slope, 0), mask=inside)
        tl.store(here + 5 * step, tl.sum(steepness, 0), mask=inside)
        tl.store(here + 6 * step, tl.sum(product, 0), mask=inside)
        tl.store(here + 7 * step, tl.sum(magnitude, 0), mask=inside)


_segment_sums = triton.jit(_kernel)
