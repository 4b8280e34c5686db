"""Which layers a scan reads: those that were given, a run's band of concept layers, or the middle third."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from neuroglot.core.artifacts import artifacts
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.layers import STAGE, profile_of
from neuroglot.models.subject import Subject


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers that are read, and in words why these."""

    chosen: tuple[int, ...]
    why: str


def chosen_layers(subject: Subject, given: str, run: str) -> Layers:
    """The layers of a scan.

    `given` is like `4-5` or `3,4,7`. Raises NeuroglotError for layers that the model doesn't have, and for a run
    without a band of this model.
    """
    count = len(subject.blocks)
    if given and run:
        raise NeuroglotError("give --layers or --run, not both")
    if given:
        return Layers(_parsed(given, count), "as given")
    if run:
        return Layers(_of_run(subject, run), f"the band of concept layers in {run}")
    first, last = count // 3, max(count // 3, 2 * count // 3 - 1)
    why = "the middle third; `neuroglot layers RUN`, then --run RUN, reads the band that was measured instead"
    return Layers(tuple(range(first, last + 1)), why)


def words(layers: Sequence[int]) -> str:
    """`2-4` or `3, 7`."""
    if len(layers) > 1 and list(layers) == list(range(layers[0], layers[-1] + 1)):
        return f"{layers[0]}-{layers[-1]}"
    return ", ".join(map(str, layers))


def _parsed(given: str, count: int) -> tuple[int, ...]:
    found: set[int] = set()
    for part in given.split(","):
        match = re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", part)
        if match is None:
            raise NeuroglotError(f"--layers {given}: expected layers like 4-5 or 3,4,7")
        first = int(match[1])
        found.update(range(first, int(match[2] or first) + 1))
    if not found or max(found) >= count:
        raise NeuroglotError(f"--layers {given}: the model has layers 0 to {count - 1}")
    return tuple(sorted(found))


def _of_run(subject: Subject, run: str) -> tuple[int, ...]:
    for artifact in reversed(artifacts(Path(run).expanduser(), STAGE)):
        profile = profile_of(artifact.results())
        if artifact.request.identity.get("weights") != subject.weights or profile is None:
            continue
        if profile.band is None:
            raise NeuroglotError(f"the run {run} found no band in {subject.id} ({profile.why}): give --layers")
        return tuple(range(profile.band.first, profile.band.last + 1))
    raise NeuroglotError(
        f"the run {run} has no concept layers of {subject.id}: run `neuroglot layers {run}`, or give --layers"
    )
