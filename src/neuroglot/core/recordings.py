"""A recording as later stages read it: the statistics, with the programs' own values where they were kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from neuroglot.core.programs import load_programs
from neuroglot.core.statistics import NeuronStatistics, load_statistics

STATISTICS = "statistics.safetensors"
"""The file of the sums in a recording's folder."""


def load_recording(folder: Path) -> NeuronStatistics:
    """The statistics of a complete recording. Raises NeuroglotError on an unreadable file."""
    statistics, _ = load_statistics(folder / STATISTICS)
    return replace(statistics, by_program=load_programs(folder))
