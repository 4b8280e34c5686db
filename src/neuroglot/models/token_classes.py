"""The class of every token of a program: through the tokenizer's offsets to its bytes, and to their classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.languages import Language
from neuroglot.languages.classes import NUMBERS, classify
from neuroglot.languages.leaves import TokenClass
from neuroglot.languages.trees import encoded

_BLANK_TOKENS = ("▁", "Ġ")


def token_spans(tokenizer: Any, text: str) -> tuple[list[int], NDArray[np.int64]]:
    """The tokens of a text, without special ones, and where each lies in its UTF-8 bytes.

    Returns the ids and the spans [start, end), shape (tokens, 2). Tokens that share a character have all of its bytes
    each. White space that the offsets leave out belongs to the next token; any other character that they leave out
    (an accent that normalization has joined to its letter) to the token before. A space that the tokenizer puts before
    the text is a span without width.
    Raises NeuroglotError for a tokenizer without offsets, and for text that is not valid Unicode.
    """
    if not getattr(tokenizer, "is_fast", False):
        raise NeuroglotError(
            f"{type(tokenizer).__name__} doesn't say where its tokens lie in the text; "
            "load a fast tokenizer instead (AutoTokenizer does, from a folder with a tokenizer.json)"
        )
    encoded(text)
    found = tokenizer(text, add_special_tokens=False, split_special_tokens=True, return_offsets_mapping=True)
    ids = list(found["input_ids"])
    offsets = np.array(found["offset_mapping"], dtype=np.int64).reshape(-1, 2)
    if ids and tokenizer.convert_ids_to_tokens(ids[0]) in _BLANK_TOKENS and not text[:1].isspace():
        offsets[0] = 0
    bytes_before = np.cumsum([0, *(len(character.encode()) for character in text)], dtype=np.int64)
    return ids, bytes_before[_without_gaps(text, offsets)]


def token_classes(tokenizer: Any, language: Language | str, text: str) -> NDArray[np.int8]:
    """The class of every token that `tokenizer(text, add_special_tokens=False, split_special_tokens=True)` gives.

    Returns numbers into `CLASSES`, shape (tokens,), in the order of the tokens. A token over several classes has that
    of its first byte that is not white space: ` word` is what `word` is, `):` what `)` is. A token is white space if
    all of its bytes are, or if it has none. Raises NeuroglotError as `token_spans` and `classify` do.
    """
    _, spans = token_spans(tokenizer, text)
    classes = classify(language, text)
    white = np.int8(NUMBERS[TokenClass.WHITESPACE])
    following = _next_place(classes != white)
    first = following[spans[:, 0]]
    return np.where(first < spans[:, 1], np.append(classes, white)[first], white)


def _without_gaps(text: str, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """The spans in characters, shape (tokens, 2), with the characters between them given to a token."""
    covered = np.zeros(len(text), dtype=np.bool_)
    for start, end in offsets:
        covered[start:end] = True
    blank = np.array([character.isspace() for character in text], dtype=np.bool_)
    starts, ends = offsets.T
    ends = np.where(starts < ends, _next_place(covered | blank)[ends], ends)
    before = len(text) - _next_place((covered | ~blank)[::-1])[len(text) - starts]
    done = np.maximum.accumulate(np.concatenate([[0], ends]))[:-1]
    return np.stack([np.minimum(starts, np.maximum(before, done)), ends], axis=1)


def _next_place(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each place from 0 to n, the first true place of the mask that is not before it; n where there is none."""
    places = np.where(mask, np.arange(len(mask)), len(mask))
    return np.minimum.accumulate(np.append(places, len(mask))[::-1])[::-1]
