"""Finding what earlier commands left in a run's folder."""

from __future__ import annotations

from pathlib import Path

from neuroglot.core.artifacts import Artifact, artifacts
from neuroglot.core.errors import NeuroglotError


def newest(run: Path, stage: str, hint: str) -> Artifact:
    """The newest complete artefact of a stage. Raises NeuroglotError, with `hint`, where there is none."""
    found = artifacts(run, stage)
    if not found:
        raise NeuroglotError(f"{run} has no finished {stage}: {hint}")
    return found[-1]


def selections(run: Path) -> dict[str, Artifact]:
    """The newest selection of each method that was made from the newest recording."""
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    found = {
        str(artifact.request.options["method"]): artifact
        for artifact in artifacts(run, "select")
        if artifact.request.identity["recording"] == recorded.hash()
    }
    if not found:
        raise NeuroglotError(f"{run} has no selection: run `neuroglot select pls {run}` first")
    return found
