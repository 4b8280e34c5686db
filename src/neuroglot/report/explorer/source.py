"""What the explorer shows of a run: the newest examination, the sets that belong to it, and the recording's sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from neuroglot.core.artifacts import Artifact, artifacts
from neuroglot.core.examined import STAGE, Examined, load_examined, selection_by
from neuroglot.core.neuron_files import Sets, load_sets
from neuroglot.core.neurons import Neuron
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.statistics import NeuronStatistics, load_statistics

SETS = "sets.safetensors"


@dataclass(frozen=True)
class Source:
    """An examination and what it was made from.

    `chosen` are the sets by method of the selections that were not examined: an examined method's sets are those of the
    examination, as they were then. `mismatches` say where the run has another selection by now, `notes` what was left
    aside, `found_on` the corpus and split that the sets were found on (None: the recording is not in the run).
    """

    artifact: Artifact
    examined: Examined = field(repr=False)
    chosen: Mapping[str, Sets]
    statistics: NeuronStatistics | None = field(repr=False)
    found_on: tuple[str, str] | None
    mismatches: tuple[str, ...]
    notes: tuple[str, ...]


def read_source(run: Path) -> Source | None:
    """The newest complete examination of a run, or None. Raises NeuroglotError where something can't be read."""
    found = artifacts(run, STAGE)
    if not found:
        return None
    artifact = found[-1]
    examined = load_examined(artifact.folder)
    recording = artifact.request.identity.get("recording")
    recorded = next((one for one in reversed(artifacts(run, "record")) if one.hash() == recording), None)
    selected = {
        str(one.request.options["method"]): one
        for one in artifacts(run, "select")
        if recording is not None and one.request.identity.get("recording") == recording
    }
    looked_at = {method for words in examined.words for method, _ in words.chosen}
    others = {method: load_sets(one.folder / SETS) for method, one in selected.items() if method not in looked_at}
    known = {method: one for method, one in selected.items() if method in looked_at}
    return Source(
        artifact,
        examined,
        others,
        None if recorded is None else load_statistics(recorded.folder / STATISTICS)[0],
        None if recorded is None else _read_by(recorded),
        tuple(_mismatch(method, one) for method, one in known.items() if _differs(artifact, examined, method, one)),
        tuple(_notes(len(found), recorded is None)),
    )


def _notes(examinations: int, unrecorded: bool) -> list[str]:
    notes = []
    if examinations > 1:
        notes.append(f"{examinations - 1} earlier examinations are not shown: nothing is merged")
    if unrecorded:
        notes.append("The recording is not in the run: the table has no attributions and shows examined neurons alone")
    return notes


def _read_by(recorded: Artifact) -> tuple[str, str]:
    """The corpus and the split that a recording read."""
    options = recorded.request.options
    return str(options.get("corpus", "")), str(options.get("split", ""))


def _differs(artifact: Artifact, examined: Examined, method: str, newest: Artifact) -> bool:
    """Whether the run's newest selection by a method is another than the examined one.

    An examination that recorded no selection is compared by the sets themselves: all of a set is examined.
    """
    recorded = artifact.request.identity.get(selection_by(method))
    if recorded is not None:
        return recorded != newest.hash()
    then: dict[str, set[Neuron]] = {}
    for neuron, words in zip(examined.neurons, examined.words, strict=True):
        for taken_by, label in words.chosen:
            if taken_by == method:
                then.setdefault(label, set()).add(neuron)
    now = {label: set(neurons) for label, neurons in load_sets(newest.folder / SETS).items() if len(neurons)}
    return then != now


def _mismatch(method: str, newest: Artifact) -> str:
    return (
        f"The sets of {method} are those that were examined; the run's newest selection by {method} ({newest.name}) is "
        "another: `neuroglot examine RUN` looks at that one"
    )
