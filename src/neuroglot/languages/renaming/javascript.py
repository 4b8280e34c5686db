"""Names in JavaScript: block and function scopes, hoisting, destructuring, labels, and globals without declaration."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from neuroglot.languages.renaming import javascript_members
from neuroglot.languages.renaming.book import Book, declare, label, open_book, spot, use
from neuroglot.languages.renaming.javascript_types import value_of
from neuroglot.languages.renaming.library import library_globals
from neuroglot.languages.renaming.scopes import Scope, resolve
from neuroglot.languages.renaming.spots import Reading, Spot
from neuroglot.languages.renaming.steps import Step, steps_of

FUNCTIONS = (
    "function_declaration",
    "function_expression",
    "arrow_function",
    "method_definition",
    "generator_function",
    "generator_function_declaration",
    "class_static_block",
)
_OPENS = {
    "program": "program",
    **dict.fromkeys(FUNCTIONS, "function"),
    **dict.fromkeys(["class_declaration", "class"], "class"),
    **dict.fromkeys(["statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body"], "block"),
}
_NAMED = ("function_declaration", "generator_function_declaration", "class_declaration")
_PATTERNS = frozenset(["array_pattern", "object_pattern", "rest_pattern", "formal_parameters"])
_LEAVES = ("identifier", "shorthand_property_identifier_pattern")
SHORT = "{key}: {own}"


def read(root: tree_sitter.Node) -> Reading:
    """The names of a JavaScript program."""
    steps = steps_of(root, lambda step: _OPENS.get(step.kind, ""), _lifted)
    book = open_book("javascript", steps, ("string_fragment",))
    for step in steps:
        if step.kind in ("class_declaration", "class"):
            name = step.child("name")
            step.inner.owner = name.text if name else f"class {step.start}"
    for step in steps:
        for target, scope in _declares(step):
            _bind(book, step, target, scope)
    _bind_assigned(book)
    for step in steps:
        is_name = step.kind in ("shorthand_property_identifier", *_LEAVES)
        if is_name and id(step) not in book.bound and _is_variable(step):
            use(book, step, resolve(step.scope, step.text, step.start))
    javascript_members.note(book)
    _spots(book)
    return book.reading


def _lifted(step: Step) -> bool:
    return step.parent is not None and step.field == "name" and step.parent.kind in _NAMED


def _declares(step: Step) -> Iterator[tuple[Step, Scope]]:
    """The identifiers that a step declares, and where."""
    if step.kind == "variable_declarator":
        name, is_var = step.child("name"), step.above == "variable_declaration"
        for one in _names(name):
            yield one, one.scope.nearest("function", "program") if is_var else one.scope
    elif step.kind == "for_in_statement" and step.child("kind"):
        is_var = step.child("kind").text == "var"  # type: ignore[union-attr]
        for one in _names(step.child("left")):
            yield one, step.inner.nearest("function", "program") if is_var else step.inner
    elif step.kind in (*FUNCTIONS, "class_declaration", "class"):
        name = step.child("name")
        if name is not None and name.kind == "identifier":
            is_nested = step.kind in ("function_declaration", "generator_function_declaration")
            yield name, name.scope.nearest("function", "program") if is_nested else name.scope
        for one in _names(step.child("parameters", "parameter")):
            yield one, step.inner
    elif step.kind == "catch_clause":
        for one in _names(step.child("parameter")):
            yield one, step.inner
    elif step.kind in ("import_specifier", "namespace_import", "import_clause"):
        names = step.of_kind("identifier")
        yield from ((one, one.scope) for one in names[-1:])


def _names(step: Step | None) -> Iterator[Step]:
    """The identifiers of a pattern."""
    if step is None:
        return
    if step.kind in _LEAVES:
        yield step
    elif step.kind in _PATTERNS:
        for one in step.children:
            yield from _names(one)
    elif step.kind in ("assignment_pattern", "object_assignment_pattern"):
        yield from _names(step.child("left"))
    elif step.kind == "pair_pattern":
        yield from _names(step.child("value"))


def _bind(book: Book, step: Step, target: Step, scope: Scope) -> None:
    binding = scope.bind(target.text, "outer" if scope.kind == "program" else "local")
    if step.kind.startswith(("import", "namespace_import")):
        binding.library = True
    else:
        binding.values.append(value_of(step, target))
    declare(book, target, binding)


def _bind_assigned(book: Book) -> None:
    """Names that are assigned and nowhere declared are globals of the program's own."""
    for step in book.steps:
        is_loop = step.kind == "for_in_statement" and not step.child("kind")
        if step.kind in ("assignment_expression", "augmented_assignment_expression") or is_loop:
            for one in _names(step.child("left")):
                unknown = id(one) not in book.bound and resolve(one.scope, one.text, one.start) is None
                if unknown and one.text not in library_globals("javascript"):
                    binding = book.root.inner.bind(one.text, "outer")
                    binding.values.append(step.child("right") if one is step.child("left") and not is_loop else None)
                    declare(book, one, binding)


def _is_variable(step: Step) -> bool:
    parent = step.parent
    if parent is None:
        return False
    if parent.kind == "export_specifier":
        return step.field == "name" and not (parent.up("export_statement") or parent).child("source")
    return parent.kind not in ("import_specifier", "meta_property")


def _spots(book: Book) -> None:
    reading = book.reading
    for step in book.steps:
        binding = book.bound.get(id(step))
        own = binding is not None and not binding.library
        group = binding.group if binding is not None and own else ""
        if own:
            reading.declared.add((group, step.text))
        if step.kind.startswith("shorthand_property"):
            reading.spots.append(Spot(step.start, step.end, step.text, group, False, "member", SHORT))
        elif own and step.above == "export_specifier" and step.parent and not step.parent.child("alias"):
            reading.spots.append(Spot(step.start, step.end, step.text, group, False, "exported", "{own} as {key}"))
        elif own:
            spot(book, step, step.text, group)
            if _is_exported(step):
                reading.fixed.add((group, step.text))
        elif step.kind == "statement_identifier":
            label(book, step)


def _is_exported(step: Step) -> bool:
    """Whether a declaration is also an export: other files know it by its name."""
    parent = step.parent
    if parent is None or step.field != "name":
        return False
    if parent.kind == "variable_declarator" and parent.parent is not None:
        parent = parent.parent
    return parent.above == "export_statement"
