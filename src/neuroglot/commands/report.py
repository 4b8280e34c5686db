"""neuroglot report: one HTML file, and its numbers as Markdown and CSV, from what is on disk."""

from __future__ import annotations

from pathlib import Path

from neuroglot.answer import Answer
from neuroglot.commands.options import RunOptions
from neuroglot.core.errors import NeuroglotError
from neuroglot.report import TABLES, write_report


def report(where: RunOptions) -> Answer:
    """Write the report of a run, and its tables beside it."""
    if not Path(where.run).is_dir():
        raise NeuroglotError(f"there is no run folder {where.run}; `neuroglot study` makes one")
    path = write_report(Path(where.run))
    tables = path.with_name(TABLES)
    return Answer({"report": str(path), "tables": str(tables)}, f"report: {path}\ntables: {tables}")
