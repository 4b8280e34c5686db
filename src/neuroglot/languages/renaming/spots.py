"""What the rules of a language find in a program: every place where a name of the program's own stands."""

from __future__ import annotations

from dataclasses import dataclass, field

LOCAL = "local"
"""The group of names that only their own function sees; a test, whatever it calls its own, can't mean them."""

LABEL = "label"

ANY_CASE = "~"
"""The end of a group whose names are the same in upper and lower case: PHP's functions, methods and classes."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, in bytes [start, end), where a name stands.

    `group` and `name` are what is renamed or stays as one: `local`, `outer`, `member` and whatever else a language
    keeps apart. `linked` marks a name that is used from outside of its scope, such as a keyword argument. In a
    shorthand two names share the place: `key` is the group of the other, and `both` how the two are written apart.
    """

    start: int
    end: int
    name: str
    group: str
    linked: bool = False
    key: str = ""
    both: str = ""


@dataclass(slots=True)
class Reading:
    """What a program's names are.

    `fixed` holds the (group, name) that have to stay as they are, `of_file` those that stay in a file, which is called
    after them; `declared` those that the program declares, without which no place is renamed.
    """

    spots: list[Spot] = field(default_factory=list)
    fixed: set[tuple[str, str]] = field(default_factory=set)
    of_file: set[tuple[str, str]] = field(default_factory=set)
    declared: set[tuple[str, str]] = field(default_factory=set)
