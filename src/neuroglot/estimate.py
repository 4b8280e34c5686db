"""What a study would take: each kind of work is measured on a few real batches, once, and scaled by tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from neuroglot.core.artifacts import Artifact
from neuroglot.core.halves import units
from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import among
from neuroglot.core.programs import KEPT
from neuroglot.core.statistics import ACTIVATION_SUMS, ATTRIBUTION_SUMS, HALVES
from neuroglot.estimate_depth import NATURAL, layer_steps, of_twin, state_steps
from neuroglot.estimate_pace import Pace, Step, conditions_of
from neuroglot.estimate_programs import program_steps
from neuroglot.estimate_uses import use_steps
from neuroglot.execution.judge import JudgeOptions
from neuroglot.languages.classes import CLASSES
from neuroglot.models.memory import peak_memory
from neuroglot.stages.chance import ChanceOptions, seconds_of_permutations
from neuroglot.stages.record import RecordOptions, record_request
from neuroglot.stages.select import Curve
from neuroglot.steps import NEED_CLASSES, NEED_PROGRAMS, SELECTIONS, Inputs
from neuroglot.study_inputs import StudyOptions, natural_inputs

REPORT_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """All steps, and the memory (bytes) of the whole process at its peak."""

    steps: tuple[Step, ...]
    memory: int

    def as_data(self) -> dict[str, object]:
        """For --json."""
        return {
            "steps": [asdict(step) for step in self.steps],
            "seconds": sum(step.seconds for step in self.steps),
            "disk": sum(step.disk for step in self.steps),
            "memory": self.memory,
        }


def estimate(options: StudyOptions, given: Inputs, judging: JudgeOptions) -> Estimate:
    """Measure a few batches of each kind of work, and scale. Programs are run as `judging` says. Nothing is written."""
    pace = Pace(given, [(what, "mean") for what in options.amounts.layers.states])
    states = state_steps(options, given, pace)
    steps = (
        *_search_steps(options, given, pace),
        *_natural_steps(options, given, pace),
        *(_twin_steps(options, given, pace, states) if options.has_twin else ()),
        *program_steps(options, _sets(options.recording, given), pace, judging),
        *layer_steps(options, given, pace),
        *states,
        *use_steps(options, given, pace),
        Step("report", "report.html", 1.0, REPORT_BYTES),
    )
    return Estimate(steps, peak_memory())


def _sets(recording: RecordOptions, given: Inputs, wanted: tuple[str, ...] = ()) -> dict[str, int]:
    """How many sets each method of a study chooses from a recording: of the methods that are wanted, none: all."""
    lacking = (() if recording.programs else NEED_PROGRAMS) + (() if recording.classes else NEED_CLASSES)
    names = [name for name in SELECTIONS if name not in lacking and (not wanted or name in wanted)]
    return {name: 1 if name == "universal" else len(given.found_on.languages) for name in names}


def _search_steps(options: StudyOptions, given: Inputs, pace: Pace) -> tuple[Step, ...]:
    """What is found in the model, and what its silence costs on the test split."""
    amounts, recording = options.amounts, options.recording
    request = record_request(given.subject, given.found_on, recording)
    done = Artifact(options.run / request.stage / request.key, request).complete
    sets = _sets(recording, given)
    at_mean = _ablate_step(options, given, _sets(recording, given, amounts.checked), amounts.mean_draws, pace)
    return (
        Step("record", "done", 0.0, 0) if done else _record_step(given, recording, pace),
        Step("select", ", ".join(sets), 1.0, len(FIVE) * 100_000),
        *([_chance_step(given, len(sets))] if recording.programs else []),
        _ablate_step(options, given, sets, amounts.draws, pace),
        replace(at_mean, what=f"held at the mean: {at_mean.what}"),
        _frontier_step(options, given, amounts.curves, amounts.shares, pace),
    )


def _natural_steps(options: StudyOptions, given: Inputs, pace: Pace) -> list[Step]:
    on_natural = natural_inputs(options, given)
    if on_natural is None:
        return []
    amounts = options.amounts
    sets = _sets(options.recording, given, amounts.checked)
    found = (
        _ablate_step(options, on_natural, sets, amounts.check_draws, pace),
        _frontier_step(options, on_natural, amounts.natural_curves, amounts.natural_shares, pace),
    )
    return [replace(step, what=f"{NATURAL}{step.what}") for step in found]


def _twin_steps(options: StudyOptions, given: Inputs, pace: Pace, states: Sequence[Step]) -> list[Step]:
    """The twin has the model's architecture, so the model itself is timed; `states` are the steps that read states."""
    amounts, recording = options.amounts, options.twin_recording
    sets = _sets(recording, given, amounts.checked)
    found = (
        _record_step(given, recording, pace),
        _ablate_step(options, given, sets, amounts.check_draws, pace),
        *states,
    )
    return [of_twin(step) for step in found]


def _record_step(given: Inputs, recording: RecordOptions, pace: Pace) -> Step:
    seconds, batches = pace.recording(recording)
    programs, neurons = len(given.found_on.snippets), sum(given.subject.widths.values())
    languages = len(given.found_on.languages) * (1 + len(CLASSES) * recording.classes)
    disk = neurons * languages * HALVES * (len(ACTIVATION_SUMS) + len(ATTRIBUTION_SUMS)) * 8
    disk += neurons * programs * len(KEPT) * 4 * recording.programs
    return Step("record", f"{programs:,} programs, {batches} batches, {neurons:,} neurons", seconds, disk)


def _chance_step(given: Inputs, methods: int) -> Step:
    """The test of all neurons against languages that are only names."""
    options, corpus = ChanceOptions(), given.found_on
    labels = np.array([corpus.languages.index(one.language) for one in corpus.snippets])
    neurons = sum(width for (site, _), width in given.subject.widths.items() if among(site, options.sites))
    seconds = seconds_of_permutations(options, labels, units(corpus.snippets)[1], neurons)
    what = f"{options.permutations:,} permutations, {neurons:,} neurons"
    return Step("chance", what, seconds, (1 + methods) * len(corpus.languages) * 500)


def _ablate_step(options: StudyOptions, given: Inputs, sets: Mapping[str, int], draws: int, pace: Pace) -> Step:
    return _losses_step("ablate", given, conditions_of(sets, draws, options.amounts.controlled), pace)


def _frontier_step(
    options: StudyOptions, given: Inputs, curves: Sequence[Curve], shares: Sequence[float], pace: Pace
) -> Step:
    there = _sets(options.recording, given)
    points = len(shares) * sum(curve.method in there for curve in curves)
    return _losses_step("frontier", given, 1 + points * len(given.confirmed_on.languages), pace)


def _losses_step(stage: str, given: Inputs, conditions: int, pace: Pace) -> Step:
    """A pass over the programs for each condition."""
    corpus = given.confirmed_on
    tokens, programs = pace.tokens(corpus.snippets), len(corpus.snippets)
    what = f"{conditions} conditions, {programs:,} programs, {tokens:,} tokens"
    disk = conditions * (16 * programs + len(corpus.languages) * 500)
    return Step(stage, what, conditions * tokens * pace.losing, disk)
