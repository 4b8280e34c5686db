"""All code that reaches into a running model: reading activations and gradients, zeroing neurons and holding them.

Everything goes in through a context manager and comes out in its `finally`; afterwards the model is bit for bit what it
was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle
from transformers.pytorch_utils import Conv1D

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet, expert_of
from neuroglot.models import slices
from neuroglot.models.experts import expert_weights, tap, tapped
from neuroglot.models.subject import Subject
from neuroglot.models.weights import plain

ReceiveActivation = Callable[[Key, Tensor, Tensor | None], None]
"""Called with (site, layer), the site's activations, shape (rows, positions, neurons), and None.

At an expert's site the activations are those of the tokens that are routed to the expert, in one row, shape (1, tokens,
neurons), and the last argument holds these tokens' places in the flattened batch, shape (tokens,). It is called for
every expert, also for one that no token reaches."""

ReceiveAttribution = Callable[[Key, Tensor, Tensor, Tensor | None], None]
"""Called with (site, layer), the activations, the gradient of the loss with respect to them, of the same shape, and the
tokens' places as above. The routing weight lies downstream of an expert's sites, so it is in the gradient."""

Read = Callable[[Key, Tensor, Callable[[Tensor], Tensor], Tensor | None], None]
"""Called with (site, layer), a module's values, what picks the site's neurons from such values, and the places."""

Values = Mapping[Key, NDArray[np.float64]]
"""One value for each neuron of a set, by (site, layer): arrays aligned with `NeuronSet.members`, shape (neurons,)."""


@contextmanager
def capture(subject: Subject, sites: Sequence[str], receive: ReceiveActivation) -> Iterator[None]:
    """During the context, hand every site's activations to `receive` in each forward pass."""

    def read(key: Key, values: Tensor, pick: Callable[[Tensor], Tensor], tokens: Tensor | None) -> None:
        receive(key, pick(values.detach()), tokens)

    with _reading(subject, sites, read):
        yield


@contextmanager
def attribute(subject: Subject, sites: Sequence[str], receive: ReceiveAttribution) -> Iterator[None]:
    """During the context, hand every site's activations and their gradients to `receive` in each backward pass.

    No weight gets a gradient: the graph begins at the embedding's output. A site's activations are let go as soon
    as its gradient has been received.
    """

    def read(key: Key, values: Tensor, pick: Callable[[Tensor], Tensor], tokens: Tensor | None) -> None:
        kept = values.detach()

        def pass_on(grad: Tensor) -> None:
            receive(key, pick(kept), pick(grad), tokens)

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
    outputs; `mlp.hidden` and `mlp.act` are columns of the down projection. An expert's neurons are rows or columns of
    its part of the tensors of all experts. The old values come back afterwards. Where weights are no plain numbers that
    stay here (quantized, or offloaded) hooks set the outputs themselves to zero.
    """
    subject.check(neurons)
    rows = {key: _weights(subject, *key) for key in neurons.members}
    saved: list[tuple[Tensor, int, Tensor, Tensor]] = []
    others = [key for key, weights in rows.items() if not all(map(plain, (tensor for tensor, _ in weights)))]
    zeros = {key: np.zeros(len(neurons.members[key])) for key in others}
    try:
        with torch.no_grad():
            for (site, layer), indices in neurons.members.items():
                for tensor, dimension in rows[site, layer] if (site, layer) not in zeros else ():
                    positions = _positions(subject, site, torch.from_numpy(indices)).to(tensor.device)
                    saved.append((tensor, dimension, positions, tensor.index_select(dimension, positions)))
                    tensor.index_fill_(dimension, positions, 0.0)
        with held(subject, replace(neurons, members={key: neurons.members[key] for key in others}), zeros):
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
    one index are four interventions; where several are named, each is held. An expert's neuron is held for the tokens
    that are routed to the expert. Hooks do it, no weight changes.
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
            replacement = _Replacement(positions, torch.tensor(given), _sliced(subject, (site, layer)))
            handles.append(_replace(subject, (site, layer), replacement))
        with tapped(subject, neurons.members):
            yield
    finally:
        for handle in handles:
            handle.remove()


class _Replacement:
    """Puts fixed values in the place of some features of every tensor that it is given.

    `width` is how many features the tensors have where they may be one rank's slice of them, else None.
    """

    def __init__(self, positions: Tensor, values: Tensor, width: int | None) -> None:
        self.positions, self.values, self.width = positions, values, width

    def __call__(self, found: Tensor) -> Tensor:
        if self.width is not None:
            self.positions, self.values = slices.here(self.positions, self.values, found.shape[-1], self.width)
            self.width = None
        # Kept where the model computes, so that a decoding step copies nothing to the device.
        self.positions, self.values = self.positions.to(found.device), self.values.to(found)
        return found.index_copy(-1, self.positions, self.values.expand(*found.shape[:-1], -1))


def _replace(subject: Subject, key: Key, replacement: _Replacement) -> RemovableHandle:
    if expert_of(key[0]) is not None:
        return tap(subject, key, lambda values, tokens: replacement(values))
    module = subject.module(*key)
    if subject.view(key[0]).side == "input":
        return module.register_forward_pre_hook(lambda _, inputs: (replacement(inputs[0]), *inputs[1:]))
    return module.register_forward_hook(lambda _, inputs, output: replacement(output))


def _weights(subject: Subject, site: str, layer: int) -> list[tuple[Tensor, int]]:
    """The tensors, and their dimension, in which a site's neurons are slices."""
    return [expert_weights(subject, (site, layer))] if expert_of(site) else _module_weights(subject, site, layer)


