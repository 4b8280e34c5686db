"""The learning rate of every step."""

from __future__ import annotations

import math

from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

from neuroglot.core.errors import NeuroglotError
from neuroglot.learning.options import LearnOptions


def schedule(optimizer: Optimizer, options: LearnOptions, steps: int) -> LambdaLR:
    """The rate rises in a line over the steps of the warm-up and falls in a line over the others; see `share`.

    Raises NeuroglotError where the warm-up is no share.
    """
    if not 0 <= options.warmup <= 1:
        raise NeuroglotError(f"--warmup is a share of the steps, from 0 to 1, not {options.warmup:g}")
    rising = math.ceil(options.warmup * steps)
    return LambdaLR(optimizer, lambda step: share(step, rising, steps))


def share(step: int, rising: int, steps: int) -> float:
    """The share of the highest rate at a step, counted from 0: (step + 1) / (rising + 1) in the warm-up, then
    (steps - step) / (steps - rising). It is 0 at none of the steps, so that even a training of one step moves."""
    if step < rising:
        return (step + 1) / (rising + 1)
    return max(0, steps - step) / max(1, steps - rising)
