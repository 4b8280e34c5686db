"""Sums over the tokens that reached an expert: their means, what is added, what is on disk, and a fixed class mix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroglot.core.class_mix import standardised
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import load_sets, save_sets
from neuroglot.core.neurons import (
    Neuron,
    NeuronSet,
    among,
    expert_of,
    kind_of,
    neuron_set,
    parse_neuron,
    pattern_of,
    unit_of,
)
from neuroglot.core.statistics import NeuronStatistics, load_statistics, merge, part_of, save_statistics

EXPERT, DENSE = ("mlp.experts.7.gate", 1), ("attn.q", 1)
COUNTS = np.array([[[2, 4], [0, 0]], [[1, 1], [0, 0]]])
"""Tokens and programs that reached the expert, by language and half: none of the second language."""


def statistics() -> NeuronStatistics:
    tokens, programs = np.array([[10, 20], [30, 40]]), np.array([[2, 2], [3, 3]])
    own = {
        "sum": COUNTS[0][:, :, None] * np.array([3.0, -1.0]),
        "signed": COUNTS[1][:, :, None] * np.array([0.5, 0.25]),
    }
    whole = {"sum": tokens[:, :, None] * np.ones(3), "signed": programs[:, :, None] * np.ones(3)}
    sums = {quantity: {DENSE: whole[quantity], EXPERT: own[quantity]} for quantity in own}
    return NeuronStatistics(("go", "java"), tokens, programs, sums, routed={EXPERT: COUNTS})


def test_an_expert_s_site_has_a_number_a_kind_and_a_pattern() -> None:
    site = EXPERT[0]
    assert expert_of(site) == (7, "gate")
    assert (kind_of(site), pattern_of(site)) == ("mlp.gate", "mlp.experts.*.gate")
    assert expert_of("mlp.gate") is None
    assert (kind_of("attn.q"), pattern_of("attn.q"), kind_of("mlp.experts.7.router")) == (
        "attn.q",
        "attn.q",
        "mlp.experts.7.router",
    )
    assert among(site, ("mlp.gate",))
    assert among(site, (site,))
    assert not among(site, ("mlp.up", "mlp.experts.8.gate"))
    assert not among("mlp.gate", (site,))


def test_addresses_units_order_and_files_of_experts(tmp_path: Path) -> None:
    neuron = parse_neuron("12/mlp.experts.7.gate/3411")
    assert neuron == Neuron(12, "mlp.experts.7.gate", 3411)
    assert str(neuron) == "12/mlp.experts.7.gate/3411"
    assert unit_of(neuron) == unit_of(Neuron(12, "mlp.experts.7.hidden", 3411))
    assert unit_of(neuron) != unit_of(Neuron(12, "mlp.gate", 3411))
    sites = ["mlp.experts.10.gate", "mlp.experts.2.gate", "mlp.gate", "mlp.experts.2.up", "attn.q"]
    neurons = neuron_set("go", "hand", [Neuron(0, site, 1) for site in sites])
    ordered = ["attn.q", "mlp.gate", "mlp.experts.2.gate", "mlp.experts.10.gate", "mlp.experts.2.up"]
    assert [site for site, _ in neurons.members] == ordered
    sets: dict[str, NeuronSet] = {"go": neurons}
    save_sets(tmp_path / "sets.safetensors", sets)
    assert load_sets(tmp_path / "sets.safetensors") == sets


def test_means_are_over_what_reached_the_expert_and_zero_where_nothing_did() -> None:
    found = statistics()
    np.testing.assert_array_equal(found.mean("sum")[EXPERT], [[3.0, -1.0], [0.0, 0.0]])
    np.testing.assert_array_equal(found.mean("signed")[EXPERT], [[0.5, 0.25], [0.0, 0.0]])
    np.testing.assert_array_equal(found.mean("sum", 1)[EXPERT], [[3.0, -1.0], [0.0, 0.0]])
    np.testing.assert_array_equal(found.mean("sum")[DENSE], np.ones((2, 3)))
    assert found.reached(EXPERT).tolist() == [True, False]
    assert found.reached(DENSE, 0).tolist() == [True, True]
    assert found.counts("signed", EXPERT).tolist() == COUNTS[1].tolist()


def test_counts_are_added_kept_and_divided_with_the_sums(tmp_path: Path) -> None:
    one = statistics()
    double = merge(one, one)
    np.testing.assert_array_equal(double.routed[EXPERT], 2 * COUNTS)
    np.testing.assert_array_equal(double.mean("sum")[EXPERT], one.mean("sum")[EXPERT])
    with pytest.raises(NeuroglotError, match="can't be added"):
        merge(one, replace(one, routed={}))
    java = part_of(one, slice(1, 2))
    np.testing.assert_array_equal(java.routed[EXPERT], COUNTS[:, 1:])
    save_statistics(tmp_path / "x.safetensors", part_of(one, slice(0, 1)))
    again, _ = load_statistics(tmp_path / "x.safetensors")
    np.testing.assert_array_equal(again.routed[EXPERT], COUNTS[:, :1])
    assert again.routed[EXPERT].dtype == np.int64
    assert again.routed.keys() == {EXPERT}


def test_a_fixed_mix_takes_each_expert_s_own_counts() -> None:
    """Two classes of equal weight, of which one never reaches the expert: half of the other's mean remains."""
    counts = np.tile(np.array([[4], [0]])[None, :, :, None] * np.ones((2, 1, 1, 2), dtype=np.int64), (2, 1, 1, 1))
    counts = counts.reshape(2, 2, 2, 2)
    tokens = np.full((2, 2, 2), 10)
    by_class = NeuronStatistics(
        ("go keyword", "go operator", "java keyword", "java operator"),
        tokens.reshape(4, 2),
        tokens.reshape(4, 2),
        {"sum": {EXPERT: counts[0].reshape(4, 2, 1) * 3.0}},
        routed={EXPERT: counts.reshape(2, 4, 2)},
    )
    whole = counts.sum(axis=2)
    plain = NeuronStatistics(
        ("go", "java"),
        tokens.sum(axis=1),
        tokens.sum(axis=1),
        {"sum": {EXPERT: whole[0][:, :, None] * 3.0}},
        by_class=by_class,
        routed={EXPERT: whole},
    )
    np.testing.assert_allclose(standardised(plain).mean("sum")[EXPERT], [[1.5], [1.5]])
