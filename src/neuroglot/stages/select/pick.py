"""From scores to sets: the steps that several methods share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import NeuronSet
from neuroglot.stages.select.table import Table, highest

Columns = NDArray[np.int64]


def specific(scores: Table, columns: Columns, ratio: float, threshold: float = 0.0) -> Columns:
    """Of these columns, those whose best score is above the threshold and `ratio` times the second best."""
    ordered = np.sort(scores.values[:, columns], axis=0)
    best, second = ordered[-1], ordered[-2]
    kept: Columns = columns[(best > threshold) & (best >= ratio * second)]
    return kept


def by_owner(scores: Table, method: str, columns: Columns, per_language: int | None = None) -> dict[str, NeuronSet]:
    """A set for each language of the columns in which it scores best; the `per_language` best of them, or all."""
    owner = scores.values[:, columns].argmax(axis=0)
    sets = {}
    for place, language in enumerate(scores.languages):
        own = np.sort(columns[owner == place])
        kept = own[highest(scores.values[place, own], len(own) if per_language is None else per_language)]
        sets[language] = scores.take(language, method, kept)
    return sets


def equal_share(scores: Table, fraction: float, per_language: int) -> int:
    """How many neurons a language gets: so many, or, where that is 0, the fraction shared out equally.

    Raises NeuroglotError for a fraction outside (0, 1].
    """
    if not 0 < fraction <= 1:
        raise NeuroglotError(f"a fraction in (0, 1] is needed, not {fraction}")
    return per_language or max(1, round(fraction * scores.neurons / len(scores.languages)))


def ranked(
    scores: Table, method: str, ratio: float, fraction: float, per_language: int, threshold: float = 0.0
) -> dict[str, NeuronSet]:
    """The order of the paper's text: specific neurons, ranked by their best score, and the top fraction of all.

    `per_language`, if not 0, is how many each language keeps instead.
    """
    candidates = specific(scores, np.arange(scores.neurons), ratio, threshold)
    if per_language:
        return by_owner(scores, method, candidates, per_language)
    best = scores.values[:, candidates].max(axis=0)
    return by_owner(scores, method, candidates[highest(best, round(fraction * scores.neurons))])


def check_thresholds(fraction: float, ratio: float) -> None:
    """Raise NeuroglotError for a fraction outside (0, 1] or a ratio below 1."""
    if not 0 < fraction <= 1 or ratio < 1:
        raise NeuroglotError(f"a fraction in (0, 1] and a ratio >= 1 are needed, not {fraction}, {ratio}")
