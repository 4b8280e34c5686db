"""From what the user typed to a set of problems with tests: the bundled ones, or a public benchmark's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from neuroglot.core.corpus import Problem, ProblemSet, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import drawn_units, halves, unit_of_resampling
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.registry import lookup
from neuroglot.corpora import bundled
from neuroglot.corpora.bundled.export import to_humaneval_x
from neuroglot.corpora.hub import hub_file, hub_files
from neuroglot.corpora.humaneval_x import humaneval_x_problems
from neuroglot.corpora.load import SPLITS
from neuroglot.corpora.mbxp import mbxp_problems
from neuroglot.corpora.mceval import mceval_problems
from neuroglot.corpora.rows import Row, files_of, rows_of

PROBLEMS = "bundled, humaneval_x:PATH, mceval:PATH, mbxp:PATH, a .jsonl file, or hf://datasets/OWNER/NAME/FILE"
"""What a user may give, in a line of help."""

Form = Callable[[Sequence[Path]], ProblemSet]
"""Reads the files of one form."""

Read = Callable[[str, str], ProblemSet]
"""From (what stands behind the colon, the split) to the problems of that split."""


def load_problems(spec: str, split: str = "", languages: Sequence[str] = LANGUAGES) -> ProblemSet:
    """The problems of a benchmark that are in one of the languages.

    `spec` is `bundled` (its splits are its pools; test unless said otherwise); `humaneval_x`, `mceval`, `mbxp` or
    `multi_humaneval`, with `:PATH` or from the hub; or only a path: a .jsonl file, a folder of them, or
    `hf://datasets/OWNER/NAME/FILE`, whose form is told by its first row. These have no splits of their own: without
    one all is taken, and `validation` or `test` is the half that a corpus of the same tasks has by that name.
    Raises NeuroglotError for a source that is not there, is broken, or holds nothing in these languages.
    """
    name, _, rest = spec.partition(":")
    is_place = name == "hf" or Path(spec).expanduser().exists()
    found = _recognized(spec, split) if is_place else _named(name)(rest, split)
    kept = tuple(problem for problem in found.problems if problem.language in languages)
    if not kept:
        held = [*found.languages, *(f"{other} ({count})" for other, count in found.passed_over)]
        raise NeuroglotError(
            f"{spec} has no problem in {', '.join(languages)}{f' ({split})' if split else ''}; "
            f"it holds {', '.join(held) or 'none'}; known languages: {', '.join(LANGUAGES)}"
        )
    return replace(found, problems=kept)


def load_rows(spec: str, split: str = "", languages: Sequence[str] = LANGUAGES) -> tuple[ProblemSet, dict[str, Row]]:
    """The problems as `load_problems` gives them, and the rows that they come from by `task_id`.

    Raises as `load_problems`.
    """
    found = load_problems(spec, split, languages)
    name, _, rest = spec.partition(":")
    if name == "bundled" and not Path(spec).expanduser().exists():
        return found, {row["task_id"]: row for row in to_humaneval_x(found.problems)}
    is_place = name == "hf" or Path(spec).expanduser().exists()
    files = _placed(spec) if is_place else _placed(rest) if rest else hub_files(name)
    wanted = {problem.task_id for problem in found.problems}
    return found, {row["task_id"]: row for _, row in rows_of(files) if row.get("task_id") in wanted}


def sample_problems(problem_set: ProblemSet, tasks: int, seed: int) -> ProblemSet:
    """The problems of so many tasks of each language, drawn by `seed`; all of them where `tasks` is 0.

    Tasks are drawn by hash, like a corpus's: a task is drawn in all of its languages.
    """
    if tasks <= 0:
        return problem_set
    kept = drawn_units(((row.language, _unit(row)) for row in problem_set.problems), tasks, seed)
    return replace(problem_set, problems=tuple(row for row in problem_set.problems if _unit(row) in kept))


def _stub(problem: Problem) -> Snippet:
    return Snippet(problem.language, "", "", problem.task)


def _unit(problem: Problem) -> str:
    return unit_of_resampling(_stub(problem))


def _cut(found: ProblemSet, split: str) -> ProblemSet:
    """A half of the tasks. Tasks without any solution, which no corpus holds, are dealt out apart from the others."""
    if not split:
        return found
    if split not in SPLITS:
        raise NeuroglotError(f"unknown split {split!r}; known: {', '.join(SPLITS)}, or none for all problems")
    solved = {problem.task for problem in found.problems if problem.solutions}
    kept: set[str] = set()
    for group in (True, False):
        rows = [problem for problem in found.problems if (problem.task in solved) is group]
        sides = halves([_stub(row) for row in rows], seed=0)
        kept.update(row.task for row, side in zip(rows, sides, strict=True) if side == SPLITS.index(split))
    return replace(found, split=split, problems=tuple(row for row in found.problems if row.task in kept))


def _named(name: str) -> Read:
    try:
        return lookup("benchmarks", name, BENCHMARKS)
    except NeuroglotError as error:
        raise NeuroglotError(f"{error}; a .jsonl file that is there, or a folder of them, works too") from error


def _recognized(spec: str, split: str) -> ProblemSet:
    files = _placed(spec)
    place, row = next(rows_of(files), ("", {}))
    if not place:
        raise NeuroglotError(f"{spec} is empty: it has no problem")
    return _read(_form(place, row), files, split)


def _form(place: str, row: Row) -> Form:
    if {"entry_point", "signature", "instruction"} <= row.keys():
        return mceval_problems
    if {"entry_point", "test"} <= row.keys():
        return mbxp_problems
    if {"task_id", "prompt", "test"} <= row.keys():
        return _exported if {"family", "alternatives"} <= row.keys() else _humaneval_x
    raise NeuroglotError(
        f"{place}: no known form of problems; HumanEval-X, McEval and MBXP are known, found {', '.join(sorted(row))}"
    )


def _placed(place: str) -> list[Path]:
    if place.startswith("hf:"):
        return [hub_file(place)]
    path = Path(place).expanduser()
    if not path.exists():
        raise NeuroglotError(f"there is no file or folder {place}")
    return files_of(path)


def _read(form: Form, files: Sequence[Path], split: str) -> ProblemSet:
    found = form(files)
    seen: set[str] = set()
    for problem in found.problems:
        if problem.task_id in seen:
            places = ", ".join(map(str, files))
            raise NeuroglotError(f"the problem {problem.task_id} is there twice in {places}; give one version of it")
        seen.add(problem.task_id)
    return _cut(found, split)


def _humaneval_x(files: Sequence[Path], name: str = "humaneval_x") -> ProblemSet:
    return ProblemSet(name, "", tuple(problem for file in files for problem in humaneval_x_problems(file)))


def _exported(files: Sequence[Path]) -> ProblemSet:
    return _humaneval_x(files, "bundled")


def _public(name: str, form: Form, rest: str, split: str) -> ProblemSet:
    return _read(form, _placed(rest) if rest else hub_files(name), split)


def _bundled(rest: str, split: str) -> ProblemSet:
    if rest:
        raise NeuroglotError(f"the bundled problems take nothing behind a colon, not {rest!r}")
    pool = split or "test"
    if pool not in bundled.POOLS:
        raise NeuroglotError(f"unknown split {pool!r}; the bundled pools are {', '.join(bundled.POOLS)}")
    return ProblemSet("bundled", pool, bundled.problems(pool))


BENCHMARKS: dict[str, Read] = {
    "bundled": _bundled,
    "humaneval_x": partial(_public, "humaneval_x", _humaneval_x),
    "mceval": partial(_public, "mceval", mceval_problems),
    "mbxp": partial(_public, "mbxp", mbxp_problems),
    "multi_humaneval": partial(_public, "multi_humaneval", mbxp_problems),
}
