"""Experts' activations equal arithmetic on their weights where tokens are routed; edits of them leave no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import silu

from neuroglot.anatomy import anatomy
from neuroglot.core.controls import matched_random
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, Neuron, NeuronSet, expert_of, kind_of, neuron_set
from neuroglot.models.export import export
from neuroglot.models.hooks import attribute, capture, held, zeroed
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.reach import reach
from neuroglot.models.subject import Subject
from tests.families import MIXTURES, tiny
from tests.models.test_hooks import TEXT, log_likelihood, logits

PARTS = ("gate", "up", "down", "hidden", "act")
Change = Callable[[int, str, Tensor, Tensor], Tensor]
"""Given (expert, part, values, places of the tokens): the values that go on."""


@pytest.fixture(scope="module", params=MIXTURES)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return tiny(request.param, tmp_path_factory.mktemp("family"))


@pytest.fixture
def eager(subject: Subject) -> Iterator[Subject]:
    """The subject computing its experts as the stand-in does, so that bits can be compared."""
    before = subject.model.get_experts_implementation()
    subject.model.set_experts_implementation("eager")
    yield subject
    subject.model.set_experts_implementation(before)


def reading(subject: Subject, ids: Tensor = TEXT) -> dict[Key, tuple[Tensor, Tensor | None]]:
    seen: dict[Key, tuple[Tensor, Tensor | None]] = {}
    sites = {kind_of(site) for site, _ in subject.widths}
    with torch.no_grad(), capture(subject, sites, lambda key, a, tokens: seen.update({key: (a, tokens)})):
        subject.model(input_ids=ids, use_cache=False)
    return seen


def sparse(subject: Subject) -> list[int]:
    """The layers that have experts."""
    return sorted({layer for site, layer in subject.widths if expert_of(site)})


def some(subject: Subject, part: str) -> tuple[Key, Tensor]:
    """An expert's key in the last layer that has experts, of those with most tokens, and the tokens."""
    layer = sparse(subject)[-1]
    there = {key: tokens for key, (_, tokens) in reading(subject).items() if key[1] == layer and tokens is not None}
    site = f"mlp.experts.{max(range(4), key=lambda n: len(there[f'mlp.experts.{n}.gate', layer]))}.{part}"
    return (site, layer), there[site, layer]


@contextmanager
def by_hand(subject: Subject, layer: int, change: Change) -> Iterator[None]:
    """In the context a layer computes its experts one by one, straight from the weights, with a change on the way."""
    module: Any = subject.module("mlp.experts.0.gate", layer)

    def forward(x: Tensor, chosen: Tensor, weights: Tensor) -> Tensor:
        result = torch.zeros_like(x)
        for expert in range(module.num_experts):
            place, tokens = torch.where(chosen.transpose(0, 1) == expert)
            values: dict[str, Tensor] = {}
            first = torch.nn.functional.linear(x[tokens], module.gate_up_proj[expert])
            half = first.shape[-1] // 2
            values["gate"] = change(expert, "gate", first[:, :half], tokens)
            values["up"] = change(expert, "up", first[:, half:], tokens)
            values["act"] = change(expert, "act", silu(values["gate"]), tokens)
            values["hidden"] = change(expert, "hidden", values["act"] * values["up"], tokens)
            down = torch.nn.functional.linear(values["hidden"], module.down_proj[expert])
            down = change(expert, "down", down, tokens)
            result.index_add_(0, tokens, down * weights[tokens, place, None])
        return result

    module.forward = forward
    try:
        yield
    finally:
        del module.forward


def test_a_layer_has_experts_or_an_mlp(subject: Subject) -> None:
    dense = {layer for site, layer in subject.widths if site == "mlp.gate"}
    assert sorted([*dense, *sparse(subject)]) == [0, 1, 2]
    assert dense == ({1} if subject.architecture.family == "qwen3_moe" else set())
    for layer in sparse(subject):
        module: Any = subject.module("mlp.experts.0.gate", layer)
        sites = {site for site, there in subject.widths if there == layer and site.startswith("mlp")}
        assert sites == {f"mlp.experts.{n}.{part}" for n in range(module.num_experts) for part in PARTS}
        assert subject.widths["mlp.experts.1.gate", layer] == module.intermediate_dim
        assert subject.widths["mlp.experts.1.down", layer] == 24
    with pytest.raises(NeuroglotError, match=r"no site 'mlp\.router'"):
        subject.keys(["mlp.router"])


