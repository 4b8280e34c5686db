"""The innermost named node of every byte of a program: what the leaf there belongs to, by its grammar's own names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuroglot.languages import Language
from neuroglot.languages.trees import encoded, find, nodes, syntax_tree

NO_NODE = -1


def node_types(language: Language | str, text: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The types that occur, and for every byte of the text in UTF-8 the place of its node's type among them, (bytes,).

    A byte's node is the innermost named one that spans it: the leaf itself where that is named (`identifier`), else
    what the leaf belongs to (the `(` of `f(x)` to the arguments). `NO_NODE` where the parser skipped text, and outside
    of the tree. PHP without an opening tag is taken for code. Raises NeuroglotError for an unknown language and for
    text that is not valid Unicode.
    """
    known, data = find(language), encoded(text)
    places: dict[str, int] = {}
    found = np.full(len(data), NO_NODE, dtype=np.int32)
    for node, _ in nodes(syntax_tree(known, text).root_node):
        if node.is_error:
            found[node.start_byte : node.end_byte] = NO_NODE
        elif node.is_named:
            found[node.start_byte : node.end_byte] = places.setdefault(node.type, len(places))
    return tuple(places), found
