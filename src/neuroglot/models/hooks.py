"""All code that reaches into a running model: reading activations and gradients, zeroing neurons and holding them.

Everything goes in through a context manager and comes out in its `finally`; afterwards the model is bit for bit what it
was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle
from transformers.pytorch_utils import Conv1D

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet
from neuroglot.models.subject import Subject

ReceiveActivation = Callable[[Key, Tensor], None]
"""Called with (site, layer) and a site's activations, shape (rows, positions, neurons)."""

ReceiveAttribution = Callable[[Key, Tensor, Tensor], None]
"""Called with (site, layer), the activations and the gradient of the loss with respect to them, both of that shape."""

Values = Mapping[Key, NDArray[np.float64]]
"""One value for each neuron of a set, by (site, layer): arrays aligned with `NeuronSet.members`, shape (neurons,)."""


@contextmanager
def capture(subject: Subject, sites: Sequence[str], receive: ReceiveActivation) -> Iterator[None]:
    """During the context, hand every site's activations to `receive` in each forward pass."""

    def read(key: Key, values: Tensor, features: Tensor | None) -> None:
        receive(key, _select(values.detach(), features))

    with _reading(subject, sites, read):
        yield


@contextmanager
def attribute(subject: Subject, sites: Sequence[str], receive: ReceiveAttribution) -> Iterator[None]:
    """During the context, hand every site's activations and their gradients to `receive` in each backward pass.

    No weight gets a gradient: the graph begins at the embedding's output. A site's activations are let go as soon
    as its gradient has been received.
    """

    def read(key: Key, values: Tensor, features: Tensor | None) -> None:
        kept = values.detach()

        def pass_on(grad: Tensor) -> None:
            receive(key, _select(kept, features), _select(grad, features))

        values.register_hook(pass_on)  # type: ignore[no-untyped-call]

    def begin(module: nn.Module, inputs: Any, output: Tensor) -> Tensor:
        return output.detach().requires_grad_(True)

    start = subject.model.get_input_embeddings().register_forward_hook(begin)
    try:
        with _reading(subject, sites, read):
            yield
    finally:
        start.remove()


@contextmanager
def zeroed(subject: Subject, neurons: NeuronSet) -> Iterator[None]:
    """During the context, the set's neurons output zero.

    Rows of a projection's weight and bias are set to zero, which is the same function, bit for bit, as zeroing the
    outputs; `mlp.hidden` and `mlp.act` are columns of the down projection. The old values come back afterwards.
    """
    subject.check(neurons)
    saved: list[tuple[Tensor, int, Tensor, Tensor]] = []
    try:
        with torch.no_grad():
            for (site, layer), indices in neurons.members.items():
                for tensor, dimension in _weights(subject, site, layer):
                    positions = _positions(subject, site, torch.from_numpy(indices)).to(tensor.device)
                    saved.append((tensor, dimension, positions, tensor.index_select(dimension, positions)))
                    tensor.index_fill_(dimension, positions, 0.0)
        yield
    finally:
        with torch.no_grad():
            for tensor, dimension, positions, values in reversed(saved):
                tensor.index_copy_(dimension, positions, values)


@contextmanager
def held(subject: Subject, neurons: NeuronSet, values: Values) -> Iterator[None]:
    """During the context, the set's neurons put out the given values at every position, whatever the input.

    A neuron is replaced at its own site, and what is computed from it follows: `mlp.act` held at v makes the hidden
    unit v * up where there is a gate. So, unlike zeroing, holding the gate, the up, the act and the hidden neuron of
    one index are four interventions; where several are named, each is held. Hooks do it, no weight changes.
    Raises NeuroglotError where `values` has not exactly one number for each neuron.
    """
    subject.check(neurons)
    handles: list[RemovableHandle] = []
    try:
        for (site, layer), indices in neurons.members.items():
            given = values.get((site, layer))
            if given is None or given.shape != indices.shape:
                raise NeuroglotError(
                    f"the values to hold {neurons.label!r} at have shape {getattr(given, 'shape', None)} at {site} of "
                    f"layer {layer}, expected {indices.shape}: give one number for each of the set's neurons, in order"
                )
            positions = _positions(subject, site, torch.from_numpy(indices))
            handles.append(_replace(subject, (site, layer), _Replacement(positions, torch.tensor(given))))
        yield
    finally:
        for handle in handles:
            handle.remove()


class _Replacement:
    """Puts fixed values in the place of some features of every tensor that it is given."""

    def __init__(self, positions: Tensor, values: Tensor) -> None:
        self.positions, self.values = positions, values

    def __call__(self, found: Tensor) -> Tensor:
        # Kept where the model computes, so that a decoding step copies nothing to the device.
        self.positions, self.values = self.positions.to(found.device), self.values.to(found)
        return found.index_copy(-1, self.positions, self.values.expand(*found.shape[:-1], -1))


def _replace(subject: Subject, key: Key, replacement: _Replacement) -> RemovableHandle:
    module = subject.module(*key)
    if subject.view(key[0]).side == "input":
        return module.register_forward_pre_hook(lambda _, inputs: (replacement(inputs[0]), *inputs[1:]))
    return module.register_forward_hook(lambda _, inputs, output: replacement(output))


def _weights(subject: Subject, site: str, layer: int) -> list[tuple[Tensor, int]]:
    """The tensors, and their dimension, in which a site's neurons are slices."""
    hidden = site in ("mlp.hidden", "mlp.act")
    module = subject.module("mlp.down" if hidden else site, layer)
    if not isinstance(module, nn.Linear | Conv1D):
        raise NeuroglotError(
            f"{layer}/{site} is a {type(module).__name__}: only plain linear projections can be edited"
        )
    if module.weight.is_meta:
        raise NeuroglotError(f"{layer}/{site} is offloaded: load the model whole (--device cuda or cpu) to ablate it")
    outputs, inputs = (1, 0) if isinstance(module, Conv1D) else (0, 1)
    if hidden:
        return [(module.weight, inputs)]
    return [(module.weight, outputs)] + ([(module.bias, 0)] if module.bias is not None else [])


def _positions(subject: Subject, site: str, indices: Tensor) -> Tensor:
    features = subject.features(site)
    return indices if features is None else torch.from_numpy(features)[indices]


def _select(values: Tensor, features: Tensor | None) -> Tensor:
    return values if features is None else values.index_select(-1, features.to(values.device))


@contextmanager
def _reading(
    subject: Subject, sites: Sequence[str], read: Callable[[Key, Tensor, Tensor | None], None]
) -> Iterator[None]:
    handles: list[RemovableHandle] = []
    try:
        for layer in range(len(subject.blocks)):
            for site in sites:
                chosen = subject.features(site)
                features = None if chosen is None else torch.from_numpy(chosen)
                handles.append(_listen(subject, (site, layer), features, read))
        yield
    finally:
        for handle in handles:
            handle.remove()


def _listen(
    subject: Subject, key: Key, features: Tensor | None, read: Callable[[Key, Tensor, Tensor | None], None]
) -> RemovableHandle:
    module = subject.module(*key)
    if subject.view(key[0]).side == "input":
        return module.register_forward_pre_hook(lambda _, inputs: read(key, inputs[0], features))
    return module.register_forward_hook(lambda _, inputs, output: read(key, output, features))
