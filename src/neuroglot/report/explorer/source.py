"""What the explorer shows of a run: the newest examination, the sets that belong to it, and the recording's sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from neuroglot.core.artifacts import Artifact, artifacts
from neuroglot.core.examined import STAGE, Examined, load_examined
from neuroglot.core.neuron_files import Sets, load_sets
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.statistics import NeuronStatistics, load_statistics

SETS = "sets.safetensors"


@dataclass(frozen=True)
class Source:
    """An examination and what it was made from; `chosen` are the sets by method, `notes` what was left aside."""

    artifact: Artifact
    examined: Examined = field(repr=False)
    chosen: Mapping[str, Sets]
    statistics: NeuronStatistics | None = field(repr=False)
    notes: tuple[str, ...]


def read_source(run: Path) -> Source | None:
    """The newest complete examination of a run, or None. Raises NeuroglotError where something can't be read."""
    found = artifacts(run, STAGE)
    if not found:
        return None
    artifact = found[-1]
    recording = artifact.request.identity.get("recording")
    recorded = next((one for one in reversed(artifacts(run, "record")) if one.hash() == recording), None)
    chosen = {
        str(one.request.options["method"]): load_sets(one.folder / SETS)
        for one in artifacts(run, "select")
        if recording is not None and one.request.identity.get("recording") == recording
    }
    statistics = None if recorded is None else load_statistics(recorded.folder / STATISTICS)[0]
    notes = []
    if len(found) > 1:
        notes.append(f"{len(found) - 1} earlier examinations are not shown: nothing is merged")
    if recorded is None:
        notes.append("The recording is not in the run: the table has no attributions and shows examined neurons alone")
    return Source(artifact, load_examined(artifact.folder), chosen, statistics, tuple(notes))
