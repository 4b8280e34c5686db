"""HumanEval-X (Zheng et al. 2023) and everything in its JSONL form, from a folder or a file."""

from __future__ import annotations

from pathlib import Path

from neuroglot.core.corpus import Problem, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import canonical
from neuroglot.corpora.rows import Row, ended, files_of, require, rows_of, solutions, text

_NEEDED = ("task_id", "prompt", "canonical_solution", "test")


def humaneval_x_problems(path: Path) -> tuple[Problem, ...]:
    """Every problem in a file, or in all `*.jsonl` and `*.jsonl.gz` files of a folder, in the order of their names.

    The language is the part of `task_id` before the slash, the task the part behind it. Our own exports add
    `alternatives`, other solutions of the same problem, and `family`; their programs are whole as they stand, others
    follow the conventions of HumanEval-X's harness. A problem whose canonical solution is empty has no solutions.
    Raises NeuroglotError on a line that lacks a field.
    """
    return tuple(_problem(place, row) for place, row in rows_of(files_of(path)))


def _problem(place: str, row: Row) -> Problem:
    require(place, row, "HumanEval-X's", _NEEDED)
    language, _, task = row["task_id"].partition("/")
    try:
        language = canonical(language)
    except ValueError as error:
        raise NeuroglotError(f"{place}: {error}") from error
    return Problem(
        task_id=row["task_id"],
        task=task if row.get("task") is None else str(row["task"]),
        language=language,
        description=text(place, row, "description") or text(place, row, "text") or text(place, row, "docstring"),
        prompt=row["prompt"],
        declaration=text(place, row, "declaration"),
        solutions=solutions(place, row),
        test=row["test"],
        test_setup=ended(text(place, row, "test_setup")),
        example_test=text(place, row, "example_test"),
        family=text(place, row, "family"),
        conventions="" if "alternatives" in row else "humaneval_x",
    )


def code_only(problems: tuple[Problem, ...], source: str) -> tuple[Snippet, ...]:
    """Every solution under its declaration: the program without the description.

    The prompt's docstring is the same English in every language; left in, it would blur what is compared.
    """
    return tuple(
        Snippet(problem.language, (problem.declaration or problem.prompt) + solution, source, problem.task)
        for problem in problems
        for solution in problem.solutions
    )
