"""The closer look at neurons that a study's explorer shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.stages.examine import ExamineOptions, Sources, choose, examine, examine_request
from neuroglot.steps import Inputs


@dataclass(frozen=True, slots=True)
class ExamineAmounts:
    """Whose sets are looked at, beside how many random neurons, on how many tasks of the split in which they were found
    (0: all), and on how many of the other each is silenced alone (0: none)."""

    methods: tuple[str, ...] = ("margin", "universal")
    random: int = 20
    tasks: int = 0
    ablate: int = 20
    options: ExamineOptions = field(default_factory=ExamineOptions)


def run_examine(
    folder: Path,
    given: Inputs,
    recording: tuple[NeuronStatistics, Artifact],
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    amounts: ExamineAmounts,
    progress: Progress,
) -> None:
    """Examine the sets' neurons on the programs that they were found on; silence each on held-out ones."""
    statistics, recorded = recording
    artifacts, sets = selections
    held_out = first_programs(sample_tasks(given.confirmed_on, amounts.ablate, seed=0), 1) if amounts.ablate else None
    wanted = {method: sets[method] for method in amounts.methods if method in sets}
    chosen = choose(wanted, (), statistics.widths, amounts.random, amounts.options.seed)
    selected = {method: artifacts[method] for method in wanted}
    sources = Sources(sample_tasks(given.found_on, amounts.tasks, seed=0), held_out, recorded, statistics, selected)
    artifact = open_artifact(folder, examine_request(given.subject, sources, chosen, amounts.options))
    examine(given.subject, sources, chosen, amounts.options, artifact, progress)
