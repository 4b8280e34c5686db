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
from typing import Annotated, Any

from neuroglot.core.artifacts import Artifact, open_artifact, read_json, write_json
from neuroglot.core.corpus import Corpus, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import PROJECTIONS
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.corpora import load, natural
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.corpora.problems import BENCHMARKS, load_problems, sample_problems
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.sandbox import HOW_TO, defect
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.loading import UNTRAINED, HoldOptions, load_subject
from neuroglot.models.subject import Subject
from neuroglot.presets import PRESETS, Preset
from neuroglot.report import write_report
from neuroglot.report.collect import SKIPPED, TWIN
from neuroglot.stages.ablate import (
    AblateOptions,
    Programs,
    ablate,
    ablate_passing,
    ablate_request,
    pass_request,
)
from neuroglot.stages.record import RecordOptions, record, record_request
from neuroglot.stages.select import METHODS, LapeOptions, Method, PlsOptions, UniversalOptions, select, select_request

SELECTIONS = ("pls", "pls-top-first", "pls-equal", "universal", "lape")
"""The names of what a study chooses; see `selections`."""


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What is studied, on what, how thoroughly."""

    model: Annotated[str, "embedded, a folder with a Hugging Face model, or its name on the hub"] = "embedded"
    corpus: Annotated[str, "bundled, a folder of source files, a JSONL file, or humaneval_x:PATH"] = "bundled"
    languages: Annotated[tuple[str, ...], "languages that are compared"] = FIVE
    preset: Annotated[str, "quick (minutes on two cores for the embedded model) or full"] = "quick"
    twin: Annotated[bool, "look for the same in the untrained twin: what is found there too is no finding"] = True
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
    def amounts(self) -> Preset:
        """The preset. Raises NeuroglotError for an unknown one."""
        if self.preset not in PRESETS:
            raise NeuroglotError(f"unknown preset {self.preset!r}; known: {', '.join(PRESETS)}")
        return PRESETS[self.preset]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the stages of a study work on: the subject, programs to find neurons on, programs to confirm them on."""

    subject: Subject
    found_on: Corpus
    confirmed_on: Corpus


def inputs(options: StudyOptions, hold: HoldOptions) -> Inputs:
    """Load the model and both splits of the corpus. Raises NeuroglotError before any work is done."""
    amounts = options.amounts
    tasks = {"validation": amounts.record_tasks, "test": amounts.ablate_tasks}
    found_on, confirmed_on = (
        first_programs(sample_tasks(load(options.corpus, split, options.languages), count, seed=0), amounts.programs)
        for split, count in tasks.items()
    )
    return Inputs(load_subject(options.model, hold), found_on, confirmed_on)


def study(
    options: StudyOptions, hold: HoldOptions, judging: JudgeOptions | None = None, progress: Progress | None = None
) -> Path:
    """Run every stage that is not finished, and write the report. Returns the report's path.

    Where no programs can be run (no sandbox, a corpus without tests) that part is left out, with the reason.
    """
    progress = progress or Silent()
    ask(options)
    given = inputs(options, hold)
    statistics, recorded = run_record(options.run, given, RecordOptions(), progress)
    chosen, sets = run_select(options.run, statistics, recorded)
    amounts = options.amounts
    ablating = AblateOptions(draws=amounts.draws, controlled=amounts.controlled)
    run_ablate(options.run, given, (chosen, sets), ablating, progress)
    run_checks(options, hold, given, (chosen, sets), progress)
    why = run_passing(options, given, (chosen, sets), judging or JudgeOptions(), progress)
    if why:
        progress.say(f"no programs are run: {why}")
    rows = [{"what": "programs written by the model, run against tests", "why": why}] if why else []
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


def run_record(
    run: Path, given: Inputs, options: RecordOptions, progress: Progress
) -> tuple[NeuronStatistics, Artifact]:
    """The recording of the validation split. Raises NeuroglotError where other ranks have not finished theirs."""
    artifact = open_artifact(run, record_request(given.subject, given.found_on, options))
    statistics = record(given.subject, given.found_on, options, artifact, progress)
    if statistics is None:
        raise NeuroglotError("this rank's shards are recorded; run the same again when the other ranks are done")
    return statistics, artifact


