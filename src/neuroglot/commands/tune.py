"""neuroglot tune: teach a model one language by training its neurons' weights, and what that costs the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.applied.tune import MeasureOptions, TargetOptions, sets_of_size, tested
from neuroglot.commands.options import RunOptions
from neuroglot.commands.runs import newest, recorded_subject, selections
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import TITLES, canonical
from neuroglot.core.neuron_files import Sets, load_sets, meant_for
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.results import Result
from neuroglot.core.statistics import NeuronStatistics, load_statistics
from neuroglot.corpora.instructions import load_lessons
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import LearnOptions
from neuroglot.models.adapters import save_adapter
from neuroglot.models.deltas import NeuronDelta, load_delta
from neuroglot.models.export import export as export_model
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import mergeable, merged
from neuroglot.models.vectors import place_of
from neuroglot.models.weights import coarse
from neuroglot.report import numbers
from neuroglot.report.tunes import ARMS, LOSS, Tunes, tunes
from neuroglot.report.tuning import sentences
from neuroglot.stages.select import SETS
from neuroglot.stages.tune import (
    ADAPTER,
    DELTA,
    Assignment,
    CompareOptions,
    Given,
    SingleOptions,
    Teaching,
    compare_request,
    tune_request,
    tune_single,
)
from neuroglot.stages.tune import compare as run_compare


@dataclass(frozen=True, slots=True)
class DeltaOptions:
    """Which delta, and where it goes."""

    delta: Annotated[str, "file that `tune run` left: .../delta.safetensors"]
    to: Annotated[str, "new folder"] = ""
    model: Annotated[str, "the model it was trained on; by default what the delta says"] = ""


@dataclass(frozen=True, slots=True)
class AdapterOptions:
    """In which form an adapter is written."""

    single_rank: Annotated[bool, "one rank for all projections, filled up with zeros, for engines that want one"] = (
        False
    )
    biases: Annotated[bool, "trained biases go along, as lora_bias"] = True


@dataclass(frozen=True)
class _Run:
    """What a run has for tuning."""

    subject: Subject
    sets: Sets
    statistics: NeuronStatistics
    target: str


def run(
    where: RunOptions, asked: TargetOptions, options: SingleOptions, learning: LearnOptions, hold: HoldOptions
) -> Answer:
    """Train one language's neurons; leaves the delta and an ordinary LoRA adapter."""
    found = _run(Path(where.run), asked, hold)
    if not len(found.sets.get(found.target, ())):
        raise NeuroglotError(f"{asked.method} chose no neurons of {found.target}: choose another method, or --neurons")
    task = Assignment(found.sets[found.target], load_lessons(asked.instructions, found.target, asked.validating))
    artifact = open_artifact(Path(where.run), tune_request(found.subject, task, options, learning))
    results = tune_single(found.subject, task, options, learning, artifact, PROGRESS)
    before, after = results
    data = {
        "delta": str(artifact.folder / DELTA),
        "adapter": str(artifact.folder / ADAPTER),
        "facts": artifact.facts(),
        "results": [asdict(result) for result in results],
    }
    lines = [
        f"{TITLES[found.target]}, {after.n} held-out examples: {numbers.nats(before.value)} nats a token before, "
        f"{numbers.nats(after.value)} {numbers.interval(after.low, after.high)} after",
        f"{artifact.facts()['weights']:,} weights of {len(task.neurons)} neurons, in {data['delta']}",
        f"as a LoRA adapter for PEFT: {data['adapter']}",
    ]
    return Answer(data, Group(*map(Text, lines)))


def compare(
    where: RunOptions,
    asked: TargetOptions,
    measured: MeasureOptions,
    options: CompareOptions,
    learning: LearnOptions,
    sampling: SamplingOptions,
    judging: JudgeOptions,
    hold: HoldOptions,
) -> Answer:
    """Compare ways to teach one language, at equal data and steps."""
    found = _run(Path(where.run), asked, hold)
    problems, written = tested(measured, found.statistics.languages)
    lessons = load_lessons(asked.instructions, found.target, asked.validating)
    given, how = Given(lessons, asked.method, found.sets, problems, written), Teaching(learning, sampling, judging)
    artifact = open_artifact(Path(where.run), compare_request(found.subject, given, options, how))
    results = run_compare(found.subject, given, options, how, artifact, PROGRESS)
    skipped = artifact.facts()["skipped"]
    data = {
        "artifact": str(artifact.folder),
        "skipped": skipped,
        "results": [asdict(result) for result in results],
    }
    left_out = [Text(f"left out: {row['what']}: {row['why']}") for row in skipped]
    return Answer(data, Group(outcome(results), *left_out))


