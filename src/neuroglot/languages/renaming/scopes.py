"""Scopes and the names that are bound in them: from a name and a place to its declaration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Binding:
    """One name in one scope. `group` says how far it reaches (see `spots`).

    `library` marks a name that an import brought. It is bound from byte `since` on. `values` are what a language's
    rules know of its type: types, or the steps of what it was set to.
    """

    name: str
    group: str
    since: int
    library: bool = False
    values: list[Any] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Scope:
    """A piece of the program in which names are bound, by (space, name): languages keep variables and types apart.

    `also` are scopes that are searched with it: a class's bases, the class of a method that is defined outside of it.
    `owner` is the name of the class that the scope is the body of.
    """

    kind: str
    parent: Scope | None
    names: dict[tuple[str, str], Binding] = field(default_factory=dict)
    also: list[Scope] = field(default_factory=list)
    owner: str = ""
    outer: dict[str, Scope] = field(default_factory=dict)
    """Names that the scope leaves to another one, as Python's `global` does."""
    passed: set[str] = field(default_factory=set)
    """Names that it never binds itself: Python's `nonlocal`."""

    def nearest(self, *kinds: str) -> Scope:
        """The innermost scope around (or this one) of these kinds; the outermost one if there is none."""
        scope = self
        while scope.kind not in kinds and scope.parent is not None:
            scope = scope.parent
        return scope

    def bind(self, name: str, group: str, since: int = 0, space: str = "") -> Binding:
        """Bind a name here; a second time it is the same binding, from the earlier place on."""
        if name in self.outer:
            return self.outer[name].bind(name, "outer", since, space)
        binding = self.names.setdefault((space, name), Binding(name, group, since))
        binding.since = min(binding.since, since)
        return binding


def resolve(scope: Scope, name: str, at: int, space: str = "", opaque: str = "") -> Binding | None:
    """The binding that a name has at a byte of a scope; None where the program binds none.

    Scopes of the kind `opaque` are seen from themselves alone, as Python's classes are.
    """
    here: Scope | None = scope
    while here is not None:
        if here is scope or here.kind != opaque:
            found = _within(here, name, at, space, set())
            if found is not None:
                return found
        here = here.parent
    return None


def _within(scope: Scope, name: str, at: int, space: str, seen: set[int]) -> Binding | None:
    if id(scope) in seen:
        return None
    seen.add(id(scope))
    if name in scope.outer:
        return _within(scope.outer[name], name, at, space, seen)
    found = scope.names.get((space, name))
    if found is not None and found.since <= at:
        return found
    for other in scope.also:
        found = _within(other, name, at, space, seen)
        if found is not None:
            return found
    return None
