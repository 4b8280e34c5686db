"""The syntax-tree node of every token of a program: through the tokenizer's offsets to bytes, and to their nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.languages import Language
from neuroglot.languages.node_types import NO_NODE, node_types
from neuroglot.models.token_classes import token_spans


def token_nodes(tokenizer: Any, language: Language | str, text: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The node types that occur in a text, and for every token the place of its node's type among them, (tokens,).

    The tokens are those of `tokenizer(text, add_special_tokens=False, split_special_tokens=True)`, in their order. A
    token over several leaves has the node of the leaf that holds its first character that is not white space: ` word`
    is what `word` is, `):` what `)` is. `NO_NODE` for a token that is white space alone, or where the parser skipped
    text. Raises NeuroglotError as `token_spans` and `node_types` do.
    """
    _, spans = token_spans(tokenizer, text)
    types, of_byte = node_types(language, text)
    lengths = np.array([len(character.encode()) for character in text], dtype=np.int64)
    solid = np.repeat(np.array([not character.isspace() for character in text], dtype=np.bool_), lengths)
    # One place behind the end stands for "none is left".
    places = np.append(np.flatnonzero(solid), len(of_byte))
    first = places[np.searchsorted(places[:-1], spans[:, 0])]
    return types, np.where(first < spans[:, 1], np.append(of_byte, np.int32(NO_NODE))[first], NO_NODE).astype(np.int32)
