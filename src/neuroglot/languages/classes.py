"""The class of every byte of a program, from the leaves of its syntax tree (`leaves` says what is what)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import tree_sitter
from numpy.typing import NDArray

from neuroglot.languages import Language
from neuroglot.languages.docstrings import string_statements
from neuroglot.languages.leaves import CODE, NODES, TokenClass, leaf_class
from neuroglot.languages.trees import encoded, find, nodes, syntax_tree
from neuroglot.languages.unparsed import unparsed

CLASSES = tuple(TokenClass)
"""The classes in the order of their numbers: keyword 0, operator, punctuation ... to whitespace 6."""

NUMBERS = {token_class: number for number, token_class in enumerate(CLASSES)}
"""The number of each class."""

_UNSET = -1
_BLANKS = np.array([byte in b" \t\n\r\f\v" for byte in range(256)])


def classify(language: Language | str, text: str) -> NDArray[np.int8]:
    """The class of every byte of the text in UTF-8, as numbers into `CLASSES`; shape (bytes,).

    White space inside of a literal or comment has their class, all other has its own. In Python a statement that is
    nothing but a string (a docstring) is a comment. PHP without an opening tag is taken for code. A text with syntax
    errors has classes too: its leaves keep theirs, and what the parser skipped goes by its characters.
    Raises NeuroglotError for an unknown language and for text that is not valid Unicode.
    """
    known, data = find(language), encoded(text)
    root = syntax_tree(known, text).root_node
    classes = np.full(len(data), _UNSET, dtype=np.int8)
    for start, end, token_class in _spans(known.name, root, data):
        classes[start:end] = _UNSET if token_class is None else NUMBERS[token_class]
    if known.name == "python":
        for statement in string_statements(root):
            classes[statement.start_byte : statement.end_byte] = NUMBERS[TokenClass.COMMENT]
    keep_blanks = np.isin(classes, [NUMBERS[TokenClass.LITERAL], NUMBERS[TokenClass.COMMENT]])
    classes[_BLANKS[np.frombuffer(data, dtype=np.uint8)] & ~keep_blanks] = NUMBERS[TokenClass.WHITESPACE]
    for start, end in runs(classes == _UNSET):
        for length, token_class in unparsed(known.name, data[start:end].decode()):
            classes[start : start + length] = NUMBERS[token_class]
            start += length
    return classes


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The runs of true values in a mask of shape (n,), as spans [start, end)."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _spans(language: str, root: tree_sitter.Node, data: bytes) -> Iterator[tuple[int, int, TokenClass | None]]:
    """Spans with their classes, outer ones before inner; None for code inside a literal, whose leaves come after it."""
    for node, parent in nodes(root):
        start, end, kind = node.start_byte, node.end_byte, node.type
        if node.child_count:
            if node.is_named and (kind in NODES or kind in CODE):
                yield start, end, NODES.get(kind)
        elif kind == "preproc_arg":
            for length, token_class in unparsed(language, data[start:end].decode(), macro=True):
                yield start, start + length, token_class
                start += length
        elif start < end and not node.is_error:
            yield start, end, leaf_class(language, kind, node.is_named, parent, data[start:end].decode())
