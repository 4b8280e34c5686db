"""The rows of the grammar: sources, and what can be done to a sequence, as plain records.

`text` is in the tasks' language: `{s}` is the sequence so far, `{x}` the lambda's parameter, `{K}` and the like
constants. A predicate's phrases follow "that" ("are even"); the others have noun phrases around `{n}` ("the squares of
{n}") and verb phrases ("square each of them").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Choices = tuple[int, int] | tuple[str, ...]
"""What a constant can be: an int between two, or one of some strings."""


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. `kind` is its class, which makes the family; `name` is its own.

    role: filter, map, barrier, fold or post. `needs` and `makes`: "nonneg" and "signed" say which operations can
    follow (no remainders of negative numbers), "ordered" that the order of the elements matters. `growth` is the
    degree by which values grow. `tags` are words for a function's name.
    """

    name: str
    kind: str
    role: str
    takes: str
    gives: str
    text: str
    nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    tags: tuple[str, ...]
    constants: Mapping[str, Choices]
    needs: frozenset[str]
    makes: frozenset[str]
    growth: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sequence comes from: the function's parameters (role, type, domain) and the sequence's noun phrases."""

    name: str
    element: str
    text: str
    params: tuple[tuple[str, str, str], ...]
    nouns: tuple[str, ...]
    tags: tuple[str, ...]
    ordered: bool = True
    signed: bool = False
    constants: Mapping[str, Choices] = field(default_factory=dict)


def op(name: str, types: str, text: str, phrases: str, tags: str, flags: str = "", **constants: Choices) -> Op:
    """A row. `types` is "role kind: takes -> gives" (the last part where it differs); alternatives stand between `|`.

    `phrases` are the nouns, then ` // `, then the verbs (predicates have one kind of phrase). Of the flags, words say
    what the operation needs, `+` stands before what it makes, `^` before its growth.
    """
    what, _, kinds = types.partition(": ")
    role, kind = what.split()
    takes, _, gives = kinds.partition(" -> ")
    nouns, _, verbs = phrases.partition(" // ")
    words = flags.split()
    return Op(
        name=name,
        kind=kind,
        role=role,
        takes=takes,
        gives=gives or takes,
        text=text,
        nouns=tuple(nouns.split("|")),
        verbs=tuple((verbs or nouns).split("|")),
        tags=tuple(tags.split("|")),
        constants=constants,
        needs=frozenset(word for word in words if word.isalpha()),
        makes=frozenset(word[1:] for word in words if word.startswith("+")),
        growth=next((int(word[1:]) for word in words if word.startswith("^")), 1),
    )
