"""neuroglot examine: a second look at chosen neurons, for the explorer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import CORPUS, InputOptions, RunOptions
from neuroglot.commands.runs import newest, recorded_subject, selections
from neuroglot.commands.sources import read_source, recorded_source
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.examined import Examined
from neuroglot.core.neuron_files import load_sets
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.statistics import load_statistics
from neuroglot.corpora.load import SPLITS, first_programs
from neuroglot.corpora.stripped import SUFFIX
from neuroglot.models.loading import HoldOptions
from neuroglot.stages.examine import ExamineOptions, Sources, choose, examine_request
from neuroglot.stages.examine import examine as run_examine
from neuroglot.stages.select import SETS

USUAL = ("margin", "universal")
"""Whose sets are looked at where nothing else is said."""


@dataclass(frozen=True, slots=True)
class WhichOptions:
    """Which neurons are looked at, and on what."""

    neurons: Annotated[tuple[str, ...], "addresses of neurons, such as 12/mlp.gate/3411"] = ()
    methods: Annotated[
        tuple[str, ...],
        f"methods whose sets are looked at, `none`: no set; if not given, those of {' and '.join(USUAL)} that were "
        "selected, else all that were",
    ] = ()
    random: Annotated[int, "so many neurons drawn at random, to compare with"] = 20
    corpus: Annotated[str, f"{CORPUS}; if not given, what the recording read"] = ""
    split: Annotated[str, "where contexts come from: validation or test"] = "validation"
    languages: Annotated[tuple[str, ...], "languages that are read; if not given, those of the recording"] = ()
    tasks: Annotated[int, "programs of so many tasks (or files) a language; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0
    ablate: Annotated[int, "silence each neuron alone on so many tasks of the split not recorded; 0: don't"] = 0


def examine(where: RunOptions, which: WhichOptions, options: ExamineOptions, hold: HoldOptions) -> Answer:
    """Look at the newest sets of methods, neurons by address, and random ones; the model is the recording's."""
    run = Path(where.run)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    if which.split not in SPLITS:
        raise NeuroglotError(f"unknown split {which.split!r}; known: {', '.join(SPLITS)}")
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    selected = _selected(run, which.methods)
    sets = {method: load_sets(one.folder / SETS) for method, one in selected.items()}
    chosen = choose(sets, which.neurons, statistics.widths, which.random, options.seed)
    source = _source(run, recorded, which, statistics.languages)
    corpus = read_source(source)
    held_out = _held_out(source, corpus.name, recorded, which.ablate)
    sources = Sources(corpus, held_out, recorded, statistics, selected)
    subject = recorded_subject(run, recorded, hold)
    artifact = open_artifact(run, examine_request(subject, sources, chosen, options))
    found = run_examine(subject, sources, chosen, options, artifact, PROGRESS)
    return Answer(_data(found, artifact), outcome(found, artifact))


def _source(run: Path, recorded: Artifact, which: WhichOptions, languages: tuple[str, ...]) -> InputOptions:
    """What is read for contexts."""
    asked = InputOptions(
        corpus=which.corpus,
        languages=which.languages or languages,
        split=which.split,
        tasks=which.tasks,
        sample=which.sample,
    )
    if asked.corpus:
        return asked
    before = recorded_source(run, recorded)
    return replace(asked, corpus=before.corpus, comments=before.comments)


def _held_out(source: InputOptions, name: str, recorded: Artifact, tasks: int) -> Corpus | None:
    """So many tasks of the split on which no set was found; of another corpus, of the one without the contexts."""
    if tasks <= 0:
        return None
    read = recorded.request.options
    same = name.removesuffix(SUFFIX) == str(read["corpus"]).removesuffix(SUFFIX)
    other = SPLITS[1 - SPLITS.index(str(read["split"]) if same else source.split)]
    return first_programs(read_source(replace(source, split=other, tasks=tasks)), 1)


def _selected(run: Path, methods: Sequence[str]) -> dict[str, Artifact]:
    """The newest selections by the methods that are asked for."""
    wanted = [method for method in methods if method != "none"]
    there = selections(run) if wanted or not methods else {}
    if not methods:
        wanted = [method for method in USUAL if method in there] or list(there)
    unknown = [method for method in wanted if method not in there]
    if unknown:
        raise NeuroglotError(
            f"no selection by {', '.join(unknown)} in {run}; there are: {', '.join(there)}: give some of them with "
            "--methods, or `--methods none` with --neurons or --random"
        )
    return {method: there[method] for method in wanted}


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
