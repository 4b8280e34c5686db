"""Fragments of programs, made whole: what has to stand around them, so that a grammar for programs can read them.

A model that continues a program writes the rest of a function, or a method without its class; what it writes may end
anywhere. Nothing in a text is changed, only its unfinished ends are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import tree_sitter

from neuroglot.languages.trees import nodes

_CLASS, _FUNCTION = ("class A {", "}"), ("void f() {", "}")
_Nest = tuple[tuple[str, str], ...]
"""What opens and what closes each level around a fragment, the outermost first."""

_NESTS: dict[str, tuple[_Nest, ...]] = {
    "cpp": ((), (_FUNCTION,), (("class A {", "};"),), (("class A {", "};"), _FUNCTION)),
    "java": ((), (_CLASS,), (_CLASS, _FUNCTION)),
    "go": ((), (("func f() {", "}"),)),
    "javascript": ((), (("function f() {", "}"),), (_CLASS,), (_CLASS, ("f() {", "}"))),
    "php": ((), (("function f() {", "}"),), (_CLASS,), (_CLASS, ("function f() {", "}"))),
}
_ENDS = 3
"""Fewer blocks of Ruby than this may be unfinished."""

_PAIRS = {")": "(", "]": "[", "}": "{"}
_CLOSING = {opening: closing for closing, opening in _PAIRS.items()}

_FENCED = re.compile(r"^[ \t]*```[^\n`]*\n(.*?)(?:^[ \t]*```|\Z)", re.MULTILINE | re.DOTALL)
_COMMENT_ENDS = re.compile(r"\*/[ \t]*$", re.MULTILINE)
_QUOTES = '"""'
_OPENERS = (":", "=", "(", ",", "+")
"""Behind one of these, three quotes begin a string."""


def program_part(text: str) -> str:
    """The part of a text that can be a program.

    Of a text with a fenced block, what is in the first one. Behind a comment (`*/`) or docstring (three quotes alone on
    a line) that ends without having begun, since what stood before the text began it. Without a last line that doesn't
    end, unless fewer than two lines would be left.
    """
    fenced = _FENCED.search(text)
    text = _behind_comment(fenced[1] if fenced else text)
    head, _, last = text.rpartition("\n")
    left = sum(bool(line.strip()) for line in head.split("\n"))
    return f"{head}\n" if last.strip() and left >= 2 else text


def _behind_comment(text: str) -> str:
    ends = _COMMENT_ENDS.search(text)
    if ends is not None and "/*" not in text[: ends.start()]:
        return text[ends.end() :]
    if text.count(_QUOTES) % 2 == 0:
        return text
    before, _, after = text.partition(_QUOTES)
    is_alone = not (before.rpartition("\n")[2] + after.partition("\n")[0]).strip()
    return after if is_alone and not before.rstrip().endswith(_OPENERS) else text


def readings(language: str, text: str, root: tree_sitter.Node) -> Iterator[tuple[str, int]]:
    """Whole programs that a fragment may come from, each with the bytes of what it lacks to be read so.

    `root` is the root of the fragment's own syntax tree. Its brackets are closed, and it is read as it stands, inside a
    function, inside a class and inside a class's method (Ruby: with `def` before it and up to two `end` behind it). A
    method with no trace of its class lacks one byte, so that a function that needs no class is the likelier reading;
    so does each block that has to stand around a function's end, since a brace that closes a class is likelier.
    """
    if language == "ruby":
        for before in ("", "def f\n"):
            for ends in range(_ENDS):
                yield f"{before}{text}" + "\nend" * ends, 0
        return
    opened, over = _unmatched(root)
    closing = "".join(_CLOSING[bracket] for bracket in reversed(opened))
    if language == "python":
        yield text, 0
        yield f"{text}{closing}", 0
        yield f"def f():\n{text}{closing}", 0
        return
    for nest in _NESTS[language]:
        blocks = over - len(nest)
        if blocks > 0 and not (nest and nest[-1][0].endswith("() {")):
            continue
        before = "".join(f"{opens}\n" for opens, _ in nest) + "{\n" * max(blocks, 0)
        after = "".join(closes for _, closes in reversed(nest[: max(-blocks, 0)]))
        is_bare = over == 0 and bool(nest) and nest[-1][0].startswith("class")
        yield f"{before}{text}\n{closing}{after}", is_bare + max(blocks, 0)


def _unmatched(root: tree_sitter.Node) -> tuple[list[str], int]:
    """The brackets that a fragment opens and doesn't close, in order, and how many braces it closes without opening."""
    opened: list[str] = []
    over = 0
    for node, _ in nodes(root):
        kind = "{" if node.type == "${" else node.type
        if node.child_count or node.is_missing or node.is_named:
            continue
        if kind in _CLOSING:
            opened.append(kind)
        elif kind in _PAIRS:
            if _PAIRS[kind] in opened:
                while opened.pop() != _PAIRS[kind]:
                    pass
            elif kind == "}":
                over += 1
    return opened, over
