"""What `examine` found about chosen neurons, and its form on disk: numbers as safetensors, words as JSON lines.

Letters in shapes: N neurons, L languages, C syntactic classes, B bins of a histogram, E examples, W tokens of a window.
The arrays of `figures`:

- `address` (N, 3): layer, place of the site in `sites`, index.
- `counts` (N, L, C) tokens (only those that reached the neuron, where it is an expert's), `sums` (N, L, C) of the
  activation a, `positives` (N, L, C) of [a > 0], `squares` (N, L) of a^2, `largest` and `smallest` (N,) of a.
- `histogram` (N, L, B): tokens in bins of width 2 ** `exponent` (N,), of which the first B / 2 are below zero.
- `example_document`, `example_start`, `example_peak` (N, E): the document (-1: there is no such example), the first
  token shown and the token that it is an example of, counted in the document's text; `example_kind` (E,) the place of
  its kind in `kinds`; `example_values` (N, E, W): activations in units of `scale` (N,), MISSING where is no token.
- `parallel_values` (N, tokens): activations, in units of `scale`, on the documents `parallel` one after another;
  `similarity` (tasks, layers, L, L): cosines of mean states between the languages' programs of one task.
- `alone` (N, L, 3): rise of the held-out loss in nats a token with this neuron alone silent, and its interval; nan
  where it was not measured. `attribution` (readings, N, L): the recording's means by language; nan where are none.
- `similar` and `correlation` (N, K): the neurons whose activations correlate most in size, as places, -1 for none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from neuroglot.core.artifacts import write_bytes, write_text
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron

STAGE = "examine"
"""The stage that writes this."""

MISSING = -128
"""Stands in int8 activations where there is no token, or one that did not reach the neuron."""

LARGEST = 127
"""The largest size of an int8 activation; what lies outside of the scale is cut to it."""

_FIGURES, _WORDS, _DOCUMENTS = "figures.safetensors", "neurons.jsonl", "documents.jsonl"


def selection_by(method: str) -> str:
    """The name under which an examination's identity has the hash of the selection that a method's sets are from."""
    return f"selection by {method}"


@dataclass(frozen=True)
class Document:
    """A program that examples come from.

    `ends` are the tokens' ends in characters of `text`: a token begins where the one before ends, and one that shares
    its characters with the one before has none of its own. `classes` are runs of (characters, place in
    `Examined.classes`).
    """

    language: str
    source: str
    task: str | None
    text: str
    ends: Sequence[int]
    classes: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Words:
    """What is said about one neuron.

    `chosen` are (method, label) of the sets that it was taken from; `promoted` and `suppressed` are (token, score) that
    its output weights push most, `pushes` says what that is; `high` and `low` are what is over-represented among the
    tokens of its highest and lowest activations, a row a feature; `label` is made of these.
    """

    chosen: Sequence[tuple[str, str]]
    label: str
    promoted: Sequence[tuple[str, float]] = ()
    suppressed: Sequence[tuple[str, float]] = ()
    pushes: str = ""
    high: Sequence[Mapping[str, Any]] = ()
    low: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Examined:
    """All of it. `facts` holds what is no array: numbers of tokens behind the labels, of programs behind `alone`."""

    languages: tuple[str, ...]
    classes: tuple[str, ...]
    sites: tuple[str, ...]
    kinds: tuple[str, ...]
    readings: tuple[str, ...]
    figures: Mapping[str, NDArray[Any]] = field(repr=False)
    words: Sequence[Words] = field(repr=False)
    documents: Sequence[Document] = field(repr=False)
    parallel: Sequence[Sequence[int]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.words)

    @property
    def neurons(self) -> list[Neuron]:
        """The neurons in their order."""
        return [Neuron(layer, self.sites[site], index) for layer, site, index in self.figures["address"].tolist()]


def save_examined(folder: Path, found: Examined) -> None:
    """Write the three files, each atomically."""
    names = ("languages", "classes", "sites", "kinds", "readings", "parallel", "facts")
    notes = {name: json.dumps(getattr(found, name)) for name in names}
    tensors = {name: np.ascontiguousarray(array) for name, array in found.figures.items()}
    write_bytes(folder / _FIGURES, save(tensors, notes))
    write_text(folder / _WORDS, _lines(vars(words) for words in found.words))
    write_text(folder / _DOCUMENTS, _lines(vars(document) for document in found.documents))


def load_examined(folder: Path) -> Examined:
    """Read what `save_examined` wrote. Raises NeuroglotError where something can't be read."""
    try:
        with safe_open(folder / _FIGURES, framework="numpy") as file:
            notes = {name: json.loads(value) for name, value in (file.metadata() or {}).items()}
            figures = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        named = {name: tuple(notes[name]) for name in ("languages", "classes", "sites", "kinds", "readings")}
        words = [Words(**row) for row in _rows(folder / _WORDS)]
        documents = [Document(**row) for row in _rows(folder / _DOCUMENTS)]
        return Examined(
            **named, figures=figures, words=words, documents=documents, parallel=notes["parallel"], facts=notes["facts"]
        )
    except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
        raise NeuroglotError(f"{folder} can't be read as examined neurons ({error}); examine them again") from error


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    # ASCII alone, so that half of a surrogate pair in somebody's text comes back as it was.
    return "".join(json.dumps(row, ensure_ascii=True, allow_nan=False) + "\n" for row in rows)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
