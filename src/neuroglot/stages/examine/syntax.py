"""The syntax-tree node of every token, and the node around that."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.languages.node_types import NO_NODE
from neuroglot.languages.trees import encoded, find, nodes, syntax_tree
from neuroglot.models.token_classes import token_spans

NOWHERE = "(none)"
"""Stands for the node of white space, and for what is around the whole program."""


def nodes_and_parents(tokenizer: Any, language: str, text: str) -> tuple[list[str], list[str]]:
    """For every token the type of its node and of the node above it, as the grammar names them.

    A token's node is the innermost named one at its first character that is not white space, as in `token_nodes`; the
    node above it is the next one out. Raises NeuroglotError as `token_spans` does.
    """
    _, spans = token_spans(tokenizer, text)
    pairs, of_byte = _by_byte(language, text)
    lengths = [len(character.encode()) for character in text]
    solid = np.repeat(np.array([not character.isspace() for character in text], dtype=np.bool_), lengths)
    # One place behind the end stands for "none is left".
    places = np.append(np.flatnonzero(solid), len(of_byte))
    first = places[np.searchsorted(places[:-1], spans[:, 0])]
    found = np.where(first < spans[:, 1], np.append(of_byte, NO_NODE)[first], NO_NODE).tolist()
    chosen = [pairs[place] if place != NO_NODE else (NOWHERE, NOWHERE) for place in found]
    return [node for node, _ in chosen], [parent for _, parent in chosen]


def _by_byte(language: str, text: str) -> tuple[list[tuple[str, str]], NDArray[np.int64]]:
    """The pairs (node, parent) that occur, and of every byte the place of its pair."""
    pairs: dict[tuple[str, str], int] = {}
    found = np.full(len(encoded(text)), NO_NODE, dtype=np.int64)
    for node, parent in nodes(syntax_tree(find(language), text).root_node):
        if node.is_error:
            found[node.start_byte : node.end_byte] = NO_NODE
        elif node.is_named:
            pair = (node.type, parent or NOWHERE)
            found[node.start_byte : node.end_byte] = pairs.setdefault(pair, len(pairs))
    return list(pairs), found
