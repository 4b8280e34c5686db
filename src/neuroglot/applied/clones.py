"""Clone detection as a study does it: pairs of one source, with the programs' own names and with random ones, in the
model and in its untrained twin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from neuroglot.core.artifacts import artifacts, open_artifact
from neuroglot.core.clones import NAMES, OWN
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.layers import STAGE as LAYERS
from neuroglot.core.layers import profile_of
from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import ClonePairs, PairOptions, clone_pairs, with_random_names
from neuroglot.models.loading import UNTRAINED
from neuroglot.models.subject import Subject
from neuroglot.report.collect import TWIN
from neuroglot.stages.clones import CloneOptions, clones, clones_request

Skipped = dict[str, str]

NO_BAND = "clone detection by the concept band"


def run_clones(
    folder: Path,
    subjects: tuple[Subject, Subject | None],
    asked: PairOptions,
    options: CloneOptions,
    progress: Progress,
) -> list[Skipped]:
    """Evaluate a model, and its twin into the folder `twin`, on the same pairs; what was left out, and why.

    The band is the one that the folder's profile of the model has; the twin is judged at the same layers. The model is
    not asked by prompt in the twin.
    """
    subject, twin = subjects
    try:
        given = clone_pairs(asked)
    except NeuroglotError as error:
        progress.say(f"no clone detection: {error}")
        return [{"what": "clone detection", "why": str(error)}]
    band, why = band_of(folder, subject.id)
    rows = [] if band else [{"what": NO_BAND, "why": why}]
    for names in NAMES:
        try:
            pairs = of_names(given, names, asked.sample)
            left_out = _asked_if_possible(folder, subject, pairs, asked, (band, options), progress)
            rows += [row for row in left_out if row not in rows]
            if twin is not None:
                evaluate(folder / TWIN, twin, pairs, asked, (band, replace(options, prompt=False)), progress)
        except NeuroglotError as error:
            rows.append({"what": f"clone detection with {names} names", "why": str(error)})
            continue
        rows += [row for row in pairs.skipped if row not in rows]
    return rows


def _asked_if_possible(
    run: Path,
    subject: Subject,
    pairs: ClonePairs,
    asked: PairOptions,
    how: tuple[tuple[int, ...], CloneOptions],
    progress: Progress,
) -> list[Skipped]:
    """One evaluation, without the questions where they can't be asked; and what was left out."""
    band, options = how
    try:
        evaluate(run, subject, pairs, asked, how, progress)
    except NeuroglotError as error:
        if not options.prompt:
            raise
        evaluate(run, subject, pairs, asked, (band, replace(options, prompt=False)), progress)
        return [{"what": "clones told by asking the model", "why": str(error)}]
    return []


def evaluate(
    run: Path,
    subject: Subject,
    pairs: ClonePairs,
    asked: PairOptions,
    how: tuple[tuple[int, ...], CloneOptions],
    progress: Progress,
) -> tuple[Result, ...]:
    """One evaluation into a run's folder; `how` are the band's layers and the options."""
    artifact = open_artifact(run, clones_request(subject, pairs, asked, *how))
    return clones(subject, pairs, *how, artifact, progress)


def of_names(given: ClonePairs, names: str, seed: int) -> ClonePairs:
    """The pairs with the programs' own names, or with random ones. Raises NeuroglotError for other words."""
    if names not in NAMES:
        raise NeuroglotError(f"unknown names {names!r}; known: {', '.join(NAMES)}")
    return given if names == OWN else with_random_names(given, seed)


def band_of(run: Path, model: str) -> tuple[tuple[int, ...], str]:
    """The layers of the band in the newest profile of a run, and, where there are none, why.

    For the folder of an untrained twin it is the band of the model's run around it.
    """
    if model.startswith(UNTRAINED) and run.name == TWIN:
        return band_of(run.parent, model.removeprefix(UNTRAINED))
    found = artifacts(run, LAYERS)
    profile = profile_of(found[-1].results()) if found else None
    if profile is None:
        return (), f"{run} has no profile of layers; `neuroglot layers {run}` makes one"
    if profile.model != model:
        return (), f"the profile of layers in {run} is of {profile.model}"
    if profile.band is None:
        return (), f"the profile of layers in {run} has no band ({profile.why})"
    return tuple(range(profile.band.first, profile.band.last + 1)), ""
