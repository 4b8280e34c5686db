"""Backward passes from the loss to every activation; what they find is read by the hooks of a context.

No weight gets a gradient: the graph begins at the embedding's output or at a block's input.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import torch
from torch import Tensor

from neuroglot.models.batches import Batch
from neuroglot.models.experts import tapped
from neuroglot.models.losses import hidden_states, loss_slopes
from neuroglot.models.subject import Subject

Call = tuple[tuple[Any, ...], dict[str, Any]]
"""What a block was called with."""


def backward(subject: Subject, batch: Batch, reading: AbstractContextManager[None]) -> None:
    """One forward and one backward pass of a batch's summed loss, inside `reading` (`hooks.attribute`)."""
    with torch.enable_grad(), reading:
        hidden = hidden_states(subject, batch)
        hidden.backward(loss_slopes(subject, batch, hidden))  # type: ignore[no-untyped-call]


def backward_by_blocks(subject: Subject, batch: Batch, reading: AbstractContextManager[None]) -> None:
    """The same, and the same bits, with one block's graph in memory at a time.

    A first pass keeps the blocks' inputs alone, and nobody reads it; then each block, from the last, is computed again
    and its part of the backward pass follows at once. So every activation is read once. It is a third more arithmetic.
    """
    with torch.enable_grad(), tapped(subject, subject.widths), _keeping_calls(subject) as (calls, ends):
        hidden = hidden_states(subject, batch)
    hidden.backward(loss_slopes(subject, batch, hidden))  # type: ignore[no-untyped-call]
    grad = ends[0].grad
    del hidden, ends
    with torch.enable_grad(), reading:
        for block in reversed(subject.blocks):
            inputs, (arguments, named) = _as_leaf(calls.pop())
            _first(block(*arguments, **named)).backward(grad)  # type: ignore[no-untyped-call]
            grad = inputs.grad


@contextmanager
def _keeping_calls(subject: Subject) -> Iterator[tuple[list[Call], list[Tensor]]]:
    """During the context, keep what each block is called with; the graph begins after the last block."""
    calls: list[Call] = []
    ends: list[Tensor] = []

    def keep(_: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        calls.append((arguments, named))

    def cut(_: Any, arguments: Any, output: Any) -> Any:
        ends.append(_first(output).detach().requires_grad_(True))
        return (ends[0], *output[1:]) if isinstance(output, tuple) else ends[0]

    handles = [block.register_forward_pre_hook(keep, with_kwargs=True) for block in subject.blocks]
    handles.append(subject.blocks[-1].register_forward_hook(cut))
    try:
        yield calls, ends
    finally:
        for handle in handles:
            handle.remove()


def _as_leaf(call: Call) -> tuple[Tensor, Call]:
    """A block's input as the beginning of a graph, and the call with it."""
    arguments, named = call
    if arguments:
        inputs = arguments[0].detach().requires_grad_(True)
        return inputs, ((inputs, *arguments[1:]), named)
    inputs = named["hidden_states"].detach().requires_grad_(True)
    return inputs, ((), {**named, "hidden_states": inputs})


def _first(output: Any) -> Tensor:
    found = output[0] if isinstance(output, tuple) else output
    assert isinstance(found, Tensor)
    return found
