"""One pass over the programs: the states of the probed tokens behind every layer, and every program's mean state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from neuroglot.core.layers import EMBEDDING
from neuroglot.models.batches import Batch, Packing, locate
from neuroglot.models.losses import hidden_states
from neuroglot.models.streams import states
from neuroglot.models.subject import Subject
from neuroglot.stages.syntax_probe.tokens import Tokens


@dataclass(frozen=True, slots=True)
class States:
    """What was read, in main memory. Depth 0 is what enters layer 0, depth l + 1 what layer l puts out.

    `tokens` (depths, tokens, hidden) is in the model's own precision; `programs` (depths, programs, hidden) is the mean
    over the tokens that count, float32.
    """

    tokens: Tensor
    programs: Tensor


def read_states(
    subject: Subject, packed: Packing, tokens: Tokens, advance: Callable[[], None] = lambda: None
) -> States:
    """Read them. Memory is depths x (tokens + programs) x hidden, whatever the size of the corpus."""
    depths, hidden = len(subject.blocks) + 1, subject.config.hidden_size
    found = torch.zeros(depths, len(tokens), hidden, dtype=subject.model.dtype)
    sums = torch.zeros(depths, len(packed.documents), hidden)
    counts = torch.zeros(len(packed.documents))
    for batch in packed:
        rows, columns, places = locate(batch, tokens.program, tokens.position)
        program = batch.documents[batch.counted]

        def receive(
            layer: int,
            state: Tensor,
            at: tuple[Tensor, Tensor, Tensor, Tensor, Batch] = (rows, columns, places, program, batch),
        ) -> None:
            row, column, place, of, whole = at
            depth = layer - EMBEDDING
            found[depth, place] = state[row.to(state.device), column.to(state.device)].to(found)
            sums[depth].index_add_(0, of, state[whole.counted.to(state.device)].float().cpu())

        counts.index_add_(0, program, torch.ones(len(program)))
        with torch.no_grad(), states(subject, receive):
            hidden_states(subject, batch.to(subject.device))
        advance()
    return States(found, sums / counts.clamp(min=1)[:, None])
