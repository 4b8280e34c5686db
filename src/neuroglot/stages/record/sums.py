"""The arithmetic of recording: from a batch's activations and gradients to sums by language and half.

Every quantity is first summed over the tokens of each program (one small matrix product a row of the batch), since the
attributions are means over a program, and then over the programs of a group. A group is a language and a half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from neuroglot.core.neurons import Key
from neuroglot.core.statistics import HALVES, NeuronStatistics
from neuroglot.models.batches import Batch


@dataclass(frozen=True, slots=True)
class Segments:
    """Which token belongs to which program of a batch, and which program to which group.

    `members` (rows, slots, positions) is 1.0 where a counted token lies in a program; `lengths` (rows, slots) counts
    them; `groups` (groups, rows * slots) is 1.0 where a program that has counted tokens is in a group; `documents`
    (rows, slots) is that program's place in the corpus, -1 where there is none.
    """

    members: Tensor
    lengths: Tensor
    groups: Tensor
    documents: Tensor


def segments(batch: Batch, group_of: Tensor, groups: int) -> Segments:
    """The segments of a batch. `group_of` gives the group of each document of the corpus, shape (documents,)."""
    slot_of = torch.where(batch.counted, batch.slots, -1)
    return divided(batch.documents, slot_of, int(batch.slots.max()) + 1, lambda document: group_of[document], groups)


def divided(
    documents: Tensor, slot_of: Tensor, slots: int, group_of: Callable[[Tensor], Tensor], groups: int
) -> Segments:
    """Segments from the slot of every token, -1 for one that does not count; both tensors are (rows, positions).

    A slot's tokens are of one document; `group_of` maps the document in each slot, shape (rows, slots), to its group.
    """
    inside = slot_of[:, None, :] == torch.arange(slots, device=slot_of.device)[None, :, None]
    members = inside.float()
    lengths = members.sum(dim=2)
    document = torch.where(inside, documents[:, None, :], -1).amax(dim=2)
    group = torch.where(lengths > 0, group_of(document.clamp(min=0)), -1)
    one_hot = torch.arange(groups, device=group.device)[:, None] == group.flatten()[None, :]
    return Segments(members, lengths, one_hot.float(), document)


def activation_sums(values: Tensor, where: Segments) -> dict[str, Tensor]:
    """`positives`, `sum`, `sum_squares` and `sum_absolute` by group, each of shape (groups, neurons)."""
    values = values.float()
    parts = {
        "positives": (values > 0).float(),
        "sum": values,
        "sum_squares": values.square(),
        "sum_absolute": values.abs(),
    }
    return {name: _by_group(where, where.members @ part) for name, part in parts.items()}


def attribution_sums(values: Tensor, grads: Tensor, where: Segments) -> dict[str, Tensor]:
    """The three readings of PLS and the signed attribution, summed over the programs of each group.

    With a program's mean over its counted tokens written mean_t: mean_t |a g|, |mean_t a * mean_t g|,
    mean_t |a| * mean_t |g| and mean_t(-a g).
    """
    values, grads = values.float(), grads.float()
    product = values * grads
    weights = where.members / where.lengths.clamp(min=1)[:, :, None]

    def mean(part: Tensor) -> Tensor:
        return weights @ part

    by_program = {
        "mean-of-products": mean(product.abs()),
        "product-of-means": (mean(values) * mean(grads)).abs(),
        "product-of-magnitudes": mean(values.abs()) * mean(grads.abs()),
        "signed": -mean(product),
    }
    return {name: _by_group(where, part) for name, part in by_program.items()}


def program_means(values: Tensor, grads: Tensor | None, where: Segments) -> dict[str, Tensor]:
    """What is kept of every program (`core/programs.py`), each of shape (programs of the batch, neurons)."""
    values = values.float()
    parts = {"mean": values}
    if grads is not None:
        product = values * grads.float()
        parts |= {"mean-of-products": product.abs(), "signed": -product}
    weights = where.members / where.lengths.clamp(min=1)[:, :, None]
    there = where.documents >= 0
    return {name: (weights @ part)[there] for name, part in parts.items()}


def _by_group(where: Segments, by_program: Tensor) -> Tensor:
    return where.groups @ by_program.flatten(0, 1)


@dataclass
class Accumulator:
    """Sums over the batches seen so far, in float64 (int64 for counts), on the device where that exists."""

    languages: Sequence[str]
    device: torch.device
    tokens: Tensor = field(init=False)
    programs: Tensor = field(init=False)
    sums: dict[str, dict[Key, Tensor]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        groups = len(self.languages) * HALVES
        if self.device.type == "mps":  # has no float64
            self.device = torch.device("cpu")
        self.tokens = torch.zeros(groups, dtype=torch.int64)
        self.programs = torch.zeros(groups, dtype=torch.int64)

    def count(self, parts: Sequence[Segments]) -> None:
        """Count a batch's tokens and programs; several segments give their groups one after another."""
        self.tokens += torch.cat([part.groups @ part.lengths.flatten() for part in parts]).long().cpu()
        self.programs += torch.cat([part.groups.sum(dim=1) for part in parts]).long().cpu()

    def add(self, key: Key, parts: Sequence[Mapping[str, Tensor]]) -> None:
        """Add one site's sums of one batch, for the same segments."""
        for name in parts[0]:
            kind = torch.int64 if name == "positives" else torch.float64
            part = torch.cat([sums[name] for sums in parts]).to(self.device, kind)
            there = self.sums.setdefault(name, {})
            if key in there:
                there[key] += part
            else:
                there[key] = part

    def statistics(self, keys: Sequence[Key]) -> NeuronStatistics:
        """What has been summed, on the CPU, in the given order of keys."""
        shape = (len(self.languages), HALVES)
        return NeuronStatistics(
            tuple(self.languages),
            self.tokens.numpy().reshape(shape).copy(),
            self.programs.numpy().reshape(shape).copy(),
            {
                name: {key: part[key].cpu().numpy().reshape(*shape, -1).copy() for key in keys}
                for name, part in self.sums.items()
            },
        )

    def restore(self, statistics: NeuronStatistics) -> None:
        """Go on from statistics that this class made."""
        self.tokens = torch.from_numpy(statistics.tokens.reshape(-1).copy())
        self.programs = torch.from_numpy(statistics.programs.reshape(-1).copy())
        self.sums = {
            name: {key: torch.from_numpy(_flat(array)).to(self.device) for key, array in sums.items()}
            for name, sums in statistics.sums.items()
        }


def _flat(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array.reshape(-1, array.shape[-1]))
