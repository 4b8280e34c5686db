"""MBXP and multilingual HumanEval (Athiwaratkun et al. 2023), both in the form of the mxeval repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.rows import Row, ended, known_language, require, rows_of, solutions, text

_NEEDED = ("task_id", "prompt", "test", "entry_point")


def mbxp_problems(files: Sequence[Path]) -> ProblemSet:
    """Every problem in the files, in their order; problems of other languages are passed over and counted.

    `task_id` is `MBJP/12` or `HumanEval_java/12`: the number is the task, the same in every language. Where a row has
    no `language`, as in OpenAI's own HumanEval, it is Python. Most rows have no canonical solution, and those of MBXP
    are models' answers that pass the three tests, not references. Raises NeuroglotError on a line that lacks a field.
    """
    problems, others = [], Counter[str]()
    for place, row in rows_of(files):
        require(place, row, "MBXP's", _NEEDED)
        name = text(place, row, "language") or _unnamed(place, row)
        language = known_language(name)
        if language is None:
            others[name] += 1
        else:
            problems.append(_problem(place, row, language))
    name = "multi_humaneval" if problems and problems[0].task_id.startswith("HumanEval") else "mbxp"
    return ProblemSet(name, "", tuple(problems), tuple(sorted(others.items())))


def _unnamed(place: str, row: Row) -> str:
    if row["task_id"].startswith("HumanEval/"):
        return "python"
    raise NeuroglotError(f"{place}: not in MBXP's form, it lacks language")


def _problem(place: str, row: Row, language: str) -> Problem:
    """The harness of mxeval runs prompt + solution + test, and in Python calls `check` on the function.

    Ruby's prompts end within the line of `def`; it is ended, so that a solution may begin with any statement.
    """
    test: str = row["test"]
    if language == "python":
        test = f"{ended(test)}check({row['entry_point']})\n"
    return Problem(
        task_id=row["task_id"],
        task=row["task_id"].rpartition("/")[2],
        language=language,
        description=text(place, row, "description"),
        prompt=ended(row["prompt"]),
        declaration="",
        solutions=solutions(place, row),
        test=test,
    )
