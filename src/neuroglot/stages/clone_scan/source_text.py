"""The text of a source file, or why it is no text that anybody wrote."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from neuroglot.core.clone_groups import Skipped

UTF8 = "utf-8"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_GENERATED = re.compile(
    r"@generated\b|\bdo not (?:edit|modify)\b|\bauto-?generated\b"
    r"|\b(?:code|file) (?:is |was |has been )?(?:automatically )?generated\b|\bgenerated (?:automatically|by the)\b",
    re.IGNORECASE,
)
_HEAD_LINES, _HEAD = 30, 4000

LONG_LINE = 5000
"""Characters of a line that nobody wrote by hand."""
MEAN_LINE, FEWEST = 250, 2000
"""Mean characters of a line above which a text is minified, if it has so many characters at all."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text, its line ends as they are, without a byte order mark."""

    text: str
    encoding: str


def read_source(path: Path, shown: str) -> SourceText | Skipped:
    """Read a file: by its byte order mark, else as UTF-8, else as Latin-1, which takes every byte for a character.

    Skipped are files with a zero byte, generated ones (a phrase like "DO NOT EDIT" or "@generated" in their first 30
    lines) and minified ones (by name, or by the length of their lines).
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        return Skipped(shown, "can't be read", error.strerror or str(error))
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), UTF8)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "latin-1"
        text = data.decode(encoding)
    if "\0" in text:
        return Skipped(shown, "binary", "")
    if _GENERATED.search("\n".join(text[:_HEAD].split("\n")[:_HEAD_LINES])):
        return Skipped(shown, "generated", "")
    if is_minified(path.name, text):
        return Skipped(shown, "minified", "")
    return SourceText(text, UTF8 if encoding == "utf-8-sig" else encoding)


def is_minified(name: str, text: str) -> bool:
    """Whether a program for making files small wrote this text."""
    lines = text.replace("\r", "\n").split("\n")
    return (
        re.search(r"[.-]min\.\w+$", name) is not None
        or max(map(len, lines)) > LONG_LINE
        or (len(text) > FEWEST and len(text) / len(lines) > MEAN_LINE)
    )
