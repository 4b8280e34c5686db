"""Writing the tables of a run into its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from neuroglot.core.artifacts import write_text
from neuroglot.report.collect import Run, method_of
from neuroglot.report.tables.clones import clone_table
from neuroglot.report.tables.endings import ending_tables
from neuroglot.report.tables.long_form import Row, long_form
from neuroglot.report.tables.losses import loss_ablations, loss_tables
from neuroglot.report.tables.passes import pass_ablations, pass_tables

TABLES = "tables"
"""The folder beside the report: `loss`, `pass` and `endings`, each as `.md` and `.csv`, and `clones.csv`."""

_ENDED = "programs"
"""The metric of how many programs ended in one way."""


def write_tables(run: Run) -> Path:
    """Write the seven files (each atomically, also where nothing was measured) and return their folder."""
    passed = [Row(result, one.artifact.name) for one, _ in pass_ablations(run) for result in one.results]
    losses = [Row(result, one.artifact.name) for one in loss_ablations(run) for result in one.results]
    sizes = list(_sizes(run))
    texts = {
        "loss.md": loss_tables(run),
        "loss.csv": long_form([*losses, *_of(sizes, losses)]),
        "pass.md": pass_tables(run),
        "pass.csv": long_form([*(row for row in passed if row.result.metric != _ENDED), *_of(sizes, passed)]),
        "endings.md": ending_tables(run),
        "endings.csv": long_form(row for row in passed if row.result.metric == _ENDED),
        "clones.csv": clone_table(run),
    }
    folder = run.folder / TABLES
    for name, text in texts.items():
        write_text(folder / name, text)
    return folder


def _sizes(run: Run) -> Iterator[Row]:
    """The sizes of the sets that were chosen: `neurons` of all neurons (`n`), and `units`."""
    for results in run.selected.values():
        for result in results:
            about = result.condition
            if result.metric in {"neurons", "units"} and "label" in about and "site" not in about:
                yield Row(result, result.stage)


def _of(sizes: Iterable[Row], measured: Iterable[Row]) -> Iterator[Row]:
    """The sizes of those sets that were measured."""
    there = {(method_of(row.result), str(row.result.condition.get("ablated"))) for row in measured}
    for row in sizes:
        if (method_of(row.result), str(row.result.condition["label"])) in there:
            yield row
