"""Tensor parallelism: a model whose layers are split over ranks, and activations that are one rank's slice of a site.

Every rank does the whole job with its part of every layer, so all ranks have the same numbers and go the same way. The
first rank's folder is the run; the others work in copies of it that are thrown away.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
import torch.distributed
from torch import Tensor
from torch.distributed.tensor import DTensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.architectures import Architecture
from neuroglot.models.distributed import PATIENCE, ranks

TENSOR_PARALLEL = "tensor-parallel"
"""The device that is every rank's accelerator, each with a part of every layer."""


def join() -> None:
    """Meet the other ranks. Raises NeuroglotError where no launcher has started several."""
    here = ranks()
    if not here.linked:
        raise NeuroglotError(
            f"--device {TENSOR_PARALLEL} splits layers over several processes: start it with "
            "`torchrun --nproc-per-node=2 -m neuroglot ...`"
        )
    if torch.distributed.is_initialized():
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(here.local)
    torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo", timeout=PATIENCE)
    atexit.register(torch.distributed.destroy_process_group)


def run_of(device: str, run: Path) -> Path:
    """The folder (or file) that this process works in: the run itself, or for a tensor-parallel rank but the first, a
    copy.

    Such a rank prints nothing on standard output. All ranks leave together, so each begins with the same files.
    """
    if device != TENSOR_PARALLEL:
        return run
    join()
    if torch.distributed.get_rank() > 0:
        own = Path(tempfile.mkdtemp(prefix="neuroglot-rank-"))
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open to the end
        if run.is_dir():
            shutil.copytree(run, own / run.name)
        elif run.exists():
            shutil.copy2(run, own / run.name)
        run = own / run.name
    torch.distributed.barrier()
    return run


def check(architecture: Architecture) -> None:
    """Raise NeuroglotError where slices can't be put together: fused projections, and mixtures of experts."""
    fused = [site for site, view in architecture.views.items() if view.features is not None]
    if fused or architecture.mixture is not None:
        what = "fuses projections" if fused else "is a mixture of experts"
        raise NeuroglotError(
            f"family {architecture.family} {what}, which tensor parallelism doesn't support here; use --device spread"
        )


def is_split(model: Any) -> bool:
    """Whether a model's layers are split over ranks."""
    return any(isinstance(parameter.data, DTensor) for parameter in model.parameters())


def whole(values: Tensor, width: int) -> Tensor:
    """A site's values at all its neurons, shape (..., width), from what this rank has of them: a slice, or all.

    Every rank must come here with its slice of the same values.
    """
    if values.shape[-1] == width:
        return values
    parts = [torch.empty_like(values, memory_format=torch.contiguous_format) for _ in range(_world(values, width))]
    torch.distributed.all_gather(parts, values.contiguous())
    return torch.cat(parts, dim=-1)


def full(weight: Any) -> Any:
    """A weight whole, where ranks have parts of it; any other as it is."""
    return weight.full_tensor() if isinstance(weight, DTensor) else weight


def here(positions: Tensor, given: Tensor, own: int, width: int) -> tuple[Tensor, Tensor]:
    """Of neurons' positions and a value for each, those in this rank's slice of `own` neurons.

    The positions are counted from the slice's start.
    """
    if own == width:
        return positions, given
    first = torch.distributed.get_rank() * own
    inside = (positions >= first) & (positions < first + own)
    return positions[inside] - first, given[inside]


def _world(values: Tensor, width: int) -> int:
    world = torch.distributed.get_world_size() if torch.distributed.is_initialized() else 1
    if values.shape[-1] * world != width:
        raise NeuroglotError(
            f"a site has {values.shape[-1]} of its {width} neurons here, on {world} ranks: its slices are not equal"
        )
    return world
