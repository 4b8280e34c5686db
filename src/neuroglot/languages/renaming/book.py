"""What the rules of a language gather while they go through a program, and how they note it down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from neuroglot.languages.renaming.library import library_members
from neuroglot.languages.renaming.scopes import Binding
from neuroglot.languages.renaming.spots import LABEL, Reading, Spot
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import Kind, Known

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(slots=True)
class Book:
    """A program while it is read.

    `bound` has the binding of every step that is a name of the program's own or of an import. `quoted` are the words
    in strings, `words` all words. `known` are the library members that a value of unknown type may have.
    """

    steps: list[Step]
    words: frozenset[str]
    quoted: frozenset[str]
    known: frozenset[str]
    kinds: dict[str, Kind] = field(default_factory=dict)
    bound: dict[int, Binding] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    named: frozenset[str] = frozenset()
    """Strings that are nothing but a name."""
    spelled: dict[tuple[str, str], str] = field(default_factory=dict)
    """How a name in a group is spelled where it is declared, in a language in which case means nothing."""
    types: dict[int, Known] = field(default_factory=dict)
    active: set[int] = field(default_factory=set)
    left: int = 0
    settled: bool = False
    """Whether all is declared; from then on `types` keeps what was found."""

    @property
    def root(self) -> Step:
        """The whole program."""
        return self.steps[0]


def open_book(language: str, steps: list[Step], strings: Iterable[str]) -> Book:
    """A new book; `strings` are the kinds of the leaves that hold the text of strings."""
    kinds = frozenset(strings)
    words = words_of(steps[0].text)
    quoted = frozenset(word for step in steps if step.kind in kinds for word in words_of(step.text))
    named = frozenset(step.text for step in steps if step.kind in kinds and _WORD.fullmatch(step.text))
    return Book(steps, words, quoted, library_members(language, words), named=named)


def words_of(text: str) -> frozenset[str]:
    """Every word of a text."""
    return frozenset(_WORD.findall(text))


def declare(book: Book, step: Step, binding: Binding) -> Binding:
    """Note that a step declares a binding."""
    book.bound[id(step)] = binding
    return binding


def use(book: Book, step: Step, found: Binding | None) -> bool:
    """Note the binding that a step stands for, if one was found; whether it was."""
    if found is not None:
        book.bound[id(step)] = found
    return found is not None


def label(book: Book, step: Step) -> None:
    """Note that a step is a label's name, where it is set or jumped to."""
    book.reading.declared.add((LABEL, step.text))
    spot(book, step, step.text, LABEL)


def kind_of(book: Book, name: str) -> Kind:
    """The class of that name, noted if it is new."""
    return book.kinds.setdefault(name, Kind(name))


def spot(book: Book, step: Step, name: str, group: str, linked: bool = False) -> None:
    """Note that a name of the program's own stands at the end of a step, behind a sigil if there is one."""
    length = len(name.encode())
    end = step.end
    book.reading.spots.append(Spot(end - length, end, name, group, linked))


def declared(book: Book, name: str, group: str) -> bool:
    """Whether the program declares a name in a group."""
    return (group, name) in book.reading.declared


def member(book: Book, step: Step, name: str, own: bool | None, group: str = "member") -> None:
    """Note a use of a member. `own` says whether it is the program's; where that isn't known, a name that a library's
    member has too stays as it is everywhere."""
    if own is False or not declared(book, name, group):
        return
    if own is None and name in book.known:
        book.reading.fixed.add((group, name))
    spot(book, step, name, group)


def spots_of_bindings(book: Book) -> None:
    """A spot for every step that is bound, except where an import brought the name."""
    for step in book.steps:
        binding = book.bound.get(id(step))
        if binding is not None and not binding.library:
            book.reading.declared.add((binding.group, binding.name))
            spot(book, step, binding.name, binding.group)
