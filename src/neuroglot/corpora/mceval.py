"""McEval (Chai et al. 2025), the generation task: problems written by hand for each of its forty languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.corpora.rows import Row, ended, known_language, require, rows_of, solutions, text

_NEEDED = ("task_id", "prompt", "test")


def mceval_problems(files: Sequence[Path]) -> ProblemSet:
    """Every problem in the files, in their order; problems of other languages are passed over and counted.

    McEval's harness puts prompt, solution and test on lines of their own, and most prompts end within a line (in
    Python behind the docstring's quotes), so that line is ended here. Languages don't share tasks (`Python/4` is not
    `CPP/4`): the task is the whole `task_id`. Raises NeuroglotError on a line that lacks a field.
    """
    problems, others = [], Counter[str]()
    for place, row in rows_of(files):
        require(place, row, "McEval's", _NEEDED)
        name = row["task_id"].partition("/")[0]
        language = known_language(name)
        if language is None:
            others[name] += 1
        else:
            problems.append(_problem(place, row, language))
    return ProblemSet("mceval", "", tuple(problems), tuple(sorted(others.items())))


def _problem(place: str, row: Row, language: str) -> Problem:
    return Problem(
        task_id=row["task_id"],
        task=row["task_id"],
        language=language,
        description=text(place, row, "docstring"),
        prompt=ended(row["prompt"]),
        declaration="",
        solutions=solutions(place, row),
        test=row["test"],
    )
