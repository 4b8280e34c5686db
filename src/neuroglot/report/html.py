"""HTML and SVG made by hand, where text can't become markup: strings are escaped wherever they are put.

Only `tag` and `join` make `Markup`, so a value read from disk reaches the page as text, whatever it contains.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Markup:
    """Text that is known to be well-formed HTML."""

    text: str

    def __str__(self) -> str:
        return self.text


Child = Markup | str | int | float | None
Attribute = str | int | float | bool | None

NOTHING = Markup("")

_VOID = frozenset({"meta", "br", "hr"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def sound(text: str) -> str:
    """Text that is safe to write: control characters, bidirectional overrides and lone surrogates become U+FFFD."""
    return _CONTROLS.sub("\ufffd", text.encode("utf-8", "replace").decode("utf-8"))


def escape(text: str) -> str:
    """Sound text as HTML."""
    return html.escape(sound(text), quote=True)


def join(children: Iterable[Child], between: str = "") -> Markup:
    """Children after each other; None is left out."""
    return Markup(escape(between).join(_child(child) for child in children if child is not None))


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """One element. `class_` and `for_` lose the underscore at the end, others become hyphens (`data_value`).

    Attributes that are None or False are left out. Raises ValueError on a name that is none, on event handlers and on
    `style`, which the page's content security policy would block.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        if not _NAME.fullmatch(attribute) or attribute.startswith("on") or attribute == "style":
            raise ValueError(f"no attribute of this page: {attribute!r}")
        parts.append(attribute if value is True else f'{attribute}="{escape(_text(value))}"')
    if not _NAME.fullmatch(name) or name in {"script", "style"}:
        raise ValueError(f"no element of this page: {name!r}")
    opening = " ".join(parts)
    if name in _VOID:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{join(children)}</{name}>")


def _child(child: Child) -> str:
    return child.text if isinstance(child, Markup) else escape(_text(child))


def _text(value: Child | Attribute) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") if value == value else "0"
    return str(value)
