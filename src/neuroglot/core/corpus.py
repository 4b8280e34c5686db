"""What the models read: snippets of code, problems with tests, and labelled pairs. Three types, not one with holes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from neuroglot.core.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code in one language.

    `source` says where it came from (a path, or corpus and split); snippets with the same `task` are the same
    program in different languages or implementations.
    """

    language: str
    text: str
    source: str
    task: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A programming task in one language, with tests, in HumanEval-X's division of a program.

    `prompt + solution + test` is a whole program (Go's `test_setup` stands before it) that exits with 0 only if
    `solution` is right. `solutions[0]` is the canonical one; the others do the same in another way; a benchmark may
    give none. `task` is equal for the same task in every language.
    """

    task_id: str
    task: str
    language: str
    description: str
    prompt: str
    declaration: str
    solutions: tuple[str, ...]
    test: str
    test_setup: str = ""
    example_test: str = ""
    family: str = ""
    conventions: str = ""


@dataclass(frozen=True, slots=True)
class ProblemSet:
    """Problems under the name of their benchmark and a split (empty: all of it). The order is part of it.

    `passed_over` counts, by language, the rows of the source in languages that have no name here.
    """

    name: str
    split: str
    problems: tuple[Problem, ...]
    passed_over: tuple[tuple[str, int], ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that occur, in the house order."""
        present = {problem.language for problem in self.problems}
        return tuple(language for language in LANGUAGES if language in present)

    def hash(self) -> str:
        """SHA-256 over what a model is given and what its answer is tested with, in order."""
        digest = hashlib.sha256()
        for row in self.problems:
            parts = [row.task_id, row.language, row.test_setup, row.prompt, row.test]
            digest.update(json.dumps(parts, ensure_ascii=True).encode() + b"\n")
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two snippets and whether they do the same thing."""

    left: Snippet
    right: Snippet
    clones: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """Snippets under a name and a split. The order is part of the corpus and of its hash."""

    name: str
    split: str
    snippets: tuple[Snippet, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that occur, in the house order."""
        present = {snippet.language for snippet in self.snippets}
        return tuple(language for language in LANGUAGES if language in present)

    def hash(self) -> str:
        """SHA-256 over language, task and text of every snippet, in order; sources (paths) don't count."""
        digest = hashlib.sha256()
        for snippet in self.snippets:
            row = json.dumps([snippet.language, snippet.task, snippet.text], ensure_ascii=True)
            digest.update(row.encode() + b"\n")
        return digest.hexdigest()


def of_languages(corpus: Corpus, languages: Sequence[str]) -> Corpus:
    """The part of a corpus that is in one of the given languages."""
    kept = tuple(snippet for snippet in corpus.snippets if snippet.language in languages)
    return Corpus(corpus.name, corpus.split, kept)
