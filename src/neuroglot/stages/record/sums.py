"""The arithmetic of recording: from a batch's activations and gradients to sums by language and half.

Every quantity is first summed over the tokens of each program, since the attributions are means over a program, and
then over the programs of a group. A group is a language and a half. All quantities are made in one pass, a piece of a
program at a time in buffers that are used again: temporaries as large as an activation would cost more than the
arithmetic on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from neuroglot.core.neurons import Key
from neuroglot.core.statistics import ACTIVATION_SUMS, ATTRIBUTION_SUMS, HALVES, NeuronStatistics
from neuroglot.stages.record.segments import PIECE, Division, Segments

TOKEN_SUMS = (*ACTIVATION_SUMS, "gradient", "gradient-absolute", "product", "product-absolute")
"""What is summed over a segment's tokens: of a > 0, a, a^2, |a| and, with gradients g, of g, |g|, a g and |a g|."""

COLUMNS = 2048
"""Neurons that are read at a time."""

SegmentSums = Callable[[Tensor, Tensor | None, Division], list[Tensor]]
"""From activations and gradients, shape (..., neurons) with the division's tokens in front, to the first four or all
eight `TOKEN_SUMS` of each part's segments, float32, shape (quantities, segments, neurons)."""


@dataclass
class Pass:
    """One pass over an activation, on any device. It keeps its buffers from one activation to the next."""

    _buffers: dict[tuple[int, torch.device], Tensor] = field(default_factory=dict)

    def __call__(self, values: Tensor, grads: Tensor | None, division: Division) -> list[Tensor]:
        """A `SegmentSums`."""
        values = values.flatten(0, -2)
        slopes = None if grads is None else grads.flatten(0, -2)
        count = len(ACTIVATION_SUMS if slopes is None else TOKEN_SUMS)
        width = values.shape[-1]
        totals = [values.new_zeros(count, len(part.documents), width, dtype=torch.float32) for part in division.parts]
        for first in range(0, width, COLUMNS):
            columns = slice(first, min(first + COLUMNS, width))
            buffers = self._of_width(columns.stop - first, values.device)
            for piece in division.pieces:
                a = values[piece.tokens, columns]
                g = None if slopes is None else slopes[piece.tokens, columns]
                for place, quantity in enumerate(_quantities(a, g, buffers[:, : len(a)])):
                    for total, (rows, members) in zip(totals, piece.into, strict=True):
                        total[place, rows, columns].addmm_(members, quantity)
        return totals

    def _of_width(self, width: int, device: torch.device) -> Tensor:
        if (width, device) not in self._buffers:
            self._buffers[width, device] = torch.empty(4, PIECE, width, device=device)
        return self._buffers[width, device]


def _quantities(values: Tensor, grads: Tensor | None, buffers: Tensor) -> Iterator[Tensor]:
    """`TOKEN_SUMS` of every token, float32, shape (tokens, neurons); each is there until the next is asked for."""
    scratch, product, plain, slope = buffers
    a = values if values.dtype == torch.float32 else plain.copy_(values)
    yield torch.gt(a, 0.0, out=scratch)
    yield a
    yield torch.mul(a, a, out=scratch)
    yield torch.abs(a, out=scratch)
    if grads is not None:
        g = grads if grads.dtype == torch.float32 else slope.copy_(grads)
        yield g
        yield torch.abs(g, out=scratch)
        yield torch.mul(a, g, out=product)
        yield product.abs_()


def by_group(sums: Tensor, where: Segments) -> Tensor:
    """Sums by group from the sums of segments: shape (quantities, groups, neurons).

    The quantities are `ACTIVATION_SUMS` and, where there were gradients, `ATTRIBUTION_SUMS`: the three readings of PLS
    and the signed attribution of each program, summed over programs. With a program's mean over its counted tokens
    written mean_t: mean_t |a g|, |mean_t a * mean_t g|, mean_t |a| * mean_t |g| and mean_t(-a g).
    """
    if len(sums) > len(ACTIVATION_SUMS):
        mean = dict(zip(TOKEN_SUMS, sums / where.lengths.clamp(min=1)[:, None], strict=True))
        readings = [
            mean["product-absolute"],
            (mean["sum"] * mean["gradient"]).abs(),
            mean["sum_absolute"] * mean["gradient-absolute"],
            -mean["product"],
        ]
        sums = torch.cat([sums[: len(ACTIVATION_SUMS)], torch.stack(readings)])
    return where.one_hot @ sums


