"""What the test against names alone would take, measured on a few permutations and a few neurons."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from neuroglot.stages.chance.permutation import contrasts, p_values, permuted_labels
from neuroglot.stages.chance.stage import ChanceOptions

_DRAWS = 50
_NEURONS = 512


def seconds_of_permutations(
    options: ChanceOptions, labels: NDArray[np.int64], unit: NDArray[np.int64], neurons: int
) -> float:
    """Seconds for so many neurons and programs with these labels (languages) and units (tasks), both (programs,).

    Counting the ratios, under a few permutations, is not counted.
    """
    languages = int(labels.max()) + 1
    values = np.random.default_rng(0).random((len(labels), _NEURONS), dtype=np.float32)
    started = time.monotonic()
    weights = contrasts(permuted_labels(labels, unit, _DRAWS, options.seed), languages)
    drawing = time.monotonic() - started
    started = time.monotonic()
    p_values(values, labels, weights, languages)
    testing = (time.monotonic() - started) * neurons / _NEURONS
    return (drawing + testing) * options.permutations / _DRAWS
