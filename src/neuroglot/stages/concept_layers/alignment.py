"""Debiased linear CKA between the languages' states of the same tasks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.results import Result
from neuroglot.metrics.cka import gram, jackknife_cka
from neuroglot.stages.concept_layers.layout import Layout

Floats = NDArray[np.float64]

GROUPS = 20
NORMAL = 1.959964


def cka_results(
    layout: Layout, states: Floats, about: Mapping[str, Any], layer: int, origin: Mapping[str, Any]
) -> list[Result]:
    """`cka` of the languages' states at a layer: the mean over pairs, then each pair; nothing where states don't vary.

    The interval of a pair is normal, from a jackknife over groups of tasks; the mean's holds if the pairs' errors are
    fully correlated, so it is wide rather than narrow.
    """
    grams = [gram(states[layout.original[:, place]]) for place in range(len(layout.languages))]
    pairs = list(combinations(range(len(layout.languages)), 2))
    found = np.array([jackknife_cka(grams[a], grams[b], GROUPS) for a, b in pairs])
    if not np.isfinite(found).all():
        return []
    rows: list[tuple[dict[str, Any], float, float]] = [({}, *found.mean(axis=0).tolist())]
    rows += [
        ({"pair": f"{layout.languages[a]}-{layout.languages[b]}"}, value, error)
        for (a, b), (value, error) in zip(pairs, found.tolist(), strict=True)
    ]
    return [
        Result(
            metric="cka",
            value=value,
            n=len(layout.tasks),
            unit="similarity",
            layer=layer,
            condition={**about, **more},
            low=value - NORMAL * error,
            high=value + NORMAL * error,
            interval=f"95 % normal, jackknife over {GROUPS} groups of {len(layout.tasks)} tasks",
            **origin,
        )
        for more, value, error in rows
    ]
