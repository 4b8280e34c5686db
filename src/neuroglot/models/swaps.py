"""Putting other values in the place of what an MLP adds: another program's, or a mean.

Programs differ in length, so it has to be said which positions stand for which. Two rules: `position`, where token j of
n gets what token round(j (m - 1) / (n - 1)) of the other program's m has, and `mean`, where every token keeps how it
differs from its own program's mean and the mean becomes the other program's. Under either a program put in its own
place is the same, bit for bit. As everywhere, special tokens, padding and a program's first position stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.batches import Batch
from neuroglot.models.losses import hidden_states
from neuroglot.models.outputs import MLP, listening, output_module, values_of, with_values
from neuroglot.models.subject import Subject

Change = Callable[[Tensor], Tensor]
"""From an MLP's output, shape (rows, positions, width), to what stands in its place."""


@contextmanager
def mlp_changed(subject: Subject, layer: int, change: Change) -> Iterator[None]:
    """During the context, what the MLP of a layer adds is what `change` makes of it."""

    def replace(module: Any, inputs: Any, output: Any) -> Any:
        return with_values(output, change(values_of(output)))

    with output_module(subject, MLP, layer).register_forward_hook(replace):
        yield


def mlp_outputs(subject: Subject, batch: Batch) -> list[Tensor]:
    """What every layer's MLP adds on a batch, each of shape (rows, positions, width); on the subject's devices."""
    found: dict[int, Tensor] = {}
    layers = range(len(subject.blocks))

    def keep(_: str, layer: int, values: Tensor) -> None:
        found[layer] = values

    with listening(subject, [MLP], layers, keep), torch.no_grad():
        hidden_states(subject, batch.to(subject.device))
    return [found[layer] for layer in layers]


def aligned(batch: Batch, other: Batch, partner: Mapping[int, int]) -> Tensor:
    """By the rule of positions, the place in the flattened other batch of every token's partner, -1 where a token
    stays; shape (rows, positions).

    `partner` maps a program's place to that of the program in the other batch that it is swapped with. Raises
    NeuroglotError for a program, or a partner, without a token that counts.
    """
    found = torch.full(batch.documents.shape, -1, dtype=torch.int64)
    own, others = _tokens(batch), _tokens(other)
    for program, places in own.items():
        theirs = others.get(partner[program])
        if theirs is None:
            raise NeuroglotError("a program has no token that counts: leave out programs of fewer than two tokens")
        stretch = (len(theirs) - 1) / max(len(places) - 1, 1)
        chosen = torch.round(torch.arange(len(places), dtype=torch.float64) * stretch).long()
        found.view(-1)[places] = theirs[chosen]
    return found


def by_position(index: Tensor, values: Tensor) -> Change:
    """The change that puts the other programs' values, shape (rows, positions, width), at the aligned positions."""

    def change(output: Tensor) -> Tensor:
        flat, at = values.flatten(0, 1).to(output), index.to(output.device)
        return torch.where((at >= 0)[..., None], flat[at.clamp(min=0)], output)

    return change


def by_mean(batch: Batch, means: Mapping[int, Tensor]) -> Change:
    """The change that moves every program's mean output to the given one, by the program's place, shape (width,)."""
    tokens = _tokens(batch)

    def change(output: Tensor) -> Tensor:
        flat = output.flatten(0, 1).clone()
        for program, places in tokens.items():
            at = places.to(output.device)
            own = flat[at]
            flat[at] = own + (means[program].to(own) - own.mean(dim=0))
        return flat.view(output.shape)

    return change


def as_constant(batch: Batch, values: Mapping[int, Tensor]) -> Change:
    """The change after which every position of a program puts out the same given values, shape (width,)."""
    tokens = _tokens(batch)

    def change(output: Tensor) -> Tensor:
        flat = output.flatten(0, 1).clone()
        for program, places in tokens.items():
            flat[places.to(output.device)] = values[program].to(output)
        return flat.view(output.shape)

    return change


def program_means(batch: Batch, values: Tensor) -> dict[int, Tensor]:
    """The mean of every program's counted tokens, by its place, of values of shape (rows, positions, width)."""
    flat = values.flatten(0, 1)
    return {program: flat[places.to(values.device)].mean(dim=0) for program, places in _tokens(batch).items()}


def _tokens(batch: Batch) -> dict[int, Tensor]:
    """The places of every program's counted tokens in the flattened batch."""
    documents = torch.where(batch.counted, batch.documents, torch.full_like(batch.documents, -1)).flatten()
    programs = torch.unique(documents[documents >= 0]).tolist()
    return {int(program): torch.nonzero(documents == program).flatten() for program in programs}
