"""Reading the residual stream by the model's own head: the logit lens, and what a part of the stream does to a score.

The lens (nostalgebraist 2020) gives the final norm and the head to a state of any depth. A part's direct effect on a
token's score (direct logit attribution; Elhage et al. 2021) is what the part adds to it while the final norm's scale
stays what it is at the last state: the norm is then linear, so the effects of all parts add up to the score.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.losses import scores
from neuroglot.models.streams import writers
from neuroglot.models.subject import Subject
from neuroglot.models.weights import plain

_TOLERANCE = 64


@dataclass(frozen=True, slots=True)
class Directions:
    """What turns a part of the stream into its effect on the score of one token a position.

    The effect of a part (positions, hidden) is its inner product with `of` (positions, hidden); `rest` (positions,) is
    what biases of norm and head add. `scores` (positions,) are the tokens' scores, before any cap.
    """

    of: Tensor
    rest: Tensor
    scores: Tensor

    def effect(self, part: Tensor) -> Tensor:
        """The direct effect of a part at every position, float32, shape (positions,)."""
        return (part.to(self.of.device).float() * self.of).sum(dim=-1)


@dataclass(frozen=True)
class Lens:
    """A subject's final norm and head. Raises NeuroglotError for a family whose norm or head is not understood."""

    subject: Subject

    @cached_property
    def norm(self) -> nn.Module:
        """The final norm."""
        found = self.subject.model.get_submodule(writers(self.subject).norm)
        assert isinstance(found, nn.Module)
        return found

    @cached_property
    def mean_row(self) -> Tensor:
        """The mean over the vocabulary of the head's rows, (hidden,)."""
        return torch.as_tensor(self._head.weight.detach().float().mean(dim=0))

    def read(self, state: Tensor) -> Tensor:
        """The scores that a state of any depth would get at the end, float32, (positions, vocabulary)."""
        last = next(self.norm.parameters()).device
        return scores(self.subject, self.norm(state.to(last)))

    def directions(self, final: Tensor, tokens: Tensor, centred: bool = False) -> Directions:
        """The directions of the given tokens' scores, from the last state (positions, hidden) and tokens (positions,).

        `centred` takes the mean over the vocabulary off every score, which changes no probability.
        """
        head = self._head
        tokens = tokens.to(head.weight.device)
        rows = head.weight.detach()[tokens].float() - (self.mean_row if centred else 0.0)
        read = self.norm(final.to(head.weight.device))
        scale, gain, shift = _frozen(self.norm, final.to(head.weight.device).float())
        of = rows * gain / scale
        if isinstance(self.norm, nn.LayerNorm):
            of = of - of.mean(dim=-1, keepdim=True)
        rest = (rows * shift).sum(dim=-1)
        found = (rows * read.float()).sum(dim=-1)
        self._check(read, rows, (final.to(of.device).float() * of).sum(dim=-1) + rest - found)
        if head.bias is not None:
            bias = head.bias.detach().float()
            added = bias[tokens] - (bias.mean() if centred else 0.0)
            rest, found = rest + added, found + added
        return Directions(of, rest, found)

    @property
    def _head(self) -> Any:
        head = self.subject.model.get_output_embeddings()
        if not isinstance(head, nn.Linear) or not plain(head.weight):
            raise NeuroglotError(
                f"the head of {self.subject.id} is no plain linear map in memory: load the model unquantized"
            )
        return head

    def _check(self, read: Tensor, rows: Tensor, missing: Tensor) -> None:
        """Whether the linear form is the norm: a norm of another kind differs by far more than rounding."""
        size = torch.linalg.vector_norm(read.float(), dim=-1) * torch.linalg.vector_norm(rows, dim=-1)
        if bool((missing.abs() > _TOLERANCE * torch.finfo(read.dtype).eps * size).any()):
            raise NeuroglotError(f"the final norm of {self.subject.id} ({type(self.norm).__name__}) is not understood")


def _frozen(norm: Any, final: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """A norm's scale at the given states (positions, 1), its gain and its shift (hidden,)."""
    weight = norm.weight.detach().float()
    epsilon = float(getattr(norm, "variance_epsilon", None) or norm.eps)
    if isinstance(norm, nn.LayerNorm):
        spread = final.var(dim=-1, keepdim=True, unbiased=False)
        return (spread + epsilon).sqrt(), weight, norm.bias.detach().float()
    # Gemma keeps its gain less one.
    gain = weight + 1.0 if type(norm).__name__.startswith("Gemma") else weight
    return (final.pow(2).mean(dim=-1, keepdim=True) + epsilon).sqrt(), gain, torch.zeros_like(gain)
