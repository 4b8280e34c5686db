"""Names in PHP: variables by function; functions, classes, methods, properties and constants each for themselves."""

from __future__ import annotations

import tree_sitter

from neuroglot.languages.renaming import php_members
from neuroglot.languages.renaming.book import Book, declare, label, open_book
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.php_types import variable
from neuroglot.languages.renaming.scopes import Binding, Scope
from neuroglot.languages.renaming.spots import LOCAL, Reading, Spot
from neuroglot.languages.renaming.steps import Step, below, steps_of
from neuroglot.languages.renaming.types import Each

_FUNCTIONS = ("function_definition", "method_declaration", "anonymous_function", "arrow_function")
_CLASSES = php_members.CLASSES
_NEVER = word_set("this GLOBALS _GET _POST _SERVER _COOKIE _FILES _ENV _REQUEST _SESSION argc argv php_errormsg")
_PARAMETERS = ("simple_parameter", "variadic_parameter", "property_promotion_parameter")


def read(root: tree_sitter.Node) -> Reading:
    """The names of a PHP program."""
    steps = steps_of(root, _opens, lambda step: False)
    book = open_book("php", steps, ("string_content",))
    for step in steps:
        if step.kind in _CLASSES:
            name = step.child("name")
            step.inner.owner = name.text if name else f"class {step.start}"
    promoted: set[str] = set()
    for step in steps:
        sigilless = variable(step)
        if sigilless is not None and not _is_member(step):
            _bind(book, step, sigilless)
            if step.above == "property_promotion_parameter":
                promoted.add(sigilless)
    for step in steps:
        _note_values(book, step)
    php_members.note(book, promoted)
    _spots(book, promoted)
    php_members.as_declared(book)
    return book.reading


def _opens(step: Step) -> str:
    if step.kind in _FUNCTIONS:
        return step.kind
    if step.kind in _CLASSES:
        return "class"
    return "program" if step.kind == "program" else ""


def _is_member(step: Step) -> bool:
    """Whether a variable's name is a property: where it is declared, and behind `::`."""
    return step.above == "property_element" or (
        step.above == "scoped_property_access_expression" and step.field == "name"
    )


def _bind(book: Book, step: Step, name: str) -> None:
    """A variable belongs to its function; a closure shares what it uses, an arrow function everything around it."""
    if name in _NEVER:
        return
    scope = _owner(step, name)
    is_top = scope.kind == "program"
    declare(book, step, scope.bind(name, "global" if is_top else LOCAL))


def _owner(step: Step, name: str) -> Scope:
    scope = step.scope.nearest("program", *_FUNCTIONS)
    if step.up("anonymous_function_use_clause") and scope.parent is not None:
        scope.passed.add(name)
    while scope.parent is not None and (scope.kind == "arrow_function" or name in scope.passed):
        if scope.kind == "arrow_function" and ("", name) in scope.names:
            return scope
        if scope.kind == "arrow_function" and _is_parameter(step):
            return scope
        scope = scope.parent.nearest("program", *_FUNCTIONS)
    if step.above == "global_declaration":
        scope.passed.add(name)
        return scope.nearest("program")
    return scope.nearest("program") if name in scope.passed else scope


def _is_parameter(step: Step) -> bool:
    return step.above in _PARAMETERS


def _note_values(book: Book, step: Step) -> None:
    """What variables are set to."""
    if step.kind in ("assignment_expression", "augmented_assignment_expression", "reference_assignment_expression"):
        left = step.child("left")
        if left is not None and id(left) in book.bound:
            if step.kind != "augmented_assignment_expression":
                book.bound[id(left)].values.append(step.child("right"))
        elif left is not None and left.kind == "list_literal":
            for one in below(left):
                if id(one) in book.bound:
                    book.bound[id(one)].values.append(None)
    elif step.kind in _PARAMETERS:
        name = step.child("name")
        if name is not None and id(name) in book.bound:
            book.bound[id(name)].values.append(step.child("type") or step.child("default_value"))
    elif step.kind == "foreach_statement":
        parts = [one for one in step.named() if one.field != "body"]
        target = parts[1].named()[-1] if len(parts) > 1 and parts[1].kind == "pair" else parts[1]
        target = target.named()[0] if target.kind == "by_ref" else target
        for one in [target] if id(target) in book.bound else []:
            book.bound[id(one)].values.append(Each(parts[0]))
    elif step.kind == "catch_clause":
        name = step.child("name")
        if name is not None and id(name) in book.bound:
            book.bound[id(name)].values.append(step.child("type"))


def _spots(book: Book, promoted: set[str]) -> None:
    for step in book.steps:
        binding = book.bound.get(id(step))
        if binding is not None:
            group = "property" if _is_promoted(binding, promoted) else binding.group
            book.reading.declared.add((group, binding.name))
            end = step.end - (step.text.endswith("}") and step.kind == "dynamic_variable_name")
            length = len(binding.name.encode())
            book.reading.spots.append(Spot(end - length, end, binding.name, group))
        elif step.kind == "name" and step.above in ("named_label_statement", "goto_statement"):
            label(book, step)


def _is_promoted(binding: Binding, promoted: set[str]) -> bool:
    """A promoted parameter is a property too: in every function its name goes with the property's."""
    return binding.group == LOCAL and binding.name in promoted
