"""Types in Python, as far as assignments and annotations tell them."""

from __future__ import annotations

import re
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
    is_somewhere,
    lineage,
    member_values,
    union,
)

_BUILT_IN = word_set(
    """
    string list dictionary set tuple list_comprehension dictionary_comprehension set_comprehension
    generator_expression integer float true false comparison_operator not_operator concatenated_string lambda
    """
)
_MAKES = word_set(
    """
    str list dict set frozenset tuple int float bool bytes bytearray len range enumerate zip map filter sorted
    reversed open input print repr ord chr hash abs round divmod pow sum defaultdict Counter deque OrderedDict
    format type id isinstance super object iter complex slice
    """
)
_OF_TEXT = word_set(
    """
    split strip lstrip rstrip lower upper join replace splitlines format startswith endswith encode decode title
    capitalize isdigit isalpha isalnum keys items read readline readlines zfill ljust rjust count find index
    """
)
_ELEMENT = frozenset(("pop", "popleft", "get"))


def value_of(step: Step, target: Step) -> Any:
    """What a step binds a name to: a step, a type, or None where that isn't known; False where it says nothing."""
    if step.kind == "augmented_assignment":
        return False
    if step.kind in ("assignment", "typed_default_parameter", "typed_parameter") and step.child("type"):
        return step.child("type")
    if step.kind == "default_parameter":
        value = step.child("value")
        return value if value and value.kind in _BUILT_IN else None
    if step.kind in ("assignment", "named_expression"):
        return step.child("right", "value") if target is step.child("left", "name") else None
    if step.kind in ("function_definition", "class_definition"):
        return step if target is step.child("name") else LIBRARY
    if step.kind in ("for_statement", "for_in_clause"):
        right = step.child("right")
        return Each(right) if right and target is step.child("left") else None
    if step.kind == "as_pattern" and step.named():
        return step.named()[0]
    if step.kind == "parameters":
        return _parameter(step, target)
    return None


def _parameter(parameters: Step, target: Step) -> Any:
    typed = target.parent
    if typed is not None and typed.kind == "typed_parameter":
        return typed.child("type")
    if typed is not None and typed.kind in ("list_splat_pattern", "dictionary_splat_pattern"):
        return LIBRARY
    function = parameters.parent
    if function is None or function.scope.kind != "class" or parameters.named()[0] is not target:
        return None
    above = function.parent
    if above is not None and above.kind == "decorated_definition" and "staticmethod" in above.text.split("def ")[0]:
        return None
    return Type(function.scope.owner)


@guarded
def evaluate(book: Book, step: Any) -> Known:
    """The type of an expression (of a class: the class, as of its instances); None where it isn't known."""
    again = partial(evaluate, book)
    if isinstance(step, Each):
        return element(again(step.step))
    if step.kind in _BUILT_IN:
        return LIBRARY
    if step.kind == "none":
        return NOTHING
    if step.kind == "type":
        return annotation(book, step.text)
    if step.kind == "function_definition":
        return Type("function")
    if step.kind == "class_definition":
        return Type(step.inner.owner)
    if step.kind == "identifier":
        binding = book.bound.get(id(step))
        if binding is None or binding.library:
            return LIBRARY
        return union(again(one) for one in binding.values)
    if step.kind == "attribute":
        return _attribute(book, step)
    if step.kind == "call":
        return _call(book, step)
    if step.kind == "subscript":
        value = step.child("value")
        return element(again(value)) if value else None
    return _deeper(book, step)


def _deeper(book: Book, step: Step) -> Known:
    again = partial(evaluate, book)
    if step.kind in ("parenthesized_expression", "await"):
        return again(step.named()[0]) if step.named() else None
    if step.kind == "conditional_expression":
        return union([again(step.named()[0]), again(step.named()[-1])])
    if step.kind == "boolean_operator":
        sides = [again(step.child("left")), again(step.child("right"))]
        return union(one for one in sides if one is not None) if sides[0] is None else union(sides)
    if step.kind == "named_expression":
        return again(step.child("value"))
    if step.kind == "binary_operator":
        sides = [again(step.child("left")), again(step.child("right"))]
        return LIBRARY if all(one == LIBRARY for one in sides) else None
    return None


def _attribute(book: Book, step: Step) -> Known:
    owner, name = step.child("object"), step.child("attribute")
    kind = evaluate(book, owner)
    if kind is None or name is None:
        return None
    if kind.name not in book.kinds:
        return LIBRARY if owner and (book.bound.get(id(owner)) is None or book.bound[id(owner)].library) else None
    return union(evaluate(book, one) for one in member_values(book.kinds, kind, name.text))


