"""neuroglot ablate: what silence of each chosen set does to every language's held-out loss, or to its programs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from neuroglot.answer import Answer
from neuroglot.commands.options import CORPUS, RunOptions
from neuroglot.commands.runs import newest, recorded_subject, selections
from neuroglot.commands.tables import outcome
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets, load_sets
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.results import Result
from neuroglot.core.statistics import load_statistics
from neuroglot.corpora import load_corpus
from neuroglot.corpora.load import sample_tasks
from neuroglot.corpora.problems import PROBLEMS, load_problems, sample_problems
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.models.slices import run_of
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import (
    AblateOptions,
    Means,
    PassOptions,
    Programs,
    ablate_passing,
    ablate_request,
    pass_request,
    pooled_means,
)
from neuroglot.stages.ablate import ablate as run_ablate
from neuroglot.stages.select import SETS


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """By what, and on what, the effect is measured."""

    metric: Annotated[str, "loss, or pass@K: programs are written, run in the sandbox and counted"] = "loss"
    corpus: Annotated[str, CORPUS] = "bundled"
    problems: Annotated[str, f"for pass@K, if not the corpus's own: {PROBLEMS}"] = ""
    split: Annotated[str, "test, or validation to look before confirming; for pass@K also all"] = "test"
    tasks: Annotated[int, "programs of so many tasks (or files) a language; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0
    methods: Annotated[tuple[str, ...], "methods whose sets are silenced; none: all"] = ()
    pass_draws: Annotated[int, "for pass@K: random controls a set"] = 5


@dataclass(frozen=True, slots=True)
class Given:
    """What both measures work on; `means` are there where neurons are held at them."""

    run: Path
    languages: tuple[str, ...]
    subject: Subject
    chosen: Mapping[str, Artifact]
    sets: Mapping[str, Sets]
    means: Means | None


def ablate(
    where: RunOptions,
    measured: MeasureOptions,
    options: AblateOptions,
    sampling: SamplingOptions,
    judging: JudgeOptions,
    hold: HoldOptions,
) -> Answer:
    """Ablate the newest selection of every method; the model is the recording's."""
    k = k_of(measured.metric)
    given = _given(run_of(hold.device, Path(where.run)), measured.methods, options, hold)
    if k is None:
        artifact, results = _by_loss(given, measured, options)
    else:
        passing = PassOptions(
            k, measured.methods, measured.pass_draws, options.controlled, options.bootstrap, options.kind
        )
        artifact, results = _by_passing(given, measured, passing, Programs(sampling, judging))
    data = {"artifact": str(artifact.folder), "results": [asdict(result) for result in results]}
    return Answer(data, outcome(results))


def k_of(metric: str) -> int | None:
    """K of `pass@K`, None for `loss`. Raises NeuroglotError for anything else."""
    if metric == "loss":
        return None
    k = metric.removeprefix("pass@")
    if k == metric or not k.isdecimal() or int(k) < 1:
        raise NeuroglotError(f"unknown metric {metric!r}; known: loss, and pass@K such as pass@3")
    return int(k)


def _given(run: Path, methods: Sequence[str], options: AblateOptions, hold: HoldOptions) -> Given:
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    chosen = selections(run)
    _refuse_unknown("--methods", methods, chosen)
    _refuse_unknown("--controlled", options.controlled, methods or chosen)
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    subject = recorded_subject(run, recorded, hold)
    sets = {method: load_sets(selection.folder / SETS) for method, selection in chosen.items()}
    means = pooled_means(statistics) if options.kind == "mean" else None
    return Given(run, statistics.languages, subject, chosen, sets, means)


def _refuse_unknown(flag: str, methods: Sequence[str], silenced: Collection[str]) -> None:
    unknown = [method for method in methods if method not in silenced]
    if unknown:
        raise NeuroglotError(
            f"{flag} {','.join(methods)}: no set by {', '.join(unknown)} can be silenced; give some of: "
            f"{', '.join(silenced)}"
        )


def _by_loss(given: Given, measured: MeasureOptions, options: AblateOptions) -> tuple[Artifact, tuple[Result, ...]]:
    corpus = sample_tasks(
        load_corpus(measured.corpus, measured.split, given.languages), measured.tasks, measured.sample
    )
    chosen = {method: one for method, one in given.chosen.items() if method in (measured.methods or given.chosen)}
    sets = {method: given.sets[method] for method in chosen}
    artifact = open_artifact(given.run, ablate_request(given.subject, corpus, options, chosen, given.means))
    return artifact, run_ablate(given.subject, corpus, sets, options, artifact, PROGRESS, given.means)


def _by_passing(
    given: Given, measured: MeasureOptions, options: PassOptions, how: Programs
) -> tuple[Artifact, tuple[Result, ...]]:
    split = "" if measured.split == "all" else measured.split
    found = load_problems(measured.problems or measured.corpus, split, given.languages)
    problems = sample_problems(found, measured.tasks, measured.sample)
    artifact = open_artifact(given.run, pass_request(given.subject, problems, options, how, given.chosen, given.means))
    return artifact, ablate_passing(given.subject, problems, given.sets, options, how, artifact, PROGRESS, given.means)
