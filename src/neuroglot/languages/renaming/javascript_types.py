"""Types in JavaScript, as far as what variables are set to tells them."""

from __future__ import annotations

from functools import partial
from typing import Any

from neuroglot.languages.renaming.book import Book
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.steps import Step, below
from neuroglot.languages.renaming.types import (
    LIBRARY,
    NOTHING,
    Each,
    Known,
    Type,
    element,
    guarded,
    holding,
    is_somewhere,
    member_values,
    union,
)

RECORD = Type("{}")
"""The type of every object that is written as a literal."""

_LITERALS = word_set(
    """
    string template_string number regex true false unary_expression update_expression function_expression
    arrow_function function_declaration generator_function generator_function_declaration
    """
)
_FUNCTIONS = ("function_expression", "arrow_function", "function_declaration")
_METHOD = "method_definition"
_SAME = word_set("slice filter concat reverse sort splice values fill toSorted toReversed")
_ELEMENT = word_set("pop shift find at get findLast next")
_EACH = word_set("forEach map filter find some every findIndex flatMap findLast")
_NEVER_OWN = word_set(
    """
    split join toString toFixed charAt charCodeAt toLowerCase toUpperCase trim padStart padEnd indexOf includes
    substring substr repeat push unshift keys entries match replace localeCompare
    """
)


def value_of(step: Step, target: Step) -> Any:
    """What a step sets a name to: a step, a type, or None where that isn't known."""
    if step.kind == "variable_declarator":
        return step.child("value") if target is step.child("name") else None
    if step.kind in ("class_declaration", "class", *_FUNCTIONS) and target is step.child("name"):
        return step
    if step.kind == "for_in_statement" and target is step.child("left"):
        operator = step.child("operator")
        return Each(step.children[-2]) if operator is None else _gone_through(step, operator)
    if step.kind == "catch_clause":
        return LIBRARY if target is step.child("parameter") else None
    parent = target.parent
    if parent is not None and parent.kind == "assignment_pattern" and parent.child("left") is target:
        value = parent.child("right")
        return value if value and value.kind in ("array", "string", "number", "object", "true", "false") else None
    if parent is not None and parent.kind == "rest_pattern":
        return LIBRARY
    return _parameter(step, target)


def _gone_through(step: Step, operator: Step) -> Any:
    right = step.child("right")
    return Each(right) if right and operator.text == "of" else LIBRARY


def _parameter(function: Step, target: Step) -> Any:
    """The first parameter of what `forEach` and its like call is an element."""
    parameters = function.child("parameters")
    first = function.child("parameter") or (parameters.named()[0] if parameters and parameters.named() else None)
    call = function.parent.parent if function.above == "arguments" and function.parent else None
    called = call.child("function") if call else None
    if first is target and called is not None and called.kind == "member_expression":
        owner, name = called.child("object"), called.child("property")
        if owner is not None and name is not None and name.text in _EACH:
            return Each(owner)
    return None


@guarded
def evaluate(book: Book, step: Any) -> Known:
    """The type of an expression; None where it isn't known."""
    again = partial(evaluate, book)
    if isinstance(step, Each):
        return element(again(step.step))
    if step.kind in _LITERALS:
        return _function(book, step) if step.kind in _FUNCTIONS else LIBRARY
    if step.kind in ("null", "undefined"):
        return NOTHING
    if step.kind == "object":
        return RECORD
    if step.kind == "array":
        return holding("Array", union(again(one) for one in step.named()))
    if step.kind in ("class", "class_declaration"):
        return Type(step.inner.owner)
    if step.kind == "identifier":
        binding = book.bound.get(id(step))
        return LIBRARY if binding is None or binding.library else union(again(one) for one in binding.values)
    if step.kind == "this":
        return this_type(book, step)
    if step.kind == "super":
        bases = book.kinds[step.scope.nearest("class").owner].bases if step.up("class_body") else []
        return Type(bases[0]) if bases else LIBRARY
    if step.kind == "spread_element":
        return element(again(step.named()[0]))
    if step.kind in ("parenthesized_expression", "await_expression"):
        return again(step.named()[0]) if step.named() else None
    if step.kind == "ternary_expression":
        return union([again(step.child("consequence")), again(step.child("alternative"))])
    if step.kind == "binary_expression":
        return _binary(book, step)
    if step.kind == "assignment_expression":
        return again(step.child("right"))
    return _deeper(book, step)


