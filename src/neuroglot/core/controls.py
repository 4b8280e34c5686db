"""Random sets to compare a set with: matched by layer, site and distinct unit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, Neuron, NeuronSet, Unit, neuron_set, unit_of


def matched_random(neurons: NeuronSet, widths: Mapping[Key, int], seed: int) -> NeuronSet:
    """As many random neurons at the same sites of the same layers, that change as many distinct units.

    The set's own units are never drawn; all others may be, universal ones too. Where a unit of the set is named at
    several sites (gate and up of one index), so is the unit drawn in its stead.
    Raises NeuroglotError where a place has too few units left: a set of more than half of a place has no control.
    """
    named: dict[Unit, list[str]] = {}
    for neuron in neurons:
        named.setdefault(unit_of(neuron), []).append(neuron.site)
    places: dict[tuple[int, str], list[Unit]] = {}
    for unit in sorted(named):
        places.setdefault((unit.layer, unit.place), []).append(unit)
    generator = np.random.default_rng(seed)
    drawn: list[Neuron] = []
    for (layer, place), units in sorted(places.items()):
        width = min(widths[site, layer] for unit in units for site in named[unit])
        others = np.setdiff1d(np.arange(width), [unit.index for unit in units])
        if len(others) < len(units):
            raise NeuroglotError(
                f"no matched control for {neurons.label!r}: it holds {len(units)} of {width} units at {place} of layer "
                f"{layer}, so {len(units)} others can't be drawn; choose a smaller set"
            )
        indices = generator.choice(others, size=len(units), replace=False)
        drawn += [
            Neuron(layer, site, int(index)) for unit, index in zip(units, indices, strict=True) for site in named[unit]
        ]
    return neuron_set(neurons.label, f"random {seed}", drawn)
