"""How much of a known set of neurons was found, and how much of what was found is in it.

Counted on distinct units (`core/neurons.py`): the gate, up, act and hidden neuron of one index are one, so a method is
neither paid nor punished for naming a unit at several sites.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import NeuronSet


@dataclass(frozen=True, slots=True)
class Recovery:
    """precision = |chosen and true| / |chosen|, recall = |chosen and true| / |true|, f1 their harmonic mean; 0 to 1."""

    precision: float
    recall: float
    f1: float


def recovery(chosen: NeuronSet, truth: NeuronSet) -> Recovery:
    """Precision, recall and F1 of a chosen set, over units.

    Nothing chosen has precision 0: a method that is silent has not been right. Raises NeuroglotError for an empty
    truth, of which no share can be found.
    """
    found, true = chosen.units(), truth.units()
    if not true:
        raise NeuroglotError(f"the truth for {truth.label!r} is empty: there is nothing to recover")
    hits = len(found & true)
    precision = hits / len(found) if found else 0.0
    return Recovery(precision, hits / len(true), 2 * hits / (len(found) + len(true)))


def macro(scores: Iterable[Recovery]) -> Recovery:
    """The mean of each score over languages, every language counting the same (so f1 is the mean of their f1).

    Raises NeuroglotError where there are none.
    """
    scores = list(scores)
    if not scores:
        raise NeuroglotError("there are no scores to take a mean over")
    count = len(scores)
    return Recovery(
        sum(score.precision for score in scores) / count,
        sum(score.recall for score in scores) / count,
        sum(score.f1 for score in scores) / count,
    )
