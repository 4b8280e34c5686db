"""Documentation comments without the signs that make them comments: what is left are the author's lines."""

from __future__ import annotations

import re
import textwrap

_STRING = re.compile(r"[rRuU]{0,2}(\"\"\"|'''|\"|')(.*)\1", re.DOTALL)
_BLOCK = re.compile(r"/\*+!?<?(.*?)\**\*/", re.DOTALL)
_RUBY_BLOCK = re.compile(r"=begin[^\n]*\n(.*?)\n?=end", re.DOTALL)
_STAR = re.compile(r"[ \t]*\*+(?!\S*\*/)[ \t]?")
_LINE = re.compile(r"[ \t]*(?://[/!]?<?|#+)")


def doc_lines(comment: str) -> list[str]:
    """The lines of a documentation comment or a Python docstring, without markers and common indentation.

    It may be one string, one block (`/** */`, `/*! */`, `/* */`, `=begin =end`) or a run of line comments (`///`,
    `//!`, `//`, `#`). Stars before the lines of a block go where each line has one, else they are the author's.
    """
    comment = comment.strip().replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    string, block, ruby = (form.fullmatch(comment) for form in (_STRING, _BLOCK, _RUBY_BLOCK))
    if string:
        text = string[2]
    elif block:
        text = _without_stars(block[1])
    elif ruby:
        text = ruby[1]
    else:
        text = "\n".join(_LINE.sub("", line, count=1) for line in comment.split("\n"))
        return textwrap.dedent(text).split("\n")
    first, _, rest = text.partition("\n")
    return [first.strip(), *textwrap.dedent(rest).split("\n")]


def _without_stars(block: str) -> str:
    first, *rest = block.split("\n")
    if all(_STAR.match(line) for line in rest if line.strip()):
        rest = [_STAR.sub("", line, count=1) for line in rest]
    return "\n".join([first, *rest])
