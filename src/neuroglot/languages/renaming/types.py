"""What little of types is needed: whether a member is the program's own or one of a library's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from neuroglot.languages.renaming.steps import Step


@dataclass(frozen=True, slots=True)
class Type:
    """A type by its name and what is in its brackets; a name that no class of the program has is a library's."""

    name: str
    inside: tuple[Type, ...] = ()


LIBRARY = Type("")
NOTHING = Type("null")
"""The type of null, which says nothing of a variable that is set to it."""


@dataclass(frozen=True, slots=True)
class Each:
    """What going through a step's value gives."""

    step: Step


@dataclass(frozen=True, slots=True)
class Array:
    """An array of what a type's step says."""

    step: Step


Known = Type | None
"""A type, or None where it isn't known."""

Evaluate = Callable[[Any, Any], Known]
"""From a book and a step to the step's type."""

STEPS, DEEPEST = 2000, 60
"""So many steps are gone, and so many deep, for one type."""


@dataclass(slots=True)
class Kind:
    """A class of the program: the members that it declares, its bases, and whether one of these is a library's.

    `values` are what the language's rules know of its members' types. Of a `closed` one all members are known.
    """

    name: str
    members: set[str] = field(default_factory=set)
    bases: list[str] = field(default_factory=list)
    foreign: bool = False
    closed: bool = False
    values: dict[str, list[Any]] = field(default_factory=dict)


Kinds = Mapping[str, Kind]


def lineage(kinds: Kinds, name: str) -> list[Kind]:
    """A class of the program and those that it inherits from, nearest first."""
    found: dict[str, Kind] = {}
    waiting = [name]
    while waiting:
        here = waiting.pop(0)
        if here in kinds and here not in found:
            found[here] = kinds[here]
            waiting += kinds[here].bases
    return list(found.values())


def add_member(kind: Kind, name: str, *values: Any) -> None:
    """Note a member that a class declares, and what is known of its type."""
    kind.members.add(name)
    kind.values.setdefault(name, []).extend(values)


def member_values(kinds: Kinds, owner: Type, name: str) -> list[Any]:
    """What is known of the types of a member, in the class and in those that it inherits from."""
    return [one for kind in lineage(kinds, owner.name) for one in kind.values.get(name, [])]


def is_somewhere(kinds: Kinds, name: str) -> bool:
    """Whether any class of the program has a member of that name."""
    return any(name in kind.members for kind in kinds.values())


def is_own(kinds: Kinds, owner: Known, member: str) -> bool | None:
    """Whether a member of a value of that type is the program's own; None where that isn't known."""
    if owner is None or owner == NOTHING:
        return None
    if owner.name not in kinds:
        return False
    line = lineage(kinds, owner.name)
    if any(member in kind.members for kind in line):
        return True
    if line[0].closed:
        return False
    return None if any(kind.foreign for kind in line) else True


def union(types: Iterable[Known]) -> Known:
    """The one type of all of these values; None where they differ or one isn't known."""
    found = {one for one in types if one != NOTHING}
    if None in found or not found:
        return None
    return found.pop() if len(found) == 1 else None


def element(owner: Known) -> Known:
    """The type of what a container holds: of a map its values. None where that isn't known."""
    if owner is None:
        return None
    return owner.inside[-1] if owner.inside else None


def holding(name: str, inside: Known) -> Type:
    """A container of that type, with what it holds where that is known."""
    return Type(name, (inside,) if inside else ())


def guarded(evaluate: Evaluate) -> Evaluate:
    """An evaluation that never goes round in circles, nor further than `STEPS`; what it can't tell is None.

    A type stands for itself, and is not handed on. A value that depends on itself says nothing of itself. Once a book
    is `settled`, answers are kept.
    """

    def answer(book: Any, step: Any) -> Known:
        if step is None or isinstance(step, Type):
            return step
        key = id(step)
        if key in book.types:
            known: Known = book.types[key]
            return known
        if key in book.active:
            return NOTHING
        is_first = not book.active
        book.left = STEPS if is_first else book.left - 1
        if book.left <= 0 or len(book.active) > DEEPEST:
            return None
        book.active.add(key)
        try:
            found = evaluate(book, step)
        finally:
            book.active.remove(key)
        if is_first and book.settled:
            book.types[key] = found
        return found

    return answer
