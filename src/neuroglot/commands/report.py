"""neuroglot report: one HTML file from what is on disk."""

from __future__ import annotations

from pathlib import Path

from neuroglot.answer import Answer
from neuroglot.commands.options import RunOptions
from neuroglot.core.errors import NeuroglotError
from neuroglot.report import write_report


def report(where: RunOptions) -> Answer:
    """Write the report of a run."""
    if not Path(where.run).is_dir():
        raise NeuroglotError(f"there is no run folder {where.run}; `neuroglot study` makes one")
    path = write_report(Path(where.run))
    return Answer({"report": str(path)}, f"report: {path}")
