"""The band of concept layers, fixed on development programs by the rule of `metrics/band.py`.

The curve is Cohen's d between a program's similarity to its translations and to unrelated programs of their length:
mean-pooled residual states less their language's mean, random names in both languages, so that no shared name can make
two programs alike. Where copies with random names are lacking, names stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.results import Result
from neuroglot.metrics.band import Found, find_band
from neuroglot.stages.concept_layers.compare import ACROSS, RENAMED, Compared
from neuroglot.stages.concept_layers.describe import Tasks, effect_drawn

Floats = NDArray[np.float64]

METRIC, VARIANT = "effect_size", "centred"


def band_results(by_layer: Sequence[Mapping[str, Compared]], tasks: Tasks, about: Mapping[str, Any]) -> list[Result]:
    """`band_found` (1 or 0, with the reason), `band_first`, `band_last` and `band_support`, from the comparisons of
    every layer."""
    relation = RENAMED if all(RENAMED in layer for layer in by_layer) else ACROSS
    drawn = np.stack([effect_drawn(layer[relation], tasks.weights) for layer in by_layer], axis=1)
    usable = np.asarray(np.isfinite(drawn).all(axis=1))
    count = int((~np.isnan(by_layer[0][relation].same)).any(axis=1).sum())
    if not usable[0] or usable.sum() < 2:
        found = Found(None, None, None, None, 0.0, "the curve has no value at some layer")
    else:
        found = find_band(drawn[0], drawn[1:][usable[1:]])
    told = {**about, "role": "band", "relation": relation, "curve": METRIC, "variant": VARIANT}
    return _told(found, tasks, told, count)


def _told(found: Found, tasks: Tasks, about: Mapping[str, Any], count: int) -> list[Result]:
    draws, units = tasks.weights.shape
    how = f"95 % percentile bootstrap over {units} tasks, of {draws} draws the first that metrics/band.py looks at"
    rows: list[tuple[str, float, str, tuple[int, int] | None]] = [
        ("band_found", float(found.first is not None), "yes or no", None),
        ("band_support", found.support, "share of draws", None),
    ]
    if found.first is not None and found.last is not None:
        rows += [("band_first", float(found.first), "layer", found.first_interval)]
        rows += [("band_last", float(found.last), "layer", found.last_interval)]
    return [
        Result(
            metric=metric,
            value=value,
            n=count,
            unit=unit,
            condition={**about, **({"why": found.why} if metric == "band_found" and found.why else {})},
            low=None if bounds is None else float(bounds[0]),
            high=None if bounds is None else float(bounds[1]),
            interval=None if bounds is None else how,
            **tasks.origin,
        )
        for metric, value, unit, bounds in rows
    ]
