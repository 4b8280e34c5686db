"""Types in Ruby, as far as what variables are set to tells them."""

from __future__ import annotations

from functools import partial
from typing import Any

from neuroglot.languages.renaming.book import Book
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.steps import Step
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
    union,
)

_LITERALS = word_set(
    """
    string integer float hash symbol simple_symbol true false regex range string_array symbol_array lambda
    heredoc_beginning chained_string unary
    """
)
_OF_LIBRARY = word_set(
    """
    to_s to_i to_f to_a to_sym split join chars gsub sub strip upcase downcase size length count keys values sum
    bytes lines inspect format capitalize include? empty? nil? zero? even? odd? divmod abs floor ceil round
    """
)
_ELEMENT = word_set("first last pop shift min_by max_by find detect fetch sample")
_SAME = word_set("select reject sort sort_by reverse each filter take drop dup uniq each_with_index")


@guarded
def evaluate(book: Book, step: Any) -> Known:
    """The type of an expression; None where it isn't known."""
    again = partial(evaluate, book)
    if isinstance(step, str):
        return LIBRARY
    if isinstance(step, Each):
        return element(again(step.step))
    if step.kind in _LITERALS:
        return LIBRARY
    if step.kind == "nil":
        return NOTHING
    if step.kind == "array":
        return holding("Array", union(again(one) for one in step.named()))
    if step.kind == "self":
        owner = step.scope.nearest("class", "module", "program", "singleton_class").owner
        return Type(owner) if owner in book.kinds else None
    if step.kind in ("constant", "scope_resolution"):
        name = step.text.split("::")[-1]
        return Type(name) if name in book.kinds else LIBRARY
    if step.kind == "identifier":
        binding = book.bound.get(id(step))
        return union(again(one) for one in binding.values) if binding is not None else None
    if step.kind in ("instance_variable", "class_variable"):
        return union(again(one) for one in _set_to(book, step.text))
    if step.kind == "element_reference":
        return element(again(step.child("object")))
    if step.kind == "parenthesized_statements":
        return again(step.named()[-1]) if step.named() else None
    if step.kind == "binary":
        sides = [again(step.child("left")), again(step.child("right"))]
        return LIBRARY if all(one == LIBRARY for one in sides) else None
    if step.kind == "conditional":
        return union([again(step.child("consequence")), again(step.child("alternative"))])
    return _call(book, step) if step.kind == "call" else None


def _set_to(book: Book, name: str) -> list[Step | None]:
    """Everything that an instance or class variable is set to."""
    found: list[Step | None] = []
    for step in book.steps:
        if step.kind in ("assignment", "operator_assignment"):
            left = step.child("left")
            if left is not None and left.text == name:
                is_set = step.kind == "assignment" or any(one.kind in ("||=", "&&=") for one in step.children)
                found += [step.child("right")] if is_set else []
            elif left is not None and name in left.text.replace(",", " ").split():
                found.append(None)
    return found


def _call(book: Book, step: Step) -> Known:
    owner, name = step.child("receiver"), step.child("method")
    if name is None or owner is None:
        return None
    kind = evaluate(book, owner)
    if name.text == "new":
        return kind
    if name.text in _OF_LIBRARY and not is_somewhere(book.kinds, name.text):
        return LIBRARY
    if kind is not None and kind.name not in book.kinds:
        if name.text in _SAME:
            return kind
        return element(kind) if name.text in _ELEMENT else LIBRARY if name.text in _OF_LIBRARY else None
    return None
