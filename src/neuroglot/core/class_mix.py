"""Statistics in which every language has the same mix of syntactic classes.

Languages differ in how much of their text is keywords, punctuation or comments. A neuron that only detects one class is
then more active in the language with more of it. Here every language's mean is put together from its means by class
with the same weights: direct standardisation, with the languages' mean mix as the standard.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.statistics import NeuronStatistics


def standardised(statistics: NeuronStatistics) -> NeuronStatistics:
    """The same statistics with the class mix held fixed; programs' own values are left out.

    Only classes that occur in every language and half count; their weights add up to 1. A class of which no token
    reached an expert has a mean of 0 there. Raises NeuroglotError where no sums by class were recorded, or no class is
    everywhere.
    """
    by_class = statistics.by_class
    if by_class is None:
        raise NeuroglotError("the recording has no sums by syntactic class: record again with --classes")
    languages, classes = statistics.languages, by_class.languages
    count = len(classes) // len(languages)
    shape = (len(languages), count, statistics.tokens.shape[1])
    tokens, programs = by_class.tokens.reshape(shape), by_class.programs.reshape(shape)
    used = _halves_in_use(statistics)
    everywhere = np.asarray((programs[:, :, used] > 0).all(axis=(0, 2)))
    if not everywhere.any():
        raise NeuroglotError("no syntactic class occurs in every language and half: record more programs")
    weights = mix(tokens, everywhere)
    sums = {}
    for quantity, arrays in by_class.sums.items():
        sums[quantity] = {
            key: _standardise(array.reshape(*shape, -1), by_class.counts(quantity, key).reshape(shape), weights)
            * statistics.counts(quantity, key)[:, :, None]
            for key, array in arrays.items()
        }
    return replace(statistics, sums=sums, by_program=None)


def mix(tokens: NDArray[np.int64], everywhere: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The standard: each class's share of tokens, averaged over the languages; 0 for classes that are left out."""
    by_language = tokens.sum(axis=2) * everywhere
    shares: NDArray[np.float64] = (by_language / by_language.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def _halves_in_use(statistics: NeuronStatistics) -> NDArray[np.bool_]:
    """The halves that have a program in any language."""
    return np.asarray((statistics.programs > 0).any(axis=0))


def _standardise(
    sums: NDArray[np.float64], below: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The weighted mean over classes of the means by class: (languages, halves, neurons)."""
    counts = below[..., None]
    means = np.divide(sums, counts, out=np.zeros(sums.shape), where=counts > 0)
    result: NDArray[np.float64] = np.einsum("c,lchn->lhn", weights, means)
    return result
