"""The loss of every program under a model: the one measure of damage that needs no running of programs."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from neuroglot.models.batches import NO_TARGET, Batch, Packing
from neuroglot.models.subject import Subject


def token_losses(subject: Subject, batch: Batch) -> Tensor:
    """-log p(x_{t+1} | x_{<=t}) in nats at every position of a batch, float32, 0 where there is no target.

    The batch must be on the subject's device. Shape (rows, positions).
    """
    logits = subject.model(input_ids=batch.input_ids, position_ids=batch.position_ids, use_cache=False).logits
    flat = functional.cross_entropy(
        logits.float().flatten(0, 1), batch.targets.flatten(), ignore_index=NO_TARGET, reduction="none"
    )
    return flat.view(batch.targets.shape)


def document_losses(
    subject: Subject, packed: Packing, advance: Callable[[], None] = lambda: None
) -> tuple[Tensor, Tensor]:
    """Summed loss in nats (float64) and number of targets (int64) of every document of a packing."""
    nats = torch.zeros(len(packed.documents), dtype=torch.float64)
    targets = torch.zeros(len(packed.documents), dtype=torch.int64)
    for batch in packed:
        with torch.no_grad():
            losses = token_losses(subject, batch.to(subject.device)).cpu()
        real = batch.targets != NO_TARGET
        nats.index_add_(0, batch.documents[real], losses[real].double())
        targets.index_add_(0, batch.documents[real], torch.ones_like(batch.documents[real]))
        advance()
    return nats, targets
