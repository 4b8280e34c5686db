"""average-precision: a neuron as a classifier of the language (Cuadros et al. 2022; Kojima et al. 2024, section 3).

Programs are ranked by the neuron's mean activation; average precision against "is in language l" says how well the
ranking puts l first, and its chance level is l's share of the programs. A neuron may also be lowest in l: the better of
both directions counts. Programs with equal activations share a rank, as in scikit-learn's average_precision_score.
A program of which no token reached a neuron's expert has an activation of 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, NeuronSet, among
from neuroglot.core.programs import ProgramValues
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.select.pick import by_owner, equal_share
from neuroglot.stages.select.table import Table

COLUMNS = 2048
"""Neurons that are ranked at once: memory stays at programs x COLUMNS."""


@dataclass(frozen=True, slots=True)
class AveragePrecisionOptions:
    """How many."""

    fraction: Annotated[float, "share of all neurons, dealt out equally to the languages"] = 0.01
    per_language: Annotated[int, "keep this many in each language instead; 0: off"] = 0
    sites: Annotated[tuple[str, ...], "sites that are compared"] = PROJECTIONS


def select_average_precision(
    statistics: NeuronStatistics, options: AveragePrecisionOptions, half: int | None = None
) -> dict[str, NeuronSet]:
    """One set for each language. Raises NeuroglotError where the programs' own values were not kept."""
    programs = statistics.by_program
    if programs is None:
        raise NeuroglotError("the recording kept no program's own values: record again with --programs")
    keys = tuple(key for key in statistics.keys if among(key[0], options.sites))
    if not keys:
        raise NeuroglotError(f"none of the sites {', '.join(options.sites)} was recorded")
    chosen = np.arange(len(programs.language)) if half is None else np.flatnonzero(programs.half == half)
    values = np.concatenate([_of_key(programs, key, chosen) for key in keys], axis=1)
    scores = Table(statistics.languages, keys, tuple(statistics.widths[key] for key in keys), values)
    count = equal_share(scores, options.fraction, options.per_language)
    return by_owner(scores, "average-precision", np.arange(scores.neurons), count)


def _of_key(programs: ProgramValues, key: tuple[str, int], chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    means = programs.values("mean", key)[chosen]
    is_in = programs.language[chosen][None, :] == np.arange(len(programs.languages))[:, None]
    parts = [
        np.maximum(average_precision(part, is_in), average_precision(-part, is_in))
        for part in np.split(means, range(COLUMNS, means.shape[1], COLUMNS), axis=1)
    ]
    return np.concatenate(parts, axis=1)


def average_precision(scores: NDArray[np.float32], is_in: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Average precision of every column of `scores` (programs, neurons) for every row of `is_in` (labels, programs).

    sum over ranks of (recall_k - recall_{k-1}) * precision_k, where programs of equal score are one step.
    Shape (labels, neurons); 0 for a label without programs.
    """
    order = np.argsort(-scores, axis=0, kind="stable")
    ranked = np.take_along_axis(scores, order, axis=0)
    count = len(scores)
    ends = np.ones(scores.shape, dtype=bool)
    ends[:-1] = ranked[:-1] != ranked[1:]
    last = np.where(ends, np.arange(count)[:, None], count)
    last = np.minimum.accumulate(last[::-1], axis=0)[::-1]  # the last place of each program's step
    result = np.zeros((len(is_in), scores.shape[1]))
    for label, members in enumerate(is_in):
        hits = members[order]
        found = np.cumsum(hits, axis=0)
        precision = np.take_along_axis(found, last, axis=0) / (last + 1)
        total = int(members.sum())
        if total:
            result[label] = (precision * hits).sum(axis=0) / total
    return result
