"""contribution: how much a hidden unit of the MLP writes into the residual stream.

c(n, l) = mean_t |h_n| * ||W_down[:, n]||, the mean length of its part of the MLP's output: unlike h alone it does not
change when the unit is scaled and its column divided by the same. It looks at what is written, not at what that does
to the loss. Then as for balanced PLS: each language on its own scale, the ratio rule, ranking, top fraction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import HIDDEN, NeuronSet, kind_of
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.select.balanced import balanced
from neuroglot.stages.select.pick import check_thresholds, ranked
from neuroglot.stages.select.table import Table, table


@dataclass(frozen=True, slots=True)
class ContributionOptions:
    """The thresholds; the site is the MLP's hidden units (`mlp.act` in families without a gate)."""

    fraction: Annotated[float, "share of all hidden units that is kept by best score"] = 0.01
    ratio: Annotated[float, "the best language's score is at least this many times the second best's"] = 1.5
    per_language: Annotated[int, "keep this many of the best in each language instead of a fraction; 0: off"] = 0

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that may have a reach."""
        return HIDDEN


def select_contribution(
    statistics: NeuronStatistics, options: ContributionOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set for each language. Raises NeuroglotError where the recording has no reach of hidden units."""
    check_thresholds(options.fraction, options.ratio)
    scores = balanced(contributions(statistics, half))
    return ranked(scores, "contribution", options.ratio, options.fraction, options.per_language)


def contributions(statistics: NeuronStatistics, half: int | None) -> Table:
    """c of every hidden unit."""
    if not statistics.reach:
        raise NeuroglotError(
            "the recording has no reach of hidden units (an older one, or of weights that were quantized or "
            "offloaded): record again"
        )
    site = kind_of(next(iter(statistics.reach))[0])
    sizes = table(statistics, "sum_absolute", (site,), half)
    reach = np.concatenate([statistics.reach[key] for key in sizes.keys])
    return replace(sizes, values=sizes.values * reach)
