"""neuroglot examine: a second look at chosen neurons, for the explorer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import CORPUS, RunOptions
from neuroglot.commands.runs import newest, selections
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.examined import Examined
from neuroglot.core.languages import FIVE
from neuroglot.core.neuron_files import Sets, load_sets
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.statistics import load_statistics
from neuroglot.corpora import load_corpus
from neuroglot.corpora.load import SPLITS, first_programs, sample_tasks
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.stages.examine import ExamineOptions, Sources, choose, examine_request
from neuroglot.stages.examine import examine as run_examine
from neuroglot.stages.select import SETS


@dataclass(frozen=True, slots=True)
class WhichOptions:
    """Which neurons are looked at, and on what."""

    neurons: Annotated[tuple[str, ...], "addresses of neurons, such as 12/mlp.gate/3411"] = ()
    methods: Annotated[tuple[str, ...], "methods whose sets are looked at; `none`: no set"] = ("margin", "universal")
    random: Annotated[int, "so many neurons drawn at random, to compare with"] = 20
    corpus: Annotated[str, CORPUS] = "bundled"
    split: Annotated[str, "where contexts come from: validation or test"] = "validation"
    languages: Annotated[tuple[str, ...], "languages that are read"] = FIVE
    tasks: Annotated[int, "programs of so many tasks (or files) a language; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0
    ablate: Annotated[int, "silence each neuron alone on so many tasks of the other split; 0: don't"] = 0


def examine(where: RunOptions, which: WhichOptions, options: ExamineOptions, hold: HoldOptions) -> Answer:
    """Look at the newest sets of methods, neurons by address, and random ones; the model is the recording's."""
    run = Path(where.run)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    if which.split not in SPLITS:
        raise NeuroglotError(f"unknown split {which.split!r}; known: {', '.join(SPLITS)}")
    corpus = sample_tasks(load_corpus(which.corpus, which.split, which.languages), which.tasks, which.sample)
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    subject = load_subject(str(recorded.request.options["model"]), hold)
    if subject.weights != recorded.request.identity["weights"]:
        raise NeuroglotError(f"{run} was recorded from other weights than {subject.id} has; choose another run folder")
    chosen = choose(_sets(run, which.methods), which.neurons, statistics.widths, which.random, options.seed)
    sources = Sources(corpus, _held_out(which), recorded, statistics)
    artifact = open_artifact(run, examine_request(subject, sources, chosen, options))
    found = run_examine(subject, sources, chosen, options, artifact, PROGRESS)
    return Answer(_data(found, artifact), outcome(found, artifact))


def _held_out(which: WhichOptions) -> Corpus | None:
    if which.ablate <= 0:
        return None
    other = SPLITS[1 - SPLITS.index(which.split)]
    return first_programs(
        sample_tasks(load_corpus(which.corpus, other, which.languages), which.ablate, which.sample), 1
    )


def _sets(run: Path, methods: Sequence[str]) -> dict[str, Sets]:
    """The newest sets of the methods that are asked for."""
    wanted = [method for method in methods if method != "none"]
    there = selections(run) if wanted else {}
    unknown = [method for method in wanted if method not in there]
    if unknown:
        raise NeuroglotError(
            f"no selection by {', '.join(unknown)} in {run}; there are: {', '.join(there)}: give some of them with "
            "--methods, or `--methods none` with --neurons or --random"
        )
    return {method: load_sets(there[method].folder / SETS) for method in wanted}


def _data(found: Examined, artifact: Artifact) -> dict[str, object]:
    rows = [
        {"neuron": str(neuron), "chosen": [list(pair) for pair in words.chosen], "label": words.label}
        for neuron, words in zip(found.neurons, found.words, strict=True)
    ]
    return {"artifact": str(artifact.folder), "facts": artifact.facts(), "neurons": rows}


def outcome(found: Examined, artifact: Artifact) -> RenderableType:
    """The first neurons with their labels, and where to look at all of them."""
    table = Table(title=f"examined in {artifact.folder}", box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for column in ("neuron", "from", "label"):
        table.add_column(column, overflow="fold")
    for neuron, words in list(zip(found.neurons, found.words, strict=True))[:20]:
        taken = ", ".join(f"{method} {name}" for method, name in words.chosen)
        table.add_row(str(neuron), Text(taken), Text(words.label))
    more = len(found) - 20
    run = artifact.folder.parent.parent
    lines = [Text(f"and {more:,} more")] if more > 0 else []
    return Group(table, *lines, Text(f"`neuroglot report {run}` writes explorer.html, where all of them can be seen"))
