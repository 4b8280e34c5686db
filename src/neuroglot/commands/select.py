"""neuroglot select METHOD: from the newest recording of a run, or from a file, to sets of neurons."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from rich.table import Table

from neuroglot.answer import Answer
from neuroglot.commands.neurons import FORMS
from neuroglot.commands.options import RunOptions
from neuroglot.commands.runs import newest
from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.class_mix import standardised
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.neuron_files import Sets
from neuroglot.core.recordings import STATISTICS, load_recording
from neuroglot.core.statistics import NeuronStatistics, load_statistics
from neuroglot.stages.exchange import read_sets
from neuroglot.stages.select import (
    METHODS,
    SETS,
    Method,
    given_request,
    given_sets,
    select_request,
    take_given,
    with_fixed_mix,
)
from neuroglot.stages.select import select as run_select

FIXED = "fixed"

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = ("none", "asked", "random")
"""Names that stand for no method elsewhere."""


@dataclass(frozen=True, slots=True)
class MixOptions:
    """Which statistics are compared."""

    mix: Annotated[str, "own: as the programs are; fixed: every language with the same mix of syntactic classes"] = (
        "own"
    )


@dataclass(frozen=True, slots=True)
class FileOptions:
    """Which sets, and what they are called."""

    sets: Annotated[str, f"file of sets: {FORMS}"] = ""
    name: Annotated[str, "what ablate, tune and the others call the method"] = "basket"
    languages: Annotated[tuple[str, ...], "languages of a .pth, in its order"] = FIVE
    site: Annotated[str, "site that a .pth is about"] = "mlp.act"


def _command(name: str) -> Callable[..., Answer]:
    """The command of a method: its options are those of the method's row."""

    def choose(where: RunOptions, mix: MixOptions, options: Any) -> Answer:
        return _select(name, where, mix, options)

    choose.__annotations__ = {"where": RunOptions, "mix": MixOptions, "options": METHODS[name].options}
    return choose


pls = _command("pls")
universal = _command("universal")
lape = _command("lape")
balanced = _command("balanced")
signed = _command("signed")
margin = _command("margin")
contribution = _command("contribution")
mean_difference = _command("mean-difference")
average_precision = _command("average-precision")


def file(where: RunOptions, options: FileOptions) -> Answer:
    """Make a selection of the sets in a file, for every command that reads a run's selections."""
    run, path = Path(where.run), Path(options.sets)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    if not options.sets:
        raise NeuroglotError("no file is given: name one with --sets, such as the explorer's basket.json")
    _check_name(options.name)
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    read = read_sets(path, options.languages, options.site)
    try:
        sets = given_sets(options.name, read, statistics.widths)
    except NeuroglotError as error:
        raise NeuroglotError(f"{path}: {error}") from error
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    artifact = open_artifact(run, given_request(options.name, sets, digest, recorded))
    take_given(options.name, sets, statistics, recorded, artifact, path.name)
    return _answer(options.name, sets, artifact)


def _check_name(name: str) -> None:
    """Raise NeuroglotError where sets from a file would be taken for something else."""
    if name in RESERVED or any(name == method or name.startswith(f"{method}-") for method in METHODS):
        raise NeuroglotError(f"--name {name} is taken: sets from a file need a name of their own, such as basket")
    if not NAME.fullmatch(name):
        raise NeuroglotError(f"--name {name!r}: small letters, digits and single hyphens make a name, such as basket-2")


def _select(name: str, where: RunOptions, mix: MixOptions, options: Any) -> Answer:
    run = Path(where.run)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    method, statistics = mixed(METHODS[name], load_recording(recorded.folder), mix.mix)
    artifact = open_artifact(run, select_request(method.name, options, recorded))
    sets = run_select(method, options, statistics, recorded, artifact)
    return _answer(method.name, sets, artifact)


def _answer(name: str, sets: Sets, artifact: Artifact) -> Answer:
    results = artifact.results()
    replication = {str(r.condition["label"]): r.value for r in results if r.metric == "jaccard_halves"}
    table = Table(title=f"{name}: {artifact.folder / SETS}")
    for column in ("set", "neurons", "units", "Jaccard of the halves"):
        table.add_column(column, justify="left" if column == "set" else "right")
    for label, neurons in sets.items():
        overlap = f"{replication[label]:.2f}" if label in replication else "-"
        table.add_row(label, f"{len(neurons):,}", f"{len(neurons.units()):,}", overlap)
    data = {
        "artifact": str(artifact.folder),
        "sets": {label: {"neurons": len(neurons), "units": len(neurons.units())} for label, neurons in sets.items()},
        "jaccard_halves": replication,
    }
    return Answer(data, table)


def mixed(method: Method, statistics: NeuronStatistics, mix: str) -> tuple[Method, NeuronStatistics]:
    """A method under the name, and with the statistics, of a class mix. Raises NeuroglotError for an unknown one."""
    if mix == "own":
        return method, statistics
    if mix != FIXED:
        raise NeuroglotError(f"unknown mix {mix!r}; known: own, {FIXED}")
    return with_fixed_mix(method), standardised(statistics)
