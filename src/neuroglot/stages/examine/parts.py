"""A pass over batches that goes on where it was stopped: its tensors are on disk with the number of the next batch."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress

AT_STAKE = 30.0
"""Seconds of work that a stop may lose."""


def over_batches(
    path: Path, tensors: Mapping[str, Tensor], batches: int, work: Callable[[int], None], progress: Progress
) -> None:
    """Call `work` for every batch that is not done, which changes the tensors in place; they are kept at `path`."""
    following = _restore(path, tensors)
    progress.advance(following)
    saved = time.monotonic()
    while following < batches:
        work(following)
        following += 1
        progress.advance()
        if following == batches or time.monotonic() - saved > AT_STAKE:
            _keep(path, tensors, following)
            saved = time.monotonic()


def _keep(path: Path, tensors: Mapping[str, Tensor], following: int) -> None:
    """Write the tensors so that the file is there whole or not at all; from where they lie, without a copy of all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    now = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    save_file(now, beside, {"next": str(following)})
    os.replace(beside, path)


def _restore(path: Path, tensors: Mapping[str, Tensor]) -> int:
    """Fill the tensors from the file and return the next batch; 0 where there is no file."""
    if not path.exists():
        return 0
    try:
        with safe_open(path, framework="pt") as file, torch.no_grad():
            for name, tensor in tensors.items():
                tensor.copy_(file.get_tensor(name))
            return int((file.metadata() or {})["next"])
    except (OSError, KeyError, ValueError, RuntimeError, SafetensorError) as error:
        raise NeuroglotError(f"{path} can't be gone on from ({error}); remove it and start again") from error
