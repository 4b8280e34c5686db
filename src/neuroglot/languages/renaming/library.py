"""The names of libraries' members: where a value's type isn't known, a member with such a name may be the library's."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from importlib import resources


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


ALWAYS, GLOBALS = "*", "-"


def library_members(language: str, words: Set[str]) -> frozenset[str]:
    """Members of the library types that a program with these words may meet.

    A line of `known/LANGUAGE.txt` is `triggers: names`; it counts where one of its triggers is a word of the program,
    or is `*`. The line of `-` has the names that need no import, that of `=` the members of these names themselves.
    """
    found: set[str] = set()
    for triggers, names in _lines(language):
        if ALWAYS in triggers or not triggers.isdisjoint(words):
            found |= names
    return frozenset(found)


def members_of(language: str, types: Set[str]) -> frozenset[str]:
    """Members of these library types; those of every type where one of them isn't known."""
    lines = _lines(language)
    if any(all(one not in triggers for triggers, _ in lines) for one in types):
        return library_words(language)
    return frozenset(name for triggers, names in lines if not triggers.isdisjoint(types) for name in names)


@cache
def library_globals(language: str) -> frozenset[str]:
    """Names that are there without being asked for: built-in functions, types and objects."""
    return frozenset(name for triggers, names in _lines(language) if GLOBALS in triggers for name in names)


@cache
def library_words(language: str) -> frozenset[str]:
    """Every name of the language's library that is known here."""
    return frozenset(name for _, names in _lines(language) for name in names)


@cache
def _lines(language: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    place = resources.files("neuroglot.languages.renaming").joinpath("known", f"{language}.txt")
    lines = [line for line in place.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    parts = [line.partition(":") for line in lines]
    return tuple((frozenset(triggers.split()), frozenset(names.split())) for triggers, _, names in parts)
