"""What is kept of every program while recording, until it is written as a chunk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.neurons import Key
from neuroglot.core.programs import name_of, save_chunk
from neuroglot.stages.record.segments import Segments

CHUNK_BYTES = 256 * 1024**2
"""A chunk is written once it holds so much."""


@dataclass
class Keeper:
    """The programs' means since the last chunk; `about` has a row for every program of the corpus."""

    about: NDArray[np.int64]
    bytes: int = 0
    _rows: list[NDArray[np.int64]] = field(default_factory=list)
    _parts: dict[str, list[NDArray[np.float32]]] = field(default_factory=dict)

    def begin(self, where: Segments) -> None:
        """Begin a batch: its programs are those of its segments."""
        self._rows.append(self.about[where.documents.cpu().numpy()])

    def add(self, key: Key, means: Mapping[str, Tensor]) -> None:
        """Keep one site's means of the batch."""
        for quantity, values in means.items():
            kept = values.float().cpu().numpy()
            self._parts.setdefault(name_of(quantity, key), []).append(kept)
            self.bytes += kept.nbytes

    def save(self, path: Path, languages: Sequence[str]) -> None:
        """Write what is kept, if anything is, and begin anew."""
        if self._rows:
            values = {name: np.concatenate(parts) for name, parts in self._parts.items()}
            save_chunk(path, languages, np.concatenate(self._rows), values)
        self._rows, self._parts, self.bytes = [], {}, 0
