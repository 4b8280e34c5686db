"""The experts of a mixture: one tensor holds a projection of all of them, and no module is one expert alone.

transformers computes them in one of several ways, none of which has a place for a hook. While something is to be read
or held (`tapped`), a way of our own stands in: the operations of transformers' `eager` in their order, so the same
function bit for bit, with a tap at every site. Other ways (`grouped_mm`, the default) agree with it up to rounding,
which may send a token at a tie to another expert.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle
from transformers.integrations.moe import ALL_EXPERTS_FUNCTIONS

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, expert_of
from neuroglot.models.subject import Subject

Tap = Callable[[Tensor, Tensor], Tensor]
"""Called with an expert's values at a site, shape (tokens, neurons), and the places of its tokens in the flattened
batch, shape (tokens,); gives the values that go on."""

IMPLEMENTATION = "neuroglot"
"""The name of our way of computing experts, beside transformers' own."""

_Taps = OrderedDict[int, tuple[int, str, Tap]]
_TAPS: WeakKeyDictionary[nn.Module, _Taps] = WeakKeyDictionary()


@contextmanager
def tapped(subject: Subject, keys: Iterable[Key]) -> Iterator[None]:
    """During the context taps are called, if any of the keys is an expert's; the way of computing comes back after."""
    if not any(expert_of(site) for site, _ in keys):
        yield
        return
    before = subject.model.get_experts_implementation()
    subject.model.set_experts_implementation(IMPLEMENTATION)
    try:
        yield
    finally:
        subject.model.set_experts_implementation(before)


def tap(subject: Subject, key: Key, function: Tap) -> RemovableHandle:
    """Have a function called at an expert's site in every forward pass, also where no token reaches the expert."""
    number, part = _expert(key[0])
    taps: _Taps = _TAPS.setdefault(subject.module(*key), OrderedDict())
    handle = RemovableHandle(taps)
    taps[handle.id] = (number, part, function)
    return handle


def expert_weights(subject: Subject, key: Key) -> tuple[Tensor, int]:
    """The weights of an expert's site, as a view into the tensor of all experts, and the dimension of its neurons.

    Raises NeuroglotError where the experts are not plain floating-point tensors (quantized ones).
    """
    number, part = _expert(key[0])
    module: Any = subject.module(*key)
    weight = getattr(module, "gate_up_proj" if part in ("gate", "up") else "down_proj", None)
    if not isinstance(weight, Tensor) or not weight.is_floating_point() or weight.itemsize < 2:
        raise NeuroglotError(f"{key[1]}/{key[0]} is in a {type(module).__name__}: only plain weights can be edited")
    if part in ("gate", "up"):
        return weight[number].chunk(2)[part == "up"], 0
    return weight[number], 0 if part == "down" else 1


def _expert(site: str) -> tuple[int, str]:
    found = expert_of(site)
    if found is None:
        raise NeuroglotError(f"{site} is no expert's site")
    return found


def _forward(module: Any, hidden_states: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
    """The experts' part of a block: shapes (tokens, hidden), (tokens, chosen) and (tokens, chosen)."""
    taps: dict[tuple[int, str], list[Tap]] = {}
    for number, part, function in _TAPS.get(module, {}).values():
        taps.setdefault((number, part), []).append(function)
    watched = {number for number, _ in taps}
    result = torch.zeros_like(hidden_states)
    for number, (tokens, place) in enumerate(_routes(top_k_index, module.num_experts)):
        if not len(tokens) and number not in watched:
            continue

        def at(part: str, values: Tensor, number: int = number, tokens: Tensor = tokens) -> Tensor:
            for function in taps.get((number, part), ()):
                values = function(values, tokens)
            return values

        gate, up = functional.linear(hidden_states[tokens], module.gate_up_proj[number]).chunk(2, dim=-1)
        gate, up = at("gate", gate), at("up", up)
        hidden = at("hidden", at("act", module.act_fn(gate)) * up)
        down = at("down", functional.linear(hidden, module.down_proj[number]))
        weighted = down * top_k_weights[tokens, place, None]
        result.index_add_(0, tokens, weighted.to(result.dtype))
    return result


def _routes(top_k_index: Tensor, experts: int) -> list[tuple[Tensor, Tensor]]:
    """Of every expert the tokens that are routed to it and which of a token's choices it is, as `eager` orders them."""
    tokens, _ = top_k_index.shape
    chosen = top_k_index.T.flatten()
    order = chosen.argsort(stable=True)
    counts = torch.bincount(chosen, minlength=experts).tolist()
    return [(places % tokens, places // tokens) for places in torch.split(order, counts)]


ALL_EXPERTS_FUNCTIONS.register(IMPLEMENTATION, _forward)
