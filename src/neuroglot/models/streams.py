"""The residual stream of a running model: its state after every block, and what attention and MLP write into it.

Hooks come out in `finally`; they change nothing. Where a block's parts are is a table by family: another family is
refused, and so is a block whose parts don't add up to its output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.subject import Subject

EMBEDDING = -1
"""The place of what enters block 0, before layer 0."""

ReceiveState = Callable[[int, Tensor], None]
"""Called with EMBEDDING or a layer, and the stream behind it, shape (rows, positions, hidden)."""

Part = Literal["attention", "mlp"]

ReceiveUpdate = Callable[[int, Part, Tensor, Tensor], None]
"""Called with a layer, a part, what it adds to the stream, and the stream that it is added to; both of shape (rows,
positions, hidden)."""


@dataclass(frozen=True, slots=True)
class Writers:
    """The modules of a block whose outputs are added to the stream, and where the final norm is.

    `parallel` is the setting that says whether both parts read, and are added to, the block's input.
    """

    attention: str
    mlp: str
    norm: str
    parallel: str = ""


_PLAIN = Writers("self_attn", "mlp", "model.norm")
_NORMED = Writers("post_attention_layernorm", "post_feedforward_layernorm", "model.norm")

WRITERS: dict[str, Writers] = {
    **dict.fromkeys(("llama", "qwen2", "qwen3", "mistral", "starcoder2", "mixtral", "qwen3_moe", "olmoe"), _PLAIN),
    # What Gemma adds to the stream is a norm of what the part computes.
    **dict.fromkeys(("gemma2", "gemma3_text"), _NORMED),
    "gpt2": Writers("attn", "mlp", "transformer.ln_f"),
    "gpt_neox": Writers("attention", "mlp", "gpt_neox.final_layer_norm", parallel="use_parallel_residual"),
}


def writers(subject: Subject) -> Writers:
    """Where a subject's stream is written. Raises NeuroglotError for a family without a row."""
    family = subject.architecture.family
    if family not in WRITERS:
        raise NeuroglotError(
            f"what a block of family {family!r} adds to the stream is not understood; known: {', '.join(WRITERS)}"
        )
    return WRITERS[family]


@contextmanager
def states(subject: Subject, receive: ReceiveState) -> Iterator[None]:
    """During the context, hand over what enters block 0 and what every block puts out, in each forward pass."""
    handles: list[RemovableHandle] = []
    try:
        handles.append(_before(subject.blocks[0], partial(receive, EMBEDDING)))
        for layer, block in enumerate(subject.blocks):
            handles.append(_after(block, partial(receive, layer)))
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def updates(subject: Subject, receive: ReceiveUpdate) -> Iterator[None]:
    """During the context, hand over what attention and MLP of every block add to the stream, in each forward pass.

    Raises NeuroglotError, in the pass, where a block's input and its two updates are not its output.
    """
    where = writers(subject)
    parallel = bool(where.parallel and getattr(subject.config, where.parallel, False))
    handles: list[RemovableHandle] = []
    try:
        for layer, block in enumerate(subject.blocks):
            added = _Block(subject, layer, parallel, receive)
            handles += [
                _before(block, added.begin),
                _after(block.get_submodule(where.attention), added.attention),
                _after(block.get_submodule(where.mlp), added.mlp),
                _after(block, added.end),
            ]
        yield
    finally:
        for handle in handles:
            handle.remove()


class _Block:
    """One block in one pass: the stream at its start, and what is added to it."""

    def __init__(self, subject: Subject, layer: int, parallel: bool, receive: ReceiveUpdate) -> None:
        self.subject, self.layer, self.parallel, self.receive = subject, layer, parallel, receive
        self.stream = self.added = torch.empty(0)

    def begin(self, state: Tensor) -> None:
        self.stream = state

    def attention(self, update: Tensor) -> None:
        self.added = update
        self.receive(self.layer, "attention", update, self.stream)

    def mlp(self, update: Tensor) -> None:
        before = self.stream if self.parallel else self.stream + self.added
        self.receive(self.layer, "mlp", update, before)
        self.added = self.added + update

    def end(self, state: Tensor) -> None:
        expected, found = (self.stream + self.added).float(), state.float()
        slack = 8 * torch.finfo(state.dtype).eps * found.abs().max()
        self.stream = self.added = torch.empty(0)
        if (expected - found).abs().max() > slack:
            raise NeuroglotError(
                f"layer {self.layer} of {self.subject.id} puts out something else than its input, its attention and "
                "its MLP added up: what it writes is not understood"
            )


def _before(module: nn.Module, receive: Callable[[Tensor], None]) -> RemovableHandle:
    def read(_: nn.Module, inputs: tuple[Any, ...], named: dict[str, Any]) -> None:
        receive(_tensor(inputs[0] if inputs else named["hidden_states"]))

    return module.register_forward_pre_hook(read, with_kwargs=True)


def _after(module: nn.Module, receive: Callable[[Tensor], None]) -> RemovableHandle:
    def read(_: nn.Module, inputs: Any, output: Any) -> None:
        receive(_tensor(output))

    return module.register_forward_hook(read)


def _tensor(output: Any) -> Tensor:
    """A module's tensor: its output, or the first of them."""
    found = output[0] if isinstance(output, tuple) else output
    return torch.as_tensor(found).detach()
