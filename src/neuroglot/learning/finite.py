"""Whether what was trained is still numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.learning.options import LearnOptions


class DivergedError(NeuroglotError):
    """A training's losses or weights are no finite numbers: its rate was too high."""


def diverged(options: LearnOptions, what: str) -> DivergedError:
    """The error of a training, which says what of it is no finite number."""
    return DivergedError(
        f"the training at rate {options.lr:g} with seed {options.seed} diverged: {what} no finite numbers; "
        "give a lower learning rate (--lr, --rates)"
    )


def check_finite(
    options: LearnOptions, weights: Iterable[Tensor], history: Sequence[Mapping[str, Any]], best: bool
) -> None:
    """Raise DivergedError where trained weights are no finite numbers, or a step's loss was none; where the weights are
    the best of several checks, later losses don't matter."""
    lost = next((row["step"] for row in history if not math.isfinite(row.get("loss", 0.0))), None)
    if lost is not None and not best:
        raise diverged(options, f"from step {lost} on its losses are")
    if not all(bool(torch.isfinite(one).all()) for one in weights):
        raise diverged(options, "its weights are")
