"""Types in Java: declared ones, and those of the expressions that `var` and chained calls need."""

from __future__ import annotations

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

METHODS, TYPES = "()", "type"
"""The spaces of methods and of types."""

_PLAIN = word_set(
    """
    string_literal decimal_integer_literal hex_integer_literal octal_integer_literal binary_integer_literal
    decimal_floating_point_literal character_literal true false binary_expression unary_expression
    update_expression instanceof_expression class_literal integral_type floating_point_type boolean_type
    void_type lambda_expression method_reference
    """
)
_ELEMENT = word_set(
    """
    get getFirst getLast peek poll pop remove removeFirst removeLast next first last element peekFirst peekLast
    pollFirst pollLast orElse orElseThrow getValue getOrDefault put floor ceiling lower higher previous take
    computeIfAbsent orElseGet set findFirst findAny min max firstEntry lastEntry elementAt
    """
)
_SAME = word_set(
    """
    stream iterator filter sorted distinct limit skip entrySet values subList listIterator descendingIterator
    toList parallelStream peek reversed clone headSet tailSet headMap tailMap
    """
)
_NEVER_OWN = word_set("mapToInt mapToLong mapToDouble size length count contains containsKey indexOf isEmpty toString")
_KEYS = word_set("getKey keySet firstKey lastKey floorKey ceilingKey lowerKey higherKey")


def is_class(step: Step) -> bool:
    """Whether a step opens a class, be it one without a name."""
    return step.inner.kind == "class" and step.inner is not step.scope


def value_of(step: Step, target: Step) -> Any:
    """What is known of the type of a declared name: a type's step, or an expression's."""
    if step.kind in ("method_declaration", "annotation_type_element_declaration"):
        return step.child("type")
    if step.kind == "enum_constant":
        return Type(step.scope.owner)
    if step.kind == "variable_declarator":
        told = step.parent.child("type") if step.parent else None
        if told is None and step.above == "spread_parameter" and step.parent:
            told = next((one for one in step.parent.named() if "type" in one.kind), None)
            return Type("[]", ()) if told is None else Array(told)
        if step.child("dimensions") and told is not None:
            return Array(told)
        return step.child("value") if told is not None and told.text == "var" else told
    if step.kind == "enhanced_for_statement":
        told, value = step.child("type"), step.child("value")
        return Each(value) if told is not None and value is not None and told.text == "var" else told
    if step.kind in ("formal_parameter", "resource"):
        told = step.child("type")
        return step.child("value") if told is not None and told.text == "var" else told
    if step.kind == "catch_formal_parameter":
        return _caught(step)
    if step.kind == "instanceof_expression":
        return step.child("right")
    if step.kind in ("record_pattern_component", "type_pattern"):
        return step.named()[0]
    if step.kind == "lambda_expression":
        return _lambda_parameter(step)
    return None


def _caught(step: Step) -> Any:
    types = step.of_kind("catch_type")
    return types[0].named()[0] if types and len(types[0].named()) == 1 else None


def _lambda_parameter(step: Step) -> Any:
    """A lambda's parameter is an element of what the method is called on, as in `nodes.forEach(n -> ...)`."""
    call = step.parent.parent if step.above == "argument_list" and step.parent else None
    owner = call.child("object") if call is not None and call.kind == "method_invocation" else None
    return Each(owner) if owner is not None else None


