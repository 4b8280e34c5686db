"""Accuracy and macro-F1 against scikit-learn, and their bootstrap samples against the same cases drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score

from neuroglot.metrics.classification import Classified
from neuroglot.metrics.intervals import resamples


def drawn(seed: int = 0) -> Classified:
    generator = np.random.default_rng(seed)
    unit, truth = generator.integers(6, size=80), generator.integers(4, size=80)
    predicted = np.where(generator.random(80) < 0.6, truth, generator.integers(6, size=80))
    return Classified(unit, truth, predicted, resamples(6, 20, seed=1))


def test_accuracy_and_f1_are_scikit_learns() -> None:
    found = drawn()
    assert found.accuracy()[0] == pytest.approx(accuracy_score(found.truth, found.predicted))
    expected = f1_score(found.truth, found.predicted, labels=np.unique(found.truth), average="macro", zero_division=0)
    assert found.macro_f1()[0] == pytest.approx(expected)


def test_a_bootstrap_sample_is_whole_units_drawn_so_often() -> None:
    found = drawn()
    for draw in range(20):
        cases = np.concatenate([np.flatnonzero(found.unit == u).repeat(int(found.weights[draw, u])) for u in range(6)])
        truth, predicted = found.truth[cases], found.predicted[cases]
        assert found.accuracy()[1][draw] == pytest.approx(accuracy_score(truth, predicted))
        there = np.intersect1d(np.unique(found.truth), np.union1d(truth, predicted))
        expected = f1_score(truth, predicted, labels=there, average="macro", zero_division=0)
        assert found.macro_f1()[1][draw] == pytest.approx(expected)


def test_a_lead_is_paired_and_what_is_wrong_everywhere_is_0() -> None:
    found = drawn()
    assert found.lead(found)[0] == 0.0
    assert not found.lead(found)[1].any()
    never = Classified(found.unit, found.truth, np.full(80, 9), found.weights)
    assert never.accuracy()[0] == never.macro_f1()[0] == 0.0
    assert found.lead(never)[0] == found.accuracy()[0]