def export(given: DeltaOptions, options: AdapterOptions, hold: HoldOptions) -> Answer:
    """Write a delta as a LoRA adapter that PEFT loads without this package."""
    delta, subject = _delta(given, hold)
    folder = save_adapter(subject, delta, Path(given.to), options.single_rank, options.biases)
    left_out = not options.biases and any(part.bias is not None for part in delta.parts.values())
    said = "; trained biases were left out" if left_out else ""
    data = {"adapter": str(folder), "weights": delta.size, "biases left out": left_out}
    return Answer(data, Text(f"{delta.size:,} weights as a LoRA adapter in {folder}{said}"))


def merge(given: DeltaOptions, hold: HoldOptions) -> Answer:
    """Write the model with a delta in its weights, as an ordinary checkpoint."""
    delta, subject = _delta(given, hold)
    if not mergeable(subject, delta):
        raise NeuroglotError(
            f"{subject.id}'s weights are quantized or offloaded, so that nothing can be added into them: write an "
            "adapter for it with `neuroglot tune export`"
        )
    changed = [place_of(subject, key).weight for key in delta.parts]
    rounded = sorted({str(one.dtype).removeprefix("torch.") for one in changed if coarse(one)})
    with merged(subject, delta):
        folder = export_model(subject, Path(given.to))
    said = f"; the delta is rounded to {' and '.join(rounded)}, as the weights are" if rounded else ""
    data = {"model": str(folder), "rounded to": rounded}
    return Answer(data, Text(f"{subject.id} with {delta.label}'s neurons tuned, in {folder}{said}"))


def _delta(given: DeltaOptions, hold: HoldOptions) -> tuple[NeuronDelta, Subject]:
    if not given.to:
        raise NeuroglotError("say where it goes: --to FOLDER")
    delta = load_delta(Path(given.delta))
    subject = load_subject(given.model or delta.model, hold)
    delta.check(subject)
    return delta, subject


def _run(run: Path, asked: TargetOptions, hold: HoldOptions) -> _Run:
    """The recording's model, and the sets. Raises NeuroglotError where the run lacks something."""
    try:
        target = canonical(asked.target)
    except ValueError as error:
        raise NeuroglotError(str(error)) from error
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    if asked.neurons:
        sets = sets_of_size(statistics, asked.method, asked.neurons)
    else:
        there = selections(run)
        if asked.method not in there:
            raise NeuroglotError(
                f"no selection by {asked.method} in {run}; there are: {', '.join(there)}: give --method"
            )
        sets = meant_for(load_sets(there[asked.method].folder / SETS), target)
    return _Run(recorded_subject(run, recorded, hold), sets, statistics, target)


def outcome(results: Iterable[Result]) -> RenderableType:
    """A table for each measure, and what they say."""
    found = tunes(results)
    if found is None:
        return Text("nothing was measured")
    return Group(*(_table(found, metric) for metric in found.metrics), *map(Text, sentences(found)))


def _table(found: Tunes, metric: str) -> Table:
    """What was trained in rows, languages in columns, in so little room that five languages fit 80 columns."""
    what = "loss, nats a token" if metric == LOSS else f"{metric}, per cent"
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    table.title = Text(
        f"{what} (change); {TITLES.get(found.target, found.target)} was taught; {', '.join(found.corpus(metric))}"
    )
    table.add_column("trained")
    table.add_column("share", justify="right")
    for language in found.languages:
        table.add_column(TITLES.get(language, language), justify="right")
    table.add_column("rate", justify="right")
    for arm in found.arms:
        cells = [_cell(found, metric, arm, language) for language in found.languages]
        share = found.cost(arm, "tuned_share")
        table.add_row(Text(ARMS[arm]), numbers.percent(share), *cells, found.chosen(arm) or numbers.MISSING)
    return table


def _cell(found: Tunes, metric: str, arm: str, language: str) -> Text:
    value, change = (at[metric].get((arm, language)) for at in (found.values, found.changes))
    if value is None:
        return Text(numbers.MISSING)
    shown = numbers.nats(value.value) if metric == LOSS else numbers.hundred(value.value)
    if change is not None:
        shown += f" ({numbers.nats(change.value) if metric == LOSS else numbers.points(change.value)})"
    return Text(shown, style="bold" if language == found.target else "")
