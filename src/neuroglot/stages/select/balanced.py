"""balanced: PLS on a scale of its own in every language.

Raw scores of a language grow with its loss and fall with its length, so that one language takes most of a top fraction
(Python 14 times Go's neurons in a probe). Here each language's scores are divided by their mean over all neurons before
anything is compared: a score of 3 says three times as much as the average neuron, in every language. Then the steps of
the paper's text follow: ratio, ranking, top fraction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, NeuronSet
from neuroglot.core.statistics import READINGS, NeuronStatistics
from neuroglot.stages.select.pick import check_thresholds, ranked
from neuroglot.stages.select.table import Table, table


@dataclass(frozen=True, slots=True)
class BalancedOptions:
    """As for PLS."""

    reading: Annotated[str, f"how a program's tokens become one score: {', '.join(READINGS)}"] = READINGS[0]
    fraction: Annotated[float, "share of all neurons that is kept by best score"] = 0.01
    ratio: Annotated[float, "the best language's score is at least this many times the second best's"] = 1.5
    per_language: Annotated[int, "keep this many of the best in each language instead of a fraction; 0: off"] = 0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_balanced(
    statistics: NeuronStatistics, options: BalancedOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set for each language. Raises NeuroglotError on options that make no sense."""
    if options.reading not in READINGS:
        raise NeuroglotError(f"unknown reading {options.reading!r}; known: {', '.join(READINGS)}")
    check_thresholds(options.fraction, options.ratio)
    scores = balanced(table(statistics, options.reading, options.sites, half))
    return ranked(scores, "balanced", options.ratio, options.fraction, options.per_language)


def balanced(scores: Table) -> Table:
    """Each language's values divided by the mean of their sizes; a language of zeros stays as it is."""
    scale = np.abs(scores.values).mean(axis=1, keepdims=True)
    return replace(scores, values=scores.values / np.where(scale > 0, scale, 1.0))
