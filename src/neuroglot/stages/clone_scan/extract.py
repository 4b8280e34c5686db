"""From a source file to its functions: what each says, what it is called, and what the model will read of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.languages import BY_NAME
from neuroglot.languages.comments import strip_comments
from neuroglot.languages.functions import FunctionSpan, functions
from neuroglot.stages.clone_scan.tokens import exact_hash, renamed_hash, tokens_of


@dataclass(frozen=True, slots=True)
class FoundFunction:
    """A function of a file. `start` and `end` are character offsets, `lines` and `tokens` count without comments.

    `exact` and `renamed` are hashes of its tokens, as they are and with its own names numbered; `content` is a hash of
    the text that the model reads: the function without comments, its lines moved to the left.
    """

    name: str
    start: int
    end: int
    first_line: int
    last_line: int
    lines: int
    tokens: int
    broken: bool
    exact: str
    renamed: str
    content: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> FoundFunction:
        """From what `row` made."""
        return cls(**row)

    def row(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def extract(language: str, text: str) -> tuple[tuple[FoundFunction, ...], dict[str, str]]:
    """The functions of a program in their order, nested ones too, and what the model reads of them by `content`.

    Raises NeuroglotError for text that is not valid Unicode.
    """
    known = BY_NAME[language]
    spans = functions(text, known)
    if not spans:
        return (), {}
    read = [_left(one) for one in _without_comments(language, text, spans)]
    tokens = tokens_of(known, text)
    offsets = _bytes_before(text)
    found, texts = [], {}
    for span, code in zip(spans, read, strict=True):
        words = tokens.between(int(offsets[span.start]), int(offsets[span.end]))
        content = hashlib.sha256(code.encode()).hexdigest()[:32]
        texts[content] = code
        found.append(
            FoundFunction(
                name=span.qualified,
                start=span.start,
                end=span.end,
                first_line=span.first_line,
                last_line=span.last_line,
                lines=sum(bool(line.strip()) for line in code.split("\n")),
                tokens=len(words.words),
                broken=span.broken,
                exact=exact_hash(language, words),
                renamed=renamed_hash(language, words),
                content=content,
            )
        )
    return tuple(found), texts


def _without_comments(language: str, text: str, spans: Sequence[FunctionSpan]) -> list[str]:
    """The texts of functions without their comments, each with the white space that is before its first line.

    The file is stripped once; where its functions are not the same ones after that, each is stripped alone.
    """
    stripped = strip_comments(language, text)
    again = functions(stripped, language)
    if [one.qualified for one in again] == [one.qualified for one in spans]:
        return [_indented(stripped, one.start, one.end) for one in again]
    pieces = []
    for one in spans:
        piece = _indented(text, one.start, one.end)
        try:
            pieces.append(strip_comments(language, piece))
        except NeuroglotError:
            pieces.append(piece)
    return pieces


def _indented(text: str, start: int, end: int) -> str:
    """A span of a text with the white space before it on its line."""
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    return (before if not before.strip() else "") + text[start:end]


def _left(code: str) -> str:
    """Code moved to the left as far as its first line is indented; lines end with a newline alone."""
    lines = code.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    moved = [line[len(indent) :] if line.startswith(indent) else line.lstrip() for line in lines]
    return "\n".join(line.rstrip() for line in moved).strip() + "\n"


def _bytes_before(text: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many bytes of UTF-8 stand before each character, and behind the last."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    sizes = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
    return np.concatenate([[0], np.cumsum(sizes)])
