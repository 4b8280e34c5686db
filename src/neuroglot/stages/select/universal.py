"""universal: neurons that matter in every language ("language-agnostic" in the paper, under 0.9 % of all).

The paper gives no rule. Ours: rank all neurons by PLS in each language, give each neuron the worst of its ranks, and
keep the best of those, so that no scale of scores makes one language count for more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, NeuronSet
from neuroglot.core.statistics import READINGS, NeuronStatistics
from neuroglot.stages.select.table import table


@dataclass(frozen=True, slots=True)
class UniversalOptions:
    """How many, by which score."""

    reading: Annotated[str, f"how a program's tokens become one score: {', '.join(READINGS)}"] = READINGS[0]
    fraction: Annotated[float, "share of all neurons that is kept"] = 0.009
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_universal(
    statistics: NeuronStatistics, options: UniversalOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set, labelled `universal`. Of neurons with the same worst rank the one with the lower sum of ranks wins."""
    if options.reading not in READINGS:
        raise NeuroglotError(f"unknown reading {options.reading!r}; known: {', '.join(READINGS)}")
    if not 0 < options.fraction <= 1:
        raise NeuroglotError(f"a fraction in (0, 1] is needed, not {options.fraction}")
    scores = table(statistics, options.reading, options.sites, half)
    order = np.argsort(-scores.values, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(scores.neurons)[None, :], axis=1)
    chosen = np.lexsort((ranks.sum(axis=0), ranks.max(axis=0)))[: round(options.fraction * scores.neurons)]
    return {"universal": scores.take("universal", "universal", chosen)}
