"""chrF2: F measure over runs of characters (Popovic 2015), as sacrebleu computes it for a corpus by default."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neuroglot.metrics.ngrams import agreement
from neuroglot.metrics.tally import Floats, Tally

ORDERS = 6
_BETA_SQUARED = 4.0
"""Recall counts twice as much as precision."""


def chrf(hypotheses: Sequence[str], references: Sequence[str]) -> Tally:
    """Corpus chrF2, 0 to 100: runs of 1 to 6 characters, white space left out, counts added over examples.

    Precision and recall are means over the lengths of run that both sides have.
    """
    sums = np.zeros((len(hypotheses), ORDERS, 3))
    for row, hypothesis, reference in zip(sums, hypotheses, references, strict=True):
        ours, theirs = ("".join(text.split()) for text in (hypothesis, reference))
        for order in range(ORDERS):
            shared, given, wanted = agreement(ours, theirs, order + 1)
            row[order] = shared, given if wanted else 0, wanted
    return Tally(sums.reshape(len(sums), -1), _score)


def _score(sums: Floats) -> NDArray[np.float64]:
    counts = sums.reshape(*sums.shape[:-1], ORDERS, 3)
    shared, given, wanted = counts[..., 0], counts[..., 1], counts[..., 2]
    counted = (given > 0) & (wanted > 0)
    orders = np.maximum(counted.sum(axis=-1), 1)
    precision = (np.where(counted, shared, 0) / np.maximum(given, 1)).sum(axis=-1) / orders
    recall = (np.where(counted, shared, 0) / np.maximum(wanted, 1)).sum(axis=-1) / orders
    below = _BETA_SQUARED * precision + recall
    above = (1 + _BETA_SQUARED) * precision * recall
    return np.asarray(100 * np.divide(above, below, out=np.zeros_like(above), where=below > 0))
