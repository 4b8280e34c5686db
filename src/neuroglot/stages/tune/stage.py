"""The stage: a language's lessons and neurons in; every arm's losses and pass rates, in every language, out.

All arms see the same rows in the same steps. Each takes the learning rate with the lowest loss on what is held out of
the lessons, with the first seed; the test split is looked at only with that. A killed comparison goes on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.corpora.instructions import Lessons
from neuroglot.models.distributed import ranks
from neuroglot.models.subject import Subject
from neuroglot.stages.tune.costs import cost_results, validation_results
from neuroglot.stages.tune.options import CompareOptions, Teaching, sets_hash
from neuroglot.stages.tune.plan import planned
from neuroglot.stages.tune.reading import check_untuned, read_lessons
from neuroglot.stages.tune.sweep import Swept, rates_of, sweep
from neuroglot.stages.tune.testing import Bench, Tested, measured, solutions, test_results
from neuroglot.stages.tune.units import Losses, Unit, plain_unit

STAGE = "tune"


@dataclass(frozen=True)
class Given:
    """What a comparison works on: lessons in the target language, the sets of a method (the target's, and others' to
    compare with), the test problems in all languages whose solutions' loss is measured, and those of them for which
    programs are written (none: no program is run)."""

    lessons: Lessons
    method: str
    sets: Sets
    problems: ProblemSet
    written: ProblemSet

    @property
    def target(self) -> str:
        """The language that is learned."""
        return self.lessons.language


def compare_request(subject: Subject, given: Given, options: CompareOptions, how: Teaching) -> Request:
    """What identifies a comparison: its options, the model's files, lessons, neurons and problems."""
    asked = how.asked()
    if not given.written.problems:
        asked = {"learning": asked["learning"], "sampling": {"seed": how.sampling.seed}}
    return Request(
        stage=STAGE,
        options={
            **asdict(options),
            **asked,
            "model": subject.id,
            "target": given.target,
            "method": given.method,
            "lessons": given.lessons.name,
            "corpus": given.problems.name,
            "split": given.problems.split,
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "lessons": given.lessons.hash(),
            "neurons": sets_hash(given.sets),
            "problems": given.problems.hash(),
            "problems to write for": given.written.hash(),
        },
    )


def compare(
    subject: Subject,
    given: Given,
    options: CompareOptions,
    how: Teaching,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Train, choose, measure and run; what is on disk is not done again, and the subject is as it was afterwards.

    An arm that can't be made, trained or measured is left out, and named in the facts. Raises NeuroglotError where the
    target has no neurons or these can't be trained, no arm is left, there is nothing to learn or to measure on, an arm
    or a rate is unknown, there is no sandbox for programs, and in one of several processes.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    _check(given, options, how)
    started = time.monotonic()
    length, folder = how.learning.length, artifact.folder / "units"
    learned, held_out = read_lessons(subject, given.lessons, length)
    test = solutions(subject, given.problems, length)
    arms, skipped = planned(subject, given.sets, given.target, learned, options, length)
    plain = plain_unit(subject, held_out.kept, folder / "none")
    check_untuned(subject, plain.held_out)
    swept = sweep(subject, arms, options, how.learning, (learned, held_out), (folder, progress))
    origin = {"stage": STAGE, "model": subject.id, "seed": how.sampling.seed}
    bench = Bench(
        given.problems, given.written, how.sampling, how.judging, options.k, options.bootstrap, artifact, origin
    )
    tested = measured(subject, bench, test, plain, swept.chosen, progress)
    skipped += [*swept.skipped, *tested.skipped]
    about = _abouts(given, swept, tested, skipped)
    results = [
        *validation_results(given.lessons, held_out, _validated(given, plain, swept), options.bootstrap, origin),
        *cost_results(subject, [(swept.chosen[name], said) for name, said in about.items()], origin),
        *test_results(bench, test, tested, about, progress),
    ]
    facts = {
        **subject.facts(),
        "seconds": round(time.monotonic() - started, 2),
        "examples": {"learned": len(learned.kept), "held out": len(held_out.kept), "tested": len(test.rows)},
        "too long": {"learned": len(learned.left_out), "held out": len(held_out.left_out)},
        "skipped": skipped,
    }
    artifact.finish(results, facts)
    return tuple(results)


def _check(given: Given, options: CompareOptions, how: Teaching) -> None:
    rates_of(options, how.learning)
    if ranks().world > 1:
        raise NeuroglotError("a comparison runs in one process: give each device a target language of its own")
    if given.written.problems and how.sampling.samples < options.k:
        raise NeuroglotError(f"pass@{options.k} needs {options.k} samples of each problem, not {how.sampling.samples}")
    if options.seeds < 1:
        raise NeuroglotError(f"--seeds is {options.seeds}; give at least 1")


def _abouts(
    given: Given, swept: Swept, tested: Tested, skipped: Sequence[Mapping[str, str]]
) -> dict[str, dict[str, Any]]:
    """What was done to the model, by arm. Raises NeuroglotError where no arm is left."""
    if not tested.arms:
        raise NeuroglotError("no arm is left: " + "; ".join(f"{row['what']}: {row['why']}" for row in skipped))
    return {name: _about(given, swept.chosen[name][0]) for name in tested.arms}


def _validated(given: Given, plain: Unit, swept: Swept) -> list[tuple[dict[str, Any], Losses]]:
    """What was done to every model that was validated, and its losses."""
    tried = [(_about(given, unit, unit.seed), unit.held_out) for units in swept.tried.values() for unit in units]
    return [(_about(given, plain), plain.held_out), *tried]


def _about(given: Given, unit: Unit, seed: int | None = None) -> dict[str, Any]:
    """What was done to the model."""
    said: dict[str, Any] = {"target": given.target, "method": given.method}
    if unit.arm is None:
        return {"arm": "none", **said}
    said = {"arm": unit.arm.name, **said, "lr": unit.rate}
    return said if seed is None else {**said, "seed": seed}
