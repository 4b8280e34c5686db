"""Problems whose solutions have random names: the same programs to a machine, other words to a reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from neuroglot.core.corpus import Problem
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.rows import Row
from neuroglot.languages.comments import strip_comments
from neuroglot.languages.renaming.book import words_of
from neuroglot.languages.renaming.names import fresh_names
from neuroglot.languages.renaming.plan import Key, changing, edited, reading
from neuroglot.languages.renaming.spots import Reading, Spot

_READ = ("prompt", "declaration", "test", "example_test", "test_setup", "canonical_solution")


@dataclass(frozen=True, slots=True)
class Copy:
    """A renamed problem and its row. `names` are the new names by the old ones, `kept` the program's own that stay."""

    problem: Problem
    row: Row
    names: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]


def renamed_problem(problem: Problem, row: Row, seed: int) -> Copy:
    """The problem with random names in its prompt, its declaration and its solutions, the same for equal seeds.

    What the tests can name stays: whatever is seen outside of functions by a name that the tests use, and the entry
    point. Equal names become equal names, in every part. Raises NeuroglotError where prompt and solution are no whole
    program, or there is no solution.
    """
    if not problem.solutions:
        raise NeuroglotError(f"{problem.task_id} has no solution")
    outside = _named_outside(problem, row)
    heads = [_read(problem, problem.prompt, solution) for solution in problem.solutions]
    declared = _declaration(problem)
    parts = [*heads, declared] if declared else heads
    readings = [found for found, _ in parts]
    frozen = [spot for found, end in heads for spot in found.spots if spot.start >= end]
    written = {(spot.group, spot.name) for found, end in parts for spot in found.spots if spot.start < end}
    changes = changing(readings, outside, frozen) & written
    fields = "\n".join(str(row.get(name) or "") for name in _READ)
    taken = words_of("\n".join([fields, problem.test, *problem.solutions])) | outside
    names = fresh_names(problem.language, {name for _, name in changes}, taken, f"{seed} {problem.task_id}")
    new = _rewritten(problem, [found for found, _ in heads], declared, changes, names)
    kept = {
        name
        for group, name in written & {key for found in readings for key in found.declared}
        if (group, name) not in changes
    }
    return Copy(new, _row(row, problem, new), tuple(sorted(names.items())), tuple(sorted(kept - outside)))


def _named_outside(problem: Problem, row: Row) -> frozenset[str]:
    """The words of the tests, their comments left out, and the entry point."""
    tests = [strip_comments(problem.language, text) for text in (problem.test, problem.example_test) if text]
    entry = row.get("entry_point")
    return words_of("\n".join([*tests, entry if isinstance(entry, str) else ""]))


def _read(problem: Problem, head: str, solution: str) -> tuple[Reading, int]:
    """What is read of a program with its tests (without them, where they don't parse), and where its code ends."""
    code = problem.test_setup + head + solution
    try:
        found = reading(problem.language, f"{code}\n{problem.test}")
    except NeuroglotError:
        found = reading(problem.language, code)
    return found, len(code.encode())


def _declaration(problem: Problem) -> tuple[Reading, int] | None:
    if not problem.declaration:
        return None
    try:
        return _read(problem, problem.declaration, problem.solutions[0])
    except NeuroglotError:
        return None


def _rewritten(
    problem: Problem,
    heads: Sequence[Reading],
    declared: tuple[Reading, int] | None,
    changes: frozenset[Key],
    names: dict[str, str],
) -> Problem:
    start = len(problem.test_setup.encode())
    behind = start + len(problem.prompt.encode())
    prompt = edited(problem.prompt, _within(heads[0].spots, start, behind), changes, names)
    solutions = tuple(
        edited(solution, _within(found.spots, behind, behind + len(solution.encode())), changes, names)
        for solution, found in zip(problem.solutions, heads, strict=True)
    )
    declaration = problem.declaration
    if declared is not None:
        spots = _within(declared[0].spots, start, start + len(declaration.encode()))
        declaration = edited(declaration, spots, changes, names)
    return replace(problem, prompt=prompt, solutions=solutions, declaration=declaration)


def _within(spots: Iterable[Spot], start: int, end: int) -> list[Spot]:
    """The spots of a part of a program, from its beginning on."""
    return [
        replace(spot, start=spot.start - start, end=spot.end - start)
        for spot in spots
        if start <= spot.start and spot.end <= end
    ]


def _row(row: Row, old: Problem, new: Problem) -> Row:
    """The row with the new texts where the old ones were."""
    texts = dict(zip(old.solutions, new.solutions, strict=True))
    found: dict[str, Any] = dict(row)
    found["prompt"] = new.prompt if row["prompt"] == old.prompt else new.prompt.removesuffix("\n")
    if isinstance(row.get("declaration"), str) and old.declaration:
        found["declaration"] = new.declaration
    found["canonical_solution"] = texts.get(row.get("canonical_solution") or "", row.get("canonical_solution"))
    if isinstance(row.get("alternatives"), list):
        found["alternatives"] = [texts.get(one, one) for one in row["alternatives"]]
    return found
