"""Clone detection as CSV: every number over depth, of the band and of what needs no model, in the run and its twin."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from neuroglot.report.clones import Newest, newest
from neuroglot.report.collect import Run
from neuroglot.report.tables.long_form import Field, plain, written

COLUMNS = (
    *("names", "representation", "layer", "pooling", "variant", "less", "less layer", "pair", "metric"),
    *("value", "low", "high", "n", "unit", "corpus", "split", "model", "artefact"),
)
"""`names` are the programs' own or random ones, `less` is what a lead is over, `pair` two languages."""

_ABOUT = COLUMNS[3:8]


def clone_table(run: Run) -> str:
    """The whole file, with its head: of each model, source of pairs and kind of names the newest evaluation."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in [*newest(run), *(newest(run.twin) if run.twin else ())]:
        writer.writerows([written(field) for field in fields] for fields in _rows(one))
    return out.getvalue()


def _rows(one: Newest) -> Iterator[list[Field]]:
    for row in one.one.results:
        about = [plain(row.condition.get(name)) for name in _ABOUT]
        named = [plain(row.condition.get(name)) for name in ("names", "representation")]
        numbers: list[Field] = [row.value, row.low, row.high, row.n, row.unit]
        yield [
            *named,
            row.layer,
            *about,
            row.metric,
            *numbers,
            row.corpus,
            row.split,
            row.model,
            one.loaded.artifact.name,
        ]
