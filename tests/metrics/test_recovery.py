"""Precision and recall of neuron sets, where they can be counted by hand."""

from __future__ import annotations

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import NeuronSet, neuron_set, parse_neuron
from neuroglot.metrics.recovery import Recovery, macro, recovery


def made_of(*addresses: str) -> NeuronSet:
    return neuron_set("go", "by hand", map(parse_neuron, addresses))


TRUTH = made_of("0/mlp.hidden/1", "0/mlp.hidden/2", "1/mlp.hidden/1", "3/mlp.hidden/7")


def test_a_set_that_is_right_in_two_of_three_and_finds_two_of_four() -> None:
    score = recovery(made_of("0/mlp.hidden/1", "3/mlp.hidden/7", "2/mlp.hidden/7"), TRUTH)
    assert score == Recovery(pytest.approx(2 / 3), 0.5, pytest.approx(4 / 7))


def test_the_neurons_of_one_unit_count_once_and_other_sites_are_other_units() -> None:
    both = made_of("0/mlp.gate/1", "0/mlp.up/1", "0/mlp.act/2", "1/mlp.up/1", "3/mlp.gate/7")
    assert recovery(both, TRUTH) == Recovery(1.0, 1.0, 1.0)
    elsewhere = made_of("0/mlp.down/1", "0/attn.o/2")
    assert recovery(elsewhere, TRUTH) == Recovery(0.0, 0.0, 0.0)


def test_a_silent_method_is_not_right() -> None:
    assert recovery(made_of(), TRUTH) == Recovery(0.0, 0.0, 0.0)


def test_nothing_can_be_recovered_of_nothing() -> None:
    with pytest.raises(NeuroglotError, match="truth for 'go' is empty"):
        recovery(TRUTH, made_of())
    with pytest.raises(NeuroglotError, match="no scores"):
        macro([])


def test_every_language_counts_the_same() -> None:
    assert macro([Recovery(1.0, 0.5, 0.75), Recovery(0.0, 0.5, 0.25)]) == Recovery(0.5, 0.5, 0.5)
