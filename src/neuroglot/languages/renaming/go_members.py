"""Fields and methods in Go, and the names that an interface of a library asks for."""

from __future__ import annotations

import re

from neuroglot.languages.renaming.book import Book, declared, kind_of, member
from neuroglot.languages.renaming.go_types import evaluate, is_package, literal_type
from neuroglot.languages.renaming.scopes import resolve
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import Kind, add_member, is_own

_ASKED_FOR: dict[str, tuple[str, ...]] = {
    "Error String": (),
    "Len Less Swap": ("sort", "heap"),
    "Push Pop": ("heap",),
    "Read Write Close ReadByte WriteByte ReadRune WriteString ReadFrom WriteTo Seek": ("io", "bufio", "fmt", "os"),
    "Format GoString Scan": ("fmt",),
    "Is As Unwrap": ("errors",),
    "ServeHTTP RoundTrip": ("http",),
    "MarshalJSON UnmarshalJSON MarshalText UnmarshalText": ("json", "xml"),
    "Lock Unlock": ("sync",),
    "Done Err Value Deadline": ("context",),
    "Int63 Seed Uint64": ("rand",),
    "Set": ("flag",),
}


def gather(book: Book) -> None:
    """The types of the program: their fields and methods, and what is embedded in them."""
    for step in book.steps:
        if step.kind == "type_spec":
            name, told = step.child("name"), step.child("type")
            kind = kind_of(book, name.text if name else "")
            if told is None:
                continue
            if told.kind in ("struct_type", "interface_type"):
                _note_fields(book, kind, told)
            else:
                kind.values["[]"] = [told]
        elif step.kind in ("struct_type", "interface_type") and step.above != "type_spec":
            kind = kind_of(book, f"type {step.start}")
            _note_fields(book, kind, step)
    for step in book.steps:
        if step.kind == "method_declaration":
            _note_method(book, step)
    for kind in book.kinds.values():
        under = evaluate(book, kind.values["[]"][0]) if "[]" in kind.values else None
        if under is not None and under.name in book.kinds:
            kind.bases.append(under.name)


def _note_fields(book: Book, kind: Kind, step: Step) -> None:
    holder = next(iter(step.of_kind("field_declaration_list")), step)
    for one in holder.named():
        names = [name for name in one.children if name.field == "name" and name.kind == "field_identifier"]
        for name in names:
            _add(book, kind, name.text, one if one.kind == "method_elem" else one.child("type"))
            if one.child("tag") is None and name.text[:1].isupper() and one.kind == "field_declaration":
                _keep_marshalled(book, name.text)
        if not names and one.kind in ("field_declaration", "type_elem"):
            _embed(book, kind, one)


def _embed(book: Book, kind: Kind, step: Step) -> None:
    told = step.child("type") or next(iter(step.named()), None)
    if told is None:
        return
    found = re.search(r"(\w+)\s*(?:\[.*\])?$", told.text.strip(), re.DOTALL)
    name = found[1] if found else ""
    binding = resolve(step.scope, name, step.start)
    if told.kind == "qualified_type" or binding is None or binding.library:
        kind.foreign = kind.foreign or told.kind == "qualified_type"
        if step.kind == "field_declaration" and name:
            kind.members.add(name)
        return
    kind.bases.append(name)
    if step.kind == "field_declaration":
        _add(book, kind, name, told)


def _note_method(book: Book, step: Step) -> None:
    receiver, name = step.child("receiver"), step.child("name")
    one = receiver.named()[0] if receiver and receiver.named() else None
    kind = evaluate(book, one.child("type")) if one else None
    if kind is not None and name is not None and kind.name in book.kinds:
        _add(book, book.kinds[kind.name], name.text, step)
        _keep_asked_for(book, name.text)


def _add(book: Book, kind: Kind, name: str, value: Step | None) -> None:
    if name == "_":
        return
    add_member(kind, name, value)
    book.reading.declared.add(("member", name))


def _keep_asked_for(book: Book, name: str) -> None:
    for names, imports in _ASKED_FOR.items():
        if name in names.split() and (not imports or not book.words.isdisjoint(imports)):
            book.reading.fixed.add(("member", name))


def _keep_marshalled(book: Book, name: str) -> None:
    if not book.words.isdisjoint(("json", "xml", "gob", "reflect")):
        book.reading.fixed.add(("member", name))


def note(book: Book) -> None:
    """Spots for fields and methods, and the names that are printed or asked for."""
    for step in book.steps:
        if step.kind == "field_identifier":
            _note_field(book, step)
        elif step.kind == "identifier" and step.above == "literal_element" and id(step) not in book.bound:
            _note_key(book, step)
    embedded = {base for kind in book.kinds.values() for base in kind.bases if declared(book, base, "member")}
    for name in embedded:
        if not {("outer", name), ("member", name)}.isdisjoint(book.reading.fixed):
            book.reading.fixed |= {("outer", name), ("member", name)}
    text = book.root.text
    if re.search(r"%[-\d.]*[+#]v", text):
        book.reading.fixed |= {("member", name) for kind in book.kinds.values() for name in kind.members}
    if re.search(r"%T|%#v|\breflect\b", text):
        book.reading.fixed |= {(group, name) for name in book.kinds for group in ("outer", "local", "member")}
    if "template" in book.words:
        book.reading.fixed |= {("member", name) for name in book.quoted}


def _note_key(book: Book, step: Step) -> None:
    if step.parent is not None and step.parent.field == "key":
        kind = literal_type(book, step)
        member(book, step, step.text, None if kind is None else is_own(book.kinds, kind, step.text))


def _note_field(book: Book, step: Step) -> None:
    parent, text = step.parent, step.text
    if parent is None:
        return
    if parent.kind == "selector_expression":
        owner = parent.child("operand")
        if owner is not None and not is_package(book, owner):
            member(book, step, text, is_own(book.kinds, evaluate(book, owner), text))
    else:
        member(book, step, text, True)
