"""Sets that somebody else chose, as a selection like any other: what reads selections reads them too."""

from __future__ import annotations

import time
from collections.abc import Mapping

from neuroglot.core.artifacts import Artifact, Request, content_hash
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets, save_sets
from neuroglot.core.neurons import Key, NeuronSet, kind_of
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.select.stage import SETS, counts, origin_of

NAMED = 5
"""Neurons that an error names, at most."""


def given_sets(name: str, sets: Sets, widths: Mapping[Key, int]) -> dict[str, NeuronSet]:
    """The sets under the name of a method. Raises NeuroglotError where they are empty, or hold a neuron that was not
    recorded."""
    neurons = [neuron for chosen in sets.values() for neuron in chosen]
    if not neurons:
        raise NeuroglotError("the file holds no neuron: there is nothing to select")
    absent = [one for one in neurons if one.index >= widths.get((one.site, one.layer), 0)]
    if absent:
        more = f" and {len(absent) - NAMED:,} more" if len(absent) > NAMED else ""
        raise NeuroglotError(
            f"{', '.join(map(str, absent[:NAMED]))}{more}: not among the neurons of the recording; choose others, or "
            "record their sites (`neuroglot record --sites`)"
        )
    return {label: NeuronSet(label, name, chosen.members) for label, chosen in sets.items()}


def given_request(name: str, sets: Sets, file_hash: str, recorded: Artifact) -> Request:
    """What identifies sets that were given: the method's name, the file's bytes, the neurons and the recording."""
    neurons = content_hash({label: [str(one) for one in chosen] for label, chosen in sets.items()})
    return Request(
        stage="select",
        options={"method": name, "file": file_hash, "neurons": neurons, "record": recorded.request.key},
        identity={"weights": recorded.request.identity["weights"], "recording": recorded.hash()},
    )


def take_given(
    name: str, sets: Sets, statistics: NeuronStatistics, recorded: Artifact, artifact: Artifact, file: str
) -> None:
    """Keep the sets with their counts; `file` is the name of what they were read from.

    It is done again where it was done before, so that what was given last is the newest selection by that name.
    """
    started = time.monotonic()
    save_sets(artifact.folder / SETS, sets)
    sites = {kind_of(neuron.site) for chosen in sets.values() for neuron in chosen}
    results = counts(name, tuple(sites), sets, statistics, origin_of(recorded))
    artifact.finish(results, {"file": file, "seconds": round(time.monotonic() - started, 2)})
