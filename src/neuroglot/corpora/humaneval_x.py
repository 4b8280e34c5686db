"""HumanEval-X (Zheng et al. 2023) and everything in its JSONL form, from a folder or a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from neuroglot.core.corpus import Problem, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import canonical
from neuroglot.corpora.text import json_lines

_NEEDED = ("task_id", "prompt", "canonical_solution", "test")


def humaneval_x_problems(path: Path) -> tuple[Problem, ...]:
    """Every problem in a file, or in all `*.jsonl` and `*.jsonl.gz` files of a folder, in the order of their names.

    The language is the part of `task_id` before the slash, the task the part behind it. Our own exports add
    `alternatives`, other solutions of the same problem, and `family`. Raises NeuroglotError on a line that lacks a
    field.
    """
    files = sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")]) if path.is_dir() else [path]
    if not files:
        raise NeuroglotError(f"{path} holds no .jsonl or .jsonl.gz file")
    return tuple(_problem(file, number, row) for file in files for number, row in json_lines(file))


def _problem(path: Path, number: int, row: dict[str, Any]) -> Problem:
    missing = [name for name in _NEEDED if not isinstance(row.get(name), str)]
    if missing:
        raise NeuroglotError(f"{path}:{number}: not in HumanEval-X's form, it lacks {', '.join(missing)}")
    language, _, task = row["task_id"].partition("/")
    try:
        language = canonical(language)
    except ValueError as error:
        raise NeuroglotError(f"{path}:{number}: {error}") from error
    return Problem(
        task_id=row["task_id"],
        task=str(row.get("task", task)),
        language=language,
        description=str(row.get("description") or row.get("text") or row.get("docstring") or ""),
        prompt=row["prompt"],
        declaration=row.get("declaration", ""),
        solutions=(row["canonical_solution"], *row.get("alternatives", ())),
        test=row["test"],
        test_setup=row.get("test_setup", ""),
        example_test=row.get("example_test", ""),
        family=row.get("family", ""),
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
