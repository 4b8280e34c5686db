"""The weight vectors of a neuron: which rows and columns of which projections belong to it.

A neuron at a projection's output has the row of the projection that makes it; a hidden unit of an MLP is read from a
row (of gate, or of up where there is no gate) and written by a column of down. A set of vectors is a NeuronSet in which
`mlp.hidden` stands for columns of down (`mlp.act` in families where the two are one).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers.pytorch_utils import Conv1D

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet, expert_of
from neuroglot.models.subject import Subject

Vectors = Literal["own", "pair"]
VECTORS = "own: the neuron's row; pair: MLP neurons bring the column of down (or, hidden ones, the row) of their unit"

_UNIT_SITES = ("mlp.gate", "mlp.up")
_HIDDEN = ("mlp.hidden", "mlp.act")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the vectors of a site are: rows or columns of a projection's matrix W, as in W x.

    `name` is the projection's name in the model, `width` the length of a vector, `features` the positions of the
    site's neurons among rows or columns where they are not all of them.
    """

    module: nn.Module
    name: str
    columns: bool
    width: int
    features: NDArray[np.int64] | None

    def positions(self, indices: Any) -> Tensor:
        """The rows or columns of the site's neurons with these indices, int64."""
        chosen = np.asarray(indices, dtype=np.int64)
        return torch.from_numpy(chosen if self.features is None else self.features[chosen])

    def as_rows(self, weight: Tensor) -> Tensor:
        """A tensor of the weight's shape (the weight, its gradient) as a view that has the vectors as rows: (outputs,
        inputs), or its transpose where they are columns."""
        rows = weight.T if isinstance(self.module, Conv1D) else weight
        return rows.T if self.columns else rows

    @property
    def weight(self) -> Tensor:
        """The weight as rows."""
        weight: Any = self.module.weight
        return self.as_rows(weight)


def place_of(subject: Subject, key: Key) -> Place:
    """Where the vectors of a site in a layer are. Raises NeuroglotError for an expert's site, no linear module,
    and layers that are split over ranks."""
    site, layer = key
    if subject.split:
        raise NeuroglotError(f"{subject.id}'s layers are split over ranks, and tuning is not: use --device spread")
    if expert_of(site) is not None:
        raise NeuroglotError(
            f"{layer}/{site} is an expert's: its weights are in one tensor of all experts, which can't be tuned neuron "
            "by neuron here; choose neurons of attention"
        )
    columns = site in _HIDDEN
    owner = "mlp.down" if columns else site
    module: Any = subject.module(owner, layer)
    if not isinstance(module, nn.Linear | Conv1D):
        raise NeuroglotError(f"{layer}/{owner} is a {type(module).__name__}: only linear projections have vectors")
    inputs, outputs = (
        (module.nx, module.nf) if isinstance(module, Conv1D) else (module.in_features, module.out_features)
    )
    name = f"{subject.architecture.blocks}.{layer}.{subject.view(owner).module}"
    features = None if columns else subject.features(site)
    return Place(module, name, columns, outputs if columns else inputs, features)


def vectors_of(subject: Subject, neurons: NeuronSet, kind: Vectors = "pair") -> NeuronSet:
    """The vectors that belong to a set's neurons, each once; see `VECTORS`.

    Raises NeuroglotError for a set of another model, an unknown kind, and neurons of experts.
    """
    if kind not in ("own", "pair"):
        raise NeuroglotError(f"unknown vectors {kind!r}; known: own, pair")
    subject.check(neurons)
    gated = "mlp.gate" in subject.architecture.views
    hidden, reading = ("mlp.hidden", "mlp.gate") if gated else ("mlp.act", "mlp.up")
    found: dict[Key, list[NDArray[np.int64]]] = {}
    for (site, layer), indices in neurons.members.items():
        sites = [hidden if site in _HIDDEN else site]
        if kind == "pair" and site in (*_UNIT_SITES, *_HIDDEN):
            sites.append(reading if site in _HIDDEN else hidden)
        for one in sites:
            found.setdefault((one, layer), []).append(indices)
    members = {key: np.concatenate(several) for key, several in found.items()}
    for key in members:
        place_of(subject, key)
    return NeuronSet(neurons.label, neurons.method, members)


def weights_in(subject: Subject, vectors: NeuronSet) -> int:
    """How many weights the vectors hold, biases left out."""
    return sum(len(indices) * place_of(subject, key).width for key, indices in vectors.members.items())
