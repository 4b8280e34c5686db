"""Thresholds, F1 and average precision of pairs, their bootstrap, lexical similarity, and MAP@R, beside references."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics import dyads as dyads_module
from neuroglot.metrics.detection import Detected, best_threshold, lead
from neuroglot.metrics.dyads import Dyads
from neuroglot.metrics.intervals import resamples
from neuroglot.metrics.lexical import (
    TOKENS,
    jaccard_of_all,
    jaccard_of_pairs,
    length_in_tokens,
    tfidf_vectors,
    token_sets,
)
from neuroglot.metrics.retrieval import average_precision_at_r

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=30).filter(
    lambda rows: 0 < sum(label for _, label in rows) < len(rows)
)


def dyads(pairs: int, units: int = 7, draws: int = 40) -> Dyads:
    generator = np.random.default_rng(1)
    sides = generator.integers(units, size=(2, pairs))
    return Dyads(sides[0], sides[1], resamples(units, draws, 0))


@settings(deadline=None, max_examples=25)
@given(PAIRS)
def test_the_threshold_is_the_best_there_is(rows: list[tuple[int, bool]]) -> None:
    scores, clones = np.array([s for s, _ in rows], dtype=float), np.array([c for _, c in rows])
    found = best_threshold(scores, clones)
    every = [f1_score(clones, scores >= bar) for bar in scores]
    assert found.f1 == pytest.approx(max(every))
    assert f1_score(clones, scores >= found.value) == pytest.approx(found.f1)
    strictest = max(bar for bar, value in zip(scores, every, strict=True) if value == pytest.approx(max(every)))
    assert ((scores >= found.value) == (scores >= strictest)).all()


@settings(deadline=None, max_examples=25)
@given(PAIRS, st.integers(0, 6))
def test_rates_are_those_of_scikit_learn(rows: list[tuple[int, bool]], bar: int) -> None:
    scores, clones = np.array([s for s, _ in rows], dtype=float), np.array([c for _, c in rows])
    found = Detected(scores, clones, float(bar), dyads(len(rows)))
    rates, called = found.rates(), scores >= bar
    assert rates["f1"][0] == pytest.approx(f1_score(clones, called, zero_division=0))
    assert rates["recall"][0] == pytest.approx(recall_score(clones, called))
    if called.any():
        assert rates["precision"][0] == pytest.approx(precision_score(clones, called))
    assert found.average_precision()[0] == pytest.approx(average_precision_score(clones, scores))


def test_a_bootstrap_sample_is_a_weighted_one(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(0)
    scores, clones = generator.integers(9, size=60).astype(float), generator.random(60) < 0.4
    several = dyads(60)
    monkeypatch.setattr(dyads_module, "CELLS", 60 * 7)  # several blocks of draws
    found = Detected(scores, clones, 4.0, several)
    f1, precision = found.rates()["f1"][1], found.average_precision()[1]
    for draw in range(len(several.weights)):
        times = several.weights[draw]
        counted = np.where(
            several.first == several.second,
            times[several.first],
            times[several.first] * times[several.second] * 7 / 6,
        )
        assert f1[draw] == pytest.approx(f1_score(clones, scores >= 4, sample_weight=counted))
        assert precision[draw] == pytest.approx(average_precision_score(clones, scores, sample_weight=counted))
    assert lead(found.average_precision(), found.average_precision())[1] == pytest.approx(np.zeros(40))


def test_sums_keep_their_expectation() -> None:
    several = dyads(200, units=12, draws=20_000)
    values = np.random.default_rng(0).random(200)
    assert several.sums(values).mean() == pytest.approx(values.sum(), rel=0.01)
    some = np.arange(0, 200, 3)
    np.testing.assert_allclose(
        several.of(some).sums(values[some]), several.sums(np.where(np.arange(200) % 3, 0, values))
    )


def test_a_threshold_needs_both_kinds() -> None:
    for clones in (np.ones(3, dtype=bool), np.zeros(3, dtype=bool)):
        with pytest.raises(NeuroglotError, match="of 3 pairs"):
            best_threshold(np.arange(3.0), clones)


def test_shared_tokens_are_those_of_sets() -> None:
    texts = ["int a = b + 1;", "int b = a + 2 ;", "", "x"]
    sets = token_sets([*texts, "int a"])
    table = jaccard_of_all(sets, np.arange(5))
    assert table[0, 1] == pytest.approx(6 / 8)
    assert table[2].tolist() == [0.0] * 5
    assert table[0, 4] == pytest.approx(2 / 7)
    left, right = np.array([0, 4, 2]), np.array([1, 0, 2])
    np.testing.assert_allclose(jaccard_of_pairs(sets, left, right), table[left, right])
    assert [length_in_tokens(text) for text in texts] == [7, 7, 0, 1]


TOKENED = st.lists(st.lists(st.sampled_from("ab +(x1"), max_size=12).map(" ".join), max_size=6)


@settings(deadline=None, max_examples=40)
@given(TOKENED, TOKENED)
def test_tfidf_is_that_of_scikit_learn_with_the_other_texts_frequencies(texts: list[str], others: list[str]) -> None:
    texts, others = [*texts, "a = b", "b(1)"], [*others, "a + c"]
    reference = TfidfVectorizer(token_pattern=TOKENS, lowercase=False).fit_transform(texts)
    found = tfidf_vectors(texts, texts)
    np.testing.assert_allclose((found @ found.T).toarray(), (reference @ reference.T).toarray(), rtol=0, atol=1e-12)
    every = CountVectorizer(token_pattern=TOKENS, lowercase=False).fit([*texts, *others])
    counts, known = (every.transform(side).toarray() for side in (texts, others))
    weighted = counts * (np.log((1 + len(others)) / (1 + (known > 0).sum(axis=0))) + 1)
    units = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-300)
    found = tfidf_vectors(texts, others)
    np.testing.assert_allclose((found @ found.T).toarray(), units @ units.T, rtol=0, atol=1e-12)


def test_tokens_that_the_other_texts_lack_count_the_most() -> None:
    texts, others = ["def total ( x )", "def total ( y )", "def other ( z )"], ["def f ( x )", "def g ( y )"]
    vectors = tfidf_vectors(texts, others)
    similarity = (vectors @ vectors.T).toarray()
    assert similarity[0, 1] > similarity[0, 2] > 0, "a rare name that both have"
    np.testing.assert_allclose(np.diagonal(similarity), 1)


def test_map_at_r_by_hand() -> None:
    similarity = np.array([[9.0, 0.8, 0.9, 0.7, 0.1], [0.5, 9.0, 0.2, 0.4, 0.3]])
    relevant = np.array([[True, True, False, True, False], [False, True, False, False, False]])
    found = average_precision_at_r(similarity, np.array([0, 1]), relevant)
    assert found[0] == pytest.approx((1 / 2) / 2)  # R = 2: a miss, then a hit at rank 2; rank 3 is cut off
    assert np.isnan(found[1])  # nothing else is relevant
    best = average_precision_at_r(np.array([[0.0, 3.0, 1.0, 2.0, 0.0]]), np.array([0]), relevant[:1])
    assert best[0] == 1.0
