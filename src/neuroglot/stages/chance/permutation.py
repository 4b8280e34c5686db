"""Languages permuted within parallel tasks: the null hypothesis that a task's language makes no difference to a neuron.

The unit is the program. Programs of one task do the same; if languages were only names, any of them could stand by any
of the task's programs. So labels are permuted within tasks, which keeps all that is due to the task.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]

COLUMNS = 2048
"""Neurons that are tested at once: memory stays at draws x languages x COLUMNS."""


def permuted_labels(labels: Labels, unit: NDArray[np.int64], draws: int, seed: int) -> Labels:
    """The labels, shape (programs,), permuted within each unit, so many times: shape (draws, programs)."""
    generator = np.random.default_rng(seed)
    order = np.argsort(unit, kind="stable")
    drawn = np.empty((draws, len(labels)), dtype=np.int64)
    for draw in range(draws):
        # Sorting by unit, ties broken at random, lines up a random program of each unit with each of its places.
        shuffled = np.lexsort((generator.random(len(labels)), unit))
        drawn[draw, order] = labels[shuffled]
    return drawn


def contrasts(labels: Labels, languages: int) -> NDArray[np.float32]:
    """Weights that give, for each language, the mean over its programs less the mean over all others.

    `labels` has shape (draws, programs); the result (draws, languages, programs).
    """
    inside = labels[:, None, :] == np.arange(languages)[None, :, None]
    count = inside.sum(axis=2, keepdims=True)
    weights = np.where(inside, 1 / count, -1 / (labels.shape[1] - count))
    return np.asarray(weights, dtype=np.float32)


def p_values(
    values: NDArray[np.float32], labels: Labels, drawn: NDArray[np.float32], languages: int
) -> NDArray[np.float64]:
    """One-sided p of every neuron in every language: is its value higher there than names alone would make it?

    `values` (programs, neurons), `labels` (programs,), `drawn` the contrasts of the permutations. p = (1 + draws whose
    contrast is at least the observed one) / (1 + draws), shape (languages, neurons): valid for any number of draws
    (Phipson and Smyth 2010).
    """
    own = contrasts(labels[None], languages)[0]
    draws, _, programs = drawn.shape
    weights = drawn.reshape(-1, programs)
    reached = []
    for block in np.split(values, range(COLUMNS, values.shape[1], COLUMNS), axis=1):
        permuted = (weights @ block).reshape(draws, languages, -1)
        # The same sum in another order may differ in its last bits: what is equal must count as equal.
        slack = 1e-5 * np.abs(block).max(axis=0)
        reached.append((permuted >= (own @ block - slack)[None]).sum(axis=0))
    result: NDArray[np.float64] = (1 + np.concatenate(reached, axis=1)) / (1 + draws)
    return result


def means_by_label(values: NDArray[np.float32], labels: Labels, languages: int) -> NDArray[np.float32]:
    """The mean over the programs of each language, for each row of labels: shape (draws, languages, neurons)."""
    inside = (labels[:, None, :] == np.arange(languages)[None, :, None]).astype(np.float32)
    weights = inside / inside.sum(axis=2, keepdims=True)
    result: NDArray[np.float32] = (weights.reshape(-1, labels.shape[1]) @ values).reshape(*weights.shape[:2], -1)
    return result
