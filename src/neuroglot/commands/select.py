"""neuroglot select METHOD: from the newest recording of a run to sets of neurons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table

from neuroglot.answer import Answer
from neuroglot.commands.options import RunOptions
from neuroglot.commands.runs import newest
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.statistics import load_statistics
from neuroglot.stages.record import STATISTICS
from neuroglot.stages.select import METHODS, SETS, LapeOptions, PlsOptions, UniversalOptions, select_request
from neuroglot.stages.select import select as run_select


def pls(where: RunOptions, options: PlsOptions) -> Answer:
    """Choose by PLS."""
    return _select("pls", where, options)


def universal(where: RunOptions, options: UniversalOptions) -> Answer:
    """Choose universal neurons."""
    return _select("universal", where, options)


def lape(where: RunOptions, options: LapeOptions) -> Answer:
    """Choose by LAPE."""
    return _select("lape", where, options)


def _select(method: str, where: RunOptions, options: Any) -> Answer:
    run = Path(where.run)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    artifact = open_artifact(run, select_request(method, options, recorded))
    sets = run_select(METHODS[method], options, statistics, recorded, artifact)
    results = artifact.results()
    replication = {str(r.condition["label"]): r.value for r in results if r.metric == "jaccard_halves"}
    table = Table(title=f"{method}: {artifact.folder / SETS}")
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
