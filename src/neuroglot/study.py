"""The main job: record -> select -> ablate -> report, each stage skipped where it is finished on disk.

Where there is a sandbox, the ablation is measured twice: by held-out loss, and by programs written and run. Two checks
stand beside it: the same sets on the natural programs, and the whole search in the model's untrained twin, in the
run's folder `twin`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from neuroglot.applied.clones import run_clones
from neuroglot.applied.examine import run_examine
from neuroglot.applied.summarize import run_summaries
from neuroglot.applied.tune import run_tunings
from neuroglot.core.artifacts import Artifact, open_artifact, write_json
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.distributed import ranks
from neuroglot.models.loading import UNTRAINED, HoldOptions, load_subject
from neuroglot.models.slices import TENSOR_PARALLEL
from neuroglot.report import write_report
from neuroglot.report.collect import SKIPPED, TWIN
from neuroglot.report.explorer import write_explorer
from neuroglot.stages.ablate import AblateOptions, Programs, ablate_passing, pass_request, pooled_means
from neuroglot.stages.residual import Written
from neuroglot.stages.select import points
from neuroglot.stages.steer import Writing, activity, steer, steer_request
from neuroglot.steps import (
    Inputs,
    run_ablate,
    run_chance,
    run_frontier,
    run_layers,
    run_record,
    run_select,
    run_states,
)
from neuroglot.study_inputs import (
    StudyOptions,
    ask,
    cannot_run,
    natural_inputs,
    natural_versions,
    no_sandbox,
    pairs_of,
    parallel_programs,
    problems_for,
    written_for,
)

SUMMARIES = "bundled"
"""Where a study's examples of summaries come from, whatever its corpus: most corpora have none."""


@dataclass(frozen=True)
class Found:
    """What a study has found neurons by: the recording, and every method's selection and sets."""

    statistics: NeuronStatistics
    recorded: Artifact
    chosen: Mapping[str, Artifact]
    sets: Mapping[str, Sets]


def study(
    options: StudyOptions, hold: HoldOptions, judging: JudgeOptions | None = None, progress: Progress | None = None
) -> Path:
    """Run every stage that is not finished, and write the report. Returns the report's path.

    Where no programs can be run (no sandbox, a corpus without tests) that part is left out, with the reason.
    """
    progress, judging = progress or Silent(), judging or JudgeOptions()
    if ranks().world > 1 and hold.device != TENSOR_PARALLEL:
        raise NeuroglotError(
            "a study is one process: record with several (`torchrun -m neuroglot record RUN ...`), then start it alone"
        )
    given = ask(options, hold)
    found = run_search(options, given, progress)
    twin = replace(given, subject=load_subject(UNTRAINED + options.model, hold)) if options.has_twin else None
    rows = run_checks(options, given, twin, (found.chosen, found.sets), progress)
    rows += run_depth(options, given, twin, progress)
    both = (given.subject, twin.subject if twin else None)
    rows += run_clones(options.run, both, pairs_of(options), options.amounts.cloning, progress)
    del twin, both  # a large one makes room for what follows
    rows += run_reading(options, options.run, given, written_for(options), progress)
    rows += run_programs(options, given, found, judging, progress)
    rows += run_lessons(options, given, found, judging, progress)
    write_json(options.run / SKIPPED, {"skipped": rows})
    write_explorer(options.run)
    return write_report(options.run)


def run_lessons(
    options: StudyOptions, given: Inputs, found: Found, judging: JudgeOptions, progress: Progress
) -> list[dict[str, str]]:
    """What is learned with the findings, and what was left out."""
    if not options.learning:
        return [{"what": what, "why": "no training was asked for"} for what in ("tuning", "summaries")]
    amounts = options.amounts
    by = (found.sets, found.statistics)
    running = (judging, no_sandbox(judging))
    rows = run_tunings(options.run, given.subject, by, amounts.tunings, running, progress)
    how = (amounts.summarizing, amounts.summary_how)
    return rows + run_summaries(options.run, given.subject, SUMMARIES, *how, progress)


def run_search(options: StudyOptions, given: Inputs, progress: Progress) -> Found:
    """Record, select, and ablate by loss; frontiers, chance, and the closer look at what was found."""
    amounts = options.amounts
    statistics, recorded = run_record(options.run, given, options.recording, progress)
    chosen, sets = run_select(options.run, statistics, recorded)
    run_chance(options.run, statistics, recorded, (chosen, sets), progress)
    ablating = AblateOptions(draws=amounts.draws, controlled=amounts.controlled)
    run_ablate(options.run, given, (chosen, sets), ablating, progress)
    at_mean = replace(ablating, draws=amounts.mean_draws, kind="mean")
    run_ablate(options.run, given, checked(options, (chosen, sets)), at_mean, progress, pooled_means(statistics))
    run_frontiers(options, given, statistics, recorded, progress)
    run_examine(options.run, given, (statistics, recorded), (chosen, sets), amounts.examining, progress)
    return Found(statistics, recorded, chosen, sets)


