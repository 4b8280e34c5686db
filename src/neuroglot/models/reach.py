"""How much a neuron of size 1 writes into the residual stream."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from transformers.pytorch_utils import Conv1D

from neuroglot.core.neurons import Key
from neuroglot.models.subject import Subject

WRITERS = ("mlp.hidden", "mlp.act")
"""The sites whose neurons are inputs of the down projection: what they write is a column of it."""


def reach(subject: Subject) -> dict[Key, NDArray[np.float32]]:
    """The Euclidean norm of each neuron's column of the down projection, shape (neurons,), for `mlp.hidden`.

    Where a family has no gate, its neuron is `mlp.act`. In a gated family act(gate) is scaled by `up` before it
    is written, so `mlp.act` has no reach of its own there; nor have the other sites: attention's outputs mix by head,
    and the outputs of `attn.o` and `mlp.down` are the stream's own features. A layer whose weights are not in memory
    (offloaded) is left out.
    """
    views = subject.architecture.views
    site = next((name for name in WRITERS if name in views), None)
    if site is None:
        return {}
    found = {}
    for layer in range(len(subject.blocks)):
        down = subject.module("mlp.down", layer)
        weight = down.weight
        if isinstance(weight, torch.Tensor) and not weight.is_meta:
            inputs = 0 if isinstance(down, Conv1D) else 1
            norms = torch.linalg.vector_norm(weight.detach().float(), dim=1 - inputs)
            found[site, layer] = norms.cpu().numpy()
    return found
