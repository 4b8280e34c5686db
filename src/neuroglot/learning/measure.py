"""The loss of every example's answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from neuroglot.learning.examples import Example
from neuroglot.learning.rows import in_order
from neuroglot.models.batches import NO_TARGET, SHORTEST_ROW
from neuroglot.models.losses import token_losses
from neuroglot.models.subject import Subject


def example_losses(
    subject: Subject,
    examples: Sequence[Example],
    batch_tokens: int = 4096,
    advance: Callable[[int], None] = lambda examples: None,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Of every example the summed loss of its answer in nats, and the number of tokens in that. Shapes (examples,).

    The model is measured as it is: in evaluation mode, with whatever weights are in it. `advance` hears of examples.
    """
    length = max([SHORTEST_ROW, *(len(example.ids) for example in examples)])
    rows = in_order(subject, examples, length)
    height = max(1, batch_tokens // length)
    nats = torch.zeros(len(examples), dtype=torch.float64)
    for start in range(0, len(rows), height):
        batch = rows.batch(slice(start, start + height))
        with torch.no_grad():
            losses = token_losses(subject, batch.to(subject.device)).cpu()
        there = batch.targets != NO_TARGET
        nats.index_add_(0, batch.documents[there], losses[there].double())
        advance(sum(len(row) for row in rows.rows[start : start + height]))
    return nats.numpy(), np.array([example.targets for example in examples], dtype=np.int64)
