"""Finding what earlier commands left in a run's folder."""

from __future__ import annotations

from pathlib import Path

from neuroglot.core.artifacts import Artifact, artifacts
from neuroglot.core.errors import NeuroglotError
from neuroglot.models import embedded
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject


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


def recorded_subject(run: Path, recorded: Artifact, hold: HoldOptions) -> Subject:
    """The model that a run's recording was made from.

    Raises NeuroglotError where it can't be loaded, or has other weights than it had.
    """
    model = str(recorded.request.options["model"])
    try:
        subject = load_subject(model, hold)
    except NeuroglotError as error:
        raise NeuroglotError(f"the model {model}, from which {run} was recorded: {error}") from error
    there, now = recorded.request.identity["weights"], subject.weights
    if there != now:
        raise NeuroglotError(
            f"{run} was recorded from other weights of {model} than are there now ({there[:16]}, now {now[:16]}): put "
            "those back, or record into another run folder"
        )
    return subject


def run_subject(run: Path, model: str, hold: HoldOptions) -> Subject:
    """The model of that name; without a name that of the run's newest recording, or the embedded one where none is."""
    if model:
        return load_subject(model, hold)
    recordings = artifacts(run, "record")
    return recorded_subject(run, recordings[-1], hold) if recordings else load_subject(embedded.NAME, hold)
