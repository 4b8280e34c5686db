"""METEOR (Banerjee and Lavie 2005) through nltk, where it and its WordNet are on this machine; nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.bleu import mteval_words
from neuroglot.metrics.tally import Tally, mean_of


def meteor_lacks() -> str | None:
    """What METEOR needs and this machine has not, in words; None where it can be computed."""
    if find_spec("nltk") is None:
        return "it needs the package nltk: pip install nltk, then python -m nltk.downloader wordnet"
    from nltk.corpus import wordnet

    try:
        wordnet.ensure_loaded()
    except LookupError:
        return "it needs nltk's WordNet: python -m nltk.downloader wordnet"
    return None


def meteor(hypotheses: Sequence[str], references: Sequence[str]) -> Tally:
    """The mean over examples of nltk's METEOR (exact, stem and synonym matches), 0 to 100, over mteval's words.

    Raises NeuroglotError where nltk or its WordNet is missing.
    """
    lacking = meteor_lacks()
    if lacking is not None:
        raise NeuroglotError(lacking)
    from nltk.translate.meteor_score import single_meteor_score

    values = [
        single_meteor_score(mteval_words(reference), mteval_words(hypothesis))
        for hypothesis, reference in zip(hypotheses, references, strict=True)
    ]
    return mean_of(100 * np.array(values, dtype=np.float64))
