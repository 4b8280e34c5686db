"""Pooled states of many programs, in chunks on disk: made once, batch after batch, and read one layer at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save
from torch import Tensor

from neuroglot.core.artifacts import write_bytes
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress
from neuroglot.models.batches import Packing, keep_layout
from neuroglot.models.embed import Kind, pooled
from neuroglot.models.subject import Subject

CHUNK_BYTES = 2**26
"""How many bytes of states are in memory before they are written."""

_PLACES = "places"
_NAME = re.compile(r"states-.*-(\d{6})-(\d{6})\.safetensors")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """The states of `count` programs in their chunks."""

    chunks: tuple[Path, ...]
    count: int

    def states(self, kind: Kind, layer: int) -> Floats:
        """Every program's state of a kind at a layer, float64, shape (programs, width)."""
        found: Floats | None = None
        for path in self.chunks:
            places, values = _read(path, _PLACES), _read(path, _name(kind, layer))
            if found is None:
                found = np.zeros((self.count, values.shape[1]))
            found[places] = values
        assert found is not None
        return found


def pooled_states(
    subject: Subject, packed: Packing, how: tuple[Sequence[Kind], Tensor], stem: Path, progress: Progress
) -> Pooled:
    """The states of a packing's programs; chunks that are there already are not made again.

    `how` are the kinds and the weights of tokens for `idf`; `stem` is where chunks lie and how their names begin: they
    end with their first batch and the one behind the last.
    """
    keep_layout(stem, packed)
    done = dict(map(_batches, stem.parent.glob(f"{stem.name}-*.safetensors")))
    at, chunks = 0, []
    while at < len(packed):
        last = done.get(at)
        if last is None:
            last = _make(subject, packed, (at, *how), stem, progress)
        else:
            progress.advance(last - at)
        chunks.append(_path(stem, at, last))
        at = last
    return Pooled(tuple(chunks), len(packed.documents))


def _make(
    subject: Subject, packed: Packing, how: tuple[int, Sequence[Kind], Tensor], stem: Path, progress: Progress
) -> int:
    """One more chunk from a batch on; the batch behind its last."""
    first, kinds, idf = how
    gathered: dict[str, list[NDArray[np.float32]]] = {}
    places: list[NDArray[np.int64]] = []
    size, at = 0, first
    while at < len(packed) and size < CHUNK_BYTES:
        here, states = pooled(subject, packed[at], kinds, idf)
        places.append(here)
        for kind, values in states.items():
            size += values.nbytes
            for layer in range(values.shape[1]):
                gathered.setdefault(_name(kind, layer), []).append(values[:, layer])
        at += 1
        progress.advance()
    tensors: Mapping[str, NDArray[np.float32]] = {
        name: np.ascontiguousarray(np.concatenate(parts)) for name, parts in gathered.items()
    }
    write_bytes(_path(stem, first, at), save({_PLACES: np.concatenate(places), **tensors}))
    return at


def _path(stem: Path, first: int, last: int) -> Path:
    return stem.with_name(f"{stem.name}-{first:06d}-{last:06d}.safetensors")


def _batches(path: Path) -> tuple[int, int]:
    found = _NAME.fullmatch(path.name)
    if found is None:
        raise NeuroglotError(f"{path} is no chunk of states; remove it and start again")
    return int(found[1]), int(found[2])


def _name(kind: Kind, layer: int) -> str:
    return f"{kind[0]}/{kind[1]}/{layer}"


def _read(path: Path, name: str) -> NDArray[np.float32]:
    try:
        with safe_open(path, framework="numpy") as file:
            return np.asarray(file.get_tensor(name))
    except (OSError, SafetensorError) as error:
        raise NeuroglotError(f"{path} can't be read ({error}); remove it and start again") from error
