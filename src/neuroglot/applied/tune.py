"""Tuning as a run has it: a method's neurons, lessons in a language, and what is measured in all; and in a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import TITLES
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.corpora.instructions import INSTRUCTIONS, PROGRAMS, load_lessons, programs_as_problems
from neuroglot.corpora.problems import PROBLEMS, load_problems, sample_problems
from neuroglot.execution.judge import JudgeOptions
from neuroglot.models.subject import Subject
from neuroglot.stages.select import METHODS
from neuroglot.stages.tune import CompareOptions, Given, Teaching, compare, compare_request


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """Which language is taught, from what, by whose neurons."""

    target: Annotated[str, "the language that is taught"] = "go"
    method: Annotated[str, "the method that chose its neurons"] = "margin"
    neurons: Annotated[int, "at most so many neurons a language, chosen anew; 0: the newest selection's own"] = 0
    instructions: Annotated[str, INSTRUCTIONS] = "bundled"
    validating: Annotated[int, "tasks of the instructions that are held out, at most; 0: all that are"] = 100


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """What is measured in every language."""

    problems: Annotated[str, f"{PROBLEMS}; or programs:CORPUS, whose programs' loss is measured"] = "bundled"
    write_for: Annotated[str, "problems that programs are written for; those of --problems if not given"] = ""
    split: Annotated[str, "test, or validation to look before confirming; of public benchmarks also all"] = "test"
    tasks: Annotated[int, "problems of so many tasks a language, for the loss of their solutions; 0: all"] = 0
    pass_tasks: Annotated[int, "of those, so many for which programs are written and run; 0: all"] = 0
    programs: Annotated[bool, "write and run programs; without, losses alone"] = True


@dataclass(frozen=True, slots=True)
class Amounts:
    """One comparison of a study: what is taught, what is measured, and how."""

    asked: TargetOptions
    measured: MeasureOptions
    comparing: CompareOptions
    teaching: Teaching


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


def tested(asked: MeasureOptions, languages: Sequence[str]) -> tuple[ProblemSet, ProblemSet]:
    """The problems that losses are measured on, and those that programs are written for: none without `programs`, and
    none where the problems are programs of a corpus, which have no tests, and nothing else was given to write for."""
    split = "" if asked.split == "all" else asked.split
    name, _, rest = asked.problems.partition(":")
    if name == PROGRAMS:
        measured = sample_problems(programs_as_problems(rest, split, languages), asked.tasks, seed=0)
        able = replace(measured, problems=())
    else:
        measured = able = sample_problems(load_problems(asked.problems, split, languages), asked.tasks, seed=0)
    if not asked.programs:
        return measured, replace(able, problems=())
    if asked.write_for:
        able = load_problems(asked.write_for, split, languages)
    return measured, sample_problems(able, asked.pass_tasks, seed=0)


def run_tunings(
    run: Path,
    subject: Subject,
    found: tuple[Mapping[str, Sets], NeuronStatistics],
    comparisons: Sequence[Amounts],
    running: tuple[JudgeOptions, str],
    progress: Progress,
) -> list[dict[str, str]]:
    """The comparisons of a study; what was left out, and why.

    `found` holds every method's sets and what they were chosen from, `running` how programs are run and, where they
    can't be, the reason: then losses are measured alone.
    """
    rows = []
    for amounts in comparisons:
        what = f"tuning {TITLES[amounts.asked.target]} on {amounts.asked.instructions}"
        try:
            run_tune(run, subject, found, _able(amounts, *running), progress)
        except NeuroglotError as error:
            progress.say(f"no {what}: {error}")
            rows.append({"what": what, "why": str(error)})
            continue
        if running[1] and amounts.measured.programs:
            rows.append({"what": f"programs after {what}", "why": running[1]})
    return rows


def run_tune(
    run: Path,
    subject: Subject,
    found: tuple[Mapping[str, Sets], NeuronStatistics],
    amounts: Amounts,
    progress: Progress,
) -> None:
    """One comparison into a run. Raises NeuroglotError where its language or method is none of the run's."""
    asked, (chosen, statistics) = amounts.asked, found
    if asked.target not in statistics.languages:
        raise NeuroglotError(f"{asked.target} is not among the languages: {', '.join(statistics.languages)}")
    if asked.neurons:
        sets = sets_of_size(statistics, asked.method, asked.neurons)
    elif asked.method in chosen:
        sets = chosen[asked.method]
    else:
        raise NeuroglotError(f"{asked.method} chose no neurons; these did: {', '.join(chosen)}")
    lessons = load_lessons(asked.instructions, asked.target, asked.validating)
    given = Given(lessons, asked.method, sets, *tested(amounts.measured, statistics.languages))
    artifact = open_artifact(run, compare_request(subject, given, amounts.comparing, amounts.teaching))
    compare(subject, given, amounts.comparing, amounts.teaching, artifact, progress)


def _able(amounts: Amounts, judging: JudgeOptions, why: str) -> Amounts:
    """The same, run as this machine can."""
    measured = replace(amounts.measured, programs=amounts.measured.programs and not why)
    return replace(amounts, measured=measured, teaching=replace(amounts.teaching, judging=judging))
