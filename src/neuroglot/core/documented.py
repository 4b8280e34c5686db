"""Functions and what their authors say about them: what models learn to summarize from, and are compared with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from neuroglot.core.languages import LANGUAGES

TRAIN, VALIDATION, TEST = "train", "validation", "test"
SPLITS = (TRAIN, VALIDATION, TEST)
"""Models learn from the first, everything is chosen on the second, and results come from the third."""


@dataclass(frozen=True, slots=True)
class Documented:
    """A function without its documentation, and the summary that its documentation begins with.

    `source` says where it came from; examples with the same `task` are the same program, and are drawn together.
    """

    language: str
    code: str
    summary: str
    source: str
    task: str | None = None

    @property
    def unit(self) -> str:
        """What is drawn together in a bootstrap sample: the task, or, without one, the example itself."""
        if self.task is not None:
            return f"task {self.task}"
        return hashlib.sha256(json.dumps([self.language, self.code, self.summary]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows of a source became no example, in a language and for a reason (a word or two)."""

    language: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class DocumentedSet:
    """Examples under the name of their source and a split. The order is part of it and of its hash.

    `left_out` counts the source's rows in the same languages that are no example; it is no part of the hash.
    """

    name: str
    split: str
    examples: tuple[Documented, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that occur, in the house order."""
        present = {example.language for example in self.examples}
        return tuple(language for language in LANGUAGES if language in present)

    def of(self, languages: Sequence[str]) -> DocumentedSet:
        """The part that is in one of the given languages."""
        examples = tuple(one for one in self.examples if one.language in languages)
        return replace(self, examples=examples, left_out=tuple(o for o in self.left_out if o.language in languages))

    def hash(self) -> str:
        """SHA-256 over language, task, code and summary of every example, in order; sources don't count."""
        digest = hashlib.sha256()
        for one in self.examples:
            digest.update(json.dumps([one.language, one.task, one.code, one.summary]).encode() + b"\n")
        return digest.hexdigest()


def drawn(examples: DocumentedSet, count: int, seed: int) -> DocumentedSet:
    """So many examples of each language, drawn by a hash of their unit and `seed`, in their order; all where 0.

    More of them hold the fewer: a learning curve's smaller amounts are parts of its larger ones.
    """
    if count <= 0:
        return examples
    kept: set[int] = set()
    for language in examples.languages:
        own = [place for place, one in enumerate(examples.examples) if one.language == language]
        own.sort(key=lambda place: (_lot(examples.examples[place].unit, seed), place))
        kept.update(own[:count])
    return replace(examples, examples=tuple(one for place, one in enumerate(examples.examples) if place in kept))


def _lot(unit: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {unit}".encode()).digest()
