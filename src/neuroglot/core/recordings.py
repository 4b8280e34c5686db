"""A recording as later stages read it: the statistics, with what else was kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from neuroglot.core.programs import load_programs
from neuroglot.core.statistics import NeuronStatistics, load_statistics

STATISTICS = "statistics.safetensors"
"""The file of the sums in a recording's folder."""

BY_CLASS = "statistics-by-class.safetensors"
"""The file of the sums by syntactic class, where they were recorded."""


def load_recording(folder: Path) -> NeuronStatistics:
    """The statistics of a complete recording. Raises NeuroglotError on an unreadable file."""
    statistics, _ = load_statistics(folder / STATISTICS)
    by_class = load_statistics(folder / BY_CLASS)[0] if (folder / BY_CLASS).exists() else None
    return replace(statistics, by_program=load_programs(folder), by_class=by_class)
