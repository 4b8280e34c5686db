"""A program as its tokens, comments and white space left out: what two exact clones share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.languages import Language
from neuroglot.languages.classes import NUMBERS, classify
from neuroglot.languages.leaves import TokenClass
from neuroglot.languages.trees import encoded, nodes, syntax_tree

_IDENTIFIER = NUMBERS[TokenClass.IDENTIFIER]
_NO_TOKENS = [NUMBERS[TokenClass.COMMENT], NUMBERS[TokenClass.WHITESPACE]]

ACCESS = frozenset({b".", b"->", b"::", b"?.", b"?->", b"&."})
"""What stands before the name of a member."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text in UTF-8: where each begins and ends in bytes, both (tokens,), and which are identifiers."""

    data: bytes
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    names: NDArray[np.bool_]

    def between(self, start: int, end: int) -> tuple[list[bytes], list[bool]]:
        """The tokens of a span of bytes, and which of them are identifiers."""
        first, last = np.searchsorted(self.starts, [start, end])
        places = range(int(first), int(last))
        words = [self.data[self.starts[at] : self.ends[at]] for at in places]
        return words, self.names[first:last].tolist()


def tokens_of(language: Language, text: str) -> Tokens:
    """The tokens of a program: the leaves of its syntax tree, cut where the class of a byte changes.

    What the parser skipped is there too; docstrings of Python are not. Raises NeuroglotError for text that is not valid
    Unicode.
    """
    data = encoded(text)
    classes = classify(language, text)
    cuts = np.zeros(len(data) + 1, dtype=np.bool_)
    cuts[[0, len(data)]] = True
    cuts[1:-1] = classes[1:] != classes[:-1] if len(data) else False
    for node, _ in nodes(syntax_tree(language, text).root_node):
        if not node.child_count:
            cuts[node.start_byte] = cuts[node.end_byte] = True
    places = np.flatnonzero(cuts)
    starts, ends = places[:-1], places[1:]
    kept = ~np.isin(classes[starts], _NO_TOKENS)
    starts, ends = starts[kept], ends[kept]
    return Tokens(data, starts, ends, classes[starts] == _IDENTIFIER)


def exact_hash(language: str, words: Sequence[bytes]) -> str:
    """A hash that functions of a language share where their tokens are the same."""
    return _hash(language, words)


def renamed_hash(language: str, words: Sequence[bytes], names: Sequence[bool]) -> str:
    """A hash that functions of a language share where their tokens are the same but for consistent other names.

    Each identifier is replaced by the number of its first use (Baker 1995, parameterized matching), so that `a + a` and
    `b + b` are equal and `a + b` is not. Members (`.size`) and other names (`size`) are numbered apart: who renames a
    variable leaves a method of a library of the same name as it is.
    """
    numbers: tuple[dict[bytes, int], dict[bytes, int]] = ({}, {})
    numbered, before = [], b""
    for word, is_name in zip(words, names, strict=True):
        known = numbers[before in ACCESS]
        numbered.append(b"\1%d" % known.setdefault(word, len(known)) if is_name else word)
        before = word
    return _hash(language, numbered)


def _hash(language: str, words: Sequence[bytes]) -> str:
    return hashlib.sha256(b"\0".join([language.encode(), *words])).hexdigest()[:32]
