"""Names in Java that a program shows: of enum constants, records, and classes that it asks for their names."""

from __future__ import annotations

import re

from neuroglot.languages.renaming.book import Book
from neuroglot.languages.renaming.java_types import evaluate
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import Known, lineage

_PRINTS = word_set(
    """
    print println printf format valueOf append String.valueOf formatted add join
    """
)
_REFLECTS = word_set(
    """
    getSimpleName getName getClass forName getDeclaredField getDeclaredMethod getMethod
    """
)


def keep_printed(book: Book, step: Step) -> None:
    """What is turned into a text shows its names, unless it says how: enum constants, records, exceptions."""
    if step.kind == "binary_expression":
        parts = [step.child("left"), step.child("right")] if any(one.kind == "+" for one in step.children) else []
    else:
        name, arguments = step.child("name"), step.child("arguments")
        printed = name is not None and name.text in _PRINTS and arguments is not None
        owner = step.child("object")
        is_text = printed and owner is not None and (name is None or name.text != "add")
        parts = list(arguments.named()) if is_text and arguments else []
        if name is not None and name.text in ("toString", "name") and owner is not None:
            parts.append(owner)
    for one in parts:
        _keep_shown(book, evaluate(book, one))


def _keep_shown(book: Book, kind: Known) -> None:
    if kind is None:
        return
    for inside in kind.inside:
        _keep_shown(book, inside)
    line = lineage(book.kinds, kind.name)
    if not line or any("toString()" in one.members for one in line):
        return
    book.reading.fixed.add(("type", kind.name))
    for step in book.steps:
        if step.inner.owner == kind.name and step.kind in ("enum_declaration", "record_declaration"):
            shown = {
                name.text
                for one in book.steps
                if one.kind in ("enum_constant", "formal_parameter") and one.scope is step.inner
                for name in [one.child("name")]
                if name
            }
            book.reading.fixed |= {("field", name) for name in shown}


def keep_reflected(book: Book) -> None:
    """Names that the program reaches through strings, or asks a class for."""
    if not book.words.isdisjoint(_REFLECTS):
        if re.search(r"\b(?:getSimpleName|getClass\(\)\s*\.\s*getName)\b", book.root.text):
            book.reading.fixed |= {("type", name) for name in book.kinds}
        if re.search(r"\bgetDeclared|\bgetMethod\b|\bforName\b|\bgetField\b", book.root.text):
            book.reading.fixed |= {(group, name) for name in book.quoted for group in ("type", "method", "field")}
    if "valueOf" in book.words:
        book.reading.fixed |= {("field", name) for name in book.quoted}
