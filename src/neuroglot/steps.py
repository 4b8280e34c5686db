"""The steps of a study, each into its artefact in the run's folder, and skipped where that is complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.class_mix import standardised
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import PROJECTIONS, kind_of
from neuroglot.core.points import Point
from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.corpora.load import sample_tasks
from neuroglot.corpora.parallel import Versions
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import (
    AblateOptions,
    FrontierOptions,
    Means,
    ablate,
    ablate_request,
    frontier,
    frontier_request,
)
from neuroglot.stages.chance import ChanceOptions, chance, chance_request
from neuroglot.stages.concept_layers import LayerOptions, concept_layers, layers_request
from neuroglot.stages.record import RecordOptions, record, record_request
from neuroglot.stages.residual import ResidualOptions, Written, residual, residual_request
from neuroglot.stages.select import METHODS, Method, PlsOptions, select, select_request, with_fixed_mix
from neuroglot.stages.syntax_probe import SyntaxProbeOptions, syntax_probe, syntax_probe_request

SELECTIONS = (
    "pls",
    "pls-top-first",
    "pls-equal",
    "pls-fixed-mix",
    "universal",
    "lape",
    "balanced",
    "signed",
    "margin",
    "contribution",
    "mean-difference",
    "average-precision",
)
"""The names of what a study chooses where the recording has everything; see `selections`."""

NEED_PROGRAMS = ("average-precision",)
"""Methods that need every program's own means."""

NEED_CLASSES = ("pls-fixed-mix",)
"""Methods that need the sums by syntactic class."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the stages of a study work on: the subject, programs to find neurons on, programs to confirm them on."""

    subject: Subject
    found_on: Corpus
    confirmed_on: Corpus


def run_record(
    run: Path, given: Inputs, options: RecordOptions, progress: Progress
) -> tuple[NeuronStatistics, Artifact]:
    """The recording of the validation split. Raises NeuroglotError where it is left to other ranks."""
    artifact = open_artifact(run, record_request(given.subject, given.found_on, options))
    statistics = record(given.subject, given.found_on, options, artifact, progress)
    if statistics is None:
        raise NeuroglotError(
            "this rank's shards are recorded; run the same again, in one process, when all ranks are done"
        )
    return statistics, artifact


def run_select(
    run: Path, statistics: NeuronStatistics, recorded: Artifact
) -> tuple[dict[str, Artifact], dict[str, Sets]]:
    """Every selection of a study, from one recording."""
    chosen: dict[str, Artifact] = {}
    sets: dict[str, Sets] = {}
    for method, options, compared in selections(statistics):
        chosen[method.name] = open_artifact(run, select_request(method.name, options, recorded))
        sets[method.name] = select(method, options, compared, recorded, chosen[method.name])
    return chosen, sets


def selections(statistics: NeuronStatistics) -> list[tuple[Method, Any, NeuronStatistics]]:
    """What a study chooses, each from which statistics: PLS in the order of the paper's text and variants of it,
    universal neurons, LAPE, and every other method at its defaults, as far as the recording has what it needs.

    `pls-top-first` takes the top fraction before the ratio; `pls-equal` shares the fraction out equally among the
    languages; `pls-fixed-mix` holds the mix of syntactic classes fixed. docs/decisions/0003 says why the order of the
    text comes first here.
    """
    pls = METHODS["pls"]
    neurons = sum(width for (site, _), width in statistics.widths.items() if kind_of(site) in PROJECTIONS)
    equal = max(1, round(PlsOptions().fraction * neurons / len(statistics.languages)))
    found: list[tuple[Method, Any, NeuronStatistics]] = [
        (pls, PlsOptions(order="ratio-first"), statistics),
        (replace(pls, name="pls-top-first"), PlsOptions(order="top-first"), statistics),
        (replace(pls, name="pls-equal"), PlsOptions(per_language=equal), statistics),
    ]
    if statistics.by_class is not None:
        found.append((with_fixed_mix(pls), PlsOptions(order="ratio-first"), standardised(statistics)))
    others = [method for method in METHODS.values() if method is not pls]
    if statistics.by_program is None:
        others = [method for method in others if method.name not in NEED_PROGRAMS]
    return [*found, *((method, method.options(), statistics) for method in others)]


def run_chance(
    run: Path,
    statistics: NeuronStatistics,
    recorded: Artifact,
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    progress: Progress,
) -> None:
    """The test against languages that are only names, where every program's own means were kept."""
    if statistics.by_program is None:
        return
    chosen, sets = selections
    options = ChanceOptions()
    artifact = open_artifact(run, chance_request(options, recorded, chosen))
    chance(statistics, sets, options, recorded, artifact, progress)


def run_frontier(
    run: Path,
    given: Inputs,
    found: tuple[list[Point], list[dict[str, str]]],
    recorded: Artifact,
    progress: Progress,
) -> None:
    """One frontier, from points and what had to be left out."""
    several, skipped = found
    options = FrontierOptions()
    artifact = open_artifact(run, frontier_request(given.subject, given.confirmed_on, options, several, recorded))
    frontier(given.subject, given.confirmed_on, several, options, artifact, progress, skipped)


def run_layers(
    run: Path, subject: Subject, programs: tuple[Versions, Versions], options: LayerOptions, progress: Progress
) -> None:
    """The curves over depth, and the band, from parallel programs to fix it on and programs to measure on."""
    artifact = open_artifact(run, layers_request(subject, *programs, options))
    concept_layers(subject, *programs, options, artifact, progress)


def run_ablate(
    run: Path,
    given: Inputs,
    selections: tuple[Mapping[str, Artifact], Mapping[str, Sets]],
    options: AblateOptions,
    progress: Progress,
    means: Means | None = None,
) -> tuple[Result, ...]:
    """The ablation on the test split; `means` are what neurons are held at where the options say so."""
    chosen, sets = selections
    artifact = open_artifact(run, ablate_request(given.subject, given.confirmed_on, options, chosen, means))
    return ablate(given.subject, given.confirmed_on, sets, options, artifact, progress, means)


def run_states(
    run: Path,
    given: Inputs,
    tasks: int,
    options: tuple[SyntaxProbeOptions, ResidualOptions],
    written: Written | None,
    progress: Progress,
) -> list[dict[str, str]]:
    """Probes of the states behind every layer, and what every layer writes, on so many tasks of either split (0: all).

    What the model's family doesn't allow is left out, and given back with the reason.
    """
    subject, (probing, streaming) = given.subject, options
    train, test = (sample_tasks(one, tasks, seed=0) for one in (given.found_on, given.confirmed_on))
    artifact = open_artifact(run, syntax_probe_request(subject, train, test, probing))
    syntax_probe(subject, train, test, probing, artifact, progress)
    sources: list[Corpus | Written] = [test] if written is None else [test, written]
    try:
        for source in sources:
            artifact = open_artifact(run, residual_request(subject, source, given.found_on, streaming))
            residual(subject, source, given.found_on, streaming, artifact, progress)
    except NeuroglotError as error:
        progress.say(f"what each layer writes is left out: {error}")
        return [{"what": "what each layer writes into the stream", "why": str(error)}]
    return []
