"""neuroglot select METHOD: from the newest recording of a run to sets of neurons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from rich.table import Table

from neuroglot.answer import Answer
from neuroglot.commands.options import RunOptions
from neuroglot.commands.runs import newest
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.class_mix import standardised
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.recordings import load_recording
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.select import METHODS, SETS, Method, select_request, with_fixed_mix
from neuroglot.stages.select import select as run_select

FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class MixOptions:
    """Which statistics are compared."""

    mix: Annotated[str, "own: as the programs are; fixed: every language with the same mix of syntactic classes"] = (
        "own"
    )


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


def _select(name: str, where: RunOptions, mix: MixOptions, options: Any) -> Answer:
    run = Path(where.run)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    method, statistics = mixed(METHODS[name], load_recording(recorded.folder), mix.mix)
    artifact = open_artifact(run, select_request(method.name, options, recorded))
    sets = run_select(method, options, statistics, recorded, artifact)
    results = artifact.results()
    replication = {str(r.condition["label"]): r.value for r in results if r.metric == "jaccard_halves"}
    table = Table(title=f"{method.name}: {artifact.folder / SETS}")
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
