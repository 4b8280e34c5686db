"""Sums by syntactic class add up to the plain sums, and a fixed mix takes away what is due to the mix alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.class_mix import standardised
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.statistics import ATTRIBUTION_SUMS, READINGS, NeuronStatistics
from neuroglot.languages.classes import CLASSES
from neuroglot.models.subject import Subject
from neuroglot.stages.record import RecordOptions, record, record_request
from tests.stages.test_record import SMALL

OPTIONS = replace(SMALL, classes=True)
COUNT = len(CLASSES)


def recorded(folder: Path, subject: Subject, corpus: Corpus, options: RecordOptions) -> NeuronStatistics:
    artifact = open_artifact(folder, record_request(subject, corpus, options))
    statistics = record(subject, corpus, options, artifact)
    assert statistics is not None
    return statistics


def test_sums_by_class_add_up_to_the_plain_ones(tmp_path: Path, llama: Subject, corpus: Corpus) -> None:
    statistics = recorded(tmp_path / "classes", llama, corpus, OPTIONS)
    plain = recorded(tmp_path / "plain", llama, corpus, SMALL)
    by_class = statistics.by_class
    assert by_class is not None
    assert plain.by_class is None
    assert by_class.languages[:COUNT] == tuple(f"{statistics.languages[0]} {name}" for name in CLASSES)
    np.testing.assert_array_equal(by_class.tokens.reshape(3, COUNT, 2).sum(axis=1), plain.tokens)
    for quantity in plain.sums:
        for key in plain.keys:
            np.testing.assert_array_equal(statistics.sums[quantity][key], plain.sums[quantity][key])
            if quantity not in ATTRIBUTION_SUMS:
                together = by_class.sums[quantity][key].reshape(3, COUNT, 2, -1).sum(axis=1)
                np.testing.assert_allclose(together, plain.sums[quantity][key], rtol=1e-5, atol=1e-5)


def test_attribution_of_a_program_is_its_classes_weighted_by_their_tokens(
    tmp_path: Path, llama: Subject, corpus: Corpus
) -> None:
    two = Corpus("two", "validation", corpus.snippets[:2])
    statistics = recorded(tmp_path, llama, two, OPTIONS)
    by_class = statistics.by_class
    assert by_class is not None
    tokens = by_class.tokens.reshape(2, COUNT, 2).sum(axis=2)
    for key in statistics.keys:
        parts = by_class.sums[READINGS[0]][key].reshape(2, COUNT, 2, -1).sum(axis=2)
        whole = statistics.sums[READINGS[0]][key].sum(axis=1)
        weighted = (parts * tokens[:, :, None]).sum(axis=1) / tokens.sum(axis=1)[:, None]
        np.testing.assert_allclose(weighted, whole, rtol=1e-4, atol=1e-8)


def test_sums_by_class_do_not_depend_on_shards_or_a_stop(tmp_path: Path, llama: Subject, corpus: Corpus) -> None:
    one = recorded(tmp_path / "one", llama, corpus, OPTIONS).by_class
    other = recorded(tmp_path / "other", llama, corpus, replace(OPTIONS, shards=1)).by_class
    assert one is not None
    assert other is not None
    np.testing.assert_array_equal(one.programs, other.programs)
    for key in one.keys:
        np.testing.assert_allclose(one.sums["sum"][key], other.sums["sum"][key], rtol=1e-9, atol=1e-9)


def mixture(shares: np.ndarray, means: np.ndarray) -> NeuronStatistics:
    """Two languages and seven classes: `shares` (languages, classes) of 1,000 tokens, `means` (classes, neurons)."""
    tokens = np.repeat((1000 * shares).astype(np.int64)[:, :, None], 2, axis=2)
    sums = {("attn.q", 0): tokens[..., None] * means[None, :, None, :]}
    by_class = NeuronStatistics(
        tuple(f"{language} {name}" for language in ("go", "java") for name in CLASSES),
        tokens.reshape(-1, 2),
        (tokens > 0).astype(np.int64).reshape(-1, 2),
        {"sum": {key: array.reshape(-1, 2, means.shape[1]) for key, array in sums.items()}},
    )
    whole = {"sum": {key: array.sum(axis=1) for key, array in sums.items()}}
    return NeuronStatistics(("go", "java"), tokens.sum(axis=1), np.ones((2, 2), np.int64), whole, by_class=by_class)


def test_a_neuron_that_only_detects_a_class_is_the_same_in_every_language_under_a_fixed_mix() -> None:
    shares = np.full((2, COUNT), 0.1)
    shares[0, 0], shares[1, 1] = 0.4, 0.4  # go has more keywords, java more operators
    means = np.zeros((COUNT, 2))
    means[0, 0] = 5.0  # neuron 0 detects keywords
    means[:, 1] = 1.0
    statistics = mixture(shares, means)
    before = statistics.mean("sum")["attn.q", 0]
    assert before[0, 0] > 3 * before[1, 0]
    after = standardised(statistics)
    mean = after.mean("sum")["attn.q", 0]
    np.testing.assert_allclose(mean[0], mean[1])
    np.testing.assert_allclose(mean[:, 1], 1.0)
    np.testing.assert_allclose(after.mean("sum", half=1)["attn.q", 0], mean)


def test_a_class_that_a_language_lacks_does_not_count() -> None:
    shares = np.full((2, COUNT), 0.1)
    shares[1, COUNT - 1] = 0.0
    means = np.ones((COUNT, 1))
    means[COUNT - 1] = 100.0
    mean = standardised(mixture(shares, means)).mean("sum")["attn.q", 0]
    np.testing.assert_allclose(mean, 1.0)


def test_without_sums_by_class_it_says_what_to_do() -> None:
    shares = np.full((2, COUNT), 0.1)
    with pytest.raises(NeuroglotError, match="--classes"):
        standardised(replace(mixture(shares, np.ones((COUNT, 1))), by_class=None))
