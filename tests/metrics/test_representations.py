"""Effect size, retrieval, CKA and whitening against what they are defined by, and against planted cases."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.cka import debiased_cka, gram, jackknife_cka, unbiased_hsic
from neuroglot.metrics.effect_size import cohens_d, moments
from neuroglot.metrics.retrieval import first, mexa, ranks, reciprocal
from neuroglot.metrics.whitening import centred, fit, whitened

DRAW = np.random.default_rng(0)


def test_effect_size_is_the_difference_in_standard_deviations() -> None:
    one, other = DRAW.normal(2, 1, size=(30, 4)), DRAW.normal(0, 3, size=(30, 7))
    weights = np.ones((1, 30))
    expected = (one.mean() - other.mean()) / np.sqrt((one.var() + other.var()) / 2)
    assert cohens_d(moments(one), moments(other), weights)[0] == pytest.approx(expected)
    drawn = np.repeat(np.arange(30), 2)[None, :30][0]
    counts = np.bincount(drawn, minlength=30).astype(float)[None]
    expected = (one[drawn].mean() - other[drawn].mean()) / np.sqrt((one[drawn].var() + other[drawn].var()) / 2)
    assert cohens_d(moments(one), moments(other), counts)[0] == pytest.approx(expected)


def test_effect_size_leaves_out_what_is_missing_and_is_none_where_nothing_varies() -> None:
    one = DRAW.normal(size=(10, 3))
    holed = np.concatenate([one, np.full((10, 2), np.nan)], axis=1)
    other = DRAW.normal(size=(10, 3))
    weights = np.ones((1, 10))
    assert cohens_d(moments(holed), moments(other), weights) == pytest.approx(
        cohens_d(moments(one), moments(other), weights)
    )
    same = np.ones((10, 2))
    assert cohens_d(moments(same), moments(same), weights)[0] == 0
    assert np.isnan(cohens_d(moments(same), moments(2 * same), weights)[0])


def test_retrieval_on_similarities_that_are_known() -> None:
    similarity = np.array([[0.9, 0.1, 0.2], [0.8, 0.7, 0.1], [0.3, 0.3, 0.3]])
    assert ranks(similarity).tolist() == [1, 2, 2]
    assert first(ranks(similarity)).tolist() == [1, 0, 0]
    assert reciprocal(ranks(similarity)).tolist() == [1, 0.5, 0.5]
    assert mexa(similarity).tolist() == [1, 0, 0]
    assert mexa(np.eye(4)).tolist() == [1] * 4
    assert ranks(np.zeros((5, 5))).tolist() == [3] * 5  # no credit for the order of equals


def test_planted_partners_are_found_among_all() -> None:
    states = np.linalg.qr(DRAW.normal(size=(50, 50)))[0]
    noisy = states + 0.02 * DRAW.normal(size=states.shape)
    assert first(ranks(states @ noisy.T)).mean() == 1
    assert mexa(states @ noisy.T).mean() == 1
    shuffled = first(ranks(states @ np.roll(noisy, 1, axis=0).T))
    assert shuffled.mean() < 0.2


def test_cka_of_a_representation_with_itself_is_one_whatever_its_rotation_and_scale() -> None:
    states = DRAW.normal(size=(30, 8)) + 5
    rotation = np.linalg.qr(DRAW.normal(size=(8, 8)))[0]
    assert debiased_cka(gram(states), gram(states)) == pytest.approx(1)
    assert debiased_cka(gram(states), gram(3 * states @ rotation + 7)) == pytest.approx(1)


def test_cka_of_independent_representations_is_near_zero_and_the_biased_one_is_not() -> None:
    values, biased = [], []
    for _ in range(40):
        one, other = gram(DRAW.normal(size=(20, 100))), gram(DRAW.normal(size=(20, 100)))
        values.append(debiased_cka(one, other))
        biased.append((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum()))
    assert abs(np.mean(values)) < 0.03
    assert np.mean(biased) > 0.5


def test_unbiased_hsic_is_the_mean_over_all_fours_of_distinct_programs() -> None:
    from itertools import permutations

    one, other = gram(DRAW.normal(size=(6, 3))), gram(DRAW.normal(size=(6, 3)))
    terms = [one[i, j] * (other[i, j] + other[q, r] - 2 * other[i, q]) for i, j, q, r in permutations(range(6), 4)]
    assert unbiased_hsic(one, other) == pytest.approx(np.mean(terms))
    with pytest.raises(NeuroglotError, match="at least 4"):
        unbiased_hsic(one[:3, :3], other[:3, :3])


def test_the_jackknife_holds_the_value_and_narrows_with_programs() -> None:
    def error(count: int) -> float:
        shared = DRAW.normal(size=(count, 5))
        value, spread = jackknife_cka(
            gram(shared + DRAW.normal(size=shared.shape)), gram(shared + DRAW.normal(size=shared.shape)), 20
        )
        assert abs(value - 0.25) < 4 * spread + 0.05  # shared variance 1/2 on either side
        return spread

    assert error(400) < error(40)


def test_whitening_gives_the_programs_that_it_was_fitted_on_the_identity() -> None:
    mixing = DRAW.normal(size=(6, 6))
    language = np.arange(400) % 2
    states = DRAW.normal(size=(400, 6)) @ mixing + np.array([[10.0], [-3.0]])[language]
    fitted = fit(states, language, 2)
    white = whitened(fitted, states, language)
    np.testing.assert_allclose(white.T @ white / len(white), np.eye(6), atol=1e-9)
    for place in range(2):
        np.testing.assert_allclose(centred(fitted, states, language)[language == place].mean(axis=0), 0, atol=1e-9)


def test_whitening_keeps_no_more_directions_than_the_programs_allow() -> None:
    states = DRAW.normal(size=(40, 100))
    fitted = fit(states, np.zeros(40, dtype=np.int64), 1)
    assert fitted.directions.shape == (100, 10)
    with pytest.raises(NeuroglotError, match="no program"):
        fit(states, np.zeros(40, dtype=np.int64), 2)
