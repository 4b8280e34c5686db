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
from neuroglot.models.weights import coarse, plain


def check_whole(subject: Subject) -> None:
    """Raise NeuroglotError where not every weight can be trained: some are no plain numbers that are here, or have
    fewer digits than float32, so that most of the small steps of AdamW would be rounded away."""
    for name, one in subject.model.named_parameters():
        if not plain(one):
            raise NeuroglotError(f"{subject.id} can't be trained whole: {name} is packed, or is not in memory")
        if coarse(one):
            raise NeuroglotError(
                f"{subject.id} can't be trained whole: {name} is {str(one.dtype).removeprefix('torch.')}, in which "
                "most small steps are rounded away; give --dtype float32"
            )


@contextmanager
def whole_trained(subject: Subject) -> Iterator[None]:
    """During the context every weight asks for a gradient and may change; afterwards none does, and all are, bit for
    bit, what they were. A copy of them lies in main memory meanwhile. For models that pass `check_whole`."""
    parameters = dict(subject.model.named_parameters())
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
