"""Every token of the corpus with what is known about it: the places that activations are counted at.

A token's place is its number in the corpus: document after document, position after position.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.corpus import Corpus
from neuroglot.core.languages import title
from neuroglot.languages.classes import CLASSES
from neuroglot.models.batches import Batch, Packing, leading_tokens
from neuroglot.models.subject import Subject
from neuroglot.models.token_classes import token_classes
from neuroglot.stages.examine.spelling import spelled
from neuroglot.stages.examine.syntax import NOWHERE, nodes_and_parents

Ints = NDArray[np.int64]

Numbers = NDArray[np.signedinteger[Any]]
"""A column of numbers, one for every token of the corpus: int16 for syntax, int32 for what a token is."""

NONE = -1
"""Stands where a token has no such feature: special tokens have no class, a document's first has none before it."""


@dataclass(frozen=True)
class Feature:
    """One thing that is known about tokens: the number of its value at every place (NONE: it has none), and names."""

    values: Numbers
    names: tuple[str, ...]


@dataclass(frozen=True)
class Tokens:
    """All tokens of a packing.

    `starts` (documents + 1) is where each document begins, `leading` how many special tokens stand before a text,
    `counted` (tokens,) at which places activations count, `features` what labels are made from; those called
    `language` and `class` are numbered as the corpus's languages and as `CLASSES`.
    """

    starts: Ints
    leading: int
    counted: NDArray[np.bool_]
    features: Mapping[str, Feature]

    @property
    def cells(self) -> Numbers:
        """Every token's language and class as one number, NONE at special tokens; (tokens,)."""
        language, kind = self.features["language"].values, self.features["class"].values
        return np.where(kind == NONE, kind, language * len(CLASSES) + kind)

    @property
    def read(self) -> list[int]:
        """How many tokens of each document's text were read."""
        return [max(0, length - self.leading) for length in np.diff(self.starts).tolist()]

    def places(self, batch: Batch) -> Tensor:
        """The place of every position of a batch, NONE for padding; shape (rows, positions)."""
        starts = torch.from_numpy(self.starts)
        return torch.where(batch.documents >= 0, starts[batch.documents.clamp(min=0)] + batch.position_ids, NONE)

    def document(self, places: Ints) -> Ints:
        """The documents that places lie in."""
        return np.asarray(np.searchsorted(self.starts, places, side="right") - 1)


def tokens_of(subject: Subject, corpus: Corpus, packed: Packing) -> Tokens:
    """The tokens of a packing. Raises NeuroglotError for a tokenizer without offsets."""
    leading = len(leading_tokens(subject.tokenizer))
    lengths = [len(document.ids) for document in packed.documents]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    ids = np.concatenate([np.array(document.ids, dtype=np.int64) for document in packed.documents])
    features = {**_syntax(subject, corpus, packed, leading), **_spellings(subject, ids, starts)}
    return Tokens(starts, leading, _counted(ids, starts, packed), features)


def _counted(ids: Ints, starts: Ints, packed: Packing) -> NDArray[np.bool_]:
    """What counts, as in `lay_out`: no special token and, unless the first is kept, no document's first position."""
    special = sorted(packed.documents[0].special)
    counted = ~np.isin(ids, np.array(special, dtype=np.int64))
    if not packed.keep_first:
        first = starts[:-1]
        counted[first[first < len(ids)]] = False
    return np.asarray(counted)


def _syntax(subject: Subject, corpus: Corpus, packed: Packing, leading: int) -> dict[str, Feature]:
    """Language, class, node and the node above it."""
    columns: dict[str, list[NDArray[np.int16]]] = {"language": [], "class": [], "node": [], "parent": []}
    numbers = {NOWHERE: NONE}
    for document in packed.documents:
        snippet = corpus.snippets[document.index]
        classes = token_classes(subject.tokenizer, snippet.language, snippet.text).astype(np.int16)
        named = nodes_and_parents(subject.tokenizer, snippet.language, snippet.text)
        nodes, parents = (
            np.array([numbers.setdefault(one, len(numbers) - 1) for one in kind], dtype=np.int16) for kind in named
        )
        language = np.full(len(classes), corpus.languages.index(snippet.language), dtype=np.int16)
        for column, values in zip(columns.values(), (language, classes, nodes, parents), strict=True):
            column.append(np.concatenate([np.full(leading, NONE, dtype=np.int16), values])[: len(document.ids)])
    types = tuple(numbers)[1:]
    names = {"language": tuple(map(title, corpus.languages)), "class": CLASSES, "node": types, "parent": types}
    return {name: Feature(np.concatenate(parts), tuple(map(str, names[name]))) for name, parts in columns.items()}


def _spellings(subject: Subject, ids: Ints, starts: Ints) -> dict[str, Feature]:
    """The token, the one before it, and the one that follows (what the model predicts)."""
    kept, found = np.unique(ids, return_inverse=True)
    values = found.astype(np.int32)
    names = tuple(spelled(subject.tokenizer, token) for token in kept.tolist())
    before, after = np.full_like(values, NONE), np.full_like(values, NONE)
    before[1:], after[:-1] = values[:-1], values[1:]
    before[starts[:-1][starts[:-1] < len(ids)]] = NONE
    after[starts[1:][starts[1:] > 0] - 1] = NONE
    return {
        "token": Feature(values, names),
        "token before": Feature(before, names),
        "token after": Feature(after, names),
    }
