"""The main job: record -> select -> ablate -> report, each stage skipped where it is finished on disk.

Where there is a sandbox, the ablation is measured twice: by held-out loss, and by programs written and run. Two checks
stand beside it: the same sets on the natural programs, and the whole search in the model's untrained twin, in the
run's folder `twin`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

from neuroglot.core.artifacts import Artifact, open_artifact, read_json, write_json
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.corpora import load, natural
from neuroglot.corpora.load import SPLITS, first_programs, sample_tasks
from neuroglot.corpora.parallel import Versions, versions
from neuroglot.corpora.problems import BENCHMARKS, load_problems, sample_problems
from neuroglot.corpora.stripped import without_comments
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.sandbox import HOW_TO, defect
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.distributed import ranks
from neuroglot.models.loading import UNTRAINED, HoldOptions, load_subject
from neuroglot.presets import PRESETS, Preset
from neuroglot.report import write_report
from neuroglot.report.collect import SKIPPED, TWIN
from neuroglot.stages.ablate import AblateOptions, Programs, ablate_passing, pass_request, pooled_means
from neuroglot.stages.record import RecordOptions
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


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What is studied, on what, how thoroughly."""

    model: Annotated[str, "embedded, a folder with a Hugging Face model, or its name on the hub"] = "embedded"
    corpus: Annotated[str, "bundled, a folder of source files, a JSONL file, or humaneval_x:PATH"] = "bundled"
    languages: Annotated[tuple[str, ...], "languages that are compared"] = FIVE
    preset: Annotated[str, "quick (minutes on two cores for the embedded model) or full"] = "quick"
    twin: Annotated[bool, "look for the same in the untrained twin: what is found there too is no finding"] = True
    programs: Annotated[bool, "keep every program's own means (permutation tests, average precision): disk"] = True
    classes: Annotated[bool, "sums by syntactic class (a fixed mix): eight times the memory of the sums"] = True
    comments: Annotated[bool, "comments and docstrings are read too, where neurons are found"] = True
    runs: Annotated[str, "folder of all runs"] = "runs"
    name: Annotated[str, "name of this run; by default made from model, corpus and preset"] = ""

    @property
    def run(self) -> Path:
        """The folder of this run."""
        parts = (Path(self.model).name, self.corpus.replace(":", "-"), self.preset)
        name = self.name or "-".join(re.sub(r"[^A-Za-z0-9._]+", "-", Path(part).name) for part in parts)
        return Path(self.runs) / name

    @property
    def has_twin(self) -> bool:
        """Whether the search is repeated in a twin; a model that is one has none."""
        return self.twin and not self.model.startswith(UNTRAINED)

    @property
    def recording(self) -> RecordOptions:
        """What is recorded."""
        return RecordOptions(programs=self.programs, classes=self.classes)

    @property
    def twin_recording(self) -> RecordOptions:
        """What is recorded in the twin: the plain sums, where only some methods are looked for in it."""
        return RecordOptions() if self.amounts.checked else self.recording

    @property
    def amounts(self) -> Preset:
        """The preset. Raises NeuroglotError for an unknown one."""
        if self.preset not in PRESETS:
            raise NeuroglotError(f"unknown preset {self.preset!r}; known: {', '.join(PRESETS)}")
        return PRESETS[self.preset]


def inputs(options: StudyOptions, hold: HoldOptions) -> Inputs:
    """Load the model and both splits of the corpus. Raises NeuroglotError before any work is done."""
    amounts = options.amounts
    tasks = {"validation": amounts.record_tasks, "test": amounts.ablate_tasks}
    found_on, confirmed_on = (
        first_programs(sample_tasks(load(options.corpus, split, options.languages), count, seed=0), amounts.programs)
        for split, count in tasks.items()
    )
    if not options.comments:
        found_on = without_comments(found_on)
    return Inputs(load_subject(options.model, hold), found_on, confirmed_on)


def study(
    options: StudyOptions, hold: HoldOptions, judging: JudgeOptions | None = None, progress: Progress | None = None
) -> Path:
    """Run every stage that is not finished, and write the report. Returns the report's path.

    Where no programs can be run (no sandbox, a corpus without tests) that part is left out, with the reason.
    """
    progress = progress or Silent()
    if ranks().world > 1:
        raise NeuroglotError(
            "a study is one process: record with several (`torchrun -m neuroglot record RUN ...`), then start it alone"
        )
    ask(options)
    given = inputs(options, hold)
    statistics, recorded = run_record(options.run, given, options.recording, progress)
    chosen, sets = run_select(options.run, statistics, recorded)
    amounts = options.amounts
    run_chance(options.run, statistics, recorded, (chosen, sets), progress)
    ablating = AblateOptions(draws=amounts.draws, controlled=amounts.controlled)
    run_ablate(options.run, given, (chosen, sets), ablating, progress)
    at_mean = replace(ablating, draws=amounts.mean_draws, kind="mean")
    run_ablate(options.run, given, checked(options, (chosen, sets)), at_mean, progress, pooled_means(statistics))
    run_frontiers(options, given, statistics, recorded, progress)
    twin = replace(given, subject=load_subject(UNTRAINED + options.model, hold)) if options.has_twin else None
    run_checks(options, given, twin, (chosen, sets), progress)
    rows = run_depth(options, given, twin, progress)
    del twin  # a large one makes room for what follows
    rows += run_states(options.run, given, amounts.probe_tasks, amounts.reading, written_for(options), progress)
    judging = judging or JudgeOptions()
    why = cannot_run(options, judging)
    if why:
        progress.say(f"no programs are run: {why}")
    else:
        run_passing(options, given, (chosen, sets), judging, progress)
        run_steering(options, given, (statistics, recorded), (chosen, sets), judging, progress)
    rows += [{"what": "programs written by the model, run against tests", "why": why}] if why else []
    write_json(options.run / SKIPPED, {"skipped": rows})
    return write_report(options.run)


