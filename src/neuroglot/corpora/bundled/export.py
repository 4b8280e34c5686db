"""The problems in HumanEval-X's JSONL form, for harnesses that read that form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from neuroglot.core.corpus import Problem


def _row(problem: Problem) -> dict[str, Any]:
    row: dict[str, Any] = {
        "task_id": problem.task_id,
        "prompt": problem.prompt,
        "canonical_solution": problem.solutions[0],
        "test": problem.test,
        "declaration": problem.declaration,
        "example_test": problem.example_test,
    }
    if problem.language in ("java", "python"):
        row["text"] = problem.description
    if problem.language == "go":
        imports, found, start = problem.declaration.partition("func ")
        row["import"] = imports.rstrip("\n") + "\n" if imports.strip() else ""
        row["docstring"] = problem.prompt.removeprefix(imports).removesuffix(found + start)
        row["test_setup"] = problem.test_setup
    own = {
        "task": problem.task,
        "description": problem.description,
        "family": problem.family,
        "depth": problem.family.count("/"),
        "alternatives": list(problem.solutions[1:]),
    }
    return {**row, **own}


def to_humaneval_x(problems: Iterable[Problem]) -> Iterator[dict[str, Any]]:
    """One row for each problem: HumanEval-X's fields of its language, and our own.

    Our own are `task` (equal in every language), `description`, `family`, `depth` (how many operations are composed)
    and `alternatives` (the other solutions).
    """
    return (_row(problem) for problem in problems)
