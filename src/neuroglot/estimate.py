"""What a study would take: measured on a few real batches, scaled by the number of batches that there are."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from neuroglot.core.artifacts import Artifact
from neuroglot.core.languages import FIVE
from neuroglot.core.programs import KEPT
from neuroglot.core.statistics import ACTIVATION_SUMS, ATTRIBUTION_SUMS, HALVES
from neuroglot.corpora.load import sample_tasks
from neuroglot.corpora.problems import sample_problems
from neuroglot.estimate_uses import uses
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions, judge
from neuroglot.generation.engine import TransformersEngine, requests_for
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.languages.classes import CLASSES
from neuroglot.models.batches import packing
from neuroglot.models.embed import pooled
from neuroglot.models.losses import document_losses
from neuroglot.models.memory import peak_memory
from neuroglot.report.collect import TWIN
from neuroglot.stages.ablate import AblateOptions
from neuroglot.stages.concept_layers import SWAPS
from neuroglot.stages.record import record_request, trial
from neuroglot.stages.steer import engine_for, prompts_for
from neuroglot.stages.syntax_probe import seconds_of_fits
from neuroglot.steps import SELECTIONS, Inputs
from neuroglot.study_inputs import StudyOptions, cannot_run, natural_inputs, problems_for

TRIAL_BATCHES = 6
TRIAL_TASKS = 2
REPORT_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a study: what it would do, for how long, and what it leaves on disk."""

    stage: str
    what: str
    seconds: float
    disk: int


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


def estimate(options: StudyOptions, given: Inputs) -> Estimate:
    """Measure a few batches of each kind of work, and scale. Nothing is written."""
    steps = (_record_step(options, given), *_later_steps(options, given))
    return Estimate(steps, peak_memory())


def _record_step(options: StudyOptions, given: Inputs) -> Step:
    recording = options.recording
    request = record_request(given.subject, given.found_on, recording)
    done = Artifact(options.run / request.stage / request.key, request).complete
    seconds, batches = (0.0, 0) if done else trial(given.subject, given.found_on, recording, TRIAL_BATCHES)
    quantities = len(ACTIVATION_SUMS) + len(ATTRIBUTION_SUMS)
    neurons = sum(given.subject.widths.values())
    languages = len(given.found_on.languages) * (1 + len(CLASSES) * recording.classes)
    disk = neurons * languages * HALVES * quantities * 8
    disk += neurons * len(given.found_on.snippets) * len(KEPT) * 4 * recording.programs
    what = "done" if done else f"{len(given.found_on.snippets):,} programs, {batches} batches, {neurons:,} neurons"
    return Step("record", what, seconds, disk)


def _later_steps(options: StudyOptions, given: Inputs) -> tuple[Step, ...]:
    sets = {name: 1 if name == "universal" else len(given.found_on.languages) for name in SELECTIONS}
    wanted = options.amounts.checked or SELECTIONS
    checked = {name: count for name, count in sets.items() if name in wanted}
    on_natural = natural_inputs(options, given)
    amounts = options.amounts
    return (
        Step("select", ", ".join(SELECTIONS), 1.0, len(FIVE) * 100_000),
        _ablate_step(options, given, sets, amounts.draws),
        replace(_ablate_step(options, given, checked, amounts.mean_draws), what="held at the mean instead of zero"),
        _frontier_step(given, len(amounts.curves) * len(amounts.shares)),
        *(_natural_steps(options, on_natural, checked) if on_natural else []),
        *(_twin_steps(options, given, checked) if options.has_twin else ()),
        _passing_step(options, given, sets),
        _steering_step(options, given, sets),
        _layers_step(options, given),
        *_state_steps(options, given),
        *(Step(*one) for one in uses(options, given)),
        Step("report", "report.html", 1.0, REPORT_BYTES),
    )


def _ablate_step(options: StudyOptions, given: Inputs, sets: Mapping[str, int], draws: int) -> Step:
    controlled = options.amounts.controlled
    conditions = 1 + sum(count * (1 + draws * (name in controlled)) for name, count in sets.items())
    return _losses_step("ablate", given, conditions)


def _frontier_step(given: Inputs, points: int) -> Step:
    return _losses_step("frontier", given, 1 + points * len(given.confirmed_on.languages))


def _losses_step(stage: str, given: Inputs, conditions: int) -> Step:
    """One pass over the programs is timed, and counted once for each condition."""
    programs = given.confirmed_on.snippets
    packed = packing(given.subject, programs, AblateOptions().context, AblateOptions().batch_tokens)
    started = time.monotonic()
    document_losses(given.subject, packed)
    seconds = (time.monotonic() - started) * conditions
    what = f"{conditions} conditions, {len(programs):,} programs, {len(packed)} batches"
    return Step(stage, what, seconds, conditions * (16 * len(programs) + len(given.confirmed_on.languages) * 500))


def _state_steps(options: StudyOptions, given: Inputs) -> tuple[Step, Step]:
    """A pass over the programs is timed, and a fit of random states; writing programs to be read is not counted."""
    amounts, depths = options.amounts, len(given.subject.blocks) + 1
    train, test = (sample_tasks(one, amounts.probe_tasks, seed=0) for one in (given.found_on, given.confirmed_on))
    reading = [_losses_step("states", replace(given, confirmed_on=one), 1).seconds for one in (train, test)]
    fitting = seconds_of_fits(amounts.probing, given.subject.config.hidden_size, given.subject.device) * depths
    cases = f"{amounts.probing.train_tokens:,} tokens to train on, {depths} depths"
    return (
        Step("syntax_probe", cases, sum(reading) + fitting, depths * 100 * amounts.probing.test_tokens),
        Step("residual", f"{amounts.streaming.tokens:,} tokens, {depths} depths", 2 * reading[1], 2_000_000),
    )