def ask(options: StudyOptions) -> None:
    """Write down what was asked. Raises NeuroglotError where the run's folder holds another study."""
    path = options.run / "study.json"
    asked = {name: value for name, value in asdict(options).items() if name not in ("runs", "name")}
    asked["languages"] = list(options.languages)
    if path.exists():
        before = read_json(path)
        for name in asked:
            if before.get(name, asked[name]) != asked[name]:
                raise NeuroglotError(
                    f"{options.run} holds a study with {name} {before.get(name)!r}, now {asked[name]!r} was asked: "
                    "give another --name"
                )
    write_json(path, asked)


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
) -> None:
    """The same sets on the natural programs; and recording, selection, ablation and probes once more, in the twin."""
    ablating = AblateOptions(draws=options.amounts.check_draws, controlled=options.amounts.controlled)
    on_natural = natural_inputs(options, given)
    if on_natural is not None:
        run_ablate(options.run, on_natural, checked(options, selections), ablating, progress)
    if twin is not None:
        folder = options.run / TWIN
        statistics, recorded = run_record(folder, twin, options.twin_recording, progress)
        found = checked(options, run_select(folder, statistics, recorded))
        run_ablate(folder, twin, found, ablating, progress)
        run_states(folder, twin, options.amounts.probe_tasks, options.amounts.reading, None, progress)


def run_depth(options: StudyOptions, given: Inputs, twin: Inputs | None, progress: Progress) -> list[dict[str, str]]:
    """The concept layers of the model and of its twin, and what was left out: all of it without parallel programs."""
    try:
        programs = parallel_programs(options)
    except NeuroglotError as error:
        progress.say(f"no concept layers: {error}")
        return [{"what": "concept layers", "why": str(error)}]
    run_layers(options.run, given.subject, programs, options.amounts.layers, progress)
    if twin is not None:
        run_layers(options.run / TWIN, twin.subject, programs, replace(options.amounts.layers, swap_tasks=-1), progress)
    return list(programs[1].skipped)


def parallel_programs(options: StudyOptions) -> tuple[Versions, Versions]:
    """Parallel programs of both splits, to fix a band on and to measure on. Raises NeuroglotError without enough."""
    first, second = (
        versions(sample_tasks(load(options.corpus, split, options.languages), count, seed=0), seed=0)
        for split, count in zip(SPLITS, options.amounts.layer_tasks, strict=True)
    )
    return first, second


def natural_inputs(options: StudyOptions, given: Inputs) -> Inputs | None:
    """The natural programs to confirm findings on; None where the study is about them, or none is in its languages."""
    programs = natural.corpus(options.languages)
    if options.corpus == natural.NAME or not programs.snippets:
        return None
    return replace(given, confirmed_on=programs)


def checked(
    options: StudyOptions, selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]]
) -> tuple[Mapping[str, Artifact], Mapping[str, Sets]]:
    """The selections that the checks are about."""
    wanted = options.amounts.checked
    chosen, sets = selections
    names = [name for name in chosen if not wanted or name in wanted]
    return {name: chosen[name] for name in names}, {name: sets[name] for name in names}


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


def run_steering(
    options: StudyOptions,
    given: Inputs,
    recording: tuple[NeuronStatistics, Artifact],
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    judging: JudgeOptions,
    progress: Progress,
) -> None:
    """In which language the model writes with a language's neurons held, on problems of the test split."""
    statistics, recorded = recording
    steering = options.amounts.steering
    names = [name for name in steering.methods if name in selections[0]]
    chosen, sets = ({name: selections[0][name] for name in names}, {name: selections[1][name] for name in names})
    problems = problems_for(options, options.amounts.steer_tasks)
    how = Writing(SamplingOptions(), judging)
    artifact = open_artifact(options.run, steer_request(given.subject, problems, steering, how, chosen, recorded))
    steer(given.subject, problems, sets, activity(statistics), steering, how, artifact, progress)


def cannot_run(options: StudyOptions, judging: JudgeOptions) -> str:
    """Why the study runs no programs; empty where it can."""
    if not has_problems(options):
        return f"the corpus {options.corpus} has no tests"
    problem = defect() if judging.sandbox != "none" else ""
    return f"{problem}. {HOW_TO}" if problem else ""


def has_problems(options: StudyOptions) -> bool:
    """Whether the corpus is a benchmark, for whose problems programs can be written."""
    return options.corpus.partition(":")[0] in BENCHMARKS and not Path(options.corpus).exists()


def written_for(options: StudyOptions) -> Written | None:
    """Programs of the model's own, whose tokens are looked at too; None where the preset or the corpus has none."""
    if not (options.amounts.written and has_problems(options)):
        return None
    return Written(problems_for(options, options.amounts.pass_tasks), SamplingOptions(samples=1))


def problems_for(options: StudyOptions, tasks: int) -> ProblemSet:
    """Problems of so many tasks (0: all) of a study's test split, for which programs are written."""
    return sample_problems(load_problems(options.corpus, "test", options.languages), tasks, seed=0)
