"""The loss of every program under a model: the one measure of damage that needs no running of programs.

The scores of a large vocabulary would take more memory than everything else in a pass, so they are made for some
positions at a time, and for those alone that have a target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.attention import attends_by_document, where_documents_are
from neuroglot.models.batches import NO_TARGET, Batch, Packing
from neuroglot.models.subject import Subject

SCORES = {"cpu": 2**22, "cuda": 2**27}
"""How many scores (positions x vocabulary) are made at a time, by kind of device: on the CPU they stay in its cache."""

_NOT_UNDERSTOOD = ("logit_scale", "logits_scaling", "lm_head_multiplier")
"""Settings by which some families change the scores after the head."""


def hidden_states(subject: Subject, batch: Batch) -> Tensor:
    """What the head would read, after the final norm: a pass without the head. Shape (rows, positions, hidden)."""
    body = subject.model.base_model
    where = {"attention_mask": where_documents_are(batch.slots)} if attends_by_document(subject.model) else {}
    found = body(input_ids=batch.input_ids, position_ids=batch.position_ids, use_cache=False, **where).last_hidden_state
    assert isinstance(found, Tensor)
    return found


def token_losses(subject: Subject, batch: Batch) -> Tensor:
    """-log p(x_{t+1} | x_{<=t}) in nats at every position of a batch, float32, 0 where there is no target.

    The batch must be on the subject's device. Shape (rows, positions).
    """
    hidden = hidden_states(subject, batch).flatten(0, 1)
    targets = batch.targets.flatten().to(hidden.device)
    losses = torch.zeros(len(hidden), device=hidden.device)
    for places in _with_targets(subject, targets):
        losses[places] = functional.cross_entropy(scores(subject, hidden[places]), targets[places], reduction="none")
    return losses.view(batch.targets.shape).to(batch.targets.device)


def loss_slopes(subject: Subject, batch: Batch, hidden: Tensor) -> Tensor:
    """The gradient of the batch's summed loss with respect to `hidden_states`, of the same shape.

    It is made together with the losses of some positions at a time, so that no scores are kept.
    """
    flat = hidden.detach().flatten(0, 1)
    targets = batch.targets.flatten().to(flat.device)
    slopes = torch.zeros_like(flat)
    for places in _with_targets(subject, targets):
        rows = flat[places].requires_grad_(True)
        with torch.enable_grad():
            loss = functional.cross_entropy(scores(subject, rows), targets[places], reduction="sum")
        slopes[places] = torch.autograd.grad(loss, rows)[0]
    return slopes.view(hidden.shape)


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


def _with_targets(subject: Subject, targets: Tensor) -> Iterator[Tensor]:
    """The positions that have a target, as many at a time as `SCORES` allows."""
    room = SCORES.get(targets.device.type, SCORES["cuda"])
    places = torch.nonzero(targets != NO_TARGET).flatten()
    yield from torch.split(places, max(32, room // subject.config.vocab_size))


def scores(subject: Subject, hidden: Tensor) -> Tensor:
    """The head's scores, float32, shape (positions, vocabulary). Raises NeuroglotError for a head of another kind."""
    config = subject.config
    for name in _NOT_UNDERSTOOD:
        if getattr(config, name, None) not in (None, 1, 1.0):
            raise NeuroglotError(f"{subject.id} changes its scores by {name}, which is not understood here")
    found = subject.model.get_output_embeddings()(hidden)
    cap = getattr(config, "final_logit_softcapping", None)
    if cap is not None:
        found = torch.tanh(found / cap) * cap
    return torch.as_tensor(found).float()
