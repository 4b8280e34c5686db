"""Count the names that survive a renaming, by the independent scopers of `scoping`.

python -m tests.languages.survivors ORIGINAL RENAMED [LANGUAGES] [TASKS]
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from neuroglot.core.corpus import Problem
from neuroglot.corpora.problems import load_problems
from neuroglot.execution.assemble import program_of
from neuroglot.languages.comments import strip_comments
from neuroglot.languages.renaming.book import words_of
from tests.languages.scoping import declared_names, missing

_WITH_TESTS = ("java", "cpp")
"""Languages whose programs are whole, or have a `main`, only with their tests."""


def text_of(problem: Problem) -> str:
    program = program_of(problem, problem.solutions[0])
    return program.text if problem.language in _WITH_TESTS else program.code


def survivors(before: Problem, after: Problem, folder: Path) -> tuple[set[str], set[str]]:
    """Names that both declare, as (not named by the tests, named by them)."""
    old, new = declared_names(before.language, [text_of(before), text_of(after)], folder)
    named = words_of(strip_comments(before.language, f"{before.test}\n{before.example_test}"))
    return (old & new) - named, old & new & named


def main(original: str, renamed: str, languages: str = "", tasks: str = "0") -> None:
    old = {problem.task_id: problem for problem in load_problems(original).problems}
    counts: dict[str, list[int]] = {}
    for problem in load_problems(renamed).problems:
        language = problem.language
        wanted = not languages or language in languages.split(",")
        done = counts.get(language, [0])[0]
        if not wanted or missing(language) or (int(tasks) and done >= int(tasks)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            left, named = survivors(old[problem.task_id], problem, Path(folder))
        row = counts.setdefault(language, [0, 0, 0])
        row[0], row[1], row[2] = row[0] + 1, row[1] + bool(left), row[2] + len(named)
        if left:
            print(problem.task_id, sorted(left), file=sys.stderr)
    names = ("programs", "with survivors", "names that tests use")
    print(json.dumps({language: dict(zip(names, row, strict=True)) for language, row in counts.items()}, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
