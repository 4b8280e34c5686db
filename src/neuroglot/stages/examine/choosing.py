"""Which neurons are examined: those of sets, those asked for by address, and random ones to compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import Key, Neuron, parse_neuron
from neuroglot.stages.examine.options import Chosen

ASKED, DRAWN = ("asked", "by address"), ("random", "drawn")
"""What stands for method and label where no set has a neuron."""


def choose(
    sets: Mapping[str, Sets], addresses: Sequence[str], widths: Mapping[Key, int], random: int, seed: int
) -> Chosen:
    """Every neuron of the methods' sets, of the addresses, and so many of all that were recorded, drawn by the seed.

    Raises NeuroglotError for what is no address.
    """
    found: dict[Neuron, list[tuple[str, str]]] = {}
    for method, by_label in sets.items():
        for label, neurons in by_label.items():
            for neuron in neurons:
                found.setdefault(neuron, []).append((method, label))
    for address in addresses:
        found.setdefault(parse_neuron(address), []).append(ASKED)
    for neuron in _drawn(widths, random, seed):
        found.setdefault(neuron, []).append(DRAWN)
    return found


def _drawn(widths: Mapping[Key, int], count: int, seed: int) -> Sequence[Neuron]:
    """Neurons drawn from all that were recorded, each as likely as any other."""
    keys = list(widths)
    ends = np.cumsum([widths[key] for key in keys])
    total = int(ends[-1]) if len(ends) else 0
    places = np.random.default_rng(seed).choice(total, min(count, total), replace=False)
    at = np.searchsorted(ends, places, side="right")
    return [
        Neuron(keys[key][1], keys[key][0], int(place - (ends[key] - widths[keys[key]])))
        for key, place in zip(at.tolist(), places.tolist(), strict=True)
    ]