def test_activations_are_those_of_the_tokens_that_are_routed(subject: Subject) -> None:
    seen = reading(subject)
    assert seen.keys() == subject.widths.keys()
    for layer in sparse(subject):
        module: Any = subject.module("mlp.experts.0.gate", layer)
        kept: list[tuple[Tensor, ...]] = []
        handle = module.register_forward_pre_hook(lambda _, inputs, kept=kept: kept.append(inputs))
        logits(subject)
        handle.remove()
        x, chosen, _ = kept[0]
        for expert in range(module.num_experts):
            routed = (chosen == expert).any(dim=1).nonzero()[:, 0]
            got = {part: seen[f"mlp.experts.{expert}.{part}", layer] for part in PARTS}
            tokens = got["gate"][1]
            assert tokens is not None
            assert torch.equal(tokens.sort().values, routed)
            both = x[tokens] @ module.gate_up_proj[expert].T
            gate, up = both[:, : module.intermediate_dim], both[:, module.intermediate_dim :]
            expected = {"gate": gate, "up": up, "act": silu(gate), "hidden": silu(gate) * up}
            expected["down"] = expected["hidden"] @ module.down_proj[expert].T
            for part, (values, places) in got.items():
                assert torch.equal(places, tokens)
                torch.testing.assert_close(values, expected[part][None], rtol=1e-5, atol=1e-5)
    for key, (values, tokens) in seen.items():
        if expert_of(key[0]) is None:
            assert tokens is None
            assert values.shape == (*TEXT.shape, subject.widths[key])


def test_reading_is_the_eager_function_and_leaves_the_way_of_computing_as_it_was(subject: Subject) -> None:
    before, way = logits(subject), subject.model.get_experts_implementation()
    with capture(subject, ["mlp.up"], lambda key, a, tokens: None):
        inside = logits(subject)
    assert subject.model.get_experts_implementation() == way
    assert torch.equal(logits(subject), before)
    torch.testing.assert_close(inside, before, rtol=1e-5, atol=1e-5)
    subject.model.set_experts_implementation("eager")
    assert torch.equal(logits(subject), inside)
    subject.model.set_experts_implementation(way)
    with pytest.raises(RuntimeError, match="stop"), capture(subject, ["mlp.up"], lambda key, a, tokens: None):
        raise RuntimeError("stop")
    assert subject.model.get_experts_implementation() == way
    assert torch.equal(logits(subject), before)