def run_frontiers(
    options: StudyOptions, given: Inputs, statistics: NeuronStatistics, recorded: Artifact, progress: Progress
) -> None:
    """Every method's frontier on the test split, and some on the natural programs."""
    amounts = options.amounts
    run_frontier(options.run, given, points(statistics, amounts.curves, amounts.shares), recorded, progress)
    on_natural = natural_inputs(options, given)
    if on_natural is not None:
        found = points(statistics, amounts.natural_curves, amounts.natural_shares)
        run_frontier(options.run, on_natural, found, recorded, progress)


def run_checks(
    options: StudyOptions,
    given: Inputs,
    twin: Inputs | None,
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    progress: Progress,
) -> list[dict[str, str]]:
    """The same sets on the natural programs; and recording, selection, ablation and probes once more, in the twin.
    Returns what was left out."""
    ablating = AblateOptions(draws=options.amounts.check_draws, controlled=options.amounts.controlled)
    on_natural = natural_inputs(options, given)
    if on_natural is not None:
        run_ablate(options.run, on_natural, checked(options, selections), ablating, progress)
    if twin is None:
        return []
    folder = options.run / TWIN
    statistics, recorded = run_record(folder, twin, options.twin_recording, progress)
    found = checked(options, run_select(folder, statistics, recorded))
    run_ablate(folder, twin, found, ablating, progress)
    return _said_of("the untrained twin", run_reading(options, folder, twin, None, progress))


def run_reading(
    options: StudyOptions, folder: Path, given: Inputs, written: Written | None, progress: Progress
) -> list[dict[str, str]]:
    """What probes read from the states behind every layer and what layers write, in a folder; and what was left out."""
    tasks, how = options.amounts.probe_tasks, options.amounts.reading
    on_natural = natural_inputs(options, given) if options.amounts.natural_probes else None
    lacking = run_states(folder, on_natural, tasks, how, None, progress) if on_natural is not None else []
    return [
        *run_states(folder, given, tasks, how, written, progress),
        *_said_of("the natural programs", lacking),
    ]


def _said_of(where: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of what was left out, with the place where it was: the same may be left out in several."""
    return [{**row, "what": f"{row['what']} ({where})"} for row in rows]


def run_depth(options: StudyOptions, given: Inputs, twin: Inputs | None, progress: Progress) -> list[dict[str, str]]:
    """The concept layers of the model and of its twin, measured on the test split and on the natural programs, and what
    was left out: all of it without parallel programs."""
    try:
        programs = parallel_programs(options)
    except NeuroglotError as error:
        progress.say(f"no concept layers: {error}")
        return [{"what": "concept layers", "why": str(error)}]
    on_natural = natural_versions(options, programs[0])
    how, in_twin = options.amounts.layers, replace(options.amounts.layers, swap_tasks=-1)
    for several in (programs, on_natural) if on_natural else (programs,):
        run_layers(options.run, given.subject, several, how, progress)
        if twin is not None:
            run_layers(options.run / TWIN, twin.subject, several, in_twin, progress)
    return list(programs[1].skipped)


def checked(
    options: StudyOptions, selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]]
) -> tuple[Mapping[str, Artifact], Mapping[str, Sets]]:
    """The selections that the checks are about."""
    wanted = options.amounts.checked
    chosen, sets = selections
    names = [name for name in chosen if not wanted or name in wanted]
    return {name: chosen[name] for name in names}, {name: sets[name] for name in names}


def run_programs(
    options: StudyOptions, given: Inputs, found: Found, judging: JudgeOptions, progress: Progress
) -> list[dict[str, str]]:
    """What the model writes with neurons silent, and with neurons held; and what was left out: all of it without tests
    or a sandbox."""
    why = cannot_run(options, judging)
    if why:
        progress.say(f"no programs are run: {why}")
        return [{"what": "programs written by the model, run against tests", "why": why}]
    run_passing(options, given, (found.chosen, found.sets), judging, progress)
    run_steering(options, given, found, judging, progress)
    return []


def run_passing(
    options: StudyOptions,
    given: Inputs,
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    judging: JudgeOptions,
    progress: Progress,
) -> None:
    """The ablation by pass@k on problems of the test split."""
    passing = options.amounts.passing
    chosen, sets = selections
    problems = problems_for(options, options.amounts.pass_tasks)
    how = Programs(SamplingOptions(), judging)
    artifact = open_artifact(options.run, pass_request(given.subject, problems, passing, how, chosen))
    ablate_passing(given.subject, problems, sets, passing, how, artifact, progress)


def run_steering(options: StudyOptions, given: Inputs, found: Found, judging: JudgeOptions, progress: Progress) -> None:
    """In which language the model writes with a language's neurons held, on problems of the test split."""
    steering = options.amounts.steering
    names = [name for name in steering.methods if name in found.chosen]
    chosen, sets = {name: found.chosen[name] for name in names}, {name: found.sets[name] for name in names}
    problems = problems_for(options, options.amounts.steer_tasks)
    how = Writing(SamplingOptions(), judging)
    request = steer_request(given.subject, problems, steering, how, chosen, found.recorded)
    artifact = open_artifact(options.run, request)
    steer(given.subject, problems, sets, activity(found.statistics), steering, how, artifact, progress)
