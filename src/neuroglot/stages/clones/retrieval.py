"""Finding a program's clones among all programs of a split: MAP@R, where programs have tasks.

Every program is a query; relevant are the other programs of its task in whatever language; candidates are all programs.
In the bootstrap tasks are drawn, with their programs as queries; the candidates stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import PairSet
from neuroglot.metrics.intervals import ratio_draws, sum_by_unit
from neuroglot.metrics.retrieval import average_precision_at_r
from neuroglot.stages.clones.measures import Measure
from neuroglot.stages.clones.scored import Setting

Floats = NDArray[np.float64]

CELLS = 2**22
"""Similarities that are in memory at a time."""


def can_retrieve(given: PairSet) -> bool:
    """Whether there is something to find: programs with tasks, and tasks with several."""
    return given.tasked and bool((np.bincount(given.unit) > 1).any())


def found_at_r(unit: NDArray[np.int64], measure: Measure) -> Floats:
    """MAP@R's term of every program that the measure knows, (programs,), from their units; nan for one that is alone
    in its unit."""
    count = len(unit)
    step = max(1, CELLS // count)
    places = np.arange(count)
    return np.concatenate(
        [
            average_precision_at_r(measure.of_all(rows), rows, unit[rows][:, None] == unit[None, :])
            for rows in (places[start : start + step] for start in range(0, count, step))
        ]
    )


def retrieval_result(setting: Setting, measure: Measure, about: Mapping[str, Any], layer: int | None) -> Result:
    """`clone_map_at_r` on the test split."""
    given = setting.pairs.test
    found = found_at_r(given.unit, measure)
    there = np.isfinite(found)
    unit, weights = given.unit[there].tolist(), setting.dyads.weights
    units = weights.shape[1]
    above = sum_by_unit(found[there], unit, units)
    drawn = ratio_draws(weights, above, sum_by_unit(np.ones(int(there.sum())), unit, units))
    return setting.result("clone_map_at_r", (float(found[there].mean()), drawn), int(there.sum()), about, layer)
