"""From what was read of a program to its new text: which names change, and the edits that change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import tree_sitter

from neuroglot.core.errors import NeuroglotError
from neuroglot.languages import Language
from neuroglot.languages.renaming import cpp, cpp_macros, go, java, javascript, php, python, ruby
from neuroglot.languages.renaming.book import words_of
from neuroglot.languages.renaming.names import fresh_names
from neuroglot.languages.renaming.spots import ANY_CASE, LABEL, LOCAL, Reading, Spot
from neuroglot.languages.trees import encoded, find, nodes, syntax_tree

Read = Callable[[tree_sitter.Node], Reading]

RULES: dict[str, Read] = {
    "python": python.read,
    "javascript": javascript.read,
    "java": java.read,
    "cpp": cpp.read,
    "go": go.read,
    "ruby": ruby.read,
    "php": php.read,
}
"""What reads the names of a language's programs."""

REPAIRS = {"cpp": cpp_macros.repaired}
"""What lets a grammar read more of its language: from a text to one of equal length, and the names that this hides."""

Key = tuple[str, str]
"""A group and a name: what is renamed, or stays, as one."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A text with new names, and which are which."""

    text: str
    names: Mapping[str, str]
    kept: tuple[str, ...]


def reading(language: Language | str, text: str) -> Reading:
    """The places of a program's own names. Raises NeuroglotError for a text that has syntax errors."""
    known = find(language)
    root = syntax_tree(known, text).root_node
    hidden: list[Spot] = []
    if root.has_error and known.name in REPAIRS:
        text, hidden = REPAIRS[known.name](text)
        root = syntax_tree(known, text).root_node
    if root.has_error and not _is_only_ended(known.name, root):
        raise NeuroglotError(f"this is no whole program in {known.name}: its syntax has an error")
    found = RULES[known.name](root)
    found.spots += hidden
    return found


def _is_only_ended(language: str, root: tree_sitter.Node) -> bool:
    """Whether all that Go's grammar misses is the end of a line, as before the bracket of `const (A = 1)`."""
    wrong = [one for one, _ in nodes(root) if one.is_error or one.is_missing]
    return language == "go" and all(one.is_missing and one.type.startswith("source_file_token") for one in wrong)


def changing(readings: Iterable[Reading], outside: Set[str], frozen: Iterable[Spot] = ()) -> frozenset[Key]:
    """What is renamed in all of these readings of one program.

    `outside` are names that something outside of the program uses (its tests): whatever they can see by that name
    stays. `frozen` are spots in text that may not change.
    """
    declared: set[Key] = set()
    fixed: set[Key] = set()
    for one in readings:
        declared |= one.declared
        fixed |= one.fixed
    lower = {name.lower() for name in outside}
    fixed |= {(spot.group, spot.name) for spot in frozen if spot.linked}
    return frozenset(
        (group, name)
        for group, name in declared - fixed
        if group in (LOCAL, LABEL) or not (name in outside or (group.endswith(ANY_CASE) and name.lower() in lower))
    )


def edited(text: str, spots: Iterable[Spot], changes: Set[Key], names: Mapping[str, str]) -> str:
    """The text with the spots that change renamed; the spots lie in it."""
    data = encoded(text)
    pieces, done = [], 0
    for spot in sorted({one.start: one for one in spots}.values(), key=lambda one: one.start):
        new = _written(spot, changes, names)
        if new is not None:
            pieces += [data[done : spot.start], new.encode()]
            done = spot.end
    return b"".join([*pieces, data[done:]]).decode()


def _written(spot: Spot, changes: Set[Key], names: Mapping[str, str]) -> str | None:
    own = names[spot.name] if (spot.group, spot.name) in changes else None
    if not spot.key:
        return own
    key = names[spot.name] if (spot.key, spot.name) in changes else None
    if own == key:
        return own
    return spot.both.format(own=own or spot.name, key=key or spot.name)


def rename(language: Language | str, text: str, seed: str, keep: Sequence[str] = ()) -> Renamed:
    """A whole program with random names for its own, but for those in `keep` that are seen outside of functions.

    Equal names become equal names. Raises NeuroglotError for an unknown language, and for a text with syntax errors or
    that is not valid Unicode.
    """
    known = find(language)
    found = reading(known, text)
    changes = changing([found], frozenset(keep)) - found.of_file
    names = fresh_names(known.name, {name for _, name in changes}, words_of(text) | frozenset(keep), seed)
    kept = sorted({name for group, name in found.declared if (group, name) not in changes})
    return Renamed(edited(text, found.spots, changes, names), names, tuple(kept))
