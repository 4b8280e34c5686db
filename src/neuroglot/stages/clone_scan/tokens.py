"""A program as its tokens, comments and white space left out: what two exact clones share.

In some languages white space says where a statement ends, or what it belongs to. There two functions also have to hang
together in the same way: between each two tokens the innermost node of the syntax tree that holds both lies as deep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import tree_sitter
from numpy.typing import NDArray

from neuroglot.languages import Language
from neuroglot.languages.classes import NUMBERS, classify
from neuroglot.languages.leaves import TokenClass
from neuroglot.languages.renaming.library import library_words
from neuroglot.languages.trees import encoded, syntax_tree

_IDENTIFIER = NUMBERS[TokenClass.IDENTIFIER]
_NO_TOKENS = [NUMBERS[TokenClass.COMMENT], NUMBERS[TokenClass.WHITESPACE]]

ACCESS = frozenset({b".", b"->", b"::", b"?.", b"?->", b"&."})
"""What stands before the name of a member."""

_LAID_OUT = frozenset({"python", "go", "javascript", "ruby"})
"""The languages in which an indentation or the end of a line can be all that tells two programs apart."""

_CALLS = {
    "call": ("function", "method"),
    "call_expression": ("function",),
    "method_invocation": ("name",),
    "function_call_expression": ("function",),
    "member_call_expression": ("name",),
    "nullsafe_member_call_expression": ("name",),
    "scoped_call_expression": ("name",),
}
"""Under which field each kind of call, of all grammars, has what it calls."""

_LAST_NAMES = ("attribute", "property", "field", "name")
"""Under which fields what is called has its last name (`a.b.f`, `std::f`, `f<int>`)."""

_INSIDE = np.iinfo(np.int32).max
"""Between two tokens that are cut from one leaf."""


@dataclass(frozen=True)
class Words:
    """The tokens of a piece of a program: what they say, which are names, which of these are called there, and how deep
    each hangs together with the next (empty where white space says nothing)."""

    words: list[bytes]
    names: list[bool]
    called: list[bool]
    depths: list[int]


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text in UTF-8: where each begins and ends in bytes, which are identifiers, and which of these
    name what is called, all (tokens,); and how deep each hangs together with the one before."""

    language: str
    data: bytes
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    names: NDArray[np.bool_]
    called: NDArray[np.bool_]
    depths: NDArray[np.int32]

    def between(self, start: int, end: int) -> Words:
        """The tokens of a span of bytes; depths count from the innermost node that holds all of them."""
        first, last = (int(place) for place in np.searchsorted(self.starts, [start, end]))
        words = [self.data[self.starts[at] : self.ends[at]] for at in range(first, last)]
        depths = self.depths[first + 1 : last] if self.language in _LAID_OUT else self.depths[:0]
        depths = np.where(depths == _INSIDE, -1, depths - depths.min(initial=_INSIDE))
        return Words(words, self.names[first:last].tolist(), self.called[first:last].tolist(), depths.tolist())


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
    called = np.zeros(len(data) + 1, dtype=np.bool_)
    depths = np.full(len(data) + 1, _INSIDE, dtype=np.int32)
    above = 0
    for node, depth in _nodes(syntax_tree(language, text).root_node):
        above = min(above, depth)
        if not node.child_count:
            cuts[node.start_byte] = cuts[node.end_byte] = True
            if node.start_byte < node.end_byte:
                depths[node.start_byte], above = above, _INSIDE
        elif (name := _called_name(node)) is not None:
            called[name.start_byte] = True
    places = np.flatnonzero(cuts)
    starts, ends = places[:-1], places[1:]
    kept = ~np.isin(classes[starts], _NO_TOKENS)
    starts, ends = starts[kept], ends[kept]
    shared = np.minimum.reduceat(depths, np.append(0, starts + 1))[:-1]
    return Tokens(language.name, data, starts, ends, classes[starts] == _IDENTIFIER, called[starts], shared)


def _nodes(root: tree_sitter.Node) -> Iterator[tuple[tree_sitter.Node, int]]:
    """Every node with its depth, before the nodes below it; trees may be deeper than Python's stack."""
    cursor, depth = root.walk(), 0
    while True:
        yield cursor.node or root, depth
        if cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            depth -= 1


def _called_name(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The leaf that names what a node calls; None where it is no call, or calls what has no name."""
    fields = _CALLS.get(node.type, ())
    while node.child_count:
        found = next((one for name in fields if (one := node.child_by_field_name(name)) is not None), None)
        if found is None:
            return None
        node, fields = found, _LAST_NAMES
    return node


def exact_hash(language: str, given: Words) -> str:
    """A hash that functions of a language share where their tokens are the same."""
    return _hash(language, given.words, given.depths)


def renamed_hash(language: str, given: Words) -> str:
    """A hash that functions of a language share where their tokens are the same but for consistent other names.

    Each identifier is replaced by the number of its first use (Baker 1995, parameterized matching), so that `a + a` and
    `b + b` are equal and `a + b` is not. Members (`.size`) and other names (`size`) are numbered apart: who renames a
    variable leaves a method of a library of the same name as it is. What is called by a name that the language's
    library has stays, so that `min(a, b)` is not `max(a, b)`, unless the function has the name for something else too:
    a parameter, a variable, itself.
    """
    befores = [b"", *given.words[:-1]]
    places = [(before in ACCESS, word) for before, word in zip(befores, given.words, strict=True)]
    of_names = list(zip(places, given.names, given.called, strict=True))
    known = _library(language)
    own = {place for place, is_name, is_called in of_names if is_name and not (is_called and place[1] in known)}
    numbers: tuple[dict[bytes, int], dict[bytes, int]] = ({}, {})
    numbered = []
    for place, is_name, _ in of_names:
        is_member, word = place
        if is_name and place in own:
            word = b"\1%d" % numbers[is_member].setdefault(word, len(numbers[is_member]))
        numbered.append(word)
    return _hash(language, numbered, given.depths)


@cache
def _library(language: str) -> frozenset[bytes]:
    return frozenset(word.encode() for word in library_words(language))


def _hash(language: str, words: Sequence[bytes], depths: Sequence[int]) -> str:
    shape = ",".join(map(str, depths)).encode()
    return hashlib.sha256(b"\0".join([language.encode(), *words, shape])).hexdigest()[:32]