def _natural_steps(options: StudyOptions, given: Inputs, sets: Mapping[str, int]) -> list[Step]:
    amounts = options.amounts
    steps = [
        _ablate_step(options, given, sets, amounts.check_draws),
        _frontier_step(given, len(amounts.natural_curves) * len(amounts.natural_shares)),
    ]
    return [replace(step, what=f"natural programs: {step.what}") for step in steps]


def _twin_steps(options: StudyOptions, given: Inputs, sets: Mapping[str, int]) -> tuple[Step, ...]:
    """The twin has the model's architecture, so the model itself is timed."""
    recording = options.twin_recording
    twin = replace(options, runs=str(options.run), name=TWIN, programs=recording.programs, classes=recording.classes)
    found = (
        _record_step(twin, given),
        _ablate_step(twin, given, sets, options.amounts.check_draws),
        *_state_steps(options, given),
    )
    return tuple(replace(step, what=f"untrained twin: {step.what}") for step in found)


def _layers_step(options: StudyOptions, given: Inputs) -> Step:
    """A batch is read for the states, and a pass for its loss stands for a swap; comparing them is not counted."""
    layers, tasks = options.amounts.layers, options.amounts.layer_tasks
    here = len({one.task for one in given.confirmed_on.snippets if one.task is not None})
    if not here:
        return Step("layers", "no parallel programs", 0.0, 0)
    few = packing(given.subject, given.confirmed_on.snippets[:20], layers.context, layers.batch_tokens)
    kinds = [(what, "mean") for what in layers.states]
    started = time.monotonic()
    pooled(given.subject, few[0], kinds)
    reading = (time.monotonic() - started) / sum(map(len, few.batches[0]))
    started = time.monotonic()
    document_losses(given.subject, few)
    losing = (time.monotonic() - started) / len(few.documents)
    languages, depth = len(given.confirmed_on.languages), len(given.subject.blocks)
    programs = languages * sum((count or here) * versions for count, versions in zip(tasks, (2, 3), strict=True))
    swapped = languages * max(layers.swap_tasks or here, 0) * depth * len(SWAPS)
    seconds = programs * reading * (1 + options.has_twin) + swapped * losing
    what = f"{programs:,} programs and copies, {depth} layers"
    return Step("layers", what, seconds, depth * len(kinds) * len(layers.pooling) * 100 * 450)


def _passing_step(options: StudyOptions, given: Inputs, sets: Mapping[str, int]) -> Step:
    """Programs of a few tasks are written and run. Equal programs of several conditions run once: an upper bound."""
    judging, sampling = JudgeOptions(), SamplingOptions()
    why = cannot_run(options, judging)
    if why:
        return Step("ablate", f"no programs: {why}", 0.0, 0)
    passing, problems = options.amounts.passing, problems_for(options, options.amounts.pass_tasks)
    silenced = {name: count for name, count in sets.items() if not passing.methods or name in passing.methods}
    conditions = 1 + sum(count * (1 + passing.draws * (name in passing.controlled)) for name, count in silenced.items())
    few = sample_problems(problems, TRIAL_TASKS, seed=0)
    by_id = {problem.task_id: problem for problem in few.problems}
    started = time.monotonic()
    written = list(TransformersEngine(given.subject).generate(requests_for(few, sampling.samples), sampling))
    judge([program_of(by_id[sample.task_id], sample.text) for sample in written], judging)
    count = len(problems.problems) * sampling.samples
    seconds = (time.monotonic() - started) / len(written) * count * conditions
    text = sum(len(sample.line()) for sample in written) // len(written)
    what = f"{conditions} conditions, {count:,} programs written and run in each"
    return Step("ablate", what, seconds, conditions * count * (text + 300))


def _steering_step(options: StudyOptions, given: Inputs, sets: Mapping[str, int]) -> Step:
    """A few tasks' prompts of each kind are continued; running the programs behind own prompts is not counted."""
    why = cannot_run(options, JudgeOptions())
    if why:
        return Step("steer", f"nothing is written: {why}", 0.0, 0)
    steering, sampling = options.amounts.steering, SamplingOptions()
    a_set = len(steering.factor) * (1 + steering.pooled + steering.draws)
    conditions = 1 + sum(sets[name] for name in steering.methods if name in sets) * a_set
    problems = problems_for(options, options.amounts.steer_tasks)
    share = len({problem.task for problem in problems.problems}) / TRIAL_TASKS
    prompts, _ = prompts_for(given.subject, sample_problems(problems, TRIAL_TASKS, seed=0), steering)
    started = time.monotonic()
    samples = 0
    for kind, few in prompts.items():
        requests = requests_for(few, sampling.samples)
        samples += len(
            list(engine_for(given.subject, None, kind).generate(requests, steering.sampling(sampling, kind)))
        )
    seconds = (time.monotonic() - started) * share * conditions
    count = round(samples * share)
    return Step("steer", f"{conditions} conditions, {count:,} texts written in each", seconds, conditions * count * 600)
