"""Names in Java: variables, methods and types in spaces of their own; overrides of a library's methods stay."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from neuroglot.languages.renaming import java_members
from neuroglot.languages.renaming.book import Book, declare, label, open_book, spots_of_bindings
from neuroglot.languages.renaming.java_types import METHODS, TYPES, is_class, value_of
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.scopes import Scope
from neuroglot.languages.renaming.spots import Reading
from neuroglot.languages.renaming.steps import Step, steps_of

CLASSES = (
    "class_declaration",
    "interface_declaration",
    "enum_declaration",
    "record_declaration",
    "annotation_type_declaration",
)
_OPENS = {
    "program": "program",
    **dict.fromkeys(CLASSES, "class"),
    **dict.fromkeys(
        ["method_declaration", "constructor_declaration", "compact_constructor_declaration", "lambda_expression"],
        "function",
    ),
    **dict.fromkeys(
        word_set(
            """
    block constructor_body for_statement enhanced_for_statement try_with_resources_statement catch_clause
    switch_block switch_rule static_initializer
    """
        ),
        "block",
    ),
}
_PATTERNS = ("record_pattern_component", "type_pattern")
_LABELLED = ("labeled_statement", "break_statement", "continue_statement")


def read(root: tree_sitter.Node) -> Reading:
    """The names of a Java program."""
    steps = steps_of(root, _opens, _lifted)
    book = open_book("java", steps, ("string_fragment", "multiline_string_fragment"))
    for step in steps:
        if step.kind in CLASSES:
            name = step.child("name")
            step.inner.owner = name.text if name else ""
        elif is_class(step):
            step.inner.owner = f"class {step.start}"
    for step in steps:
        for target, scope, space in _declares(step):
            _bind(book, step, target, scope, space)
    java_members.gather(book)
    for step in steps:
        if id(step) not in book.bound and step.kind in ("identifier", "type_identifier"):
            java_members.resolve_use(book, step)
    book.settled = True
    java_members.note(book)
    spots_of_bindings(book)
    for step in steps:
        if step.kind == "identifier" and _is_label(step):
            label(book, step)
    return book.reading


def _opens(step: Step) -> str:
    if step.kind == "class_body" and step.above in ("object_creation_expression", "enum_constant"):
        return "class"
    return _OPENS.get(step.kind, "")


def _lifted(step: Step) -> bool:
    parent = step.parent
    if parent is None or step.field != "name":
        return False
    return parent.kind in CLASSES or parent.kind == "method_declaration"


def _is_label(step: Step) -> bool:
    return step.above in _LABELLED and bool(step.parent) and step.parent.named()[0] is step  # type: ignore[union-attr]


def _declares(step: Step) -> Iterator[tuple[Step, Scope, str]]:
    """The identifiers that a step declares, each with its scope and its space."""
    name = step.child("name")
    if step.kind in CLASSES and name is not None:
        yield name, name.scope, TYPES
    elif step.kind in ("method_declaration", "annotation_type_element_declaration") and name is not None:
        yield name, name.scope, METHODS
    elif step.kind in ("variable_declarator", "enum_constant", "resource", "catch_formal_parameter") and name:
        yield name, name.scope, ""
    elif step.kind == "enhanced_for_statement" and name is not None:
        yield name, step.inner, ""
    elif step.kind == "formal_parameter" and name is not None:
        yield name, name.scope, ""
    elif step.kind == "type_parameter":
        yield from ((one, step.scope, TYPES) for one in step.of_kind("type_identifier"))
    elif step.kind == "instanceof_expression" and name is not None:
        yield name, name.scope, ""
    elif step.kind in _PATTERNS:
        yield from ((one, step.scope, "") for one in step.named()[-1:] if one.kind == "identifier")
    elif step.kind == "lambda_expression":
        parameters = step.child("parameters")
        if parameters is not None and parameters.kind == "identifier":
            yield parameters, step.inner, ""
        elif parameters is not None and parameters.kind == "inferred_parameters":
            yield from ((one, step.inner, "") for one in parameters.named())


def _bind(book: Book, step: Step, target: Step, scope: Scope, space: str) -> None:
    group = "local"
    if space == TYPES and step.kind != "type_parameter":
        group = "type"
    elif space == METHODS:
        group = "method"
    elif scope.kind == "class" and step.kind != "type_parameter":
        group = "field"
    if target.text == "_":
        return
    binding = scope.bind(target.text, group, 0 if scope.kind in ("class", "program") else target.start, space)
    binding.values.append(value_of(step, target))
    declare(book, target, binding)
