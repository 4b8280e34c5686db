"""Many labelled pairs of few programs: each program once, and pairs as places among them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus, Pair, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import units
from neuroglot.core.languages import LANGUAGES

Places = NDArray[np.int64]
Labels = NDArray[np.bool_]

Skipped = dict[str, str]
"""What was left out, and why."""


@dataclass(frozen=True, eq=False)
class PairSet:
    """Pairs under the name of their source and a split.

    Pair i is `programs[left[i]]` and `programs[right[i]]`, and `clones[i]` says whether they do the same; all three
    have the shape (pairs,). Programs that are in no pair are there for retrieval.
    """

    name: str
    split: str
    programs: tuple[Snippet, ...]
    left: Places
    right: Places
    clones: Labels

    def __len__(self) -> int:
        return len(self.left)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the programs, in the house order."""
        present = {one.language for one in self.programs}
        return tuple(language for language in LANGUAGES if language in present)

    @cached_property
    def tasked(self) -> bool:
        """Whether every program has a task."""
        return all(one.task is not None for one in self.programs)

    @cached_property
    def unit(self) -> Places:
        """The place of each program's unit of resampling (its task; without one, itself), shape (programs,)."""
        return units(self.programs)[1]

    @cached_property
    def by_languages(self) -> dict[str, Places]:
        """The places of the pairs of two languages, by `cpp-java`, the languages in the house order."""
        place = np.array([LANGUAGES.index(one.language) for one in self.programs], dtype=np.int64)
        sides = np.sort(np.stack([place[self.left], place[self.right]]), axis=0)
        found = {}
        for first, second in np.unique(sides, axis=1).T.tolist():
            chosen = np.flatnonzero((sides[0] == first) & (sides[1] == second))
            found[f"{LANGUAGES[first]}-{LANGUAGES[second]}"] = chosen
        return found

    def pair(self, place: int) -> Pair:
        """One pair."""
        sides = (self.programs[self.left[place]], self.programs[self.right[place]])
        return Pair(*sides, clones=bool(self.clones[place]))

    def hash(self) -> str:
        """SHA-256 over programs (as a corpus's) and pairs."""
        digest = hashlib.sha256(Corpus(self.name, self.split, self.programs).hash().encode())
        for column in (self.left, self.right, self.clones):
            digest.update(column.tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class ClonePairs:
    """Pairs to choose on and pairs to measure on. `names` is `own`, or `random` for copies with random names."""

    validation: PairSet
    test: PairSet
    names: str
    skipped: tuple[Skipped, ...] = ()


def pair_set(name: str, split: str, pairs: Iterable[Pair]) -> PairSet:
    """A set from single pairs; equal programs (language, text and task) become one. Sources of the first stay."""
    place: dict[tuple[str, str, str | None], int] = {}
    programs: list[Snippet] = []
    rows = []
    for pair in pairs:
        row = []
        for one in (pair.left, pair.right):
            key = (one.language, one.text, one.task)
            if key not in place:
                place[key] = len(programs)
                programs.append(one)
            row.append(place[key])
        rows.append((*row, pair.clones))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return PairSet(name, split, tuple(programs), table[:, 0], table[:, 1], table[:, 2].astype(bool))


def chosen(given: PairSet, places: Places) -> PairSet:
    """Some of the pairs, and the programs that are in them."""
    left, right = given.left[places], given.right[places]
    used, compact = np.unique(np.concatenate([left, right]), return_inverse=True)
    programs = tuple(given.programs[place] for place in used)
    sides = compact[: len(left)], compact[len(left) :]
    return replace(given, programs=programs, left=sides[0], right=sides[1], clones=given.clones[places])


def rewritten(given: PairSet, rewrite: Callable[[int, Snippet], Snippet | None]) -> PairSet:
    """The set with each program replaced; programs for which there is None are gone, and their pairs with them."""
    new = [rewrite(place, one) for place, one in enumerate(given.programs)]
    there = np.array([one is not None for one in new], dtype=bool)
    place = np.cumsum(there) - 1
    kept = there[given.left] & there[given.right]
    return replace(
        given,
        programs=tuple(one for one in new if one is not None),
        left=place[given.left[kept]],
        right=place[given.right[kept]],
        clones=given.clones[kept],
    )


def checked(given: PairSet) -> PairSet:
    """The set itself. Raises NeuroglotError where it lacks clones, or pairs that are none."""
    clones = int(given.clones.sum())
    if 0 < clones < len(given):
        return given
    raise NeuroglotError(
        f"the {given.split} split of {given.name} has {clones} pairs of clones and {len(given) - clones} others: both "
        "are needed; give more tasks (in two languages, or --within), or pairs of both kinds"
    )
