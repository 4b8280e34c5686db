"""Types in C++: declared ones, and those of the expressions that `auto` and chained members need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from neuroglot.languages.renaming.book import Book
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.scopes import resolve
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import (
    LIBRARY,
    NOTHING,
    Array,
    Each,
    Known,
    Type,
    element,
    guarded,
    holding,
    member_values,
    union,
)

CLASSES = ("class_specifier", "struct_specifier", "union_specifier", "enum_specifier")
_PLAIN = word_set(
    """
    string_literal number_literal char_literal true false raw_string_literal concatenated_string
    sized_type_specifier primitive_type unary_expression update_expression sizeof_expression
    """
)
_CASTS = frozenset(("static_cast", "dynamic_cast", "const_cast", "reinterpret_cast"))
_MAKES = word_set("make_unique make_shared move forward ref next prev")
_SAME = word_set("begin end rbegin rend find lower_bound upper_bound cbegin cend insert erase emplace")
_ELEMENT = word_set("front back top at get value pop emplace_back lock")


@dataclass(frozen=True, slots=True)
class Returns:
    """A function that returns what a type's step says."""

    step: Step


def innermost(step: Step) -> Step:
    """The last name of a qualified or templated one."""
    while step.kind in ("qualified_identifier", "template_type", "template_function", "template_method"):
        inner = step.child("name")
        if inner is None:
            break
        step = inner
    return step


@guarded
def evaluate(book: Book, step: Any) -> Known:
    """The type of an expression or of a type's step, pointers and references left out; None where it isn't known."""
    again = partial(evaluate, book)
    if isinstance(step, str):
        return LIBRARY
    if isinstance(step, Returns):
        return again(step.step)
    if isinstance(step, Array):
        return holding("[]", again(step.step))
    if isinstance(step, Each):
        kind = again(step.step)
        return Type("pair", kind.inside) if kind and "map" in kind.name else element(kind)
    if step.kind in _PLAIN:
        return LIBRARY
    if step.kind == "null":
        return NOTHING
    if step.kind in ("type_identifier", "identifier", "qualified_identifier", "template_type", "template_function"):
        return _named(book, step)
    if step.kind in ("type_descriptor", "compound_literal_expression", "new_expression", "cast_expression"):
        return again(step.child("type"))
    if step.kind == "dependent_type":
        return None
    if step.kind == "this":
        return this_type(book, step)
    if step.kind == "parenthesized_expression":
        return again(step.named()[0]) if step.named() else None
    if step.kind == "conditional_expression":
        return union([again(step.child("consequence")), again(step.child("alternative"))])
    if step.kind == "binary_expression":
        sides = [again(step.child("left")), again(step.child("right"))]
        return LIBRARY if all(side == LIBRARY for side in sides) else None
    return _deeper(book, step)


def _deeper(book: Book, step: Step) -> Known:
    again = partial(evaluate, book)
    if step.kind == "pointer_expression":
        kind = again(step.child("argument"))
        return element(kind) if kind and kind.inside and step.text.startswith("*") else kind
    if step.kind == "subscript_expression":
        kind = again(step.child("argument"))
        if kind is not None and kind.name in book.kinds:
            values = member_values(book.kinds, kind, "operator[]")
            return union(again(one) for one in values) if values else kind
        return element(kind)
    if step.kind in CLASSES:
        return Type(step.inner.owner)
    if step.kind == "field_expression":
        return _field(book, step)
    if step.kind == "call_expression":
        return _call(book, step)
    if step.kind == "assignment_expression":
        return again(step.child("left"))
    return None


def _named(book: Book, step: Step) -> Known:
    """What a name stands for: a variable's type, a class, an alias's."""
    leaf = innermost(step)
    holder = leaf.parent if leaf.parent and leaf.parent.kind.startswith("template_") else None
    inside: tuple[Type, ...] = ()
    if holder is not None:
        arguments = holder.child("arguments")
        inside = tuple(evaluate(book, one) or Type("?") for one in (arguments.named() if arguments else []))
    if step.kind == "qualified_identifier":
        scope = step.child("scope")
        if scope is not None and innermost(scope).text not in book.kinds:
            binding = resolve(step.scope, innermost(scope).text, step.start)
            if binding is None or binding.values != ["namespace"]:
                return Type(leaf.text, inside) if leaf.text not in book.kinds else LIBRARY
    binding = book.bound.get(id(leaf)) or resolve(leaf.scope, leaf.text, leaf.start)
    if binding is None:
        return Type(leaf.text, inside)
    found = union(evaluate(book, one) for one in binding.values)
    return Type(found.name, inside) if found and inside and not found.inside else found


def this_type(book: Book, step: Step) -> Known:
    """The class that a method belongs to, though it may be defined outside of it."""
    scope = step.scope
    while scope.parent is not None:
        if scope.kind == "class":
            return Type(scope.owner)
        for other in scope.also:
            if other.kind == "class":
                return Type(other.owner)
        scope = scope.parent
    return None


def receiver(book: Book, step: Step) -> Known:
    """The type of what stands before a member's dot or arrow; an arrow goes through iterators and smart pointers."""
    kind = evaluate(book, step.child("argument"))
    arrow = any(one.kind == "->" for one in step.children)
    if not arrow or kind is None or kind.name in book.kinds:
        return kind
    if "map" in kind.name and len(kind.inside) > 1:
        return Type("pair", kind.inside)
    return element(kind) if kind.inside else None


def _field(book: Book, step: Step) -> Known:
    kind, name = receiver(book, step), step.child("field")
    if kind is None or name is None:
        return None
    text = innermost(name).text
    if kind.name in book.kinds:
        return union(evaluate(book, one) for one in member_values(book.kinds, kind, text))
    if text in ("first", "second") and kind.inside:
        return kind.inside[0] if text == "first" else kind.inside[-1]
    return LIBRARY if not kind.inside else None


def _call(book: Book, step: Step) -> Known:
    function = step.child("function")
    if function is None:
        return None
    if function.kind == "field_expression":
        kind, name = receiver(book, function), function.child("field")
        text = innermost(name).text if name else ""
        if kind is None:
            return None
        if kind.name in book.kinds:
            return union(evaluate(book, one) for one in member_values(book.kinds, kind, text))
        if text in _SAME:
            return kind
        if text in _ELEMENT:
            return element(kind)
        return LIBRARY
    if function.kind in ("template_function", "qualified_identifier"):
        leaf = innermost(function)
        if leaf.text in _CASTS | _MAKES and leaf.parent and leaf.parent.child("arguments"):
            inside = leaf.parent.child("arguments").named()  # type: ignore[union-attr]
            return evaluate(book, inside[0]) if inside else None
    leaf = innermost(function)
    binding = book.bound.get(id(leaf)) or resolve(leaf.scope, leaf.text, leaf.start)
    if binding is None and leaf.text in _MAKES | {"max", "min", "find", "find_if", "lower_bound", "accumulate"}:
        return None
    if binding is None and leaf.text not in book.kinds:
        return LIBRARY
    if binding is not None and not all(isinstance(one, Returns | Type) for one in binding.values):
        return None
    return evaluate(book, function)