def program_means(sums: Tensor, where: Segments) -> dict[str, Tensor]:
    """What is kept of every program (`core/programs.py`), each of shape (programs of the batch, neurons)."""
    mean = dict(zip(TOKEN_SUMS, sums / where.lengths.clamp(min=1)[:, None], strict=False))
    kept = {"mean": mean["sum"]}
    if "product" in mean:
        kept |= {"mean-of-products": mean["product-absolute"], "signed": -mean["product"]}
    return kept


@dataclass
class Accumulator:
    """Sums over the batches seen so far, in float64 (int64 for counts), on the device where that exists.

    `counts` (groups, neurons) are the positives, `sums` (quantities, groups, neurons) all the other quantities.
    `routed` (2, groups) counts, at the sites of experts, the tokens that were routed there and their programs.
    """

    languages: Sequence[str]
    device: torch.device
    tokens: Tensor = field(init=False)
    programs: Tensor = field(init=False)
    counts: dict[Key, Tensor] = field(init=False, default_factory=dict)
    sums: dict[Key, Tensor] = field(init=False, default_factory=dict)
    routed: dict[Key, Tensor] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        groups = len(self.languages) * HALVES
        if self.device.type == "mps":  # has no float64
            self.device = torch.device("cpu")
        self.tokens = torch.zeros(groups, dtype=torch.int64)
        self.programs = torch.zeros(groups, dtype=torch.int64)

    def count(self, division: Division) -> None:
        """Count a batch's tokens and programs; several parts give their groups one after another."""
        tokens, programs = _counted(division)
        self.tokens += tokens
        self.programs += programs

    def count_routed(self, key: Key, division: Division) -> None:
        """Count those of them that were routed to the expert of a site."""
        found = _counted(division)
        self.routed[key] = self.routed[key] + found if key in self.routed else found

    def add(self, key: Key, parts: Sequence[Tensor]) -> None:
        """Add one site's sums of one batch, as `by_group` makes them, for the same parts."""
        found = (parts[0] if len(parts) == 1 else torch.cat(list(parts), dim=1)).to(self.device)
        if key in self.sums:
            self.counts[key] += found[0].long()
            self.sums[key] += found[1:]
        else:
            self.counts[key] = found[0].long()
            self.sums[key] = found[1:].double()

    def statistics(self, keys: Sequence[Key]) -> NeuronStatistics:
        """What has been summed, on the CPU, in the given order of keys."""
        shape = (len(self.languages), HALVES)
        found = {key: sums.cpu().numpy() for key, sums in self.sums.items()}
        positives, *others = _names(found)
        by_name = {positives: {key: self.counts[key].cpu().numpy().reshape(*shape, -1).copy() for key in keys}}
        for place, name in enumerate(others):
            by_name[name] = {key: found[key][place].reshape(*shape, -1).copy() for key in keys}
        return NeuronStatistics(
            tuple(self.languages),
            self.tokens.numpy().reshape(shape).copy(),
            self.programs.numpy().reshape(shape).copy(),
            by_name,
            routed={key: counts.numpy().reshape(2, *shape).copy() for key, counts in self.routed.items()},
        )

    def restore(self, statistics: NeuronStatistics) -> None:
        """Go on from statistics that this class made."""
        self.tokens = torch.from_numpy(statistics.tokens.reshape(-1).copy())
        self.programs = torch.from_numpy(statistics.programs.reshape(-1).copy())
        positives, *others = statistics.sums
        for key in statistics.keys:
            self.counts[key] = torch.from_numpy(_flat(statistics.sums[positives][key])).to(self.device)
            stacked = np.stack([_flat(statistics.sums[name][key]) for name in others])
            self.sums[key] = torch.from_numpy(stacked).to(self.device)
        self.routed = {key: torch.from_numpy(counts.reshape(2, -1).copy()) for key, counts in statistics.routed.items()}


def _counted(division: Division) -> Tensor:
    """Tokens and programs by group, int64, shape (2, groups)."""
    parts = [torch.stack([part.one_hot @ part.lengths, part.one_hot.sum(dim=1)]) for part in division.parts]
    return torch.cat(parts, dim=1).long().cpu()


def _names(sums: Mapping[Key, np.ndarray]) -> tuple[str, ...]:
    """The quantities in the order in which they are stacked, `positives` among them."""
    plain = all(1 + len(stacked) == len(ACTIVATION_SUMS) for stacked in sums.values())
    return ACTIVATION_SUMS if plain else (*ACTIVATION_SUMS, *ATTRIBUTION_SUMS)


def _flat(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array.reshape(-1, array.shape[-1]))
