"""signed: signed attribution among neurons that PLS finds specific.

mean_t(-a g) is, to first order, the rise of the loss in nats a token when the neuron falls silent. By itself it finds
what matters everywhere; among neurons whose PLS in one language is at least `ratio` times that in every other (2 in
the probe that suggested it) it ranks by effect and leaves out neurons that a language is better without.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, NeuronSet
from neuroglot.core.statistics import READINGS, NeuronStatistics
from neuroglot.stages.select.pick import by_owner, equal_share, specific
from neuroglot.stages.select.table import table


@dataclass(frozen=True, slots=True)
class SignedOptions:
    """The ratio, and how many."""

    ratio: Annotated[float, "PLS in the best language is at least this many times the second best's"] = 2.0
    fraction: Annotated[float, "share of all neurons, dealt out equally to the languages"] = 0.01
    per_language: Annotated[int, "keep this many in each language instead; 0: off"] = 0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_signed(
    statistics: NeuronStatistics, options: SignedOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set for each language; only neurons whose attribution is positive there. Raises NeuroglotError."""
    if options.ratio < 1:
        raise NeuroglotError(f"a ratio >= 1 is needed, not {options.ratio}")
    sizes = table(statistics, READINGS[0], options.sites, half)
    signed = table(statistics, "signed", options.sites, half)
    candidates = specific(sizes, np.arange(sizes.neurons), options.ratio)
    owner = sizes.values.argmax(axis=0)
    own = np.where(np.arange(len(sizes.languages))[:, None] == owner[None, :], signed.values, 0.0)
    scores = replace(signed, values=own)
    positive = candidates[own[:, candidates].max(axis=0) > 0]
    return by_owner(scores, "signed", positive, equal_share(scores, options.fraction, options.per_language))
