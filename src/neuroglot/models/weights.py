"""What a weight is made of."""

from __future__ import annotations

import torch
from torch import Tensor


def plain(weight: Tensor) -> bool:
    """Whether a weight is numbers that are here: none packed or wrapped (quantized), none that come only to compute."""
    return type(weight.data) is Tensor and weight.is_floating_point() and not weight.is_meta


def coarse(weight: Tensor) -> bool:
    """Whether a weight of floating point has fewer digits than float32: what is put into it is rounded."""
    return torch.finfo(weight.dtype).bits < 32
