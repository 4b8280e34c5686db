"""The semantic probe: every relation at every layer, raw, centred and whitened, on development and on test programs.

Centring (each language's mean) and whitening are fitted on the development programs. On these themselves only the raw
and the centred curves are kept, of the states that the band is found from: whitening would be judged where it was
fitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.metrics.whitening import Fitted, centred, fit, whitened
from neuroglot.models.embed import Kind
from neuroglot.models.states import Pooled
from neuroglot.stages.concept_layers.alignment import cka_results
from neuroglot.stages.concept_layers.choose import VARIANT, band_results
from neuroglot.stages.concept_layers.compare import RENAMED, Compared, compare, cosine
from neuroglot.stages.concept_layers.describe import Tasks, pair_results, results_of
from neuroglot.stages.concept_layers.layout import Layout

Floats = NDArray[np.float64]

RAW, CENTRED, WHITENED = "raw", VARIANT, "whitened"


@dataclass(frozen=True)
class Side:
    """One split: its layout, its states, and its tasks as they are resampled."""

    layout: Layout
    pooled: Pooled
    tasks: Tasks


def semantic_results(
    development: Side, test: Side, kinds: Sequence[Kind], layers: int, progress: Progress
) -> list[Result]:
    """All curves, and the band; the first kind is the one that the band is found from."""
    results: list[Result] = []
    by_layer: list[Mapping[str, Compared]] = []
    progress.begin("comparing", len(kinds) * layers)
    for kind in kinds:
        for layer in range(layers):
            states = development.pooled.states(kind, layer)
            originals = development.layout.original.flatten()
            language = development.layout.language
            fitted = fit(states[originals], language[originals], len(development.layout.languages))
            about = {"states": kind[0], "pooling": kind[1]}
            if kind == kinds[0]:
                found, centred_there = _of_side(development, states, fitted, about, layer)
                results += found
                by_layer.append(centred_there)
            results += _of_test(test, fitted, kind, layer, kind == kinds[0])
            progress.advance()
    about = {"states": kinds[0][0], "pooling": kinds[0][1]}
    return [*band_results(by_layer, development.tasks, about), *results]


def _of_side(
    side: Side, states: Floats, fitted: Fitted, about: Mapping[str, Any], layer: int
) -> tuple[list[Result], Mapping[str, Compared]]:
    found: list[Result] = []
    compared: Mapping[str, Compared] = {}
    for variant, values in ((RAW, states), (CENTRED, centred(fitted, states, side.layout.language))):
        compared = compare(side.layout, cosine(values))
        found += _told(compared, side.tasks, {**about, "variant": variant}, layer, False)
    return found, compared


def _of_test(side: Side, fitted: Fitted, kind: Kind, layer: int, detail: bool) -> list[Result]:
    states, language = side.pooled.states(kind, layer), side.layout.language
    about = {"states": kind[0], "pooling": kind[1]}
    variants = {
        RAW: states,
        CENTRED: centred(fitted, states, language),
        WHITENED: whitened(fitted, states, language),
    }
    found = []
    for variant, values in variants.items():
        compared = compare(side.layout, cosine(values))
        found += _told(compared, side.tasks, {**about, "variant": variant}, layer, detail and variant != WHITENED)
    return [*found, *cka_results(side.layout, states, {**about, "relation": "across"}, layer, side.tasks.origin)]


def _told(
    compared: Mapping[str, Compared], tasks: Tasks, about: Mapping[str, Any], layer: int, detail: bool
) -> list[Result]:
    """The Results of every relation; with `detail` also of every pair of languages, where programs have their names."""
    found = []
    for relation, one in compared.items():
        found += results_of(one, tasks, {**about, "relation": relation}, layer)
        if detail and relation != RENAMED:
            found += pair_results(one, tasks, {**about, "relation": relation}, layer)
    return found
