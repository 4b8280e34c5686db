"""Which neurons go up and down together: correlations of their activations on the sampled tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuroglot.stages.examine.tokens import NONE

_BLOCK = 256


def most_similar(sample: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each of N neurons the `count` with the largest |Pearson r|, and r; both (N, count), NONE and 0 where fewer.

    `sample` is (N, tokens). A token that did not reach an expert's neuron counts there as its mean; a neuron that
    never changes correlates with none.
    """
    unit = _unit(sample)
    kept = min(count, max(0, len(sample) - 1))
    places = np.full((len(sample), count), NONE, dtype=np.int64)
    found = np.zeros((len(sample), count), dtype=np.float32)
    for first in range(0, len(sample) if kept else 0, _BLOCK):
        r = unit[first : first + _BLOCK] @ unit.T
        r[np.arange(len(r)), first + np.arange(len(r))] = 0.0
        order = np.argsort(-np.abs(r), axis=1, kind="stable")[:, :kept]
        values = np.take_along_axis(r, order, axis=1)
        places[first : first + len(r), :kept] = np.where(values == 0, NONE, order)
        found[first : first + len(r), :kept] = values
    return places, found


def _unit(sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every neuron's activations less their mean, of length 1; zeros where nothing changes or nothing is there.

    Block by block, so that nothing but the result is as large as the sample.
    """
    unit = np.zeros_like(sample)
    for first in range(0, len(sample), _BLOCK):
        part = sample[first : first + _BLOCK]
        there = ~np.isnan(part)
        values = np.where(there, part, np.float32(0.0))
        # Summed in float64, so that the mean of a value that never changes is that value.
        mean = values.sum(axis=1, keepdims=True, dtype=np.float64) / there.sum(axis=1, keepdims=True).clip(min=1)
        centred = np.where(there, values - mean.astype(np.float32), np.float32(0.0))
        norm = np.linalg.norm(centred, axis=1, keepdims=True)
        np.divide(centred, norm, out=unit[first : first + _BLOCK], where=norm > 0)
    return unit
