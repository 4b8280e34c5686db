"""The tokens that are probed, with all that is asked of them: as many a language, spread evenly over its programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus
from neuroglot.languages.node_kinds import KINDS, node_kind
from neuroglot.languages.node_types import NO_NODE
from neuroglot.models.batches import Document, leading_tokens
from neuroglot.models.subject import Subject
from neuroglot.models.token_nodes import token_nodes

Ints = NDArray[np.int64]

_KIND = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a corpus; all arrays have shape (tokens,).

    `program` is the place of the token's program in the corpus and `position` its own place in it, special tokens
    counted; `id` is its number in the vocabulary, `language` its language's place among those of the probe, `kind` the
    number of its node's kind, and `type` that of its node's type among all types of all languages.
    """

    program: Ints
    position: Ints
    id: Ints
    language: Ints
    kind: Ints
    type: Ints

    def __len__(self) -> int:
        return len(self.id)

    def some(self, chosen: Ints | NDArray[np.bool_]) -> Tokens:
        """Some of the tokens."""
        return Tokens(*(getattr(self, name)[chosen] for name in self.__slots__))


class Types:
    """The numbers of node types: one for each type of each grammar, given as they come."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}

    def number(self, language: str, node_type: str) -> int:
        """The number of a type of a language."""
        return self.numbers.setdefault((language, node_type), len(self.numbers))


def labelled(
    subject: Subject, corpus: Corpus, documents: Sequence[Document], languages: Sequence[str], types: Types
) -> Tokens:
    """Every token that belongs to a node, but a program's first position (an attention sink) and what was cut.

    `documents` are the corpus's programs as tokens, in its order. A token that is white space alone has no node.
    """
    prefix = len(leading_tokens(subject.tokenizer))
    rows = []
    for document in documents:
        snippet = corpus.snippets[document.index]
        names, node = token_nodes(subject.tokenizer, snippet.language, snippet.text)
        position = np.flatnonzero(node != NO_NODE) + prefix
        position = position[(position > 0) & (position < len(document.ids))]
        node = node[position - prefix]
        number = np.array([types.number(snippet.language, name) for name in names], dtype=np.int64)
        kind = np.array([_KIND[node_kind(snippet.language, name)] for name in names], dtype=np.int64)
        language = np.full(len(position), languages.index(snippet.language))
        ids = np.array(document.ids, dtype=np.int64)[position]
        program = np.full(len(position), document.index)
        rows.append(np.stack([program, position, ids, language, kind[node], number[node]]))
    joined = np.concatenate(rows, axis=1) if rows else np.zeros((6, 0))
    return Tokens(*joined.astype(np.int64))