def _deeper(book: Book, step: Step) -> Known:
    again = partial(evaluate, book)
    if step.kind == "subscript_expression":
        return element(again(step.child("object")))
    if step.kind == "new_expression":
        made = again(step.child("constructor"))
        return made if made and made.name in book.kinds else LIBRARY if made == LIBRARY else None
    if step.kind == "member_expression":
        return _member(book, step)
    if step.kind == "call_expression":
        return _call(book, step)
    return None


def _binary(book: Book, step: Step) -> Known:
    operator = step.child("operator")
    if operator is None or operator.text not in ("||", "&&", "??"):
        return LIBRARY
    sides = [evaluate(book, step.child(side)) for side in ("left", "right")]
    return union(one for one in sides if one is not None) if sides[0] is None else union(sides)


def _function(book: Book, step: Step) -> Known:
    """A function that is called with `new` is a class."""
    name = step.child("name")
    holder = step.parent if step.above == "variable_declarator" else None
    name = holder.child("name") if holder else name
    return Type(name.text) if name is not None and name.text in book.kinds else LIBRARY


def this_type(book: Book, step: Step) -> Known:
    """The type of `this`."""
    here = step.parent
    while here is not None:
        if here.kind == "class_body":
            return Type(here.scope.owner or here.inner.owner)
        if here.kind in ("function_expression", "function_declaration"):
            kind = _function(book, here)
            if kind is not None and kind.name in book.kinds:
                return kind
            return RECORD if here.above == "pair" else None
        if here.kind == "method_definition" and here.above == "object":
            return RECORD
        here = here.parent
    return None


def _member(book: Book, step: Step) -> Known:
    owner, name = step.child("object"), step.child("property")
    kind = evaluate(book, owner)
    if kind is None or name is None:
        return None
    if name.text == "prototype":
        return kind
    if kind.name not in book.kinds:
        is_module = owner is not None and (book.bound.get(id(owner)) is None or book.bound[id(owner)].library)
        return LIBRARY if owner and owner.kind == "identifier" and is_module else None
    return union(evaluate(book, one) for one in member_values(book.kinds, kind, name.text.removeprefix("#")))


def _call(book: Book, step: Step) -> Known:
    function = step.child("function")
    if function is None:
        return None
    if function.kind == "member_expression":
        owner, name = function.child("object"), function.child("property")
        kind, text = evaluate(book, owner), name.text if name else ""
        if text in _NEVER_OWN and not is_somewhere(book.kinds, text):
            return LIBRARY
        if kind is not None and kind.name not in book.kinds:
            if text in _SAME:
                return kind
            return element(kind) if text in _ELEMENT else LIBRARY if text in _NEVER_OWN else None
        return _result(book, member_values(book.kinds, kind, text) if kind else [])
    if function.kind == "identifier":
        binding = book.bound.get(id(function))
        if binding is None or binding.library:
            return LIBRARY if function.text not in ("structuredClone", "require") else None
        return _result(book, binding.values)
    return None


def _result(book: Book, functions: list[Any]) -> Known:
    """What a function that may be any of these returns."""
    if not functions or not all(isinstance(one, Step) and one.kind in (*_FUNCTIONS, _METHOD) for one in functions):
        return None
    return union(evaluate(book, value) for one in functions for value in _returned(one))


def _returned(function: Step) -> list[Step | None]:
    body = function.child("body")
    if body is None or body.kind != "statement_block":
        return [body]
    found: list[Step | None] = []
    for one in below(body):
        if one.kind == "return_statement" and one.up(*_FUNCTIONS, _METHOD) is function:
            found.append(one.named()[0] if one.named() else None)
    return found
