"""margin: what a neuron's silence would cost its language, less what it would cost the others.

With s(n, l) = mean_t(-a g), the first-order rise of l's loss in nats a token when n falls silent,

    margin(n, l) = s(n, l) - price * max over m != l of |s(n, m)|.

To first order effects of neurons add up, so ranking by margin maximises the effect of a set of given size on its own
language at a given price of damage elsewhere; the price moves along the frontier between effect and specificity. A
neuron counts by the worse of its margins on the two halves of the tasks, so that luck on one half does not carry it.

A language keeps its share of the best. Neurons that stand out, whose margin with every language's s on a scale of its
own (over the mean size of s there) reaches `cut`, are kept whatever the share: it can't know how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, NeuronSet
from neuroglot.core.statistics import HALVES, NeuronStatistics
from neuroglot.stages.select.balanced import balanced
from neuroglot.stages.select.pick import by_owner, equal_share
from neuroglot.stages.select.table import Table, table


@dataclass(frozen=True, slots=True)
class MarginOptions:
    """The price, and how many."""

    price: Annotated[float, "what a nat lost in the most harmed other language counts against one in the own"] = 2.0
    fraction: Annotated[float, "share of all neurons, dealt out equally to the languages"] = 0.01
    per_language: Annotated[int, "keep this many in each language instead; 0: off"] = 0
    cut: Annotated[float, "keep besides what stands out so far, in mean sizes of s; 0: off, as with a number"] = 10.0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_margin(
    statistics: NeuronStatistics, options: MarginOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set for each language; only neurons whose margin is positive.

    Raises NeuroglotError on a negative price or cut.
    """
    if options.price < 0 or options.cut < 0:
        raise NeuroglotError(f"a price and a cut >= 0 are needed, not {options.price}, {options.cut}")
    halves = [half] if half is not None else _halves(statistics)
    tables = [table(statistics, "signed", options.sites, side) for side in halves]
    scores = _worst(tables, options.price)
    positive = np.flatnonzero(scores.values.max(axis=0) > 0)
    sets = by_owner(scores, "margin", positive, equal_share(scores, options.fraction, options.per_language))
    if options.per_language or not options.cut:
        return sets
    owner = scores.values[:, positive].argmax(axis=0)
    apart = _worst([balanced(one) for one in tables], options.price).values[owner, positive] >= options.cut
    outliers = by_owner(scores, "margin", positive[apart])
    return {name: replace(found, members=(found | outliers[name]).members) for name, found in sets.items()}


def _worst(tables: list[Table], price: float) -> Table:
    """Every neuron's worst margin over the halves."""
    return replace(tables[0], values=np.min([margins(one.values, price) for one in tables], axis=0))


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
