"""What arms are tested on: solutions whose loss is measured, and programs that are written and run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neuroglot.core.artifacts import Artifact
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.core.samples import Sample
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.ledger import Ledger, judge_into
from neuroglot.execution.scoring import tally
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import DivergedError, Examples, read_answers
from neuroglot.models.subject import Subject
from neuroglot.stages.tune.arms import NEURONS
from neuroglot.stages.tune.effects import Values, arm_results, measure
from neuroglot.stages.tune.units import Losses, Unit, measure_unit

VERDICTS = "verdicts.jsonl"


@dataclass(frozen=True)
class Tests:
    """Every problem's first solution as an example, without an end token, and its language and task."""

    examples: Examples
    rows: tuple[tuple[str, str], ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are measured, in the problems' order."""
        return tuple(dict.fromkeys(language for language, _ in self.rows))


def solutions(subject: Subject, problems: ProblemSet, length: int) -> Tests:
    """The problems that have a solution, as examples of at most `length` tokens; the loss is on the solution and not on
    the end token behind it, so that learning to stop does not look like learning the language.

    Raises NeuroglotError where there is none.
    """
    solved = [problem for problem in problems.problems if problem.solutions]
    if not solved:
        raise NeuroglotError(
            f"no problem of {problems.name} ({problems.split}) has a solution whose loss can be measured"
        )
    found = read_answers(subject, [(one.prompt, one.solutions[0]) for one in solved], length)
    kept = [one for place, one in enumerate(solved) if place not in set(found.left_out)]
    return Tests(found, tuple((one.language, one.task) for one in kept))


@dataclass(frozen=True)
class Bench:
    """What trained models are tested with: problems whose solutions' loss is measured, those for which programs are
    written (none: no program is run) and how, where all of it is kept, and where every Result comes from."""

    problems: ProblemSet
    written: ProblemSet
    sampling: SamplingOptions
    judging: JudgeOptions
    k: int
    draws: int
    artifact: Artifact
    origin: Mapping[str, Any]


Measured = tuple[Losses, tuple[Sample, ...]]
"""The losses of the solutions under a model, and the programs that it wrote."""


@dataclass(frozen=True)
class Tested:
    """What was measured of the model as it is, and of every arm's trainings by seed; which arms can't be compared, and
    why."""

    plain: Measured
    arms: Mapping[str, Mapping[int, Measured]]
    skipped: tuple[dict[str, str], ...]


def measured(
    subject: Subject,
    bench: Bench,
    test: Tests,
    plain: Unit,
    chosen: Mapping[str, tuple[Unit, ...]],
    progress: Progress,
) -> Tested:
    """The losses of the model as it is and of every arm's trainings, and the programs that they write; what is on disk
    is not done again. An arm whose losses are no finite numbers is left out.

    Raises NeuroglotError where the model's own, or the language's own neurons', are none, and where no arm is left.
    """
    asked = (bench.written, bench.sampling)
    own = measure_unit(subject, plain, test.examples.kept, asked, progress)
    arms, skipped = {}, []
    for name, units in chosen.items():
        try:
            arms[name] = {unit.seed: measure_unit(subject, unit, test.examples.kept, asked, progress) for unit in units}
        except DivergedError as error:
            if name == NEURONS:
                raise
            skipped.append({"what": f"the arm {name}", "why": str(error)})
    return Tested(own, arms, tuple(skipped))


def test_results(
    bench: Bench, test: Tests, tested: Tested, about: Mapping[str, Mapping[str, Any]], progress: Progress
) -> list[Result]:
    """Losses and, where programs were written, pass rates of the model as it is and of every arm, of which `about` says
    what it is. Programs are run; verdicts on disk are not found again."""
    where = {"corpus": bench.problems.name, "split": bench.problems.split}
    targets = np.array([example.targets for example in test.examples.kept], dtype=np.float64)
    losses = measure(
        ("tune_loss", "nats/token"), test.languages, test.rows, targets, bench.draws, {**bench.origin, **where}
    )
    found = [tested.plain, *(one for several in tested.arms.values() for one in several.values())]
    results = arm_results(losses, *_dealt([nats for nats, _ in found], tested), about)
    if not bench.written.problems:
        return results
    rates = measure(
        (f"pass@{bench.k}", "share of problems"),
        bench.written.languages,
        [(problem.language, problem.task) for problem in bench.written.problems],
        np.ones(len(bench.written.problems)),
        bench.draws,
        {**bench.origin, "corpus": bench.written.name, "split": bench.written.split},
    )
    passed = _pass_values(bench, [samples for _, samples in found], progress)
    return [*results, *arm_results(rates, *_dealt(passed, tested), about)]


def _dealt(values: Sequence[Values], tested: Tested) -> tuple[Values, dict[str, dict[int, Values]]]:
    """The first values, the plain model's, and the others by arm and seed."""
    plain, *others = values
    rest = iter(others)
    return plain, {name: {seed: next(rest) for seed in several} for name, several in tested.arms.items()}


def _pass_values(bench: Bench, written: Sequence[tuple[Sample, ...]], progress: Progress) -> list[Values]:
    """pass@k of every problem, in their order, for each of several sets of samples. Equal programs run once."""
    problems = bench.written.problems
    by_id = {problem.task_id: problem for problem in problems}
    samples = [sample for several in written for sample in several]
    programs = [program_of(by_id[sample.task_id], sample.text) for sample in samples]
    progress.begin("judging", len(programs))
    ledger = Ledger(bench.artifact.folder / VERDICTS, bench.judging)
    verdicts = iter(judge_into(ledger, programs, bench.judging, progress.advance))
    found = []
    for several in written:
        counted = tally(problems, [(sample.task_id, next(verdicts)) for sample in several])
        found.append(np.asarray(counted.values(bench.k)))
    return found
