"""The bootstrap: reproducible, centred, paired, and about as wide as theory says."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples, sum_by_unit


def test_every_bootstrap_sample_has_as_many_units() -> None:
    weights = resamples(30, 500, seed=1)
    assert weights.shape == (500, 30)
    assert (weights.sum(axis=1) == 30).all()
    assert np.array_equal(weights, resamples(30, 500, seed=1))
    assert not np.array_equal(weights, resamples(30, 500, seed=2))


def test_the_interval_of_a_mean_agrees_with_the_normal_one() -> None:
    values = np.random.default_rng(0).normal(2.0, 1.0, size=400)
    draws = ratio_draws(resamples(400, 4000, seed=0), values, np.ones(400))
    found = percentile_interval(draws)
    assert found is not None
    half = 1.96 * values.std() / 20
    assert found[0] == pytest.approx(values.mean() - half, abs=0.02)
    assert found[1] == pytest.approx(values.mean() + half, abs=0.02)


def test_a_constant_has_an_interval_of_no_width() -> None:
    draws = ratio_draws(resamples(10, 100, seed=0), np.full(10, 3.0), np.full(10, 2.0))
    assert percentile_interval(draws) == (1.5, 1.5)


def test_units_are_added_up_and_emptiness_is_said() -> None:
    assert sum_by_unit(np.array([1.0, 2.0, 4.0]), [0, 2, 0], 3).tolist() == [5.0, 0.0, 2.0]
    assert percentile_interval(np.array([np.nan, np.nan])) is None
    assert percentile_interval(np.array([1.0, np.inf, np.inf])) is None
    with pytest.raises(NeuroglotError, match="no programs"):
        resamples(0, 10, seed=0)
