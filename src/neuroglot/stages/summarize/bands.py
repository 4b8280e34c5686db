"""Which layers are concept layers: a band that was given, that a run found, or the middle third, and that is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from neuroglot.core.artifacts import artifacts
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.layers import STAGE, profile_of
from neuroglot.models.subject import Subject


@dataclass(frozen=True, slots=True)
class Bands:
    """The concept layers, `first` to `last`, of a model with so many `layers`, and where they were found."""

    first: int
    last: int
    layers: int
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last < self.layers:
            raise NeuroglotError(
                f"layers {self.first} to {self.last} are no band of {self.layers} layers (from 0): give --band 4-5"
            )


def middle_third(layers: int, why: str) -> Bands:
    """What stands for concept layers where no band was found."""
    first = layers // 3
    return Bands(first, max(first, 2 * layers // 3 - 1), layers, f"the middle third, since {why}")


def bands_for(subject: Subject, run: Path, given: str = "") -> Bands:
    """The concept layers: those that are given, the newest band that the run has of this model, or the middle third.

    Raises NeuroglotError for layers that the model doesn't have.
    """
    layers = len(subject.blocks)
    if given:
        found = re.fullmatch(r"(\d+)-(\d+)", given.strip())
        if found is None:
            raise NeuroglotError(f"--band {given}: expected the first and the last layer, like 4-5")
        return Bands(int(found[1]), int(found[2]), layers, "as given")
    for artifact in reversed(artifacts(run, STAGE)):
        profile = profile_of(artifact.results())
        if profile is not None and artifact.request.identity.get("weights") == subject.weights:
            if profile.band is None:
                return middle_third(layers, f"{artifact.name} found no band ({profile.why})")
            return Bands(profile.band.first, profile.band.last, layers, artifact.name)
    return middle_third(layers, "the run has no concept layers (neuroglot layers RUN)")
