"""What tuning works on, from a run: a method's neurons, lessons in a language, and problems in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.corpora.instructions import PROGRAMS, load_lessons, programs_as_problems
from neuroglot.corpora.problems import load_problems, sample_problems
from neuroglot.models.subject import Subject
from neuroglot.stages.select import METHODS
from neuroglot.stages.tune import CompareOptions, Given, Teaching, compare, compare_request


def sets_of_size(statistics: NeuronStatistics, method: str, neurons: int) -> Sets:
    """At most so many neurons of every language, chosen by a method at its defaults from a recording.

    Raises NeuroglotError for an unknown method, and one that chooses no given number.
    """
    if method not in METHODS:
        raise NeuroglotError(f"unknown method {method!r}; known: {', '.join(METHODS)}")
    chosen = METHODS[method]
    if "per_language" not in {field.name for field in fields(chosen.options)}:
        able = [
            name for name, one in METHODS.items() if "per_language" in {field.name for field in fields(one.options)}
        ]
        raise NeuroglotError(f"{method} chooses no given number of neurons; these do: {', '.join(able)}")
    return chosen.choose(statistics, chosen.options(per_language=neurons))


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much a study tunes: the taught language, the method and how many of its neurons (0: its own number), tasks
    that learning rates are chosen on, tasks whose solutions' loss is tested and for which programs are written (0: all;
    None: no program), and the options."""

    target: str
    method: str
    neurons: int
    validating: int
    tasks: int
    pass_tasks: int | None
    comparing: CompareOptions
    teaching: Teaching


def tested(
    problems: str, split: str, languages: Sequence[str], tasks: int, pass_tasks: int | None
) -> tuple[ProblemSet, ProblemSet]:
    """The problems that losses are measured on, and those of them that programs are written for; programs of a corpus
    (`programs:CORPUS`) have no tests, so none are."""
    name, _, rest = problems.partition(":")
    if name == PROGRAMS:
        found = sample_problems(programs_as_problems(rest, split, languages), tasks, seed=0)
        return found, replace(found, problems=())
    found = sample_problems(load_problems(problems, split, languages), tasks, seed=0)
    written = replace(found, problems=()) if pass_tasks is None else sample_problems(found, pass_tasks, seed=0)
    return found, written


def run_tune(
    run: Path,
    subject: Subject,
    source: tuple[str, str],
    found: tuple[Sets, NeuronStatistics],
    amounts: Amounts,
    progress: Progress,
) -> tuple[Result, ...]:
    """A study's comparison. `source` names the instructions and the problems, `found` holds the method's sets and what
    they were chosen from."""
    instructions, problems = source
    sets, statistics = found
    if amounts.neurons:
        sets = sets_of_size(statistics, amounts.method, amounts.neurons)
    lessons = load_lessons(instructions, amounts.target, amounts.validating)
    test, written = tested(problems, "test", statistics.languages, amounts.tasks, amounts.pass_tasks)
    given = Given(lessons, amounts.method, sets, test, written)
    artifact = open_artifact(run, compare_request(subject, given, amounts.comparing, amounts.teaching))
    return compare(subject, given, amounts.comparing, amounts.teaching, artifact, progress)
