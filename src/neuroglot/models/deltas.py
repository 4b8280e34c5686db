"""Changes of neurons' weight vectors, by site and layer: what tuning learns, small and apart from the model.

On disk: one safetensors file with `SITE/LAYER/indices`, `SITE/LAYER/vectors` and, where biases were trained,
`SITE/LAYER/bias`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from neuroglot.core.artifacts import write_bytes
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet
from neuroglot.models.subject import Subject
from neuroglot.models.vectors import place_of

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Part:
    """The change at one site of one layer: `indices` (n,) int64, ascending; `vectors` (n, width) and `bias` (n,), in
    float32, are added to the neurons' rows (at `mlp.hidden`, or `mlp.act` without a gate: columns of down)."""

    indices: Tensor
    vectors: Tensor
    bias: Tensor | None = None


@dataclass(frozen=True, slots=True)
class NeuronDelta:
    """Changes of a set of vectors, for the model whose weights have the hash `weights`."""

    label: str
    method: str
    model: str
    weights: str
    parts: Mapping[Key, Part]

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return sum(part.vectors.numel() + (0 if part.bias is None else len(part.bias)) for part in self.parts.values())

    def hash(self) -> str:
        """SHA-256 over places and values."""
        digest = hashlib.sha256(self.weights.encode())
        for (site, layer), part in self.parts.items():
            digest.update(f"{site}/{layer}".encode())
            for tensor in (part.indices, part.vectors, part.bias):
                digest.update(b"-" if tensor is None else tensor.numpy().tobytes())
        return digest.hexdigest()

    def check(self, subject: Subject) -> None:
        """Raise NeuroglotError for another model than the one it was trained on."""
        if subject.weights != self.weights:
            raise NeuroglotError(
                f"the delta {self.label!r} was trained on {self.model} ({self.weights[:16]}), not on {subject.id} "
                f"({subject.weights[:16]}): give the model it belongs to"
            )


def zero_delta(subject: Subject, vectors: NeuronSet, biases: bool = False) -> NeuronDelta:
    """No change of these vectors (see `vectors_of`), and of their neurons' biases where there are any: where training
    begins."""
    parts = {}
    for key, indices in vectors.members.items():
        place = place_of(subject, key)
        has_bias = biases and not place.columns and getattr(place.module, "bias", None) is not None
        parts[key] = Part(
            torch.from_numpy(indices),
            torch.zeros(len(indices), place.width),
            torch.zeros(len(indices)) if has_bias else None,
        )
    return NeuronDelta(vectors.label, vectors.method, subject.id, subject.weights, parts)


def save_delta(path: Path, delta: NeuronDelta) -> None:
    """Write a delta atomically."""
    tensors = {}
    for (site, layer), part in delta.parts.items():
        for name in ("indices", "vectors", "bias"):
            tensor = getattr(part, name)
            if tensor is not None:
                tensors[f"{site}/{layer}/{name}"] = tensor.contiguous()
    about = {
        "schema": str(SCHEMA),
        "label": delta.label,
        "method": delta.method,
        "model": delta.model,
        "weights": delta.weights,
        "places": json.dumps([[site, layer] for site, layer in delta.parts]),
    }
    write_bytes(path, save(tensors, about))


def load_delta(path: Path) -> NeuronDelta:
    """Read what `save_delta` wrote. Raises NeuroglotError on anything else."""
    try:
        with safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            if about.get("schema") != str(SCHEMA):
                raise NeuroglotError(
                    f"{path} is no delta of schema {SCHEMA}: expected what `neuroglot tune run` writes"
                )
            names = set(file.keys())
            parts = {}
            for site, layer in json.loads(about["places"]):
                at = f"{site}/{layer}"
                bias = file.get_tensor(f"{at}/bias") if f"{at}/bias" in names else None
                parts[site, int(layer)] = Part(file.get_tensor(f"{at}/indices"), file.get_tensor(f"{at}/vectors"), bias)
            return NeuronDelta(about["label"], about["method"], about["model"], about["weights"], parts)
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise NeuroglotError(f"{path} can't be read as a delta: {error}") from error
