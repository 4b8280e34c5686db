"""A model all of whose weights may change for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.subject import Subject
from neuroglot.models.weights import plain


@contextmanager
def whole_trained(subject: Subject) -> Iterator[None]:
    """During the context every weight asks for a gradient and may change; afterwards none does, and all are, bit for
    bit, what they were. A copy of them lies in main memory meanwhile. Raises NeuroglotError where weights are no plain
    numbers that are here."""
    parameters = dict(subject.model.named_parameters())
    packed = next((name for name, one in parameters.items() if not plain(one)), None)
    if packed is not None:
        raise NeuroglotError(f"{subject.id} can't be trained whole: {packed} is packed, or is not in memory")
    saved = {name: one.detach().to("cpu", copy=True) for name, one in parameters.items()}
    try:
        subject.model.requires_grad_(True)
        yield
    finally:
        subject.model.requires_grad_(False)
        with torch.no_grad():
            for name, one in parameters.items():
                one.grad = None
                one.copy_(saved[name])


def save_whole(subject: Subject, path: Path) -> None:
    """Write every weight as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: one.detach().cpu().contiguous() for name, one in subject.model.named_parameters()}, str(path))


@contextmanager
def whole_loaded(subject: Subject, path: Path) -> Iterator[None]:
    """During the context the weights are those of a file that `save_whole` wrote; see `whole_trained`."""
    try:
        found = load_file(str(path))
    except (OSError, SafetensorError) as error:
        raise NeuroglotError(f"{path} can't be read as weights: {error}") from error
    with whole_trained(subject):
        subject.model.requires_grad_(False)
        with torch.no_grad():
            for name, one in subject.model.named_parameters():
                one.copy_(found[name])
        yield
