"""Neuron sets on disk: `sets.safetensors`, one int64 tensor for each `LABEL/SITE/LAYER`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from neuroglot.core.artifacts import write_bytes
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.neurons import Key, NeuronSet

Sets = Mapping[str, NeuronSet]
"""Neuron sets by label: one for each language, or `universal`."""


def meant_for(sets: Sets, language: str) -> Sets:
    """The sets with one for a language: an only set that is no language's (a basket) is for whichever is asked for."""
    if language in sets or len(sets) != 1 or next(iter(sets)) in LANGUAGES:
        return sets
    return {language: next(iter(sets.values()))}


def save_sets(path: Path, sets: Sets) -> None:
    """Write sets atomically; labels without neurons are kept too."""
    tensors = {
        f"{label}/{site}/{layer}": np.ascontiguousarray(indices)
        for label, neurons in sets.items()
        for (site, layer), indices in neurons.members.items()
    }
    order = {label: [[site, str(layer)] for site, layer in neurons.members] for label, neurons in sets.items()}
    methods = {label: neurons.method for label, neurons in sets.items()}
    write_bytes(path, save(tensors, {"sets": json.dumps(order), "methods": json.dumps(methods)}))


def load_sets(path: Path) -> dict[str, NeuronSet]:
    """Read what `save_sets` wrote. Raises NeuroglotError on anything else."""
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            order = json.loads(metadata["sets"])
            methods = json.loads(metadata["methods"])
            sets = {}
            for label, keys in order.items():
                members: dict[Key, np.ndarray] = {
                    (site, int(layer)): file.get_tensor(f"{label}/{site}/{layer}") for site, layer in keys
                }
                sets[label] = NeuronSet(label, methods[label], members)
            return sets
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise NeuroglotError(f"{path} can't be read as neuron sets: {error}") from error
