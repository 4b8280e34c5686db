"""neuroglot report: one HTML file, its numbers as Markdown and CSV, and the explorer, from what is on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from neuroglot.answer import Answer
from neuroglot.commands.options import RunOptions
from neuroglot.core.errors import NeuroglotError
from neuroglot.report import TABLES, write_report
from neuroglot.report.explorer import write_explorer


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How the explorer is written."""

    split: Annotated[bool, "the explorer's data in a folder beside it: no limit on how many neurons it holds"] = False


def report(where: RunOptions, options: ReportOptions) -> Answer:
    """Write the report of a run, its tables beside it, and the explorer where neurons were examined."""
    if not Path(where.run).is_dir():
        raise NeuroglotError(f"there is no run folder {where.run}; `neuroglot study` makes one")
    explorer = write_explorer(Path(where.run), options.split)
    path = write_report(Path(where.run))
    tables = path.with_name(TABLES)
    lines = [f"report: {path}", f"tables: {tables}", *([f"explorer: {explorer}"] if explorer else [])]
    data = {"report": str(path), "tables": str(tables), "explorer": str(explorer) if explorer else None}
    return Answer(data, "\n".join(lines))
