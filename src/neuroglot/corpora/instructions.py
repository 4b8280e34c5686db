"""Instructions and answers to learn a language from: the bundled tasks, McEval-Instruct, or rows of one's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from neuroglot.core.artifacts import content_hash
from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import drawn_units
from neuroglot.core.registry import lookup
from neuroglot.corpora import bundled
from neuroglot.corpora.hub import PREFIX, hub_file
from neuroglot.corpora.load import load_corpus
from neuroglot.corpora.rows import Row, ended, known_language, require
from neuroglot.corpora.text import json_lines, read_utf8

INSTRUCTIONS = (
    "bundled, mceval_instruct[:PATH], a .jsonl or .json file (instruction, output, language if mixed), or "
    "programs:CORPUS, whole programs of its validation split"
)
PROGRAMS = "programs"
"""What stands before a corpus whose programs are learned, or measured, whole."""
MCEVAL_INSTRUCT = f"{PREFIX}Multilingual-Multimodal-NLP/McEval-Instruct/McEval-Instruct.json"
HELD_OUT = 0.1
"""The share of tasks that validate where a source has no split of its own."""
FEWER = 0.25
"""The same of programs, which are fewer and longer."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What is asked, what is answered, and the task by which answers to one question stay together."""

    prompt: str
    answer: str
    task: str


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned in one language, and what learning rates are chosen and trainings stopped by. Tasks are apart."""

    name: str
    language: str
    learned: tuple[Instruction, ...]
    held_out: tuple[Instruction, ...]

    def hash(self) -> str:
        """SHA-256 over every text of both parts, in order."""
        return content_hash([[[one.prompt, one.answer] for one in part] for part in (self.learned, self.held_out)])


def load_lessons(spec: str, language: str, validating: int = 0) -> Lessons:
    """The instructions of a source in a language; of those held out at most those of `validating` tasks, 0: all.

    `bundled`: every solution of the adapt pool's problems is learned, whose families of tasks no other pool has; the
    validation pool is held out. Of rows a tenth of the tasks is held out, by hash, of programs a quarter. A row's
    language is its `language`; rows without one are taken to be in the language that is asked for. Raises
    NeuroglotError where there is nothing in the language, and where a row has no instruction and output.
    """
    name, _, rest = spec.partition(":")
    path = Path(spec).expanduser()
    if path.is_file():
        found = _cut(path.name, language, _read(path, language))
    else:
        try:
            found = lookup("instructions", name, SOURCES)(rest, language)
        except NeuroglotError as error:
            raise NeuroglotError(f"{error}; a .jsonl or .json file that is there works too") from error
    if not found.learned or not found.held_out:
        raise NeuroglotError(
            f"{spec} has {len(found.learned)} instructions to learn and {len(found.held_out)} to validate with in "
            f"{language}: both are needed"
        )
    kept = drawn_units(((language, one.task) for one in found.held_out), validating, seed=0) if validating else None
    held_out = tuple(one for one in found.held_out if kept is None or one.task in kept)
    return replace(found, held_out=held_out)


def answers_of(problems: Iterable[Problem]) -> tuple[Instruction, ...]:
    """Every solution of every problem as an answer to its prompt."""
    return tuple(
        Instruction(problem.prompt, solution, problem.task) for problem in problems for solution in problem.solutions
    )


def _bundled(rest: str, language: str) -> Lessons:
    if rest:
        raise NeuroglotError(f"the bundled instructions take nothing behind a colon, not {rest!r}")
    learned, held_out = (answers_of(bundled.problems(pool, (language,))) for pool in ("adapt", "validation"))
    return Lessons("bundled", language, learned, held_out)


def _mceval_instruct(rest: str, language: str) -> Lessons:
    path = Path(rest).expanduser() if rest else hub_file(MCEVAL_INSTRUCT)
    if not path.is_file():
        raise NeuroglotError(f"there is no file {rest}")
    return _cut("mceval_instruct", language, _read(path, language))


def _read(path: Path, language: str) -> list[Instruction]:
    found = []
    for place, row in _rows(path):
        require(place, row, "instructions'", ("instruction", "output"))
        named = row.get("language")
        if named is None or (isinstance(named, str) and known_language(named) == language):
            prompt = ended(row["instruction"])
            found.append(Instruction(prompt, row["output"], prompt))
    return found


def _rows(path: Path) -> Iterator[tuple[str, Row]]:
    """The rows of a file of JSON lines, or of one JSON list."""
    if not path.name.endswith(".json"):
        yield from ((f"{path}:{number}", row) for number, row in json_lines(path))
        return
    try:
        whole = json.loads(read_utf8(path))
    except ValueError as error:
        raise NeuroglotError(f"{path} can't be read as JSON: {error}") from error
    if not isinstance(whole, list) or not all(isinstance(row, dict) for row in whole):
        raise NeuroglotError(f"{path}: expected a list of objects with instruction and output")
    yield from ((f"{path}, row {number}", row) for number, row in enumerate(whole, start=1))


def _programs(spec: str, language: str) -> Lessons:
    """Whole programs, without a prompt."""
    corpus = load_corpus(spec, "validation", (language,))
    found = [Instruction("", one.text, one.task or one.text) for one in corpus.snippets]
    return _cut(f"{PROGRAMS}:{corpus.name}", language, found, FEWER)


def programs_as_problems(spec: str, split: str, languages: Sequence[str]) -> ProblemSet:
    """The programs of a split of a corpus as problems without prompt and tests: their loss can be measured."""
    corpus = load_corpus(spec, split or "test", languages)
    problems = tuple(
        Problem(f"{one.language}/{place}", one.task or one.text, one.language, "", "", "", (one.text,), "")
        for place, one in enumerate(corpus.snippets)
    )
    return ProblemSet(f"{PROGRAMS}:{corpus.name}", corpus.split, problems)


def _cut(name: str, language: str, found: Sequence[Instruction], share: float = HELD_OUT) -> Lessons:
    """A share of the tasks is held out, at least one: those with the lowest hashes."""
    tasks = sorted({one.task for one in found}, key=lambda task: hashlib.sha256(task.encode()).digest())
    kept = set(tasks[: max(1, round(share * len(tasks)))])
    learned, held_out = (tuple(one for one in found if (one.task in kept) is side) for side in (False, True))
    return Lessons(name, language, learned, held_out)


SOURCES: dict[str, Callable[[str, str], Lessons]] = {
    "bundled": _bundled,
    "mceval_instruct": _mceval_instruct,
    PROGRAMS: _programs,
}
