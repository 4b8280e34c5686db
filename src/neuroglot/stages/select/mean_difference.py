"""mean-difference: how far a neuron's mean activation in one language lies from its mean in the others.

d(n, l) = |mean_l - mean of the other languages' means| / s, where s^2 is the mean of the variances within languages:
Cohen's effect size over tokens, each language counting the same. Sizes, since a neuron's sign is arbitrary.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from neuroglot.core.neurons import PROJECTIONS, NeuronSet
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.select.pick import by_owner, equal_share
from neuroglot.stages.select.table import Table, reached, table


@dataclass(frozen=True, slots=True)
class MeanDifferenceOptions:
    """How many."""

    fraction: Annotated[float, "share of all neurons, dealt out equally to the languages"] = 0.01
    per_language: Annotated[int, "keep this many in each language instead; 0: off"] = 0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_mean_difference(
    statistics: NeuronStatistics, options: MeanDifferenceOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set for each language: of the neurons that stand out most in it, the most outstanding."""
    scores = effect_sizes(statistics, options.sites, half)
    count = equal_share(scores, options.fraction, options.per_language)
    return by_owner(scores, "mean-difference", np.arange(scores.neurons), count)


def effect_sizes(statistics: NeuronStatistics, sites: tuple[str, ...], half: int | None) -> Table:
    """d of every neuron; 0 where it does not vary, and in a language of which no token reached its expert."""
    means = table(statistics, "sum", sites, half)
    squares = table(statistics, "sum_squares", sites, half).values
    there = reached(statistics, means, half)
    within = (squares - means.values**2).clip(min=0).sum(axis=0) / there.sum(axis=0).clip(min=1)
    others = len(means.languages) - 1
    difference = there * np.abs(means.values - (means.values.sum(axis=0) - means.values) / others)
    deviation = np.sqrt(within)
    return replace(means, values=np.divide(difference, deviation, out=np.zeros_like(difference), where=deviation > 0))
