"""What silence means: an output of zero, or the neuron's mean over all languages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet, pattern_of
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.models.edits import Edit

Kind = Literal["zero", "mean"]
KIND = "what silence means: zero, or the neuron's mean over all languages"

Means = Mapping[Key, NDArray[np.float64]]
"""Every neuron's mean activation by (site, layer), shape (neurons,)."""


def pooled_means(statistics: NeuronStatistics) -> dict[Key, NDArray[np.float64]]:
    """Every neuron's mean activation: over the tokens of each language, then over the languages, which count alike.

    An expert's neurons have the mean over the languages of which a token reached the expert; 0 where none has.
    Raises NeuroglotError where sums of activations were not recorded or a language has no program.
    """
    return {
        key: by_language.sum(axis=0) / statistics.reached(key).sum().clip(min=1)
        for key, by_language in statistics.mean("sum").items()
    }


@dataclass(frozen=True, slots=True)
class Silence:
    """A kind of silence, with the means that it takes; None: neurons are zeroed."""

    means: Means | None = None

    @property
    def about(self) -> dict[str, str]:
        """What a condition says of it; nothing for zero."""
        return {} if self.means is None else {"kind": "mean"}

    @property
    def identity(self) -> dict[str, str]:
        """The hash of the means, where there are any: measurements with other means are not merged."""
        if self.means is None:
            return {}
        digest = hashlib.sha256()
        for (site, layer), values in sorted(self.means.items()):
            digest.update(f"{layer}/{site}/{len(values)}\n".encode() + np.ascontiguousarray(values).tobytes())
        return {"means": digest.hexdigest()}

    def edit(self, neurons: NeuronSet) -> Edit:
        """What silences a set. Raises NeuroglotError where a neuron has no mean."""
        if self.means is None:
            return Edit(neurons)
        for (site, layer), indices in neurons.members.items():
            known = len(self.means.get((site, layer), ()))
            if int(indices[-1]) >= known:
                sites = ", ".join(dict.fromkeys(pattern_of(site) for site, _ in self.means))
                raise NeuroglotError(
                    f"there is no mean of {layer}/{site}/{int(indices[-1])}, which is in the set {neurons.label!r}: "
                    f"the means hold {known} neurons there, and the sites {sites}; take those of the recording that "
                    "the set was chosen from"
                )
        return Edit(neurons, {key: self.means[key][indices] for key, indices in neurons.members.items()})


def silence_of(kind: Kind, means: Means | None) -> Silence:
    """The silence that options ask for. Raises NeuroglotError for an unknown kind, and for means that are missing."""
    if kind == "zero":
        return Silence()
    if kind != "mean":
        raise NeuroglotError(f"unknown kind of ablation {kind!r}; known: zero, mean")
    if means is None:
        raise NeuroglotError(
            "an ablation of kind 'mean' needs every neuron's mean, and none were given: "
            "pass means=pooled_means(statistics) of the recording, or choose kind 'zero'"
        )
    return Silence(means)


def asked(options: Mapping[str, object]) -> dict[str, object]:
    """A request's options without the kind where it is zero, so that measurements older than kinds keep their key."""
    return {name: value for name, value in options.items() if (name, value) != ("kind", "zero")}
