"""neuroglot select METHOD: from the newest recording of a run to sets of neurons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table

from neuroglot.answer import Answer
from neuroglot.commands.options import RunOptions
from neuroglot.commands.runs import newest
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.recordings import load_recording
from neuroglot.stages.select import (
    METHODS,
    SETS,
    AveragePrecisionOptions,
    BalancedOptions,
    ContributionOptions,
    LapeOptions,
    MarginOptions,
    MeanDifferenceOptions,
    PlsOptions,
    SignedOptions,
    UniversalOptions,
    select_request,
)
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


def balanced(where: RunOptions, options: BalancedOptions) -> Answer:
    """Choose by PLS on a scale of its own in every language."""
    return _select("balanced", where, options)


def signed(where: RunOptions, options: SignedOptions) -> Answer:
    """Choose by signed attribution among specific neurons."""
    return _select("signed", where, options)


def margin(where: RunOptions, options: MarginOptions) -> Answer:
    """Choose by margin."""
    return _select("margin", where, options)


def contribution(where: RunOptions, options: ContributionOptions) -> Answer:
    """Choose by contribution to the residual stream."""
    return _select("contribution", where, options)


def mean_difference(where: RunOptions, options: MeanDifferenceOptions) -> Answer:
    """Choose by effect size."""
    return _select("mean-difference", where, options)


def average_precision(where: RunOptions, options: AveragePrecisionOptions) -> Answer:
    """Choose by average precision."""
    return _select("average-precision", where, options)


def _select(method: str, where: RunOptions, options: Any) -> Answer:
    run = Path(where.run)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    statistics = load_recording(recorded.folder)
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