def _module_weights(subject: Subject, site: str, layer: int) -> list[tuple[Tensor, int]]:
    hidden = site in ("mlp.hidden", "mlp.act")
    module = subject.module("mlp.down" if hidden else site, layer)
    if not isinstance(module, nn.Linear | Conv1D):
        raise NeuroglotError(
            f"{layer}/{site} is a {type(module).__name__}: only plain linear projections can be edited"
        )
    outputs, inputs = (1, 0) if isinstance(module, Conv1D) else (0, 1)
    if hidden:
        return [(module.weight, inputs)]
    return [(module.weight, outputs)] + ([(module.bias, 0)] if module.bias is not None else [])


def _positions(subject: Subject, site: str, indices: Tensor) -> Tensor:
    features = subject.features(site)
    return indices if features is None else torch.from_numpy(features)[indices]


def _sliced(subject: Subject, key: Key) -> int | None:
    """How many neurons a site has, where a rank may see a slice of them; None where it sees all."""
    return subject.widths[key] if subject.split else None


def _select(values: Tensor, features: Tensor) -> Tensor:
    return values.index_select(-1, features.to(values.device))


def _as_it_is(values: Tensor) -> Tensor:
    return values


def _as_a_row(values: Tensor) -> Tensor:
    return values[None]


@contextmanager
def _reading(subject: Subject, sites: Sequence[str], read: Read) -> Iterator[None]:
    handles: list[RemovableHandle] = []
    keys = subject.keys(sites)
    try:
        for key in keys:
            handles.append(_listen(subject, key, read))
        with tapped(subject, keys):
            yield
    finally:
        for handle in handles:
            handle.remove()


def _listen(subject: Subject, key: Key, read: Read) -> RemovableHandle:
    if expert_of(key[0]) is not None:

        def pass_by(values: Tensor, tokens: Tensor) -> Tensor:
            read(key, values, _as_a_row, tokens)
            return values

        return tap(subject, key, pass_by)
    features = subject.features(key[0])
    pick = _as_it_is if features is None else partial(_select, features=torch.from_numpy(features))
    width = _sliced(subject, key)
    if width is not None:
        pick = partial(slices.whole, width=width)
    module = subject.module(*key)
    if subject.view(key[0]).side == "input":
        return module.register_forward_pre_hook(lambda _, inputs: read(key, inputs[0], pick, None))
    return module.register_forward_hook(lambda _, inputs, output: read(key, output, pick, None))
