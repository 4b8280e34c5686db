"""From similarities by task to Results with intervals, and to the samples from which bands are found.

Metrics, all over tasks, under a condition with `relation`, `states`, `pooling` and `variant` (or `baseline`):
`similarity` of programs that do the same, `similarity_unrelated` of others of their length, `similarity_gap` (the first
less the second), `effect_size` (Cohen's d of the two), `recall@1`, `mrr` and `mexa` of retrieval among all tasks, and
`prefers_meaning` (how often what means the same is more similar than what differs by one change; chance is 0.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.results import Result
from neuroglot.metrics.effect_size import cohens_d, moments
from neuroglot.metrics.intervals import percentile_interval, resamples
from neuroglot.stages.concept_layers.compare import Compared

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tasks:
    """The tasks of a split as they are resampled: `weights` has the shape (draws, tasks); `origin` goes into every
    Result."""

    weights: Floats
    origin: Mapping[str, Any]

    def result(
        self, metric: str, drawn: Floats, count: int, unit: str, about: Mapping[str, Any], layer: int | None = None
    ) -> Result:
        """A Result from a value and its bootstrap samples behind it, shape (1 + draws,)."""
        bounds = percentile_interval(drawn[1:])
        draws, tasks = self.weights.shape
        return Result(
            metric=metric,
            value=float(drawn[0]),
            n=count,
            unit=unit,
            layer=layer,
            condition=dict(about),
            low=bounds[0] if bounds else None,
            high=bounds[1] if bounds else None,
            interval=f"95 % percentile bootstrap over {tasks} tasks, {draws} draws",
            **self.origin,
        )


def tasks_of(count: int, draws: int, origin: Mapping[str, Any]) -> Tasks:
    """So many tasks, resampled by the origin's seed: the same for all that is measured on them, so it is paired."""
    return Tasks(resamples(count, draws, int(origin["seed"])), origin)


def mean_drawn(values: Floats, weights: Floats) -> Floats:
    """The mean of values, shape (tasks, ...), and behind it that of every bootstrap sample; nan is left out."""
    flat = values.reshape(len(values), -1)
    there = (~np.isnan(flat)).sum(axis=1).astype(np.float64)
    total = np.nansum(flat, axis=1)
    rows = np.concatenate([np.ones((1, len(values))), weights])
    count = rows @ there
    return np.asarray(np.divide(rows @ total, count, out=np.full(len(rows), np.nan), where=count > 0))


def gap_drawn(one: Compared, weights: Floats) -> Floats:
    """The similarity of what does the same less that of unrelated programs, and its bootstrap samples."""
    return mean_drawn(one.same, weights) - mean_drawn(one.unrelated, weights)


def effect_drawn(one: Compared, weights: Floats) -> Floats:
    """Cohen's d of the two, and its bootstrap samples."""
    rows = np.concatenate([np.ones((1, weights.shape[1])), weights])
    tasks = len(one.same)
    return cohens_d(moments(one.same.reshape(tasks, -1)), moments(one.unrelated.reshape(tasks, -1)), rows)


def results_of(one: Compared, tasks: Tasks, about: Mapping[str, Any], layer: int | None) -> list[Result]:
    """What is said of one relation; a metric that has no value (no program, nothing that varies) is left out."""
    drawn = {
        "similarity": (mean_drawn(one.same, tasks.weights), "similarity"),
        "similarity_unrelated": (mean_drawn(one.unrelated, tasks.weights), "similarity"),
        "similarity_gap": (gap_drawn(one, tasks.weights), "similarity"),
        "effect_size": (effect_drawn(one, tasks.weights), "standard deviations"),
        "recall@1": (mean_drawn(one.recall, tasks.weights), "share"),
        "mrr": (mean_drawn(one.reciprocal, tasks.weights), "share"),
        "mexa": (mean_drawn(one.mexa, tasks.weights), "share"),
        "prefers_meaning": (mean_drawn(one.closer, tasks.weights), "share"),
    }
    count = int((~np.isnan(one.same)).any(axis=1).sum())
    return [
        tasks.result(metric, values, count, unit, about, layer)
        for metric, (values, unit) in drawn.items()
        if np.isfinite(values[0])
    ]


def pair_results(one: Compared, tasks: Tasks, about: Mapping[str, Any], layer: int) -> list[Result]:
    """Similarity, and its gap, of every pair of languages (or of every language) by itself."""
    found = []
    for pair, columns in columns_by_pair(one.pairs).items():
        same = mean_drawn(one.same[:, columns], tasks.weights)
        gap = same - mean_drawn(one.unrelated[:, columns], tasks.weights)
        count = int((~np.isnan(one.same[:, columns])).any(axis=1).sum())
        told = {**about, "pair": "-".join(pair)}
        rows = {"similarity": same, "similarity_gap": gap}
        found += [
            tasks.result(metric, drawn, count, "similarity", told, layer)
            for metric, drawn in rows.items()
            if np.isfinite(drawn[0])
        ]
    return found


def columns_by_pair(pairs: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    """The columns of each pair, whichever of its languages is asked about."""
    found: dict[tuple[str, ...], list[int]] = {}
    for column, pair in enumerate(pairs):
        found.setdefault(pair[::-1] if pair[::-1] in found else pair, []).append(column)
    return found
