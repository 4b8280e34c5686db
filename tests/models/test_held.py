"""Neurons held at values: zero is zeroing, what is there anyway changes nothing, and all that follows is computed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, Neuron, NeuronSet, neuron_set
from neuroglot.models.edits import Edit, edited
from neuroglot.models.hooks import held, zeroed
from neuroglot.models.subject import Subject
from tests.families import FAMILIES, tiny
from tests.models.test_hooks import TEXT, activations, logits, matrix

ONE = torch.tensor([[70]])


@pytest.fixture(scope="module", params=FAMILIES)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return tiny(request.param, tmp_path_factory.mktemp("family"))


def everything(subject: Subject, site: str) -> NeuronSet:
    """Every neuron of a site, in every layer."""
    widths = {key: np.arange(width) for key, width in subject.widths.items() if key[0] == site}
    return NeuronSet("all", "hand", widths)


def some_values(neurons: NeuronSet) -> dict[Key, NDArray[np.float64]]:
    generator = np.random.default_rng(0)
    return {key: generator.normal(size=len(indices)) for key, indices in neurons.members.items()}


def test_held_at_zero_equals_zeroed_and_is_undone(subject: Subject) -> None:
    before = logits(subject)
    for site in subject.architecture.views:
        neurons = neuron_set("some", "hand", [Neuron(1, site, 0), Neuron(1, site, 5), Neuron(2, site, 7)])
        with zeroed(subject, neurons):
            expected = logits(subject)
        with held(subject, neurons, {key: np.zeros(len(indices)) for key, indices in neurons.members.items()}):
            found = logits(subject)
        assert not torch.equal(found, before)
        torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)
        assert torch.equal(logits(subject), before), site


def test_held_at_what_it_is_anyway_a_neuron_changes_nothing(subject: Subject) -> None:
    """A single position has one activation, so every neuron is constant there."""
    before = logits(subject, ONE)
    seen = activations(subject, ONE)
    for site in subject.architecture.views:
        neurons = everything(subject, site)
        values = {key: seen[key][0, 0].double().numpy() for key in neurons.members}
        with held(subject, neurons, values):
            assert torch.equal(logits(subject, ONE), before), site
        assert torch.equal(logits(subject, ONE), before)


def test_held_values_are_seen_at_their_site_and_by_all_that_follows(subject: Subject) -> None:
    for site in subject.architecture.views:
        indices = [1, subject.widths[site, 1] - 1]
        neurons = neuron_set("some", "hand", [Neuron(1, site, index) for index in indices])
        values = some_values(neurons)
        plain = activations(subject)
        with held(subject, neurons, values):
            seen = activations(subject)
        wanted = torch.tensor(values[site, 1], dtype=torch.float32).expand(*TEXT.shape, 2)
        assert torch.equal(seen[site, 1][..., indices], wanted), site
        others = [index for index in range(subject.widths[site, 1]) if index not in indices]
        if site not in ("mlp.down", "attn.o"):
            assert torch.equal(seen[site, 1][..., others], plain[site, 1][..., others])
        assert all(torch.equal(seen[key], plain[key]) for key in plain if key[1] == 0)
        assert_mlp_by_hand(subject, seen, {} if site[:3] != "mlp" else {site: indices})


def assert_mlp_by_hand(subject: Subject, seen: dict[Key, Tensor], held_at: dict[str, list[int]]) -> None:
    """The MLP of layer 1 from its own activations: act(gate) * up, then down, but for what is held."""
    gated, act = "mlp.gate" in subject.architecture.views, subject.module("mlp.act", 1)
    first = seen["mlp.gate" if gated else "mlp.up", 1]
    expected = {"mlp.act": act(first)}
    if gated:
        expected["mlp.hidden"] = seen["mlp.act", 1] * seen["mlp.up", 1]
    weight, bias = matrix(subject, "mlp.down", 1)
    expected["mlp.down"] = seen["mlp.hidden" if gated else "mlp.act", 1] @ weight.T + bias
    for site, by_hand in expected.items():
        free = [index for index in range(by_hand.shape[-1]) if index not in held_at.get(site, ())]
        torch.testing.assert_close(seen[site, 1][..., free], by_hand[..., free], rtol=1e-5, atol=1e-5)


def test_an_activation_held_behind_a_gate_is_multiplied_by_up(subject: Subject) -> None:
    neurons = neuron_set("some", "hand", [Neuron(1, "mlp.act", 3)])
    with held(subject, neurons, {("mlp.act", 1): np.array([0.75])}):
        seen, found = activations(subject), logits(subject)
    gated = "mlp.gate" in subject.architecture.views
    hidden = 0.75 * seen["mlp.up", 1][..., 3] if gated else torch.full(TEXT.shape, 0.75)
    kept = seen["mlp.hidden" if gated else "mlp.act", 1].clone()
    kept[..., 3] = hidden
    module = subject.module("mlp.down", 1)
    handle = module.register_forward_pre_hook(lambda _, inputs: (kept,))
    by_hand = logits(subject)
    handle.remove()
    assert torch.equal(found, by_hand)


def test_values_that_do_not_fit_are_refused_and_leave_no_hook(llama: Subject) -> None:
    before = logits(llama)
    neurons = neuron_set("some", "hand", [Neuron(0, "attn.q", 1), Neuron(1, "mlp.up", 2)])
    right = {("attn.q", 0): np.ones(1)}
    for wrong, said in ((right, "shape None"), ({**right, ("mlp.up", 1): np.ones(2)}, r"shape \(2,\)")):
        with pytest.raises(NeuroglotError, match=said), held(llama, neurons, wrong):
            pass
        assert torch.equal(logits(llama), before)
    with pytest.raises(RuntimeError, match="stop"), held(llama, neurons, some_values(neurons)):
        raise RuntimeError("stop")
    assert torch.equal(logits(llama), before)


def test_an_edit_zeroes_or_holds_and_says_so(llama: Subject) -> None:
    neurons = neuron_set("go", "hand", [Neuron(0, "attn.q", 1), Neuron(1, "mlp.up", 2)])
    values = some_values(neurons)
    before = logits(llama)
    for edit, context in (
        (Edit(neurons), zeroed(llama, neurons)),
        (Edit(neurons, values), held(llama, neurons, values)),
    ):
        with context:
            expected = logits(llama)
        with edited(llama, edit):
            assert torch.equal(logits(llama), expected)
        assert torch.equal(logits(llama), before)
    with edited(llama, None):
        assert torch.equal(logits(llama), before)
    zero, one = Edit(neurons).identity, Edit(neurons, values).identity
    other = Edit(neurons, {**values, ("attn.q", 0): np.zeros(1)}).identity
    assert set(zero) == {"ablated", "neurons"}
    assert zero.items() < one.items()
    assert one["held at"] != other["held at"]
