"""pls: programming-language selectivity by |activation x gradient|, the paper's three steps (section 4).

For a neuron n and a language L, PLS(n, L) is the mean over programs s of L of |a_n(s) * dL(s)/da_n(s)|, in one of three
readings (core/statistics.py). The default reading, mean_t |a_t g_t|, takes the absolute value before anything can
cancel; the released scripts' `product-of-means` lets the signs within a program cancel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, NeuronSet
from neuroglot.core.statistics import READINGS, NeuronStatistics
from neuroglot.stages.select.pick import by_owner, check_thresholds, ranked, specific
from neuroglot.stages.select.table import highest, table

Order = Literal["top-first", "ratio-first"]


@dataclass(frozen=True, slots=True)
class PlsOptions:
    """The paper's thresholds, and what its text leaves open.

    `top-first` takes the top fraction of all neurons, then applies the ratio; that order agrees with the counts of the
    paper's Table 2. `ratio-first` is the order of the text: candidates, ratio, top fraction.
    """

    reading: Annotated[str, f"how a program's tokens become one score: {', '.join(READINGS)}"] = READINGS[0]
    fraction: Annotated[float, "share of all neurons that is kept by best score"] = 0.01
    ratio: Annotated[float, "the best language's score is at least this many times the second best's"] = 1.5
    threshold: Annotated[float, "a candidate's best score is greater than this"] = 0.0
    order: Annotated[Order, "which comes first: the top fraction or the ratio"] = "top-first"
    per_language: Annotated[int, "keep this many of the best in each language instead of a fraction; 0: off"] = 0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_pls(statistics: NeuronStatistics, options: PlsOptions, half: int | None = None) -> dict[str, NeuronSet]:
    """One set for each language. Raises NeuroglotError on options that make no sense."""
    if options.reading not in READINGS:
        raise NeuroglotError(f"unknown reading {options.reading!r}; known: {', '.join(READINGS)}")
    check_thresholds(options.fraction, options.ratio)
    scores = table(statistics, options.reading, options.sites, half)
    if options.order == "ratio-first" or options.per_language:
        return ranked(scores, "pls", options.ratio, options.fraction, options.per_language, options.threshold)
    top = highest(scores.values.max(axis=0), round(options.fraction * scores.neurons))
    return by_owner(scores, "pls", specific(scores, top, options.ratio, options.threshold))