def run_select(
    run: Path, statistics: NeuronStatistics, recorded: Artifact
) -> tuple[dict[str, Artifact], dict[str, Sets]]:
    """Every selection of a study, from one recording."""
    chosen: dict[str, Artifact] = {}
    sets: dict[str, Sets] = {}
    for method, options in selections(statistics):
        chosen[method.name] = open_artifact(run, select_request(method.name, options, recorded))
        sets[method.name] = select(method, options, statistics, recorded, chosen[method.name])
    return chosen, sets


def selections(statistics: NeuronStatistics) -> list[tuple[Method, Any]]:
    """What a study chooses: PLS in the order of the paper's text and two variants of it, universal neurons, and LAPE.

    `pls-top-first` takes the top fraction before the ratio; `pls-equal` shares the fraction out equally among the
    languages. docs/decisions/0003 says why the order of the text comes first here.
    """
    pls = METHODS["pls"]
    neurons = sum(width for (site, _), width in statistics.widths.items() if site in PROJECTIONS)
    equal = max(1, round(PlsOptions().fraction * neurons / len(statistics.languages)))
    return [
        (pls, PlsOptions(order="ratio-first")),
        (replace(pls, name="pls-top-first"), PlsOptions(order="top-first")),
        (replace(pls, name="pls-equal"), PlsOptions(per_language=equal)),
        (METHODS["universal"], UniversalOptions()),
        (METHODS["lape"], LapeOptions()),
    ]


def run_ablate(
    run: Path,
    given: Inputs,
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    options: AblateOptions,
    progress: Progress,
) -> tuple[Result, ...]:
    """The ablation on the test split."""
    chosen, sets = selections
    artifact = open_artifact(run, ablate_request(given.subject, given.confirmed_on, options, chosen))
    return ablate(given.subject, given.confirmed_on, sets, options, artifact, progress)


def run_checks(
    options: StudyOptions,
    hold: HoldOptions,
    given: Inputs,
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    progress: Progress,
) -> None:
    """The same sets on the natural programs; and recording, selection and ablation once more, in the twin."""
    ablating = AblateOptions(draws=options.amounts.check_draws, controlled=options.amounts.controlled)
    on_natural = natural_inputs(options, given)
    if on_natural is not None:
        run_ablate(options.run, on_natural, checked(options, selections), ablating, progress)
    if options.has_twin:
        twin = replace(given, subject=load_subject(UNTRAINED + options.model, hold))
        folder = options.run / TWIN
        statistics, recorded = run_record(folder, twin, RecordOptions(), progress)
        found = checked(options, run_select(folder, statistics, recorded))
        run_ablate(folder, twin, found, ablating, progress)


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
) -> str:
    """The ablation by pass@k on problems of the test split. Returns why it is left out, or nothing where it is not."""
    amounts = options.amounts
    chosen, sets = selections
    why = cannot_run(options, judging)
    if why:
        return why
    problems = passing_problems(options)
    how = Programs(SamplingOptions(), judging)
    artifact = open_artifact(options.run, pass_request(given.subject, problems, amounts.passing, how, chosen))
    ablate_passing(given.subject, problems, sets, amounts.passing, how, artifact, progress)
    return ""


def cannot_run(options: StudyOptions, judging: JudgeOptions) -> str:
    """Why the study runs no programs; empty where it can."""
    if options.corpus.partition(":")[0] not in BENCHMARKS or Path(options.corpus).exists():
        return f"the corpus {options.corpus} has no tests"
    problem = defect() if judging.sandbox != "none" else ""
    return f"{problem}. {HOW_TO}" if problem else ""


def passing_problems(options: StudyOptions) -> ProblemSet:
    """The problems of a study's test split for which programs are written."""
    return sample_problems(load_problems(options.corpus, "test", options.languages), options.amounts.pass_tasks, seed=0)
