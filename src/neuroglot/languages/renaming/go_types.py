"""Types in Go: declared ones, and those of expressions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from neuroglot.languages.renaming.book import Book
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.scopes import resolve
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import LIBRARY, NOTHING, Known, Type, guarded, member_values, union

_PLAIN = word_set(
    """
    interpreted_string_literal raw_string_literal int_literal float_literal rune_literal imaginary_literal true
    false binary_expression iota
    """
)
_ROUND = ("[]", "map", "chan")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the values that a step gives: of several results, of `v, ok`, of a `range`; -1 for a slice of its type."""

    step: Step
    place: int
    is_range: bool = False


@guarded
def evaluate(book: Book, step: Any) -> Known:
    """The type of an expression or of a type's step, pointers left out; None where it isn't known."""
    again = partial(evaluate, book)
    if isinstance(step, Part):
        return _part(book, step)
    if step.kind in _PLAIN:
        return LIBRARY
    if step.kind == "nil":
        return NOTHING
    if step.kind in ("identifier", "type_identifier"):
        return _named(book, step)
    if step.kind in ("pointer_type", "parenthesized_type", "parenthesized_expression", "type_elem", "expression_list"):
        return again(step.named()[0]) if step.named() else None
    if step.kind in ("generic_type", "composite_literal"):
        return again(step.child("type"))
    if step.kind in ("slice_type", "array_type", "implicit_length_array_type"):
        return Type("[]", (again(step.child("element")) or Type("?"),))
    if step.kind == "map_type":
        return Type("map", tuple(again(step.child(one)) or Type("?") for one in ("key", "value")))
    if step.kind == "channel_type":
        return Type("chan", (again(step.child("value")) or Type("?"),))
    if step.kind in ("struct_type", "interface_type"):
        return Type(f"type {step.start}") if f"type {step.start}" in book.kinds else LIBRARY
    if step.kind in ("function_type", "func_literal"):
        return Type("func", tuple(_result_types(book, step)))
    if step.kind == "qualified_type":
        return LIBRARY
    return _deeper(book, step)


def _deeper(book: Book, step: Step) -> Known:
    again = partial(evaluate, book)
    if step.kind == "unary_expression":
        kind = again(step.child("operand"))
        return element(book, kind) if step.text.startswith("<-") else kind
    if step.kind == "index_expression":
        owner = step.child("operand")
        kind = again(owner)
        return kind if kind is not None and kind.name == "func" else element(book, kind)
    if step.kind == "slice_expression":
        return again(step.child("operand"))
    if step.kind in ("type_assertion_expression", "type_conversion_expression"):
        kind = again(step.child("type"))
        is_call = kind is not None and kind.name == "func" and step.kind == "type_conversion_expression"
        return kind if kind is None or not is_call else _known(kind.inside[0]) if kind.inside else None
    if step.kind == "selector_expression":
        return _selector(book, step)
    if step.kind == "call_expression":
        found = _results(book, step)
        return found[0] if found else None
    return None


def _named(book: Book, step: Step) -> Known:
    binding = book.bound.get(id(step)) or resolve(step.scope, step.text, step.start)
    if binding is None or binding.library:
        return Type(step.text)
    return union(_value(book, one) for one in binding.values)


def _value(book: Book, value: Any) -> Known:
    if isinstance(value, Step) and value.kind in ("type_spec", "type_alias"):
        name = value.child("name")
        return evaluate(book, value.child("type")) if value.kind == "type_alias" else Type(name.text if name else "")
    if isinstance(value, Step) and value.kind in ("function_declaration", "method_declaration", "method_elem"):
        return Type("func", tuple(_result_types(book, value)))
    return evaluate(book, value)


def _result_types(book: Book, function: Step) -> list[Type]:
    result = function.child("result")
    if result is None:
        return []
    if result.kind != "parameter_list":
        return [evaluate(book, result) or Type("?")]
    found = []
    for one in result.named():
        names = [part for part in one.children if part.field == "name"]
        found += [evaluate(book, one.child("type")) or Type("?")] * max(1, len(names))
    return found


def _known(kind: Known) -> Known:
    return None if kind is None or kind.name == "?" else kind


def element(book: Book, kind: Known) -> Known:
    """What a container holds; a named type's is that of what it is defined as."""
    if kind is None:
        return None
    if kind.name in book.kinds:
        under = book.kinds[kind.name].values.get("[]", [])
        return element(book, evaluate(book, under[0])) if under else None
    if kind.name in _ROUND:
        return _known(kind.inside[-1])
    return LIBRARY if kind.name in ("string", "") else None


def _part(book: Book, part: Part) -> Known:
    kind = evaluate(book, part.step)
    if part.place == -1:
        return Type("[]", (kind or Type("?"),))
    if part.is_range:
        while kind is not None and kind.name in book.kinds and book.kinds[kind.name].values.get("[]"):
            kind = evaluate(book, book.kinds[kind.name].values["[]"][0])
        if kind is not None and part.place == 0 and kind.name != "chan":
            return _known(kind.inside[0]) if kind.name == "map" else LIBRARY
        return element(book, kind)
    values = part.step.named() if part.step.kind == "expression_list" else [part.step]
    if len(values) == 1 and values[0].kind == "call_expression":
        found = _results(book, values[0])
        return found[part.place] if part.place < len(found) else None
    return kind if part.place == 0 else LIBRARY


def _selector(book: Book, step: Step) -> Known:
    owner, name = step.child("operand"), step.child("field")
    if owner is None or name is None:
        return None
    if is_package(book, owner):
        return LIBRARY
    kind = evaluate(book, owner)
    if kind is None or kind.name not in book.kinds:
        return LIBRARY if kind is not None and kind.name != "?" else None
    return union(_value(book, one) for one in member_values(book.kinds, kind, name.text))


def is_package(book: Book, step: Step) -> bool:
    """Whether a name is that of an imported package."""
    if step.kind != "identifier":
        return False
    binding = resolve(step.scope, step.text, step.start)
    return binding is not None and binding.library and binding.name not in ("main", "init")


def _results(book: Book, call: Step) -> list[Known]:
    function, arguments = call.child("function"), call.child("arguments")
    given = arguments.named() if arguments else []
    if function is None:
        return []
    if function.kind == "identifier" and resolve(function.scope, function.text, function.start) is None:
        if function.text in ("append", "make", "new", "min", "max") and given:
            return [evaluate(book, given[0])]
        return [LIBRARY]
    if function.kind == "selector_expression" and (owner := function.child("operand")) and is_package(book, owner):
        return [LIBRARY if not _takes_own(book, given) else None] * 4
    kind = evaluate(book, function)
    if kind is None:
        return []
    return [_known(one) for one in kind.inside] if kind.name == "func" else [kind]


def _takes_own(book: Book, given: list[Step]) -> bool:
    """Whether a library's function is given something of the program's own, which it may give back."""
    for one in given:
        kind = evaluate(book, one)
        if kind is None or kind.name in book.kinds:
            return True
    return False


def literal_type(book: Book, step: Step) -> Known:
    """The type of the composite literal that a key or a value stands in."""
    value = step.up("literal_value")
    if value is None or value.parent is None:
        return None
    if value.parent.kind == "composite_literal":
        return evaluate(book, value.parent.child("type"))
    outer = literal_type(book, value.parent)
    if outer is not None and outer.name == "map" and value.parent.field == "key":
        return _known(outer.inside[0])
    return element(book, outer)
