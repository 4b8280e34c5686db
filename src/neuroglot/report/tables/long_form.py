"""Results as CSV, one row each, with all their digits; text can't become a formula where a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report.html import sound
from neuroglot.report.kinds import kind_of

COLUMNS = (
    *("method", "ablated", "kind", "language", "metric", "value", "low", "high", "n", "unit"),
    *("control", "draw", "status", "corpus", "split", "model", "artefact"),
)
"""`ablated` is `none` and `kind` empty where nothing is silent; `control` and `draw` name random sets, `status` how
programs ended, `artefact` the folder that the row is from."""

_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
"""With what a formula begins, also in full width."""

Field = str | int | float | None


@dataclass(frozen=True, slots=True)
class Row:
    """A result, and the artefact it is from."""

    result: Result
    artefact: str


def long_form(rows: Iterable[Row]) -> str:
    """The whole file, with its head."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([written(field) for field in _fields(row)] for row in rows)
    return out.getvalue()


def _fields(row: Row) -> Iterator[Field]:
    one, about = row.result, row.result.condition
    ablated = about.get("ablated", about.get("label"))
    yield from (plain(about.get("method")), "none" if ablated is None else plain(ablated))
    yield kind_of(one) if "ablated" in about else None
    yield from (one.language, one.metric, one.value, one.low, one.high, one.n, one.unit)
    yield from (plain(about.get(name)) for name in ("control", "draw", "status"))
    yield from (one.corpus, one.split, one.model, row.artefact)


def plain(value: object) -> Field:
    """A value of a condition as a field."""
    return value if value is None or isinstance(value, str | int | float) else str(value)


def written(field: Field) -> str:
    """A field as text. Numbers keep all their digits; text that begins like a formula gets a quote in front."""
    if field is None:
        return ""
    if isinstance(field, int | float) and not isinstance(field, bool):
        return repr(field)
    text = sound(str(field))
    return f"'{text}" if text.lstrip()[:1] in tuple(_FORMULA) or text[:1] in ("\t", "\n") else text
