"""lape: language activation probability entropy (Tang et al. 2024, arXiv 2402.16438, section 2.2 and released code).

p(n, l) is the share of l's tokens at which neuron n is positive. Neurons whose p, normalised over the languages, has a
low entropy are selective. A neuron that never fires has entropy 0, the best there is; only the bar on p keeps it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import NeuronSet
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.select.table import Table, highest, table


@dataclass(frozen=True, slots=True)
class LapeOptions:
    """The published thresholds."""

    fraction: Annotated[float, "share of all neurons that is kept by lowest entropy"] = 0.01
    bar: Annotated[float, "quantile of all p that a language's p must exceed"] = 0.95
    per_language: Annotated[int, "keep this many of lowest entropy in each language instead (Code-LAPE: 400)"] = 0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = ("mlp.act",)


def select_lape(statistics: NeuronStatistics, options: LapeOptions, half: int | None = None) -> dict[str, NeuronSet]:
    """One set for each language; a neuron belongs to every language whose p exceeds the bar."""
    if not 0 < options.fraction <= 1 or not 0 < options.bar < 1:
        raise NeuroglotError(f"fraction and bar lie between 0 and 1, not {options.fraction}, {options.bar}")
    firing = table(statistics, "positives", options.sites, half)
    bar = np.sort(firing.values, axis=None)[max(round(options.bar * firing.values.size) - 1, 0)]
    alive = (firing.values > bar).any(axis=0)
    disorder = np.where(alive, entropy(firing.values), np.inf)
    if options.per_language:
        return {
            language: firing.take(language, "lape", _lowest_in(firing, place, disorder, bar, options.per_language))
            for place, language in enumerate(firing.languages)
        }
    lowest = highest(-disorder, round(options.fraction * firing.neurons))
    lowest = lowest[alive[lowest]]
    return {
        language: firing.take(language, "lape", lowest[firing.values[place, lowest] > bar])
        for place, language in enumerate(firing.languages)
    }


def _lowest_in(firing: Table, place: int, disorder: NDArray[np.float64], bar: float, count: int) -> NDArray[np.int64]:
    """The neurons of lowest entropy among those that fire above the bar in one language."""
    own = np.flatnonzero(firing.values[place] > bar)
    return own[highest(-disorder[own], count)]


def entropy(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Entropy in nats of each column after normalising it to sum 1; 0 for a column of zeros."""
    total = probabilities.sum(axis=0)
    share = np.divide(probabilities, total, out=np.zeros_like(probabilities), where=total > 0)
    logarithm = np.log(share, out=np.zeros_like(share), where=share > 0)
    result: NDArray[np.float64] = -(share * logarithm).sum(axis=0)
    return result
