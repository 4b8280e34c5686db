"""How much a neuron of size 1 writes into the residual stream."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers.pytorch_utils import Conv1D

from neuroglot.core.neurons import Key, expert_of, kind_of
from neuroglot.models.experts import expert_weights
from neuroglot.models.slices import full
from neuroglot.models.subject import Subject
from neuroglot.models.weights import plain

WRITERS = ("mlp.hidden", "mlp.act")
"""The sites whose neurons are inputs of the down projection: what they write is a column of it."""


def reach(subject: Subject) -> dict[Key, NDArray[np.float32]]:
    """The Euclidean norm of each neuron's column of the down projection, shape (neurons,), for `mlp.hidden`.

    Where a family has no gate, its neuron is `mlp.act`. In a gated family act(gate) is scaled by `up` before it
    is written, so `mlp.act` has no reach of its own there; nor have the other sites: attention's outputs mix by head,
    and the outputs of `attn.o` and `mlp.down` are the stream's own features. An expert's neurons have the reach that
    they have at a routing weight of 1. A layer whose weights are no plain numbers in memory (quantized, or offloaded)
    is left out.
    """
    kinds = {kind_of(site) for site, _ in subject.widths}
    writer = next((name for name in WRITERS if name in kinds), None)
    found = {}
    for site, layer in subject.widths:
        if kind_of(site) != writer:
            continue
        weight, inputs = _written(subject, (site, layer))
        weight = full(weight)
        if isinstance(weight, torch.Tensor) and plain(weight):
            norms = torch.linalg.vector_norm(weight.detach().float(), dim=1 - inputs)
            found[site, layer] = norms.cpu().numpy()
    return found


def _written(subject: Subject, key: Key) -> tuple[Any, int]:
    """The weight that reads a site's neurons, and their dimension in it."""
    if expert_of(key[0]) is not None:
        return expert_weights(subject, key)
    down = subject.module("mlp.down", key[1])
    return down.weight, 0 if isinstance(down, Conv1D) else 1
