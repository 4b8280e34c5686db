"""Programs without their comments: what is left is the same program, byte for byte, in fewer lines."""

from __future__ import annotations

import re

import numpy as np
import tree_sitter
from numpy.typing import NDArray

from neuroglot.languages import Language
from neuroglot.languages.classes import NUMBERS, classify, runs
from neuroglot.languages.docstrings import string_statements
from neuroglot.languages.leaves import TokenClass
from neuroglot.languages.trees import encoded, find, syntax_tree

_SHORT, _LONG = "\0", "\1"
_MARKS = re.compile(f"[{_SHORT}{_LONG}]")
_LINES_COUNT = ("go", "javascript")
"""Where a comment over several lines ends a statement, as the end of a line does."""


def strip_comments(language: Language | str, text: str) -> str:
    """The program without comments and, in Python, without docstrings and other statements that are only a string.

    Everything that `classify` calls a comment goes, so that none is left: shebangs, encodings and Go's directives
    (`//go:build`, the C before `import "C"`) too. With a comment go the white space before it at the end of a line, or
    behind it at the beginning of one, and the line if nothing else is on it. Between two pieces of code on a line stays
    white space, or the end of the line where that could matter. Where Python needs a statement, it is `pass`.
    A text with syntax errors is stripped of what the parser takes for comments.
    Raises NeuroglotError for an unknown language and for text that is not valid Unicode.
    """
    known = find(language)
    if known.name == "python":
        text = _with_statements(known, text)
    data = encoded(text)
    classes = classify(known, text)
    comments = classes == NUMBERS[TokenClass.COMMENT]
    pieces, done = [], 0
    for start, end in runs(comments | (classes == NUMBERS[TokenClass.WHITESPACE])):
        if comments[start:end].any():
            gap = _marked(data[start:end], comments[start:end])
            before, after = (data[at : at + 1].decode("latin-1") if at >= 0 else "" for at in (start - 1, end))
            pieces += [data[done:start], _closed(gap, before, after, known.name in _LINES_COUNT).encode()]
            done = end
    return b"".join([*pieces, data[done:]]).decode()


def _with_statements(language: Language, text: str) -> str:
    """The text with `pass` for every string that its block, or the line that it shares, can't do without."""
    data = encoded(text)
    strings = string_statements(syntax_tree(language, text).root_node)
    ids = {one.id for one in strings}
    for statement in reversed(strings):
        if _is_needed(statement, ids):
            data = data[: statement.start_byte] + b"pass" + data[statement.end_byte :]
    return data.decode()


def _is_needed(statement: tree_sitter.Node, strings: set[int]) -> bool:
    rows = (statement.start_point.row, statement.end_point.row)
    beside = (statement.prev_sibling, statement.next_sibling)
    if any(one is not None and one.type == ";" and one.start_point.row in rows for one in beside):
        return True
    block = statement.parent
    if block is None or block.type != "block":
        return False
    statements = [child.id for child in block.named_children if child.type != "comment"]
    return statements[0] == statement.id and strings.issuperset(statements)


def _marked(gap: bytes, comments: NDArray[np.bool_]) -> str:
    """The gap between two pieces of code as its white space, with a mark for each comment."""
    text, done = "", 0
    for start, end in runs(comments):
        end = start + len(gap[start:end].rstrip())
        text += gap[done:start].decode() + (_LONG if b"\n" in gap[start:end] else _SHORT)
        done = end
    return text + gap[done:].decode()


def _closed(gap: str, before: str, after: str, lines_count: bool) -> str:
    """What stays of a gap. `before` and `after` are the bytes around it, empty where the text begins and ends."""
    lines = gap.split("\n")
    last = len(lines) - 1
    begins, ends = before in ("", "\n"), after in ("", "\n")
    kept = []
    for place, line in enumerate(lines):
        marks = [mark.start() for mark in _MARKS.finditer(line)]
        if not marks:
            kept.append(line)
        elif place == 0 and not begins:
            is_inside = last == 0 and not ends
            kept.append(_between(line, marks, before, after, lines_count) if is_inside else "\r" * line.endswith("\r"))
        elif place == last:
            kept.append("" if ends else line[: marks[0]])
    return "\n".join(kept)


def _between(line: str, marks: list[int], before: str, after: str, lines_count: bool) -> str:
    if lines_count and _LONG in line:
        return "\n"
    left, right = line[: marks[0]], line[marks[-1] + 1 :]
    if left and right:
        return left
    if before == "(" or after in (")", "]", ",", ";"):
        return ""
    return left or right or " "