def test_gradients_equal_finite_differences(eager: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    # The modelling code casts norms and routing weights to float32 by name; here everything is float64.
    single = torch.float32
    monkeypatch.setattr(torch, "float32", torch.float64)
    monkeypatch.setattr(torch, "float", torch.float64)
    monkeypatch.setattr(torch.Tensor, "float", torch.Tensor.double)
    eager.model.double()
    try:
        grads: dict[Key, tuple[Tensor, Tensor | None]] = {}
        sites = {kind_of(site) for site, _ in eager.widths}
        with torch.enable_grad(), attribute(eager, sites, lambda key, a, g, t: grads.update({key: (g, t)})):
            log_likelihood(eager).backward()
        assert grads.keys() == eager.widths.keys()
        for layer in sparse(eager):
            for part in PARTS:
                expert = max(range(4), key=lambda n, layer=layer: grads[f"mlp.experts.{n}.gate", layer][0].shape[1])
                found, tokens = grads[f"mlp.experts.{expert}.{part}", layer]
                assert tokens is not None
                row, neuron = len(tokens) // 2, found.shape[-1] // 3
                measured = finite_difference(eager, layer, (expert, part), int(tokens[row]), neuron)
                assert found[0, row, neuron].item() == pytest.approx(measured, rel=1e-4, abs=1e-7)
    finally:
        eager.model.to(single)


def finite_difference(subject: Subject, layer: int, place: tuple[int, str], token: int, neuron: int) -> float:
    def moved(step: float) -> float:
        def shift(expert: int, part: str, values: Tensor, tokens: Tensor) -> Tensor:
            if (expert, part) == place:
                values = values.clone()
                values[tokens == token, neuron] += step
            return values

        with torch.no_grad(), by_hand(subject, layer, shift):
            return log_likelihood(subject).item()

    return (moved(1e-5) - moved(-1e-5)) / 2e-5


def test_no_weight_gets_a_gradient(subject: Subject) -> None:
    with torch.enable_grad(), attribute(subject, ["mlp.up"], lambda key, a, g, tokens: None):
        subject.model(input_ids=TEXT, use_cache=False).logits.sum().backward()
    assert all(parameter.grad is None and not parameter.requires_grad for parameter in subject.model.parameters())


def test_zeroing_equals_zeroed_activations_bit_for_bit_and_is_undone(eager: Subject) -> None:
    before = logits(eager)
    for part in PARTS:
        (site, layer), _ = some(eager, part)

        def silence(expert: int, at: str, values: Tensor, _: Tensor, site: str = site) -> Tensor:
            if (expert, at) == expert_of(site):
                values[:, [0, 5]] = 0  # in place: a copy lies otherwise in memory, where silu rounds otherwise
            return values

        with by_hand(eager, layer, silence):
            expected = logits(eager)
        with zeroed(eager, neuron_set("some", "hand", [Neuron(layer, site, 0), Neuron(layer, site, 5)])):
            found = logits(eager)
            seen = reading(eager)[site, layer][0]
        assert not torch.equal(found, before)
        assert torch.equal(found, expected), site
        if part in ("gate", "up", "down"):
            assert torch.all(seen[..., [0, 5]] == 0)
        assert torch.equal(logits(eager), before)


def test_zeroing_is_undone_bit_for_bit_however_experts_are_computed(subject: Subject) -> None:
    before = logits(subject)
    weights = {name: value.clone() for name, value in subject.model.state_dict().items()}
    everything = NeuronSet("all", "hand", {key: np.arange(width) for key, width in subject.widths.items()})
    with zeroed(subject, everything):
        assert not torch.equal(logits(subject), before)
    assert torch.equal(logits(subject), before)
    assert all(torch.equal(value, weights[name]) for name, value in subject.model.state_dict().items())


def test_gate_up_act_and_hidden_of_one_index_of_one_expert_are_one_unit(eager: Subject) -> None:
    results = []
    for part in ("gate", "up", "act", "hidden"):
        (site, layer), _ = some(eager, part)
        with zeroed(eager, neuron_set("x", "hand", [Neuron(layer, site, 9)])):
            results.append(logits(eager))
    assert all(torch.equal(results[0], other) for other in results[1:])
    mine = [Neuron(0, f"mlp.experts.2.{part}", 9) for part in PARTS]
    assert len(neuron_set("x", "hand", mine).units()) == 2
    assert len(neuron_set("x", "hand", [*mine, Neuron(0, "mlp.experts.3.gate", 9)]).units()) == 3


def test_controls_stay_with_the_expert(subject: Subject) -> None:
    layer = sparse(subject)[0]
    chosen = [Neuron(layer, f"mlp.experts.{n}.{part}", 3) for n in (0, 2) for part in ("gate", "up", "down")]
    neurons = neuron_set("go", "hand", chosen)
    control = matched_random(neurons, subject.widths, 0)
    assert control.members.keys() == neurons.members.keys()
    assert len(control.units()) == len(neurons.units()) == 4
    assert not control.units() & neurons.units()
    for expert in (0, 2):
        gate, up = (control.members[f"mlp.experts.{expert}.{part}", layer] for part in ("gate", "up"))
        assert np.array_equal(gate, up)


def test_held_at_zero_is_zeroed_and_held_values_are_seen(eager: Subject) -> None:
    before = logits(eager)
    for part in PARTS:
        key, tokens = some(eager, part)
        neurons = neuron_set("x", "hand", [Neuron(key[1], key[0], 1), Neuron(key[1], key[0], 7)])
        with held(eager, neurons, {key: np.zeros(2)}):
            silent = logits(eager)
        with zeroed(eager, neurons):
            torch.testing.assert_close(silent, logits(eager), rtol=1e-5, atol=1e-5)
        given = np.array([0.5, -2.0])
        with held(eager, neurons, {key: given}):
            found, (seen, _) = logits(eager), reading(eager)[key]
        assert torch.equal(seen[0][:, [1, 7]], torch.tensor(given).float().expand(len(tokens), 2))
        assert not torch.equal(found, before)
        assert torch.equal(logits(eager), before)


def test_an_expert_that_no_token_reaches_is_read_with_no_token_and_its_neurons_change_nothing(subject: Subject) -> None:
    before, seen = logits(subject, TEXT[:, :1]), reading(subject, TEXT[:, :1])
    layer = sparse(subject)[0]
    idle = [n for n in range(4) if seen[f"mlp.experts.{n}.gate", layer][0].shape[1] == 0]
    assert idle
    key = (f"mlp.experts.{idle[0]}.hidden", layer)
    assert seen[key][0].shape == (1, 0, subject.widths[key])
    neurons = neuron_set("x", "hand", [Neuron(layer, key[0], 0)])
    with zeroed(subject, neurons):
        assert torch.equal(logits(subject, TEXT[:, :1]), before)
    with held(subject, neurons, {key: np.array([5.0])}):
        torch.testing.assert_close(logits(subject, TEXT[:, :1]), before, rtol=1e-5, atol=1e-5)


def test_a_reloaded_export_is_the_ablated_model(subject: Subject, tmp_path: Path) -> None:
    layer = sparse(subject)[-1]
    chosen = [Neuron(layer, f"mlp.experts.{n}.{part}", n) for n in range(4) for part in PARTS]
    neurons = neuron_set("some", "hand", [*chosen, Neuron(1, "attn.o", 3)])
    with zeroed(subject, neurons):
        ablated = logits(subject)
    found = load_subject(str(export(subject, tmp_path / "ablated", neurons)), HoldOptions(device="cpu"))
    assert torch.equal(logits(found), ablated)


def test_reach_is_the_length_of_what_a_unit_writes(subject: Subject) -> None:
    found = reach(subject)
    assert {kind_of(site) for site, _ in found} == {"mlp.hidden"}
    assert {layer for _, layer in found} == {0, 1, 2}
    layer = sparse(subject)[0]
    module: Any = subject.module("mlp.experts.0.hidden", layer)
    for expert in range(module.num_experts):
        expected = torch.linalg.vector_norm(module.down_proj[expert], dim=0).numpy()
        np.testing.assert_allclose(found[f"mlp.experts.{expert}.hidden", layer], expected, rtol=1e-6)


def test_inspect_counts_every_expert_s_neurons(subject: Subject) -> None:
    found = anatomy(subject.config, 2, "float32", 100)
    assert sum(found.neurons.values()) == sum(subject.widths.values())
    assert found.parameters == sum(parameter.numel() for parameter in subject.model.parameters())
    experts = subject.config.num_experts
    gates = sum(width for (site, _), width in subject.widths.items() if expert_of(site) and site.endswith("gate"))
    assert found.neurons["mlp.experts.*.gate"] == gates
    assert found.widths["mlp.experts.*.down"] == 24 * experts
    assert ("mlp.gate" in found.widths) == (subject.architecture.family == "qwen3_moe")


def test_experts_that_are_no_plain_weights_are_refused(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = sparse(subject)[0]
    module: Any = subject.module("mlp.experts.0.gate", layer)
    packed = torch.nn.Parameter(torch.zeros(4, 80, 12, dtype=torch.uint8), requires_grad=False)
    before = logits(subject)
    with monkeypatch.context() as patch:
        patch.setitem(module._parameters, "gate_up_proj", packed)
        with (
            pytest.raises(NeuroglotError, match="only plain weights"),
            zeroed(subject, neuron_set("x", "hand", [Neuron(layer, "mlp.experts.0.gate", 1)])),
        ):
            pass
    assert torch.equal(logits(subject), before)
