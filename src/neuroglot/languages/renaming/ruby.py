"""Names in Ruby: locals behind hard and soft walls, methods, constants, instance and class variables, symbols."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from neuroglot.languages.renaming import ruby_members
from neuroglot.languages.renaming.book import Book, declare, open_book, use
from neuroglot.languages.renaming.scopes import Binding, Scope
from neuroglot.languages.renaming.spots import LOCAL, Reading, Spot
from neuroglot.languages.renaming.steps import Step, steps_of
from neuroglot.languages.renaming.types import Each

_HARD = ("program", "method", "singleton_method", "class", "module", "singleton_class")
_SOFT = ("block", "do_block", "lambda")
_PARAMETERS = ("method_parameters", "block_parameters", "lambda_parameters", "destructured_parameter")
_LISTS = ("left_assignment_list", "destructured_left_assignment", "rest_assignment", "exception_variable")
SHORT = "{key}: {own}"


def read(root: tree_sitter.Node) -> Reading:
    """The names of a Ruby program."""
    steps = steps_of(root, lambda step: step.kind if step.kind in _HARD + _SOFT else "", _lifted)
    book = open_book("ruby", steps, ("string_content", "heredoc_content"))
    for step in steps:
        if step.kind in ("class", "module"):
            name = step.child("name")
            step.inner.owner = name.text.split("::")[-1] if name else ""
        elif step.kind == "singleton_class":
            step.inner.owner = step.scope.nearest("class", "module").owner
    for step in steps:
        for target, value in _declares(step):
            _bind(book, target, value)
    for step in steps:
        if step.kind == "identifier" and id(step) not in book.bound and _may_be_local(step):
            use(book, step, _local(step.scope, step.text, step.start))
    ruby_members.note(book)
    for step in steps:
        binding = book.bound.get(id(step))
        if binding is not None and not binding.library:
            book.reading.declared.add((LOCAL, binding.name))
            book.reading.spots.append(Spot(step.start, step.end, binding.name, LOCAL))
        if step.kind == "pair" and len(step.children) == 2 and step.named()[0].kind == "hash_key_symbol":
            _note_short(book, step)
    return book.reading


def _lifted(step: Step) -> bool:
    heads = ("name", "superclass", "object", "value")
    return step.parent is not None and step.parent.kind in _HARD and step.field in heads


def _declares(step: Step) -> Iterator[tuple[Step, object]]:
    """The identifiers that a step sets as local variables."""
    if step.kind in ("assignment", "operator_assignment"):
        left, right = step.child("left"), step.child("right")
        for one in _targets(left):
            yield one, right if one is left and step.kind == "assignment" else None if one is not left else False
    elif step.kind in _PARAMETERS:
        for one in step.named():
            name = one if one.kind == "identifier" else one.child("name")
            if name is not None and name.kind == "identifier":
                yield name, _given(step, name)
    elif step.kind == "for":
        yield from ((one, None) for one in _targets(step.child("pattern")))
    elif step.kind == "exception_variable":
        yield from ((one, "error") for one in step.of_kind("identifier"))
    elif step.kind in ("as_pattern", "array_pattern", "find_pattern", "splat_parameter", "hash_splat_parameter"):
        names = step.of_kind("identifier") if step.above != "method_parameters" else []
        yield from ((one, None) for one in names if one.text != "_")
    elif step.kind in ("keyword_pattern", "in_clause", "match_pattern", "test_pattern"):
        value = step.child("value", "pattern")
        yield from (
            [(value, None)] if value is not None and value.kind == "identifier" and step.kind != "match_pattern" else []
        )


def _given(parameters: Step, name: Step) -> object:
    """What a parameter is: its default, or an element of what the block's method is called on."""
    if name.parent is not None and name.parent.kind in ("optional_parameter", "keyword_parameter"):
        return name.parent.child("value")
    block = parameters.parent
    call = block.parent if block is not None and block.kind in _SOFT else None
    owner = call.child("receiver") if call is not None and call.kind == "call" else None
    return Each(owner) if owner is not None and parameters.named()[0] is name else None


def _targets(step: Step | None) -> Iterator[Step]:
    if step is None:
        return
    if step.kind == "identifier":
        yield step
    elif step.kind in _LISTS:
        for one in step.children:
            yield from _targets(one)


def _bind(book: Book, target: Step, value: object) -> None:
    scope = target.scope
    if target.above not in _PARAMETERS and (target.parent is None or target.parent.above not in _PARAMETERS):
        found = _local(scope, target.text, target.start)
        if found is not None:
            found.values += [] if value is False else [value]
            declare(book, target, found)
            return
    binding = scope.bind(target.text, LOCAL, target.start)
    binding.values += [] if value is False else [value]
    binding.library = target.text == "_"
    declare(book, target, binding)


def _local(scope: Scope, name: str, at: int) -> Binding | None:
    """The local variable of that name: blocks see what is around them, methods and classes don't."""
    here: Scope | None = scope
    while here is not None:
        found = here.names.get(("", name))
        if found is not None and found.since <= at:
            return found
        if here.kind in _HARD:
            return None
        here = here.parent
    return None


def _may_be_local(step: Step) -> bool:
    parent = step.parent
    if parent is None or parent.kind in ("alias", "undef", "setter"):
        return False
    if parent.kind in ("method", "singleton_method"):
        return step.field not in ("name", "object")
    return not (parent.kind == "call" and step.field == "method")


def _note_short(book: Book, step: Step) -> None:
    """`f(x:)` names a key and a variable, or a method, at once."""
    key = step.named()[0]
    found = _local(step.scope, key.text, key.start)
    if found is not None and not found.library:
        book.reading.spots.append(Spot(step.start, step.end, key.text, LOCAL, False, "keyword", SHORT))
    else:
        book.reading.fixed.add(("method", key.text))
