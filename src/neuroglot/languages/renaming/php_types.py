"""Types in PHP: declared ones, and those of what variables are set to."""

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
    member_values,
    union,
)

_LITERALS = word_set(
    """
    string encapsed_string integer float boolean heredoc nowdoc unary_op_expression cast_expression
    anonymous_function arrow_function primitive_type
    """
)


def variable(step: Step) -> str | None:
    """The name of a variable without its sigil; None for other steps, and for `${name}` inside of strings too."""
    if step.kind == "variable_name":
        return step.text.lstrip("$")
    if step.kind == "dynamic_variable_name" and step.node.named_child_count == 1:
        inner = step.node.named_children[0]
        if inner.type == "name":
            return (inner.text or b"").decode()
    return None


@guarded
def evaluate(book: Book, step: Any) -> Known:
    """The type of an expression or of a type's step; None where it isn't known."""
    again = partial(evaluate, book)
    if isinstance(step, Each):
        return element(again(step.step))
    if step.kind in _LITERALS:
        return LIBRARY
    if step.kind == "null":
        return NOTHING
    if step.kind == "array_creation_expression":
        values = [one.named()[-1] for one in step.named() if one.named()]
        return holding("array", union(again(one) for one in values))
    if step.kind in ("named_type", "name", "optional_type", "type_list", "qualified_name"):
        return class_of(book, step)
    if step.kind == "variable_name":
        if step.text == "$this":
            owner = step.scope.nearest("class", "program").owner
            return Type(owner) if owner else None
        binding = book.bound.get(id(step))
        return union(again(one) for one in binding.values) if binding is not None else None
    if step.kind == "object_creation_expression":
        made = next((one for one in step.named() if one.kind in ("name", "relative_scope", "anonymous_class")), None)
        return Type(made.inner.owner) if made and made.kind == "anonymous_class" else class_of(book, made)
    if step.kind in ("parenthesized_expression", "clone_expression"):
        return again(step.named()[0]) if step.named() else None
    if step.kind == "conditional_expression":
        return union(again(one) for one in (step.child("body"), step.child("alternative")) if one)
    if step.kind == "binary_expression":
        return again(step.child("right")) if step.text.count("??") else LIBRARY
    if step.kind == "subscript_expression":
        return element(again(step.named()[0]))
    return _deeper(book, step)


def class_of(book: Book, step: Step | None) -> Known:
    """The class that a name stands for: one of the program's, in any case, or a library's."""
    if step is None:
        return None
    text = step.text.lstrip("?\\").split("\\")[-1]
    if text.lower() in ("self", "static"):
        return Type(step.scope.nearest("class", "program").owner)
    if text.lower() == "parent":
        kind = book.kinds.get(step.scope.nearest("class", "program").owner)
        return Type(kind.bases[0]) if kind and kind.bases else LIBRARY
    if "|" in text or text.lower() in ("mixed", "object"):
        return None
    return Type(next((name for name in book.kinds if name.lower() == text.lower()), text))


def _deeper(book: Book, step: Step) -> Known:
    is_call = "call" in step.kind
    if step.kind == "function_call_expression":
        function = step.child("function")
        values = book.kinds[""].values.get(function.text.lower(), []) if function and "" in book.kinds else []
        if not values:
            known = function is not None and function.kind == "name" and function.text.startswith(("str", "array_ke"))
            return LIBRARY if known else None
        return union(evaluate(book, one) for one in values)
    owner, name = step.child("object", "scope"), step.child("name")
    if step.kind.startswith("scoped") and owner is None:
        owner = step.named()[0]
    if owner is None or name is None:
        return None
    kind = class_of(book, owner) if owner.kind in ("name", "relative_scope") else evaluate(book, owner)
    if kind is None or kind.name not in book.kinds:
        return None
    key = f"{name.text.lower()}()" if is_call else name.text.lstrip("$")
    return union(evaluate(book, one) for one in member_values(book.kinds, kind, key))
