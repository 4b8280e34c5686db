"""Putting a sentence above a function, or into it, as the documentation comment of its language."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from neuroglot.languages.functions import FunctionSpan

WIDTH = 100
_LINES = {"cpp": "///", "go": "//", "ruby": "#"}
"""Languages documented by lines; Java, JavaScript and PHP have blocks, Python a string inside."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """Text to be put into a program before the character at `place`."""

    place: int
    text: str


def insertion(text: str, language: str, span: FunctionSpan, summary: str) -> Insertion | str:
    """Where the summary goes and as what, or, in words, why it can't go anywhere.

    The comment has the indentation and the line ends of its place, and is wrapped. A function that has documentation,
    or shares the line that the comment would need, is left as it is.
    """
    if span.documentation is not None:
        return "it is documented"
    place = span.body_start if language == "python" else span.start
    indent = text[text.rfind("\n", 0, place) + 1 : place]
    if indent.strip():
        return "its body is on the line of its head" if language == "python" else "other code is on its first line"
    end = "\r\n" if text.find("\r\n") >= 0 else "\n"
    lines = doc_comment(language, summary, WIDTH - len(indent.expandtabs(4)))
    return Insertion(place, "".join(f"{line}{end}{indent}" for line in lines))


def doc_comment(language: str, summary: str, width: int) -> list[str]:
    """The lines of a documentation comment, without indentation. What would end the comment early is spelled apart."""
    said = " ".join(summary.split())
    if language in _LINES:
        sign = _LINES[language]
        return [f"{sign} {line}" for line in _wrapped(said, width - len(sign) - 1)]
    if language == "python":
        said = said.replace("\\", "\\\\").replace('"""', "'''")
        said += " " if said.endswith('"') else ""
        lines = _wrapped(said, width - 6)
        return [f'"""{said}"""'] if len(lines) == 1 else [f'"""{lines[0]}', *lines[1:], '"""']
    said = said.replace("*/", "* /")
    lines = _wrapped(said, width - 7)
    return [f"/** {said} */"] if len(lines) == 1 else ["/**", *(f" * {line}" for line in lines), " */"]


def inserted(text: str, insertions: list[Insertion]) -> str:
    """The text with all insertions in it; their places count in the text without them."""
    for one in sorted(insertions, key=lambda one: one.place, reverse=True):
        text = text[: one.place] + one.text + text[one.place :]
    return text


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False) or [""]