def _call(book: Book, step: Step) -> Known:
    function = step.child("function")
    if function is None:
        return None
    if function.kind == "attribute":
        owner, name = function.child("object"), function.child("attribute")
        text = name.text if name else ""
        kind = evaluate(book, owner)
        if kind is not None and kind.name not in book.kinds:
            if text in _ELEMENT:
                return element(kind)
            return LIBRARY if text in _OF_TEXT | _MAKES else None
        if text in _OF_TEXT and not is_somewhere(book.kinds, text):
            return LIBRARY
    elif function.kind == "identifier" and id(function) not in book.bound and function.text in _MAKES:
        if function.text == "super":
            owner_name = step.scope.nearest("class").owner
            bases = book.kinds[owner_name].bases if owner_name in book.kinds else []
            return Type(bases[0]) if bases else LIBRARY
        return LIBRARY
    elif function.kind == "identifier" and function.text in _MAKES and book.bound[id(function)].library:
        return LIBRARY
    found = callee(book, function)
    if not found:
        return None
    return union(evaluate(book, value) for one in found for value in _results(one))


def _results(function: Step) -> list[Any]:
    """What a call gives: an instance, the annotated type, or what is returned."""
    if function.kind == "class_definition":
        return [Type(function.inner.owner)]
    if function.kind == "lambda":
        return [function.child("body")]
    told = function.child("return_type")
    returned = [
        one.named()[0]
        for one in below(function)
        if one.kind == "return_statement" and one.named() and one.up("function_definition", "lambda") is function
    ]
    return [told] if told else returned or [None]


def annotation(book: Book, text: str) -> Known:
    """The type that an annotation's text says; quotes around it don't count."""
    text = text.strip().strip("\"'").strip()
    match = re.fullmatch(r"(?:\w+\.)*(\w+)(?:\[(.*)\])?", text, re.DOTALL)
    if match is None:
        parts = [part.strip() for part in text.split("|")]
        kept = [part for part in parts if part != "None"]
        return annotation(book, kept[0]) if len(parts) > 1 and len(kept) == 1 and "[" not in text else None
    name, inside = match[1], match[2]
    if name in ("Optional", "Final", "ClassVar", "Annotated"):
        return annotation(book, inside or "")
    if name in ("Any", "Union", "Self", "T") or (name not in book.kinds and name.lower() == name and len(name) == 1):
        return None
    last = _arguments(inside)[-1] if inside else ""
    return Type(name, tuple(one for one in (annotation(book, last),) if one is not None) if last else ())


def _arguments(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part.strip()] or [""]


def callee(book: Book, function: Step) -> list[Step] | None:
    """The functions and classes of the program that a call may mean: none for a library's, None where it isn't known.

    The class for a call of `cls`, `self.__class__` or `type(self)` may be any.
    """
    if function.kind == "identifier":
        binding = book.bound.get(id(function))
        if binding is None or binding.library:
            return []
        if function.text == "cls":
            return [step for step in book.steps if step.kind == "class_definition"]
        found = [one for one in binding.values if isinstance(one, Step)]
        plain = [one for one in found if one.kind in ("function_definition", "class_definition", "lambda")]
        return plain if len(plain) == len(binding.values) and plain else None
    if function.kind == "attribute":
        name = function.child("attribute")
        owner = function.child("object")
        text = name.text if name else ""
        if text == "__class__":
            return [step for step in book.steps if step.kind == "class_definition"]
        found = called(book, text)
        kind = evaluate(book, owner)
        if kind is not None and kind.name not in book.kinds and kind.name != "function":
            return []
        return found or ([] if text in book.known or not is_somewhere(book.kinds, text) else None)
    if function.kind == "call" and function.text.startswith("type("):
        return [step for step in book.steps if step.kind == "class_definition"]
    return None


def called(book: Book, name: str) -> list[Step]:
    """Every method or function of the program with a name."""
    return [
        step
        for step in book.steps
        if step.kind in ("function_definition", "class_definition")
        and (child := step.child("name")) is not None
        and child.text == name
    ]


def parameters_of(book: Book, function: Step | None) -> set[str]:
    """The parameters that a call of a function, or of a class, can name; of every function if none is given."""
    if function is None:
        return {name for step in book.steps if step.kind in ("function_definition", "lambda") for name in _own(step)}
    if function.kind == "class_definition":
        names = [one.name for one in lineage(book.kinds, function.inner.owner)]
        makers = [*called(book, "__init__"), *called(book, "__new__")]
        return {name for one in makers if one.scope.owner in names for name in _own(one)}
    return _own(function)


def _own(function: Step) -> set[str]:
    parameters = function.child("parameters")
    found = set()
    for one in parameters.named() if parameters else []:
        name = one.child("name") or next(iter(one.of_kind("identifier")), one)
        if name.kind == "identifier":
            found.add(name.text)
    return found


def fields_of(book: Book, function: Step | None) -> set[str]:
    """The annotated names of a class, as a dataclass's constructor takes them; of every class if none is given."""
    steps = [step for step in book.steps if step.kind == "class_definition"]
    if function is not None:
        if function.kind != "class_definition":
            return set()
        names = {one.name for one in lineage(book.kinds, function.inner.owner)}
        steps = [step for step in steps if step.inner.owner in names]
    return {
        binding.name
        for step in steps
        for binding in step.inner.names.values()
        if any(isinstance(one, Step) and one.kind == "type" for one in binding.values)
    }
