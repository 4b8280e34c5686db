"""A line of a `.gitignore` as git reads it: what paths it is about, byte by byte (gitignore(5); git's wildmatch.c)."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

_NEVER = "(?!)"
_CLASSES = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "blank": " \t",
    "cntrl": "".join(map(chr, [*range(32), 127])),
    "digit": string.digits,
    "graph": string.ascii_letters + string.digits + string.punctuation,
    "lower": string.ascii_lowercase,
    "print": string.ascii_letters + string.digits + string.punctuation + " ",
    "punct": string.punctuation,
    "space": string.whitespace,
    "upper": string.ascii_uppercase,
    "xdigit": string.hexdigits,
}
_ELEMENT = re.compile(
    r"\[:(?P<known>[a-z]*):\]|(?P<first>(?>\\.|[^\\]))-(?P<last>\\.|[^\\\]])|(?P<one>\\.|[^\\])", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line. `keeps`: it begins with `!` and takes in again what lines before it leave out."""

    keeps: bool
    folders_only: bool
    last_name_only: bool
    regex: re.Pattern[str]

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether the line is about this very path, not one above it; paths are from its folder, bytes as Latin-1."""
        asked = path.rpartition("/")[2] if self.last_name_only else path
        return (is_folder or not self.folders_only) and self.regex.fullmatch(asked) is not None


def pattern_of(line: str) -> Pattern | None:
    """The pattern of a line; None for one that is empty or a comment."""
    text = _without_end(line)
    keeps = text.startswith("!")
    folders_only = text.endswith("/")
    named = text[keeps : len(text) - folders_only]
    if not named or text.startswith("#"):
        return None
    parts = named.removeprefix("/").split("/")
    made = "".join(_part(part, place == len(parts) - 1) for place, part in enumerate(parts))
    return Pattern(keeps, folders_only, "/" not in named, re.compile(made, re.DOTALL))


def _without_end(line: str) -> str:
    """A line without the spaces at its end, but for one behind a backslash."""
    kept = line.removesuffix("\r")
    stripped = kept.rstrip(" ")
    is_escaped = (len(stripped) - len(stripped.rstrip("\\"))) % 2 == 1
    return kept[: len(stripped) + is_escaped]


def _part(part: str, is_last: bool) -> str:
    """What stands between two slashes, with the slash behind it, as a regular expression."""
    if len(part) > 1 and not part.strip("*"):
        return ".*" if is_last else "(?:[^/]+/)*"
    pieces = [""]
    at = 0
    while at < len(part):
        found, at = _element(part, at, is_last)
        if found is None:
            pieces.append("")
        else:
            pieces[-1] += found
    return _starred(pieces) + ("" if is_last else "/")


def _starred(pieces: list[str]) -> str:
    """Pieces with anything between them; each is looked for where it comes first, so that many stars cost no time."""
    first, *others = pieces
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{piece})" for piece in others[:-1]) + "[^/]*" + others[-1]


def _element(part: str, at: int, is_last: bool) -> tuple[str | None, int]:
    """What one element matches, None for a star, and where the next begins."""
    if part[at] == "*":
        return None, at + 1
    if part[at] == "?":
        return "[^/]", at + 1
    if part[at] == "[":
        return _bracket(part, at + 1)
    if part[at] == "\\":
        escaped = part[at + 1 : at + 2]
        return (re.escape(escaped) if escaped or not is_last else _NEVER), at + 2
    return re.escape(part[at]), at + 1


def _bracket(part: str, at: int) -> tuple[str, int]:
    """The characters of a bracket that opens before `at`; one that doesn't close, or has an unknown class, has none."""
    is_negated = part[at : at + 1] in ("!", "^")
    at += is_negated
    chosen: set[str] = set()
    first = True
    while part[at : at + 1] != "]" or first:
        element = _ELEMENT.match(part, at)
        if element is None or (element["known"] is not None and element["known"] not in _CLASSES):
            return _NEVER, len(part)
        if element["known"] is not None:
            chosen.update(_CLASSES[element["known"]])
        else:
            low, high = (str(element[name] or element["one"])[-1] for name in ("first", "last"))
            chosen.update(map(chr, range(ord(low), ord(high) + 1)))
        at, first = element.end(), False
    inside = {chr(code) for code in range(256)} - chosen if is_negated else chosen
    kept = "".join(f"\\x{ord(one):02x}" for one in sorted(inside - {"/"}))
    return (f"[{kept}]" if kept else _NEVER), at + 1
