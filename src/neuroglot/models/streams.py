"""The residual stream of a running model: its state after every block, and what attention and MLP write into it.

Hooks come out with the context; they change nothing. Where a block's parts are is a table by family: another family is
refused, and so is a block whose parts don't add up to its output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.layers import EMBEDDING
from neuroglot.models.outputs import listen, values_of
from neuroglot.models.subject import Subject

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
    with ExitStack() as hooks:
        hooks.enter_context(_before(subject.blocks[0], partial(receive, EMBEDDING)))
        for layer, block in enumerate(subject.blocks):
            hooks.enter_context(listen(block, partial(receive, layer)))
        yield


@contextmanager
def updates(subject: Subject, receive: ReceiveUpdate) -> Iterator[None]:
    """During the context, hand over what attention and MLP of every block add to the stream, in each forward pass.

    Raises NeuroglotError, in the pass, where a block's input and its two updates are not its output.
    """
    where = writers(subject)
    parallel = bool(where.parallel and getattr(subject.config, where.parallel, False))
    with ExitStack() as hooks:
        for layer, block in enumerate(subject.blocks):
            added = _Block(subject, layer, parallel, receive)
            hooks.enter_context(_before(block, added.begin))
            hooks.enter_context(listen(block.get_submodule(where.attention), added.attention))
            hooks.enter_context(listen(block.get_submodule(where.mlp), added.mlp))
            hooks.enter_context(listen(block, added.end))
        yield


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
        receive(values_of(inputs[0] if inputs else named["hidden_states"]).detach())

    return module.register_forward_pre_hook(read, with_kwargs=True)
