"""Every program's own means for every neuron: what rankings of programs and permutation tests need.

Sums by language can't be ranked or permuted. These values can, at a price in disk: programs x neurons x 4 bytes a
quantity. They lie in chunks on disk and are read one (site, layer) at a time, so memory does not grow with the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from neuroglot.core.artifacts import write_bytes
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key

KEPT = ("mean", "mean-of-products", "signed")
"""What is kept of a program, in the names of `statistics`: mean_t a, mean_t |a g| and mean_t(-a g)."""

_ABOUT = "about"


@dataclass(frozen=True)
class ProgramValues:
    """The kept values of a recording's programs, in the corpus's order.

    `language` (a place in `languages`), `unit` (equal for the programs of one task) and `half` have one entry a
    program. Programs without a counted token are not among them.
    """

    languages: tuple[str, ...]
    language: NDArray[np.int64]
    unit: NDArray[np.int64]
    half: NDArray[np.int64]
    quantities: tuple[str, ...]
    chunks: tuple[Path, ...] = field(repr=False)
    order: NDArray[np.int64] = field(repr=False)

    def values(self, quantity: str, key: Key) -> NDArray[np.float32]:
        """A quantity at one (site, layer), shape (programs, neurons).

        Raises NeuroglotError if it was not kept or a chunk can't be read.
        """
        if quantity not in self.quantities:
            raise NeuroglotError(f"{quantity!r} was not kept by program; kept are: {', '.join(self.quantities)}")
        parts = [_read(path, name_of(quantity, key))[0] for path in self.chunks]
        return np.concatenate(parts)[self.order]


def name_of(quantity: str, key: Key) -> str:
    """The name of a tensor in a chunk."""
    site, layer = key
    return f"{quantity}/{site}/{layer}"


def chunk_path(folder: Path, shard: int, first: int) -> Path:
    """The file of the programs of a shard from batch `first` on."""
    return folder / f"programs-{shard:05d}-{first:08d}.safetensors"


def chunks(folder: Path, shard: int | None = None) -> list[Path]:
    """The chunks of a folder, or of one shard of it, in the order in which they were written."""
    return sorted(folder.glob(f"programs-{'*' if shard is None else format(shard, '05d')}-*.safetensors"))


def first_batch(path: Path) -> int:
    """The batch with which a chunk begins."""
    return int(path.stem.rpartition("-")[2])


def save_chunk(
    path: Path, languages: Sequence[str], about: NDArray[np.int64], values: Mapping[str, NDArray[np.float32]]
) -> None:
    """Write the values of some programs, atomically.

    `about` has a row a program: its place in the corpus, its language's place, its task's number, its half. `values`
    maps `name_of(quantity, key)` to an array of shape (programs, neurons).
    """
    quantities = list(dict.fromkeys(name.partition("/")[0] for name in values))
    notes = {"languages": json.dumps(list(languages)), "quantities": json.dumps(quantities)}
    # safetensors writes memory as it lies: a transposed array would come back as another.
    tensors = {name: np.ascontiguousarray(array) for name, array in {_ABOUT: about, **values}.items()}
    write_bytes(path, save(tensors, notes))


def load_programs(folder: Path) -> ProgramValues | None:
    """The programs that were kept in a recording's folder, or None where none were."""
    paths = chunks(folder)
    if not paths:
        return None
    about = np.concatenate([_read(path, _ABOUT)[0] for path in paths])
    notes = _read(paths[0], _ABOUT)[1]
    order = np.argsort(about[:, 0], kind="stable")
    _, language, unit, half = about[order].T
    languages, quantities = (tuple(json.loads(notes[name])) for name in ("languages", "quantities"))
    return ProgramValues(languages, language, unit, half, quantities, tuple(paths), order)


def _read(path: Path, name: str) -> tuple[NDArray[Any], dict[str, str]]:
    try:
        with safe_open(path, framework="numpy") as file:
            return file.get_tensor(name), dict(file.metadata() or {})
    except (OSError, SafetensorError) as error:
        raise NeuroglotError(f"{path} can't be read ({error}); remove its folder and record again") from error
