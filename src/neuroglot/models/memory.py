"""How much memory the process has held at most."""

from __future__ import annotations

import sys

import psutil
import torch


def peak_memory() -> int:
    """Peak resident bytes of this process; where an accelerator is used, its peak instead, if that is more."""
    host = int(psutil.Process().memory_info().rss)
    if sys.platform != "win32":
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        host = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    device = int(torch.cuda.max_memory_allocated()) if torch.cuda.is_available() else 0
    return max(host, device)
