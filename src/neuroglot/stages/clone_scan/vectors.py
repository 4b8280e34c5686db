"""Functions as vectors: the pooled states of some layers, made once and kept on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.artifacts import content_hash
from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress
from neuroglot.models.batches import packing
from neuroglot.models.embed import pooled
from neuroglot.models.subject import Subject
from neuroglot.stages.clone_scan.options import ReadOptions
from neuroglot.stages.clone_scan.store import known_vectors, read_vectors, tidy, write_vectors

SCHEMA = 1
CHUNK = 512
"""Functions whose text is held at a time, and that one part of the cache holds."""

KIND = ("residual", "mean")


@dataclass(frozen=True)
class Reader:
    """Which layers of which model read functions, and the folder of a scan's cache."""

    subject: Subject
    layers: tuple[int, ...]
    options: ReadOptions
    cache: Path

    @property
    def folder(self) -> Path:
        """Where vectors are kept: they depend on the model's files, how it is held, the layers and the context."""
        identity = {
            "schema": SCHEMA,
            "weights": self.subject.weights,
            "tokenizer": self.subject.tokens,
            "dtype": str(self.subject.model.dtype),
            "layers": list(self.layers),
            "context": self.options.context,
            "states": KIND,
        }
        return self.cache / "vectors" / content_hash(identity)[:12]


def embed_missing(reader: Reader, texts: Iterable[tuple[str, str]], total: int, progress: Progress) -> None:
    """Make the vectors of texts, given with their keys, and keep them."""
    progress.begin("reading", total)
    for chunk in _chunks(texts):
        vectors, cut = embed_texts(reader.subject, reader.layers, [text for _, text in chunk], reader.options)
        write_vectors(reader.folder, {key: longer for (key, _), longer in zip(chunk, cut, strict=True)}, vectors)
        progress.advance(len(chunk))
    tidy(reader.folder, vectors=True)


def embed_texts(
    subject: Subject, layers: Sequence[int], texts: Sequence[str], options: ReadOptions
) -> tuple[NDArray[np.float16], list[bool]]:
    """One vector of the model's width a text, and which texts were longer than the context and cut.

    Of each layer the residual state behind its block, its mean over the tokens, scaled to length 1; of these the mean
    over the layers. Scaled, because the stream grows with depth and the last layer would be nearly all of the mean.
    """
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    snippets = [Snippet("", texts[place], "scan") for place in order]
    packed = packing(subject, snippets, options.context, options.batch_tokens)
    found: NDArray[np.float16] | None = None
    for batch in packed:
        places, states = pooled(subject, batch, [KIND], None, layers)
        values = states[KIND]
        scaled = values / np.maximum(np.linalg.norm(values, axis=2, keepdims=True), 1e-12)
        if found is None:
            found = np.zeros((len(texts), values.shape[2]), dtype=np.float16)
        found[np.array(order)[places]] = scaled.mean(axis=1)
    if found is None:
        raise NeuroglotError("there is no function to read")
    cut = {order[document.index] for document in packed.documents if document.cut}
    return found, [place in cut for place in range(len(texts))]


def load_vectors(folder: Path, keys: list[str]) -> tuple[NDArray[np.float16], int]:
    """The vectors of keys, shape (keys, width), and how many are of texts that were cut.

    Raises NeuroglotError where the cache lost one meanwhile.
    """
    places = known_vectors(folder)
    found = read_vectors(folder, places, keys) if all(key in places for key in keys) else None
    if found is None:
        raise NeuroglotError(f"the cache {folder} lost vectors while it was read: give the same command again")
    return found, sum(places[key].cut for key in keys)


def missing(folder: Path, keys: Iterable[str]) -> set[str]:
    """The keys that have no vector yet."""
    known = known_vectors(folder)
    return {key for key in keys if key not in known}


def _chunks(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    waiting = iter(texts)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk
