"""Every layer as a representation: of all poolings and variants the one that is best on the validation pairs.

Best is, for pairs, the largest F1 at its own threshold, and for retrieval the largest MAP@R among the programs of a
fold; of equals the first in the order that the options name them. What is fitted is so on validation programs, and on
others than those whose scores are looked at (`folds`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.clones import LAYER
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import PairSet
from neuroglot.metrics.detection import best_threshold
from neuroglot.models.outputs import RESIDUAL
from neuroglot.models.states import Pooled
from neuroglot.stages.clones.folds import Folds, folds_of, varied
from neuroglot.stages.clones.measures import Measure, by_cosine
from neuroglot.stages.clones.options import CloneOptions
from neuroglot.stages.clones.retrieval import can_retrieve, found_at_r, retrieval_result
from neuroglot.stages.clones.scored import Scored, Setting

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Read:
    """The states of both splits' programs, the folds of the validation programs, the languages of the test programs,
    and the setting that all is judged in."""

    setting: Setting
    validation: Pooled
    test: Pooled
    folds: Folds
    language: Places
    options: CloneOptions


@dataclass(frozen=True)
class _Held:
    """One variant on the validation programs: the scores of the pairs, and MAP@R's term of each program."""

    scores: Floats
    found: Floats


def read_of(setting: Setting, pooled: tuple[Pooled, Pooled], options: CloneOptions) -> Read:
    """Both splits, read."""
    validation, test = setting.pairs.validation, setting.pairs.test
    languages = tuple(one for one in LANGUAGES if one in {*validation.languages, *test.languages})
    own, other = (_language(one, languages) for one in (validation, test))
    folds = folds_of(validation.unit, own, len(languages), options.seed)
    return Read(setting, *pooled, folds, other, options)


def of_layer(read: Read, layer: int) -> tuple[Scored, list[Result]]:
    """The layer as a representation of pairs, and its MAP@R where there is something to find."""
    clones = read.setting.pairs.validation.clones
    tried: dict[tuple[str, str], _Held] = {}
    for pooling in read.options.pooling:
        states = read.validation.states((RESIDUAL, pooling), layer)
        for variant, held in _held_out(read, states).items():
            tried[pooling, variant] = held
    best = max(tried, key=lambda how: best_threshold(tried[how].scores, clones).f1)
    test = read.setting.pairs.test
    scores = _on_test(read, layer, *best).scores(test.left, test.right)
    scored = Scored(read.setting, _about(*best), tried[best].scores, scores, layer)
    if not can_retrieve(test) or not np.isfinite(next(iter(tried.values())).found).any():
        return scored, []
    finder = max(tried, key=lambda how: float(np.nanmean(tried[how].found)))
    return scored, [retrieval_result(read.setting, _on_test(read, layer, *finder), _about(*finder), layer)]


def _about(pooling: str, variant: str) -> Mapping[str, str]:
    return {"representation": LAYER, "pooling": pooling, "variant": variant}


def _held_out(read: Read, states: Floats) -> dict[str, _Held]:
    """Every variant of the validation programs, judged under what other programs give."""
    given, folds, variants = read.setting.pairs.validation, read.folds, read.options.variant
    of_pair = np.sort(np.stack([folds.fold[given.left], folds.fold[given.right]]), axis=0)
    held = {one: _Held(np.zeros(len(given)), np.full(len(given.programs), np.nan)) for one in variants}
    for both, rows in folds.held_out():
        places = np.flatnonzero((of_pair[0] == both[0]) & (of_pair[1] == both[-1]))
        inside = np.flatnonzero(np.isin(folds.fold, both))
        asked = len(both) == 1 and can_retrieve(given)
        if not len(inside) or not (len(places) or asked):
            continue
        fitted = folds.fit(states, rows, variants)
        for variant in variants:
            measure = by_cosine(varied(variant, fitted, states[inside], folds.language[inside]))
            left, right = (np.searchsorted(inside, side[places]) for side in (given.left, given.right))
            if len(places):
                held[variant].scores[places] = measure.scores(left, right)
            if asked:
                held[variant].found[inside] = found_at_r(given.unit[inside], measure)
    return held


def _on_test(read: Read, layer: int, pooling: str, variant: str) -> Measure:
    """The test programs under what all validation programs give."""
    states, of_test = (one.states((RESIDUAL, pooling), layer) for one in (read.validation, read.test))
    fitted = read.folds.fit(states, np.arange(len(states)), (variant,))
    return by_cosine(varied(variant, fitted, of_test, read.language))


def _language(given: PairSet, languages: Sequence[str]) -> Places:
    return np.array([languages.index(one.language) for one in given.programs], dtype=np.int64)


def named(one: Scored, representation: str) -> Scored:
    """The same scores as a representation of another name."""
    return replace(one, about={**one.about, "representation": representation})
