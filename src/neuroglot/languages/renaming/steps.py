"""A syntax tree as steps that know their field, their parent and the scope that they stand in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import tree_sitter

from neuroglot.languages.renaming.scopes import Scope


@dataclass(slots=True, eq=False)
class Step:
    """A node of the tree. `scope` is where it stands itself, `inner` where its children stand."""

    node: tree_sitter.Node
    kind: str
    field: str
    parent: Step | None
    scope: Scope
    inner: Scope
    children: list[Step] = dataclasses.field(default_factory=list)

    @property
    def start(self) -> int:
        """Its first byte."""
        return self.node.start_byte

    @property
    def end(self) -> int:
        """The byte behind it."""
        return self.node.end_byte

    @property
    def text(self) -> str:
        """What is written there."""
        return (self.node.text or b"").decode()

    @property
    def above(self) -> str:
        """The kind of its parent; empty for the root."""
        return self.parent.kind if self.parent else ""

    def child(self, *fields: str) -> Step | None:
        """The first child in one of these fields."""
        return next((one for one in self.children if one.field in fields), None)

    def of_kind(self, *kinds: str) -> list[Step]:
        """The children of these kinds."""
        return [one for one in self.children if one.kind in kinds]

    def named(self) -> list[Step]:
        """The children that are no punctuation, keyword or comment."""
        return [one for one in self.children if one.node.is_named and not one.node.is_extra]

    def up(self, *kinds: str) -> Step | None:
        """The nearest step above it of one of these kinds."""
        step = self.parent
        while step is not None and step.kind not in kinds:
            step = step.parent
        return step

    def before(self, position: int = 1) -> Step | None:
        """The sibling that so many places stands before it, punctuation counted."""
        if self.parent is None:
            return None
        place = next(number for number, one in enumerate(self.parent.children) if one is self) - position
        return self.parent.children[place] if place >= 0 else None


Opens = Callable[[Step], str]
"""The kind of scope that a step opens for its children; empty for none."""

Lifted = Callable[[Step], bool]
"""Whether a step stands outside of the scope that its parent is in, such as a function's name or a default."""


def steps_of(root: tree_sitter.Node, opens: Opens, lifted: Lifted) -> list[Step]:
    """Every step of a tree, parents before children; trees may be deeper than Python's stack."""
    outside = Scope("outside", None)
    cursor = root.walk()
    found = [_step(root, "", None, outside, opens, lifted)]
    here = found[0]
    while True:
        if cursor.goto_first_child():
            parent: Step | None = here
        else:
            parent = here.parent
            while parent is not None and not cursor.goto_next_sibling():
                cursor.goto_parent()
                parent = parent.parent
            if parent is None:
                return found
        node = cursor.node
        if node is None or parent is None:
            return found
        here = _step(node, cursor.field_name or "", parent, parent.inner, opens, lifted)
        parent.children.append(here)
        found.append(here)


def _step(node: tree_sitter.Node, name: str, parent: Step | None, scope: Scope, opens: Opens, lifted: Lifted) -> Step:
    step = Step(node, node.type, name, parent, scope, scope)
    if parent is not None and lifted(step) and scope.parent is not None:
        step.scope = step.inner = scope.parent
    kind = opens(step)
    if kind:
        step.inner = Scope(kind, step.scope)
    return step


def below(step: Step) -> Iterator[Step]:
    """The step itself and everything below it, in order."""
    waiting = [step]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(here.children))
