"""Addresses, sets and their algebra, units, matched controls, and files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroglot.core.controls import matched_random
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import load_sets, save_sets
from neuroglot.core.neurons import SITES, Neuron, NeuronSet, jaccard, neuron_set, parse_neuron

NEURONS = st.builds(Neuron, st.integers(0, 3), st.sampled_from(SITES), st.integers(0, 30))
WIDTHS = {(site, layer): 40 for site in SITES for layer in range(4)}


@given(NEURONS)
def test_an_address_is_read_as_it_is_written(neuron: Neuron) -> None:
    assert parse_neuron(str(neuron)) == neuron


@pytest.mark.parametrize("text", ["", "1/2", "x/mlp.gate/3", "1/mlp.gate/-3", "1/mlp.gate/3/4"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(NeuroglotError, match="LAYER/SITE/INDEX"):
        parse_neuron(text)


@given(st.sets(NEURONS), st.sets(NEURONS))
def test_the_algebra_is_that_of_sets(left: set[Neuron], right: set[Neuron]) -> None:
    a, b = neuron_set("a", "hand", left), neuron_set("b", "hand", right)
    assert set(a | b) == left | right
    assert set(a & b) == left & right
    assert set(a - b) == left - right
    assert len(a) == len(left)
    assert (a == b) == (left == right)
    assert all(neuron in a for neuron in left)
    assert jaccard(a, b) == (len(left & right) / len(left | right) if left | right else 1.0)


@given(st.sets(NEURONS, max_size=20), st.integers(0, 1000))
def test_a_control_matches_layers_sites_and_units_and_hits_no_unit_of_the_set(chosen: set[Neuron], seed: int) -> None:
    neurons = neuron_set("go", "hand", chosen)
    control = matched_random(neurons, WIDTHS, seed)
    assert Counter((n.layer, n.site) for n in control) == Counter((n.layer, n.site) for n in neurons)
    assert len(control.units()) == len(neurons.units())
    assert not control.units() & neurons.units()
    assert all(neuron.index < 40 for neuron in control)
    assert control == matched_random(neurons, WIDTHS, seed)


def test_controls_of_other_seeds_differ() -> None:
    neurons = neuron_set("go", "hand", [Neuron(0, "attn.q", index) for index in range(10)])
    assert len({matched_random(neurons, WIDTHS, seed) for seed in range(20)}) == 20


def test_a_set_of_more_than_half_of_a_place_has_no_control() -> None:
    neurons = neuron_set("go", "hand", [Neuron(0, "attn.q", index) for index in range(21)])
    with pytest.raises(NeuroglotError, match="no matched control"):
        matched_random(neurons, WIDTHS, 0)


def test_sets_come_back_from_their_file(tmp_path: Path) -> None:
    sets = {
        "go": neuron_set("go", "pls", [Neuron(3, "mlp.gate", 5), Neuron(0, "attn.q", 2)]),
        "c/c++": NeuronSet("c/c++", "pls", {}),
    }
    save_sets(tmp_path / "sets.safetensors", sets)
    again = load_sets(tmp_path / "sets.safetensors")
    assert again == sets
    assert again["go"].method == "pls"
    (tmp_path / "sets.safetensors").write_bytes(b"no safetensors")
    with pytest.raises(NeuroglotError, match="can't be read"):
        load_sets(tmp_path / "sets.safetensors")
