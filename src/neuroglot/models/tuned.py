"""A model with a delta in it: beside its projections, where it can be trained, or added into their weights.

Both come in through a context manager; afterwards the model is bit for bit what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key
from neuroglot.models.deltas import NeuronDelta, Part
from neuroglot.models.subject import Subject
from neuroglot.models.vectors import Place, place_of
from neuroglot.models.weights import coarse, plain

CHILD = "neuron_delta"
"""The name under which a projection holds its part of a delta, so that trainers and wrappers of the model find it."""


class ProjectionDelta(nn.Module):
    """What a delta adds to one projection: for rows D at outputs r and columns E at inputs c, x D^T at r, and x_c E.

    Gradients and optimizer states are as large as the delta. What is trained stays in float32 and computes in the type
    of what it reads.
    """

    places: Tensor
    picked: Tensor

    def __init__(self, rows: list[tuple[Place, Part]], columns: list[tuple[Place, Part]], device: torch.device) -> None:
        super().__init__()
        own = [place.positions(part.indices) for place, part in rows]
        read = [place.positions(part.indices) for place, part in columns]
        empty = torch.empty(0, dtype=torch.int64)
        self.register_buffer("places", torch.cat([*own, empty]).to(device), persistent=False)
        self.register_buffer("picked", torch.cat([*read, empty]).to(device), persistent=False)
        self.rows = _parameters([part.vectors for _, part in rows], device)
        self.columns = _parameters([part.vectors for _, part in columns], device)
        self.bias = _parameters([part.bias for _, part in rows if part.bias is not None], device)

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        """The projection's output, which is changed in place, from its input; both have positions before features."""
        if len(self.places):
            bias = torch.cat(tuple(self.bias)).to(inputs.dtype) if len(self.bias) else None
            own = functional.linear(inputs, torch.cat(tuple(self.rows)).to(inputs.dtype), bias)
            output.index_add_(-1, self.places, own.to(output.dtype))
        if len(self.picked):
            columns = torch.cat(tuple(self.columns)).to(inputs.dtype)
            output += (inputs.index_select(-1, self.picked) @ columns).to(output.dtype)
        return output


@contextmanager
def attached(subject: Subject, delta: NeuronDelta, trained: bool = True) -> Iterator[Callable[[], NeuronDelta]]:
    """During the context, the model computes with the delta beside its weights; yields what reads the delta as it is.

    With `trained` its vectors ask for gradients and are parameters of the model, so that any trainer of the model
    trains them, and them alone. Weights may be quantized. Raises NeuroglotError for another model's delta, and where
    one is attached already.
    """
    delta.check(subject)
    groups = _by_projection(subject, delta)
    handles: list[RemovableHandle] = []
    owners: list[nn.Module] = []
    try:
        for keys in groups.values():
            places = {key: place_of(subject, key) for key in keys}
            module = next(iter(places.values())).module
            if hasattr(module, CHILD):
                raise NeuroglotError("a delta is attached to this model already: leave its context first")
            sides = [
                [(places[key], delta.parts[key]) for key in keys if places[key].columns is side]
                for side in (False, True)
            ]
            child = ProjectionDelta(sides[0], sides[1], _device(module)).requires_grad_(trained)
            module.add_module(CHILD, child)
            owners.append(module)
            handles.append(module.register_forward_hook(_add))
        yield lambda: _read(subject, delta, groups)
    finally:
        for handle in handles:
            handle.remove()
        for owner in owners:
            delattr(owner, CHILD)


def unrounded(subject: Subject, delta: NeuronDelta) -> AbstractContextManager[object]:
    """During the context, the model computes with the delta as it was trained, in float32: beside weights that have
    fewer digits, into which it would be rounded; else `merged`."""
    if not mergeable(subject, delta) or any(coarse(place_of(subject, key).weight) for key in delta.parts):
        return attached(subject, delta, trained=False)
    return merged(subject, delta)


def mergeable(subject: Subject, delta: NeuronDelta) -> bool:
    """Whether the weights that a delta changes are plain numbers that stay here: neither quantized nor offloaded."""
    return all(plain(place_of(subject, key).weight) for key in delta.parts)


@contextmanager
def merged(subject: Subject, delta: NeuronDelta) -> Iterator[None]:
    """During the context, the delta is added into the model's weights, which costs nothing at generation; the old
    values come back afterwards. Where weights are no plain numbers that stay here, the delta is attached instead."""
    delta.check(subject)
    places = {key: place_of(subject, key) for key in delta.parts}
    if not mergeable(subject, delta):
        with attached(subject, delta, trained=False):
            yield
        return
    saved: list[tuple[Tensor, Tensor, Tensor]] = []
    try:
        with torch.no_grad():
            for key, part in delta.parts.items():
                place = places[key]
                changed = [(place.weight, part.vectors)]
                if part.bias is not None:
                    changed.append((place.module.bias, part.bias))  # type: ignore[arg-type]
                for tensor, change in changed:
                    positions = place.positions(part.indices).to(tensor.device)
                    saved.append((tensor, positions, tensor[positions].clone()))
                    # The sum is made in float32: a small change of a bfloat16 weight is rounded once.
                    tensor[positions] = (tensor[positions].float() + change.to(tensor.device)).to(tensor.dtype)
        yield
    finally:
        with torch.no_grad():
            for tensor, positions, values in reversed(saved):
                tensor[positions] = values


def _by_projection(subject: Subject, delta: NeuronDelta) -> dict[str, list[Key]]:
    """The delta's keys by the projection that holds them: fused projections hold several sites."""
    groups: dict[str, list[Key]] = {}
    for key in delta.parts:
        groups.setdefault(place_of(subject, key).name, []).append(key)
    return groups


def _parameters(tensors: list[Any], device: torch.device) -> nn.ParameterList:
    return nn.ParameterList([nn.Parameter(tensor.to(device, torch.float32, copy=True)) for tensor in tensors])


def _device(module: nn.Module) -> torch.device:
    """Where a projection computes. Weights that are offloaded come there only for that."""
    weight = next(module.parameters())
    hook: Any = getattr(module, "_hf_hook", None)
    return torch.device(hook.execution_device) if weight.is_meta and hook is not None else weight.device


def _add(module: Any, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
    found = getattr(module, CHILD)(inputs[0], output)
    assert isinstance(found, Tensor)
    return found


def _read(subject: Subject, delta: NeuronDelta, groups: Mapping[str, list[Key]]) -> NeuronDelta:
    """The attached delta, copied to main memory."""
    parts: dict[Key, Part] = {}
    for keys in groups.values():
        child: Any = getattr(place_of(subject, keys[0]).module, CHILD)
        vectors = {False: iter(child.rows), True: iter(child.columns)}
        biases = iter(child.bias)
        for key in keys:
            before = delta.parts[key]
            columns = place_of(subject, key).columns
            values = next(vectors[columns]).detach().float().cpu().clone()
            bias = None if before.bias is None else next(biases).detach().float().cpu().clone()
            parts[key] = Part(before.indices, values, bias)
    ordered = {key: parts[key] for key in delta.parts}
    return NeuronDelta(delta.label, delta.method, delta.model, delta.weights, ordered)
