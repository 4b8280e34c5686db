"""How much memory the process has held at most, and how many tokens fit what is free."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import psutil
import torch

if TYPE_CHECKING:
    from neuroglot.models.subject import Subject


def peak_memory() -> int:
    """Peak resident bytes of this process; where an accelerator is used, its peak instead, if that is more."""
    host = int(psutil.Process().memory_info().rss)
    if sys.platform != "win32":
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        host = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    device = int(torch.cuda.max_memory_allocated()) if torch.cuda.is_available() else 0
    return max(host, device)


def free_memory(device: torch.device) -> int:
    """Bytes that are free on a device, or in main memory."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def tokens_that_fit(subject: Subject, gradients: bool, by_blocks: bool = False) -> int:
    """How many tokens one pass can have in half of the free memory: a power of two, 512 to 65,536.

    A block keeps for its backward pass about three times its sites' values; without gradients, or one block at a time,
    the others keep their input alone.
    """
    widths: dict[int, int] = {}
    for (_, layer), width in subject.widths.items():
        widths[layer] = widths.get(layer, 0) + width
    whole = sum(widths.values()) if gradients and not by_blocks else max(widths.values())
    values = 3 * whole + len(widths) * int(subject.config.hidden_size)
    fits = free_memory(subject.device) // 2 // (values * int(subject.model.dtype.itemsize))
    return int(min(max(2 ** (int(fits).bit_length() - 1), 512), 65_536)) if fits else 512
