"""Permutation tests against what they must be: uniform without a difference, small with one, exact in a small case."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from neuroglot.core.artifacts import Artifact, Request, open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.core.programs import load_programs, save_chunk
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.chance import ChanceOptions, chance, chance_request
from neuroglot.stages.chance.permutation import contrasts, means_by_label, p_values, permuted_labels

LANGUAGES = ("cpp", "java", "python")
UNIT = np.repeat(np.arange(20), 3)
LABELS = np.tile(np.arange(3), 20)


def test_labels_are_permuted_within_their_tasks_and_uniformly() -> None:
    drawn = permuted_labels(LABELS, UNIT, 3000, seed=1)
    assert (np.sort(drawn.reshape(3000, 20, 3), axis=2) == np.arange(3)).all()
    codes = drawn[:, :3] @ np.array([9, 3, 1])
    found, counts = np.unique(codes, return_counts=True)
    assert len(found) == 6
    assert counts.min() > 400  # 500 are expected of each
    shuffled_programs = np.random.default_rng(0).permutation(60)
    other = permuted_labels(LABELS[shuffled_programs], UNIT[shuffled_programs], 50, seed=2)
    for unit in range(20):
        assert (np.sort(other[:, UNIT[shuffled_programs] == unit], axis=1) == np.arange(3)).all()


def test_tasks_in_one_language_only_keep_their_label() -> None:
    labels, unit = np.array([0, 1, 2, 2]), np.array([0, 0, 1, 2])
    drawn = permuted_labels(labels, unit, 40, seed=0)
    assert (drawn[:, 2:] == 2).all()
    assert {tuple(row[:2]) for row in drawn.tolist()} == {(0, 1), (1, 0)}


def test_p_equals_the_share_of_all_permutations_of_one_small_case() -> None:
    values = np.array([[5.0], [1.0], [2.0], [4.0], [3.0], [0.0]], dtype=np.float32)
    labels = np.array([0, 1, 2, 0, 1, 2])
    every = np.array([left + right for left in permutations(range(3)) for right in permutations(range(3))])
    p = p_values(values, labels, contrasts(every, 3), 3)
    means = [values[labels == place].mean() - values[labels != place].mean() for place in range(3)]
    for place in range(3):
        reached = sum(values[row == place].mean() - values[row != place].mean() >= means[place] - 1e-6 for row in every)
        assert p[place, 0] == pytest.approx((1 + reached) / (1 + len(every)))


def test_p_is_uniform_where_languages_are_only_names() -> None:
    generator = np.random.default_rng(5)
    task = generator.normal(size=(20, 400)).repeat(3, axis=0)  # tasks differ, languages don't
    values = (task + generator.normal(size=(60, 400))).astype(np.float32)
    p = p_values(values, LABELS, contrasts(permuted_labels(LABELS, UNIT, 400, 0), 3), 3)
    for level in (0.05, 0.25, 0.5):
        assert abs((p <= level).mean() - level) < 0.03


def test_means_by_label_are_means() -> None:
    values = np.random.default_rng(6).normal(size=(60, 4)).astype(np.float32)
    means = means_by_label(values, LABELS[None], 3)
    np.testing.assert_allclose(means[0, 1], values[LABELS == 1].mean(axis=0), rtol=1e-4, atol=1e-6)


def recorded(folder: Path, values: np.ndarray) -> tuple[NeuronStatistics, Artifact]:
    options = {"model": "m", "corpus": "c", "split": "validation"}
    artifact = open_artifact(folder, Request("record", options, {"weights": "w"}))
    about = np.array([np.arange(60), LABELS, UNIT, UNIT % 2]).T
    save_chunk(
        artifact.folder / "programs-00000-00000000.safetensors", LANGUAGES, about, {"mean-of-products/attn.q/0": values}
    )
    counts = np.full((3, 2), 10)
    sums = {"mean-of-products": {("attn.q", 0): np.zeros((3, 2, values.shape[1]))}}
    return NeuronStatistics(LANGUAGES, counts, counts, sums, by_program=load_programs(artifact.folder)), artifact


def test_the_stage_counts_planted_neurons_and_few_others(tmp_path: Path) -> None:
    values = np.random.default_rng(7).gamma(2.0, size=(60, 300)).astype(np.float32)
    values[LABELS == 2, :10] *= 6  # python
    statistics, record = recorded(tmp_path, values)
    sets = {"python": neuron_set("python", "pls", [Neuron(0, "attn.q", index) for index in (0, 1, 2, 200)])}
    options = ChanceOptions(permutations=999, level=0.1)
    artifact = open_artifact(tmp_path, chance_request(options, record, {}))
    results = chance(statistics, {"pls": sets}, options, record, artifact)
    beyond = {r.language: r.value for r in results if r.metric == "neurons_beyond_chance"}
    assert 10 <= beyond["python"] <= 14
    assert beyond["cpp"] <= 2
    own = next(r for r in results if r.metric == "chosen_beyond_chance")
    assert (own.value, own.n) == (3.0, 4)
    ratio = next(r for r in results if r.metric == "neurons_past_the_ratio")
    assert ratio.value >= 10
    assert ratio.condition["by_chance"] < ratio.value / 2
    assert chance(statistics, {}, options, record, artifact) == results


def test_without_kept_programs_it_says_what_to_do(tmp_path: Path) -> None:
    statistics, record = recorded(tmp_path, np.ones((60, 4), dtype=np.float32))
    without = NeuronStatistics(statistics.languages, statistics.tokens, statistics.programs, statistics.sums)
    artifact = open_artifact(tmp_path, chance_request(ChanceOptions(), record, {}))
    with pytest.raises(NeuroglotError, match="--programs"):
        chance(without, {}, ChanceOptions(), record, artifact)
