"""margin: what a neuron's silence would cost its language, less what it would cost the others.

With s(n, l) = mean_t(-a g), the first-order rise of l's loss in nats a token when n falls silent,

    margin(n, l) = s(n, l) - price * max over m != l of |s(n, m)|.

To first order effects of neurons add up, so ranking by margin maximises the effect of a set of given size on its own
language at a given price of damage elsewhere; the price moves along the frontier between effect and specificity. A
neuron counts by the worse of its margins on the two halves of the tasks, so that luck on one half does not carry it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, NeuronSet
from neuroglot.core.statistics import HALVES, NeuronStatistics
from neuroglot.stages.select.pick import by_owner, equal_share
from neuroglot.stages.select.table import table


@dataclass(frozen=True, slots=True)
class MarginOptions:
    """The price, and how many."""

    price: Annotated[float, "what a nat lost in the most harmed other language counts against one in the own"] = 2.0
    fraction: Annotated[float, "share of all neurons, dealt out equally to the languages"] = 0.01
    per_language: Annotated[int, "keep this many in each language instead; 0: off"] = 0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_margin(
    statistics: NeuronStatistics, options: MarginOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set for each language; only neurons whose margin is positive. Raises NeuroglotError on a negative price."""
    if options.price < 0:
        raise NeuroglotError(f"a price >= 0 is needed, not {options.price}")
    halves = [half] if half is not None else _halves(statistics)
    tables = [table(statistics, "signed", options.sites, side) for side in halves]
    worst = np.min([margins(one.values, options.price) for one in tables], axis=0)
    scores = replace(tables[0], values=worst)
    positive = np.flatnonzero(worst.max(axis=0) > 0)
    return by_owner(scores, "margin", positive, equal_share(scores, options.fraction, options.per_language))


def margins(signed: NDArray[np.float64], price: float) -> NDArray[np.float64]:
    """The margin of every neuron in every language, from s of shape (languages, neurons)."""
    sizes = np.abs(signed)
    ordered = np.sort(sizes, axis=0)
    largest, second = ordered[-1], ordered[-2]
    other = np.where(np.arange(len(sizes))[:, None] == sizes.argmax(axis=0)[None, :], second, largest)
    result: NDArray[np.float64] = signed - price * other
    return result


def _halves(statistics: NeuronStatistics) -> list[int | None]:
    """Both halves, or None for all where a language has no program in one of them."""
    return [None] if (statistics.programs == 0).any() else list(range(HALVES))
