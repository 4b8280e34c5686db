"""What neurons are held at: their mean activity on a language, or over all of them, times a factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet, pattern_of
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.models.edits import Edit


@dataclass(frozen=True)
class Activity:
    """Every neuron's mean activation by language: `means` by (site, layer), shape (languages, neurons)."""

    languages: tuple[str, ...]
    means: Mapping[Key, NDArray[np.float64]]

    def held(self, neurons: NeuronSet, language: str | None, factor: float) -> Edit:
        """What holds a set at `factor` times its neurons' means on a language; None: their means over the languages.

        Raises NeuroglotError for a language, or a neuron, without a mean.
        """
        if language is not None and language not in self.languages:
            raise NeuroglotError(
                f"there are no means on {language!r}; the recording has {', '.join(self.languages)}: "
                "record with that language, or leave its set out"
            )
        values = {}
        for (site, layer), indices in neurons.members.items():
            means = self.means.get((site, layer))
            known = 0 if means is None else means.shape[1]
            if means is None or int(indices[-1]) >= known:
                sites = ", ".join(dict.fromkeys(pattern_of(site) for site, _ in self.means))
                raise NeuroglotError(
                    f"there is no mean of {layer}/{site}/{int(indices[-1])}, which is in the set {neurons.label!r}: "
                    f"the means hold {known} neurons there, and the sites {sites}; take the recording that the set was "
                    "chosen from"
                )
            of_language = means.mean(axis=0) if language is None else means[self.languages.index(language)]
            values[site, layer] = factor * of_language[indices]
        return Edit(neurons, values)


def activity(statistics: NeuronStatistics) -> Activity:
    """Every neuron's mean over the tokens of each language; see `NeuronStatistics.mean`.

    Raises NeuroglotError where sums of activations were not recorded or a language has no program.
    """
    return Activity(statistics.languages, statistics.mean("sum"))
