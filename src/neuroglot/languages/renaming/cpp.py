"""Names in C++: one space for all of them, classes that are searched from outside, templates, macros."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from neuroglot.languages.leaves import CPP_WORDS
from neuroglot.languages.renaming import cpp_macros, cpp_members
from neuroglot.languages.renaming.book import Book, declare, label, open_book, spots_of_bindings
from neuroglot.languages.renaming.cpp_types import CLASSES, Returns, innermost
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.scopes import Binding, Scope
from neuroglot.languages.renaming.spots import Reading
from neuroglot.languages.renaming.steps import Step, steps_of
from neuroglot.languages.renaming.types import Array, Each, Type

LEAVES = ("identifier", "type_identifier", "namespace_identifier", "field_identifier")
_OPENS = {
    "translation_unit": "file",
    **dict.fromkeys(CLASSES, "class"),
    "template_declaration": "template",
    **dict.fromkeys(["function_definition", "lambda_expression"], "function"),
    **dict.fromkeys(
        word_set(
            """
    compound_statement for_statement for_range_loop if_statement while_statement switch_statement catch_clause
    """
        ),
        "block",
    ),
}
_REAL = ("file", "class", "function", "block")
_PARAMETERS = (
    "parameter_declaration",
    "optional_parameter_declaration",
    "variadic_parameter_declaration",
)
_TYPE_PARAMETERS = (
    "type_parameter_declaration",
    "optional_type_parameter_declaration",
    "variadic_type_parameter_declaration",
    "template_template_parameter_declaration",
)
_AROUND = (
    "function_definition",
    "lambda_expression",
    "catch_clause",
    "template_parameter_list",
    "declaration",
    "field_declaration",
    "type_descriptor",
    "type_definition",
    "friend_declaration",
)
_AT_TOP = ("translation_unit", "declaration_list", "template_declaration", "field_declaration_list", "declaration")


def read(root: tree_sitter.Node) -> Reading:
    """The names of a C++ program."""
    steps = steps_of(root, lambda step: _OPENS.get(step.kind, ""), _lifted)
    book = open_book("cpp", steps, ("string_content", "raw_string_content"))
    for step in steps:
        if step.kind in CLASSES:
            name = step.child("name")
            step.inner.owner = innermost(name).text if name else f"class {step.start}"
    for step in steps:
        for target, scope, value in _declares(step):
            _bind(book, target, scope, value)
    cpp_macros.declare_macros(book)
    cpp_members.gather(book)
    for step in steps:
        if step.kind in LEAVES and id(step) not in book.bound:
            cpp_members.resolve_use(book, step)
    book.settled = True
    cpp_members.note(book)
    spots_of_bindings(book)
    for step in steps:
        if step.kind == "statement_identifier":
            label(book, step)
    cpp_macros.note(book)
    return book.reading


def _lifted(step: Step) -> bool:
    return step.parent is not None and step.field == "name" and step.parent.kind in CLASSES


def _declares(step: Step) -> Iterator[tuple[Step, Scope, object]]:
    """The leaves that a step declares, each with its scope and what is known of its type."""
    kind = step.kind
    if kind in CLASSES:
        yield from _class(step)
    elif kind in ("declaration", "field_declaration", "function_definition", "type_definition", "for_range_loop"):
        yield from _declared(step)
    elif kind in _PARAMETERS:
        yield from _parameter(step)
    elif kind in _TYPE_PARAMETERS:
        name = step.child("name") or next(iter(step.of_kind("type_identifier")), None)
        yield from [(name, step.scope, None)] if name else []
    elif kind in ("alias_declaration", "concept_definition"):
        name = step.child("name")
        yield from [(name, step.scope.nearest(*_REAL), step.child("type"))] if name else []
    elif kind in ("namespace_definition", "namespace_alias_definition"):
        name = step.child("name")
        for one in [name, *(name.children if name else [])]:
            if one is not None and one.kind == "namespace_identifier" and one.text != "std":
                yield one, step.scope.nearest(*_REAL), "namespace"
    elif kind == "enumerator":
        yield from _enumerator(step)
    elif kind == "lambda_capture_initializer":
        left = step.child("left")
        yield from [(left, step.scope, step.child("right"))] if left else []


def _class(step: Step) -> Iterator[tuple[Step, Scope, object]]:
    name = step.child("name")
    has_body = step.child("body") is not None
    if name is None or name.kind != "type_identifier" or not (has_body or step.above in _AT_TOP):
        return
    if has_body or step.above != "declaration" or (step.parent and not step.parent.child("declarator")):
        yield name, name.scope.nearest(*_REAL), Type(name.text)


def _enumerator(step: Step) -> Iterator[tuple[Step, Scope, object]]:
    name = step.child("name")
    enum = step.up("enum_specifier")
    if name is None or enum is None:
        return
    value = Type(enum.inner.owner)
    is_scoped = any(one.kind in ("class", "struct") for one in enum.children)
    yield name, step.scope if is_scoped else enum.scope.nearest(*_REAL), value


def _declared(step: Step) -> Iterator[tuple[Step, Scope, object]]:
    told = step.child("type")
    scope = step.inner if step.kind == "for_range_loop" else step.scope
    scope = scope.nearest(*_REAL)
    for one in step.children:
        if one.field != "declarator":
            continue
        is_function = any(part.kind == "function_declarator" for part in _chain(one))
        for leaf in _leaves(one):
            if leaf.kind in LEAVES and leaf.text not in CPP_WORDS:
                is_maker = is_function and leaf.text == scope.owner
                if not is_maker:
                    yield leaf, scope, _value(step, one, told)


def _value(step: Step, declarator: Step, told: Step | None) -> object:
    chain = [part.kind for part in _chain(declarator)]
    if step.kind == "type_definition":
        return told
    if "function_declarator" in chain:
        return Returns(told) if told is not None else None
    if told is not None and "auto" not in told.text:
        return Array(told) if "array_declarator" in chain else told
    if "structured_binding_declarator" in chain:
        return None
    value = step.child("right") if step.kind == "for_range_loop" else declarator.child("value")
    if step.kind == "declaration" and value is None:
        value = step.child("value")
    return Each(value) if step.kind == "for_range_loop" and value else value


def _parameter(step: Step) -> Iterator[tuple[Step, Scope, object]]:
    around = step.up(*_AROUND)
    told, declarator = step.child("type"), step.child("declarator")
    if around is None or declarator is None:
        return
    bound = around.kind in ("function_definition", "lambda_expression", "catch_clause", "template_parameter_list")
    scope = step.scope if bound else Scope("prototype", None)
    for leaf in _leaves(declarator):
        if leaf.kind in LEAVES:
            yield leaf, scope, _value(step, declarator, told) if told and "auto" not in told.text else None


def _chain(declarator: Step) -> Iterator[Step]:
    """The declarators around a name, from the outside."""
    here: Step | None = declarator
    while here is not None:
        yield here
        inner = here.child("declarator")
        if inner is None and here.kind in ("reference_declarator", "parenthesized_declarator", "variadic_declarator"):
            inner = next((one for one in here.named() if one.kind != "type_qualifier"), None)
        if inner is None and here.kind in ("attributed_declarator", "pointer_type_declarator"):
            inner = next(iter(here.named()), None)
        here = inner


def _leaves(declarator: Step) -> Iterator[Step]:
    last = list(_chain(declarator))[-1]
    if last.kind == "structured_binding_declarator":
        yield from last.of_kind("identifier")
    elif last.kind in LEAVES:
        yield last


def _bind(book: Book, target: Step, scope: Scope, value: object) -> None:
    group = {"file": "outer", "class": "member"}.get(scope.kind, "local")
    if target.text in CPP_WORDS:
        return
    if target.text == "main" and scope.kind == "file":
        declare(book, target, Binding("main", "outer", 0, library=True))
        return
    since = target.start if scope.kind in ("file", "block", "function") else 0
    binding = scope.bind(target.text, group, since)
    binding.values.append(value)
    declare(book, target, binding)
