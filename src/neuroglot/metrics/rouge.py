"""ROUGE-L: how much of two texts' words is one common subsequence (Lin 2004), as the rouge-score package counts it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from neuroglot.metrics.tally import Tally, mean_of

_WORD = re.compile(r"[a-z0-9]+")


def rouge_l(hypotheses: Sequence[str], references: Sequence[str]) -> Tally:
    """The mean over examples of the F measure of ROUGE-L, 0 to 100: words in lower case, nothing stemmed."""
    values = [_f_measure(*pair) for pair in zip(hypotheses, references, strict=True)]
    return mean_of(100 * np.array(values, dtype=np.float64))


def _f_measure(hypothesis: str, reference: str) -> float:
    ours, theirs = (_WORD.findall(text.lower()) for text in (hypothesis, reference))
    common = _common_subsequence(ours, theirs)
    return 2 * common / (len(ours) + len(theirs)) if common else 0.0


def _common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    """How long the longest common subsequence is."""
    lengths = [0] * (len(other) + 1)
    for word in one:
        diagonal = 0
        for place, candidate in enumerate(other, start=1):
            above = lengths[place]
            lengths[place] = diagonal + 1 if word == candidate else max(above, lengths[place - 1])
            diagonal = above
    return lengths[-1]
