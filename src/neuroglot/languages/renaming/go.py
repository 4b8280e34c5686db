"""Names in Go: blocks in which a name is bound from its declaration on, and one space for all names but members."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from neuroglot.languages.renaming import go_members
from neuroglot.languages.renaming.book import Book, declare, label, open_book, spots_of_bindings, use
from neuroglot.languages.renaming.go_types import Part, literal_type
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.scopes import Binding, Scope, resolve
from neuroglot.languages.renaming.spots import Reading
from neuroglot.languages.renaming.steps import Step, below, steps_of
from neuroglot.languages.renaming.types import LIBRARY

_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")
_OPENS = {
    "source_file": "file",
    **dict.fromkeys([*_FUNCTIONS, "type_spec"], "function"),
    **dict.fromkeys(
        word_set(
            """
    block for_statement if_statement expression_switch_statement type_switch_statement expression_case
    default_case type_case communication_case select_statement
    """
        ),
        "block",
    ),
}
_PARAMETERS = ("parameter_declaration", "variadic_parameter_declaration", "type_parameter_declaration")
_TYPE = "type_identifier"
_TESTS = ("Test", "Benchmark", "Example", "Fuzz")
_STRINGS = ("interpreted_string_literal_content", "raw_string_literal_content")


def read(root: tree_sitter.Node) -> Reading:
    """The names of a Go program."""
    steps = steps_of(root, lambda step: _OPENS.get(step.kind, ""), _lifted)
    book = open_book("go", steps, _STRINGS)
    for step in steps:
        for target, scope, since, value in _declares(step):
            _bind(book, target, scope, since, value)
    _note_imports(book)
    go_members.gather(book)
    for step in steps:
        if step.kind in ("identifier", "type_identifier") and id(step) not in book.bound and _is_variable(book, step):
            use(book, step, resolve(step.scope, step.text, step.start))
    book.settled = True
    go_members.note(book)
    spots_of_bindings(book)
    for step in steps:
        if step.kind == "label_name":
            label(book, step)
    return book.reading


def _lifted(step: Step) -> bool:
    return step.parent is not None and step.field == "name" and step.parent.kind in (*_FUNCTIONS, "type_spec")


def _declares(step: Step) -> Iterator[tuple[Step, Scope, int, object]]:
    """The names that a step declares: where, from which byte on, and what is known of their types."""
    kind = step.kind
    names = [one for one in step.children if one.field == "name" and one.kind in ("identifier", "type_identifier")]
    if kind == "function_declaration":
        yield from ((one, one.scope, 0, step) for one in names)
    elif kind in ("type_spec", "type_alias"):
        yield from ((one, one.scope, 0 if one.scope.kind == "file" else one.start, step) for one in names)
    elif kind in _PARAMETERS:
        told = step.child("type") if kind != "type_parameter_declaration" else None
        many = kind == "variadic_parameter_declaration"
        yield from ((one, step.scope, 0, Part(told, -1) if many and told else told) for one in names)
    elif kind in ("var_spec", "const_spec"):
        told, value = step.child("type"), step.child("value")
        for place, one in enumerate(names):
            known = told or (_given(value, place) if value else LIBRARY)
            yield one, step.scope, 0 if step.scope.kind == "file" else step.end, known
    elif kind in ("short_var_declaration", "range_clause", "receive_statement"):
        yield from _short(step)
    elif kind == "method_declaration":
        receiver = step.child("receiver")
        inside = [one for one in below(receiver) if one.kind == "type_arguments"] if receiver else []
        yield from ((leaf, step.inner, 0, None) for one in inside for leaf in below(one) if leaf.kind == _TYPE)
    elif kind == "type_switch_statement":
        alias = step.child("alias")
        yield from ((one, step.inner, 0, None) for one in (alias.named() if alias else []))


def _short(step: Step) -> Iterator[tuple[Step, Scope, int, object]]:
    left, right = step.child("left"), step.child("right")
    if left is None or not any(one.kind == ":=" for one in step.children):
        return
    for place, one in enumerate(left.named()):
        if one.kind == "identifier":
            value = Part(right, place, step.kind == "range_clause") if right else None
            yield one, step.scope, step.end, _given(right, place) if step.kind[0] == "s" and right else value


def _given(right: Step, place: int) -> object:
    values = right.named() if right.kind == "expression_list" else [right]
    return values[place] if len(values) > 1 and place < len(values) else Part(values[0], place)


def _bind(book: Book, target: Step, scope: Scope, since: int, value: object) -> None:
    if target.text == "_":
        return
    group = "outer" if scope.kind == "file" else "local"
    binding = scope.bind(target.text, group, since)
    binding.values.append(value)
    is_asked_for = target.text in ("main", "init") or target.text.startswith(_TESTS)
    if scope.kind == "file" and target.above == "function_declaration" and is_asked_for:
        binding.library = True
    declare(book, target, binding)


def _note_imports(book: Book) -> None:
    for step in book.steps:
        if step.kind == "import_spec":
            name, path = step.child("name"), step.child("path")
            text = name.text if name else path.text.strip('"`').split("/")[-1] if path else ""
            book.root.inner.names.setdefault(("", text), Binding(text, "outer", 0, library=True))


def _is_variable(book: Book, step: Step) -> bool:
    """Whether a name is looked up in scopes: no key of a struct's literal, no member of a package."""
    parent = step.parent
    if parent is None or parent.kind == "qualified_type":
        return False
    if parent.kind == "literal_element" and parent.field == "key":
        kind = literal_type(book, parent)
        return kind is None or kind.name not in book.kinds or "[]" in book.kinds[kind.name].values
    return True
