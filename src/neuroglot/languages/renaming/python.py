"""Names in Python: function, class and comprehension scopes, `global` and `nonlocal`, patterns, keyword arguments."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from neuroglot.languages.renaming import python_members
from neuroglot.languages.renaming.book import Book, declare, open_book, spots_of_bindings, use
from neuroglot.languages.renaming.library import library_words, word_set
from neuroglot.languages.renaming.python_types import value_of
from neuroglot.languages.renaming.scopes import Scope, resolve
from neuroglot.languages.renaming.spots import Reading
from neuroglot.languages.renaming.steps import Step, below, steps_of

_OPENS = {
    "module": "module",
    "function_definition": "function",
    "lambda": "function",
    "class_definition": "class",
    **dict.fromkeys(
        ["list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"], "comprehension"
    ),
}
_GROUPS = {"module": "outer", "class": "member"}
_HEADS = {
    "function_definition": ("name", "return_type", "type_parameters"),
    "class_definition": ("name", "superclasses", "type_parameters"),
    "default_parameter": ("value",),
    "typed_default_parameter": ("value", "type"),
    "typed_parameter": ("type",),
}
_TARGETS = word_set(
    """
    pattern_list tuple_pattern list_pattern list_splat_pattern dictionary_splat_pattern tuple list list_splat
    parenthesized_expression as_pattern_target expression_list type constrained_type typed_parameter splat_type
    """
)
_BINDERS = {
    "assignment": ("left",),
    "augmented_assignment": ("left",),
    "for_statement": ("left",),
    "for_in_clause": ("left",),
    "named_expression": ("name",),
    "default_parameter": ("name",),
    "typed_default_parameter": ("name",),
    "function_definition": ("name", "type_parameters"),
    "class_definition": ("name", "type_parameters"),
    "as_pattern": ("alias",),
    "type_alias_statement": ("left",),
}
_STRINGS = ("string_content",)


def read(root: tree_sitter.Node) -> Reading:
    """The names of a Python program."""
    steps = steps_of(root, lambda step: _OPENS.get(step.kind, ""), _lifted)
    book = open_book("python", steps, _STRINGS)
    _leave_to_others(book)
    for step in steps:
        if step.kind == "class_definition":
            name = step.child("name")
            step.inner.owner = name.text if name else ""
    for step in steps:
        for target in _declares(step):
            _bind(book, step, target)
    for step in steps:
        if step.kind == "identifier" and id(step) not in book.bound and _is_variable(step):
            use(book, step, resolve(step.scope, step.text, step.start, opaque="class"))
    python_members.note(book)
    spots_of_bindings(book)
    python_members.privates(book)
    return book.reading


def _lifted(step: Step) -> bool:
    if step.parent is None:
        return False
    if step.parent.kind == "for_in_clause" and step.field == "right":
        clauses = step.parent.parent.of_kind("for_in_clause") if step.parent.parent else []
        return bool(clauses) and clauses[0] is step.parent
    return step.field in _HEADS.get(step.parent.kind, ())


def _leave_to_others(book: Book) -> None:
    """`global` and `nonlocal`: names that a function leaves to another scope."""
    for step in book.steps:
        if step.kind in ("global_statement", "nonlocal_statement"):
            for name in step.of_kind("identifier"):
                scope = name.scope.nearest("function", "class", "module")
                if step.kind == "nonlocal_statement":
                    scope.passed.add(name.text)
                elif scope is not book.root.inner:
                    scope.outer[name.text] = book.root.inner


def _declares(step: Step) -> Iterator[Step]:
    """The identifiers that a step binds."""
    if step.kind in _BINDERS:
        for one in step.children:
            if one.field in _BINDERS[step.kind]:
                yield from _names(one)
        if step.kind == "as_pattern" and step.above == "case_pattern":
            yield from step.of_kind("identifier")
    elif step.kind in ("parameters", "lambda_parameters"):
        for one in step.named():
            if one.kind in ("identifier", "list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern"):
                yield from _names(one)
            elif one.kind == "typed_parameter":
                yield from (name for part in one.children if part.field != "type" for name in _names(part))
    elif step.kind in ("case_pattern", "splat_pattern", "keyword_pattern"):
        yield from _captures(step)
    elif step.kind in ("import_statement", "import_from_statement", "future_import_statement"):
        for one in step.children:
            if one.field == "name":
                last = one.child("alias") if one.kind == "aliased_import" else one.named()[0]
                yield from [last] if last else []


def _names(step: Step) -> Iterator[Step]:
    """The identifiers of a target, through brackets and stars."""
    if step.kind == "identifier":
        yield step
    elif step.kind == "type_parameter":
        for one in step.named():
            first = next((part for part in below(one) if part.kind == "identifier"), None)
            yield from [first] if first else []
    elif step.kind == "type":
        first = next((part for part in below(step) if part.kind == "identifier"), None)
        yield from [first] if first else []
    elif step.kind in _TARGETS:
        for one in step.children:
            yield from _names(one)


def _captures(step: Step) -> Iterator[Step]:
    if step.kind == "splat_pattern":
        yield from (one for one in step.of_kind("identifier") if one.text != "_")
    else:
        for one in step.of_kind("dotted_name"):
            parts = one.of_kind("identifier")
            if len(parts) == 1 and parts[0].text != "_":
                yield parts[0]
        if step.kind == "keyword_pattern":
            yield from (part for one in step.of_kind("splat_pattern") for part in _captures(one))


def _bind(book: Book, step: Step, target: Step) -> None:
    scope = target.scope
    if step.kind == "named_expression":
        scope = scope.nearest("function", "class", "module")
    name = target.text
    if name in scope.passed:
        return
    since = _since(scope, step, name)
    binding = scope.bind(name, _GROUPS.get(scope.kind, "local"), since)
    if step.kind.startswith(("import", "future_import")):
        binding.library = True
    else:
        value = value_of(step, target)
        binding.values += [] if value is False else [value]
    declare(book, target, binding)


def _since(scope: Scope, step: Step, name: str) -> int:
    """A module's or class's name that hides a built-in one is the built-in until it is bound (`max = max(a, b)`)."""
    if scope.kind in ("module", "class") and step.kind == "assignment" and name in library_words("python"):
        return step.end
    return 0


def _is_variable(step: Step) -> bool:
    """Whether an identifier stands for a variable: no attribute, keyword or part of an import."""
    parent = step.parent
    if parent is None:
        return False
    if parent.kind in ("attribute", "keyword_argument"):
        return step.field not in ("attribute", "name")
    if parent.kind == "keyword_pattern":
        return parent.named()[0] is not step
    if parent.kind == "dotted_name":
        inside = parent.parent.kind if parent.parent else ""
        if "import" in inside:
            return False
        return parent.of_kind("identifier")[0] is step
    return parent.kind not in ("aliased_import", "relative_import")
