"""Comparisons of programs on states whose meaning is planted: what raw cosine shows, and what the adjusted does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from neuroglot.metrics.whitening import centred, fit
from neuroglot.stages.concept_layers.compare import ACROSS, RENAMED, WITHIN, compare, cosine, jaccard
from neuroglot.stages.concept_layers.describe import columns_by_pair, effect_drawn, gap_drawn, mean_drawn, tasks_of
from neuroglot.stages.concept_layers.layout import Layout

Floats = NDArray[np.float64]


def planted(meaning: float, draw: np.random.Generator) -> tuple[Layout, Floats]:
    """States of 20 tasks in three languages: a large direction for each language, and `meaning` times one a task.

    Renamed copies carry the same meaning, close negatives that of no task.
    """
    tasks, languages = 20, 3
    of_language = 10 * draw.normal(size=(languages, 40))
    of_task = draw.normal(size=(tasks, 40))
    states, rows = [], []
    for kind in range(3):
        task = of_task if kind < 2 else draw.normal(size=of_task.shape)
        values = of_language[None] + meaning * task[:, None] + 0.3 * draw.normal(size=(tasks, languages, 40))
        states.append(values.reshape(-1, 40))
        rows.append(np.arange(tasks * languages).reshape(tasks, languages) + kind * tasks * languages)
    near = np.stack([(np.arange(tasks)[:, None] + [1, 2, 3]) % tasks] * languages)
    language = np.tile(np.arange(languages), 3 * tasks)
    names = tuple(str(task) for task in range(tasks))
    return Layout(("cpp", "java", "python"), names, *rows, near, language), np.concatenate(states)


def test_raw_cosine_is_high_for_what_has_nothing_in_common_and_the_adjusted_is_not() -> None:
    draw = np.random.default_rng(0)
    where, states = planted(1.0, draw)
    originals = where.original.flatten()
    fitted = fit(states[originals], where.language[originals], 3)
    raw = compare(where, cosine(states))
    adjusted = compare(where, cosine(centred(fitted, states, where.language)))
    weights = tasks_of(20, 100, {"seed": 0}).weights
    assert mean_drawn(raw[WITHIN].unrelated, weights)[0] > 0.95
    assert gap_drawn(raw[WITHIN], weights)[0] < 0.05
    for relation in (ACROSS, RENAMED, WITHIN):
        assert abs(mean_drawn(adjusted[relation].unrelated, weights)[0]) < 0.1
        assert gap_drawn(adjusted[relation], weights)[0] > 0.8
        assert effect_drawn(adjusted[relation], weights)[0] > 4
        assert np.nanmean(adjusted[relation].recall) == 1
        assert np.nanmean(adjusted[relation].mexa) == 1
    assert np.nanmean(adjusted[ACROSS].closer) == 1
    assert np.isnan(adjusted[RENAMED].closer).all()


def test_without_meaning_every_adjusted_number_is_at_chance() -> None:
    where, states = planted(0.0, np.random.default_rng(1))
    originals = where.original.flatten()
    fitted = fit(states[originals], where.language[originals], 3)
    found = compare(where, cosine(centred(fitted, states, where.language)))
    weights = tasks_of(20, 500, {"seed": 0}).weights
    for relation in (ACROSS, RENAMED, WITHIN):
        drawn = gap_drawn(found[relation], weights)
        assert abs(drawn[0]) < 4 * drawn[1:].std()
        assert np.nanmean(found[relation].recall) < 0.2
    assert abs(np.nanmean(found[ACROSS].closer) - 0.5) < 0.15


def test_a_version_that_is_lacking_is_left_out_of_its_comparisons_alone() -> None:
    where, states = planted(1.0, np.random.default_rng(2))
    renamed = where.renamed.copy()
    renamed[3, 1] = -1
    whole, holed = (compare(one, cosine(states)) for one in (where, replace(where, renamed=renamed)))
    np.testing.assert_array_equal(whole[ACROSS].same, holed[ACROSS].same)
    assert np.isnan(holed[WITHIN].same[3]).tolist() == [False, True, False]
    kept = ~np.isnan(holed[RENAMED].same)
    assert kept.sum() == kept.size - 4  # four ordered pairs with that language
    np.testing.assert_allclose(holed[RENAMED].same[kept], whole[RENAMED].same[kept])
    without = compare(replace(where, renamed=np.full_like(renamed, -1)), cosine(states))
    assert set(without) == {ACROSS}


def test_token_overlap_is_the_share_of_common_tokens() -> None:
    sets = np.array([[1.0, 1, 1, 0], [0, 1, 1, 1], [0, 0, 0, 0]])
    rows = np.arange(3)
    np.testing.assert_allclose(jaccard(sets)(rows, rows), [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 0]])


def test_both_directions_of_a_pair_are_one_pair() -> None:
    pairs = (("cpp", "java"), ("java", "cpp"), ("cpp", "go"))
    assert columns_by_pair(pairs) == {("cpp", "java"): [0, 1], ("cpp", "go"): [2]}
