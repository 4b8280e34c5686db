"""neuroglot steer: in which language the model writes while a language's neurons are held at their mean on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import RunOptions
from neuroglot.commands.runs import newest, recorded_subject, selections
from neuroglot.commands.tables import points
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import TITLES
from neuroglot.core.neuron_files import load_sets
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.results import Result
from neuroglot.core.statistics import load_statistics
from neuroglot.corpora.problems import PROBLEMS, load_problems, sample_problems
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.models.slices import run_of
from neuroglot.report.steering import sentences
from neuroglot.report.steers import PLAIN, PROMPTS, Held, Steers, steers
from neuroglot.stages.select import SETS
from neuroglot.stages.steer import SteerOptions, Writing, activity, steer_request
from neuroglot.stages.steer import steer as run_steer


@dataclass(frozen=True, slots=True)
class ProblemOptions:
    """For which problems the model writes."""

    problems: Annotated[str, PROBLEMS] = "bundled"
    split: Annotated[str, "test, or validation to look before confirming; of public benchmarks also all"] = "test"
    tasks: Annotated[int, "problems of so many tasks a language; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0


def steer(
    where: RunOptions,
    asked: ProblemOptions,
    options: SteerOptions,
    sampling: SamplingOptions,
    judging: JudgeOptions,
    hold: HoldOptions,
) -> Answer:
    """Hold the newest sets of each method at their language's mean; the model and the means are the recording's."""
    run = run_of(hold.device, Path(where.run))
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    chosen = _chosen(run, options.methods)
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    subject = recorded_subject(run, recorded, hold)
    found = load_problems(asked.problems, "" if asked.split == "all" else asked.split, statistics.languages)
    problems = sample_problems(found, asked.tasks, asked.sample)
    how = Writing(sampling, judging)
    artifact = open_artifact(run, steer_request(subject, problems, options, how, chosen, recorded))
    sets = {method: load_sets(selection.folder / SETS) for method, selection in chosen.items()}
    results = run_steer(subject, problems, sets, activity(statistics), options, how, artifact, PROGRESS)
    data = {"artifact": str(artifact.folder), "results": [asdict(result) for result in results]}
    return Answer(data, outcome(results))


def _chosen(run: Path, methods: Sequence[str]) -> dict[str, Artifact]:
    """The selections of the methods that are asked for."""
    there = selections(run)
    unknown = [method for method in methods if method not in there]
    if unknown or not methods:
        raise NeuroglotError(
            f"no selection by {', '.join(unknown) or 'no method'} in {run}; there are: {', '.join(there)}: "
            "give one of them with --methods, or select first"
        )
    return {method: there[method] for method in methods}


def outcome(results: Iterable[Result]) -> RenderableType:
    """A table for each method, factor and kind of prompt, and what they say; nothing where no share was measured."""
    found = steers(results)
    if found is None:
        return Group(Text("no set was held: the methods chose none"))
    tables = [_table(found, sets, kind) for sets in found.groups.values() for kind in found.kinds]
    return Group(*tables, *(Text(sentence) for sentence in sentences(found, found.sets)))


def _table(found: Steers, sets: Sequence[Held], kind: str) -> Table:
    """Held sets in rows, languages written in columns, in so little room that five languages fit 80 columns."""
    table = Table(
        title=Text(f"written behind {PROMPTS.get(kind, kind)}, per cent (change in points); {sets[0].words}"),
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=0,
    )
    table.add_column("held")
    for language in found.written:
        table.add_column(TITLES.get(language, language), justify="right")
    table.add_column("beats\nrandom", justify="right")
    for held in (PLAIN, *sets):
        exceeded = found.exceeded.get((held, kind))
        beaten = f"{exceeded.value:.0f}/{exceeded.n}" if exceeded else "-"
        cells = [_cell(found, held, kind, language) for language in found.written]
        table.add_row(Text(held.label or "nothing"), *cells, beaten)
    return table


def _cell(found: Steers, held: Held, kind: str, language: str) -> Text:
    share, change = (at.get((held, kind, language)) for at in (found.shares, found.changes))
    if share is None:
        return Text("-")
    by = f" ({points(change.value)})" if change else ""
    return Text(f"{100 * share.value:.0f}{by}", style="bold" if held.label == language else "")
