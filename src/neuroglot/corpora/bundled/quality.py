"""How different two implementations of a task are, and what its tests notice."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from neuroglot.core.corpus import Problem
from neuroglot.corpora.bundled import inputs
from neuroglot.corpora.bundled.interpret import OutOfBoundsError, compiled, source_of
from neuroglot.corpora.bundled.ir import Function, Stmt
from neuroglot.corpora.bundled.mutate import mutants
from neuroglot.corpora.bundled.programs import solution
from neuroglot.corpora.bundled.render.engine import mentioned
from neuroglot.corpora.bundled.tasks import Case, Task

TRIALS = 80
"""Inputs on which a mutant must agree with the program to be taken for equivalent."""

_INTERESTING = (2, 3, 4, 5, 8, 10, 15, 20, 30)


def tokens(text: str) -> frozenset[str]:
    """The words and punctuation marks of a program that has no comments."""
    return frozenset(re.findall(r"\w+|[^\w\s]", text))


def jaccard(one: str, other: str) -> float:
    """The share of tokens that two programs have in common (Jaccard 1901), of those that either has."""
    left, right = tokens(one), tokens(other)
    return len(left & right) / len(left | right)


def _outcome(call: Any, arguments: Sequence[Any]) -> Any:
    try:
        return call(arguments)
    except OutOfBoundsError as error:
        return error


def _fails(call: Any, cases: Sequence[Case]) -> bool:
    """Whether one of the cases gives something else, or an error."""
    for case in cases:
        result = _outcome(call, case.arguments)
        if isinstance(result, OutOfBoundsError) or result != case.result:
            return True
    return False


def _ends(call: Any, cases: Sequence[Case]) -> bool:
    return all("steps" not in str(_outcome(call, case.arguments)) for case in cases)


def _uses_all(function: Function) -> bool:
    """Whether every variable that is declared is looked at: some languages refuse others."""
    declared: set[str] = set()
    used: set[str] = set()

    def look(statements: tuple[Stmt, ...]) -> None:
        for statement in statements:
            if statement.kind == "let":
                declared.update(statement.names)
            used.update(mentioned((replace(statement, names=(), bodies=()),)))
            for body in statement.bodies:
                look(body)

    look(function.body)
    return declared <= used


def _random_cases(task: Task, call: Any) -> list[Case]:
    random_source = random.Random(task.id)
    cases = []
    for trial in range(TRIALS):
        arguments = inputs.arguments(task.domains, random_source, _INTERESTING, trial)
        result = _outcome(call, arguments)
        if not isinstance(result, OutOfBoundsError):
            cases.append(Case(arguments, result))
    return cases


def wrong_versions(task: Task, function: Function) -> list[tuple[Function, bool]]:
    """The function's mutants that do something else, that end, and whether the task's tests notice (interpreted)."""
    changed = [f for f in mutants(function) if _uses_all(f)]
    bare = [source_of(replace(f, helpers=())) for f in (function, *changed)]
    callers = compiled(bare, function.name, "\n".join(source_of(h) for h in function.helpers))
    more = _random_cases(task, callers[0])
    found = []
    for version, call in zip(changed, callers[1:], strict=True):
        noticed = _fails(call, task.cases)
        if (noticed or _fails(call, more)) and _ends(call, task.cases):
            found.append((version, noticed))
    return found


def drawn_versions(task: Task, most: int, random_source: random.Random) -> list[Function]:
    """So many wrong versions of each implementation of a task, drawn among all."""
    drawn: list[Function] = []
    for function in task.functions:
        versions = [version for version, _ in wrong_versions(task, function)]
        drawn += random_source.sample(versions, min(most, len(versions)))
    return drawn


def wrong_programs(task: Task, row: Problem, versions: Sequence[Function]) -> list[str]:
    """Wrong versions as whole programs with the task's tests: each should fail."""
    texts = [solution(task, version, row.language) for version in versions]
    return [row.test_setup + row.prompt + text + row.test for text in texts]
