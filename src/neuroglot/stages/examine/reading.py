"""The activations of chosen neurons in one batch, key by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.neurons import Key, Neuron
from neuroglot.models.batches import Batch
from neuroglot.models.hooks import capture
from neuroglot.models.losses import hidden_states
from neuroglot.models.subject import Subject

Receive = Callable[[slice, Tensor], None]
"""Called with a run of the neurons and their activations, float32, shape (rows, positions, neurons); nan at tokens that
did not reach the neurons of an expert."""


@dataclass(frozen=True)
class Columns:
    """Neurons in the order of their keys: which run of them is at a key, and which of the key's neurons they are."""

    neurons: tuple[Neuron, ...]
    runs: dict[Key, tuple[slice, NDArray[np.int64]]]

    def __len__(self) -> int:
        return len(self.neurons)


def columns_of(subject: Subject, neurons: Sequence[Neuron]) -> Columns:
    """The neurons, each once, in the model's order of keys and by index."""
    by_key: dict[Key, list[int]] = {}
    for neuron in set(neurons):
        by_key.setdefault((neuron.site, neuron.layer), []).append(neuron.index)
    ordered: list[Neuron] = []
    runs = {}
    for key in subject.widths:
        indices = sorted(by_key.get(key, ()))
        if indices:
            runs[key] = (slice(len(ordered), len(ordered) + len(indices)), np.array(indices, dtype=np.int64))
            ordered += [Neuron(key[1], key[0], index) for index in indices]
    return Columns(tuple(ordered), runs)


def read(subject: Subject, columns: Columns, batch: Batch, receive: Receive) -> None:
    """One forward pass over a batch that is on the subject's device."""
    shape = batch.input_ids.shape

    def pass_on(key: Key, values: Tensor, tokens: Tensor | None) -> None:
        if key not in columns.runs:
            return
        run, indices = columns.runs[key]
        found = values.index_select(-1, torch.from_numpy(indices).to(values.device)).float()
        if tokens is not None:
            whole = torch.full((shape.numel(), len(indices)), torch.nan, device=found.device)
            whole[tokens] = found[0]
            found = whole.view(*shape, len(indices))
        receive(run, found)

    with torch.no_grad(), capture(subject, list(dict.fromkeys(site for site, _ in columns.runs)), pass_on):
        hidden_states(subject, batch)
