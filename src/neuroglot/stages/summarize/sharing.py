"""Several processes that learn together and then write apart: how they wait for the slowest."""

from __future__ import annotations

from collections.abc import Callable

import torch.distributed

from neuroglot.models.distributed import PATIENCE, ranks


def meeting() -> Callable[[], None]:
    """A function that returns when every rank has called it; ranks make it at the same point, before they part.

    Training leaves a process group whose waits end after minutes; this one's last as long as it takes.
    """
    if not torch.distributed.is_initialized():
        return ranks().wait
    group = torch.distributed.new_group(backend="gloo", timeout=PATIENCE)
    return lambda: torch.distributed.barrier(group=group)
