"""Where a block's output and its MLP's output are, in every family, and how both are listened to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.subject import Subject

RESIDUAL, MLP = "residual", "mlp"
OUTPUTS = (RESIDUAL, MLP)
"""The residual stream behind a block (of layer i: the output of block i), and what its MLP adds to it, before
a norm that the family may put behind the MLP (see `streams.updates` for what reaches the stream)."""


def output_module(subject: Subject, what: str, layer: int) -> nn.Module:
    """The module whose output it is: the block, or `mlp.down` (in a mixture, the module around the experts and their
    router). Raises NeuroglotError for another name."""
    if what not in OUTPUTS:
        raise NeuroglotError(f"unknown output {what!r}; known: {', '.join(OUTPUTS)}")
    if what == RESIDUAL:
        return subject.blocks[layer]
    if ("mlp.down", layer) in subject.widths:
        return subject.module("mlp.down", layer)
    mixture = subject.architecture.mixture
    assert mixture is not None
    return subject.blocks[layer].get_submodule(mixture.module.rpartition(".")[0])


@contextmanager
def listening(
    subject: Subject, what: Collection[str], layers: Collection[int], receive: Callable[[str, int, Tensor], None]
) -> Iterator[None]:
    """During the context, hand over these outputs of these layers, (rows, positions, width), in each forward pass."""
    with ExitStack() as hooks:
        for one in what:
            for layer in layers:
                hooks.enter_context(listen(output_module(subject, one, layer), partial(receive, one, layer)))
        yield


def listen(module: nn.Module, receive: Callable[[Tensor], None]) -> RemovableHandle:
    """Hand over a module's states in each forward pass, until the handle is removed."""

    def read(_: nn.Module, inputs: Any, output: Any) -> None:
        receive(values_of(output).detach())

    return module.register_forward_hook(read)


def values_of(output: Any) -> Tensor:
    """The states in what a module returns, which may be a tuple that begins with them."""
    found = output[0] if isinstance(output, tuple) else output
    assert isinstance(found, Tensor)
    return found


def with_values(output: Any, values: Tensor) -> Any:
    """What the module would return with other states."""
    return (values, *output[1:]) if isinstance(output, tuple) else values
