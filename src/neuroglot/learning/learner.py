"""A subject as the module that a Trainer trains: rows in, the loss of answers out, and only what is trained kept."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from neuroglot.models.batches import NO_TARGET, Batch
from neuroglot.models.losses import token_losses
from neuroglot.models.subject import Subject


class Learner(nn.Module):
    """The subject's model with a loss; its state is the weights that ask for gradients, so states on disk are small.

    The loss is a mean over target tokens. In training it is the sum over the rows at hand, divided by the number of
    targets of the whole step: neither packing nor the number of passes or devices changes what a step does, and long
    answers count by their length.
    """

    accepts_loss_kwargs = True
    _keys_to_ignore_on_save = None

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self.model = subject.model
        self._subject = subject
        self.register_state_dict_post_hook(_only_trained)  # type: ignore[no-untyped-call]

    def forward(self, labels: Tensor, num_items_in_batch: Tensor | None = None, **fields: Tensor) -> dict[str, Tensor]:
        """`loss`, and outside of training the `losses` of all positions in nats, 0 where there is no target.

        Arguments are a `Row`'s, stacked: each of shape (rows, positions).
        """
        losses = token_losses(self._subject, Batch(targets=labels, **fields))
        count = (labels != NO_TARGET).sum() if num_items_in_batch is None else num_items_in_batch
        loss = losses.sum() / count
        return {"loss": loss} if self.training else {"loss": loss, "losses": losses.detach()}

    @property
    def hf_device_map(self) -> Any:
        """Where the parts of a model that is spread are: the Trainer moves no model that has this. Raises
        AttributeError where the model is in one place."""
        return self.model.hf_device_map

    @property
    def trained(self) -> dict[str, list[int]]:
        """The shape of every weight that is trained."""
        return {name: list(one.shape) for name, one in self.named_parameters() if one.requires_grad}


def _only_trained(learner: nn.Module, state: dict[str, Tensor], prefix: str, local: Any) -> None:
    trained = {f"{prefix}{name}" for name, one in learner.named_parameters() if one.requires_grad}
    for name in state.keys() - trained:
        del state[name]


def mean_loss(losses: Any, labels: Any) -> float:
    """The mean over targets of `Learner`'s losses, both arrays of shape (rows, positions)."""
    there = torch.as_tensor(labels) != NO_TARGET
    return float(torch.as_tensor(losses)[there].double().mean())