@guarded
def evaluate(book: Book, step: Any) -> Known:
    """The type of an expression or of a type's step; None where it isn't known."""
    again = partial(evaluate, book)
    if isinstance(step, Each):
        return element(again(step.step))
    if isinstance(step, Array):
        return holding("[]", again(step.step))
    if step.kind in _PLAIN:
        return LIBRARY
    if step.kind == "null_literal":
        return NOTHING
    if "type" in step.kind and step.kind != "type_arguments":
        return _declared_type(book, step)
    if step.kind == "identifier":
        return _variable(book, step)
    if step.kind == "this":
        return Type(step.scope.nearest("class").owner)
    if step.kind == "super":
        kind = book.kinds.get(step.scope.nearest("class").owner)
        return Type(kind.bases[0]) if kind and kind.bases else LIBRARY
    if step.kind == "parenthesized_expression":
        return again(step.named()[0])
    if step.kind == "ternary_expression":
        return union([again(step.child("consequence")), again(step.child("alternative"))])
    if step.kind in ("object_creation_expression", "cast_expression"):
        body = step.of_kind("class_body")
        return Type(body[0].inner.owner) if body else again(step.child("type"))
    return _deeper(book, step)


def _deeper(book: Book, step: Step) -> Known:
    again = partial(evaluate, book)
    if step.kind == "array_creation_expression":
        return holding("[]", again(step.child("type")))
    if step.kind == "array_access":
        return element(again(step.child("array")))
    if step.kind == "assignment_expression":
        return again(step.child("left"))
    if step.kind == "field_access":
        return _field(book, step)
    return _call(book, step) if step.kind == "method_invocation" else None


def _declared_type(book: Book, step: Step) -> Known:
    if step.kind == "type_identifier":
        binding = resolve(step.scope, step.text, step.start, TYPES)
        return None if binding is not None and binding.group == "local" else Type(step.text)
    if step.kind == "generic_type":
        outer = evaluate(book, step.named()[0])
        arguments = [one for one in step.named() if one.kind == "type_arguments"]
        inside = [evaluate(book, one) or LIBRARY for one in (arguments[0].named() if arguments else [])]
        return Type(outer.name, tuple(inside)) if outer else None
    if step.kind == "array_type":
        return holding("[]", evaluate(book, step.child("element")))
    if step.kind == "scoped_type_identifier":
        return Type(step.named()[-1].text) if step.named()[0].text in book.kinds else LIBRARY
    return None


def _variable(book: Book, step: Step) -> Known:
    binding = resolve(step.scope, step.text, step.start)
    if binding is not None:
        return union(evaluate(book, one) for one in binding.values)
    if resolve(step.scope, step.text, step.start, TYPES) is not None or step.text in book.kinds:
        return Type(step.text)
    return LIBRARY if step.text[:1].isupper() else None


def _field(book: Book, step: Step) -> Known:
    owner, name = step.child("object"), step.child("field")
    kind = evaluate(book, owner)
    if name is None or kind is None:
        return None
    if name.kind == "this":
        return kind
    if name.text in book.kinds and kind.name in book.kinds:
        return Type(name.text)
    if kind.name not in book.kinds:
        return LIBRARY
    return union(evaluate(book, one) for one in member_values(book.kinds, kind, name.text))


def _call(book: Book, step: Step) -> Known:
    owner, name = step.child("object"), step.child("name")
    if name is None:
        return None
    text = name.text
    if owner is None:
        binding = resolve(step.scope, text, step.start, METHODS)
        return union(evaluate(book, one) for one in binding.values) if binding else None
    kind = evaluate(book, owner)
    if kind is None:
        return None
    if kind.name in book.kinds:
        return union(evaluate(book, one) for one in member_values(book.kinds, kind, f"{text}()"))
    if text in _NEVER_OWN:
        return LIBRARY
    if text in _KEYS and kind.inside:
        return kind.inside[0] if text != "keySet" else Type("Set", kind.inside[:1])
    given = step.child("arguments")
    head = text == "peek" and given is not None and not given.named()  # a queue's; a stream's is given a function
    if text in _SAME and not head:
        return kind
    if text in _ELEMENT and kind.inside:
        return kind.inside[-1]
    return LIBRARY if not _holds_own(book, kind) and text not in ("map", "reduce", "collect", "flatMap") else None


def _holds_own(book: Book, kind: Type) -> bool:
    return kind.name in book.kinds or any(_holds_own(book, one) for one in kind.inside)
