"""Activations equal arithmetic on the weights, gradients equal finite differences, and edits leave no trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers.pytorch_utils import Conv1D

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, Neuron, neuron_set
from neuroglot.models.hooks import attribute, capture, zeroed
from neuroglot.models.subject import Subject
from tests.families import FAMILIES, tiny

TEXT = torch.tensor([[0, 70, 71, 72, 90, 91, 40, 41, 13, 8, 100, 101]])


@pytest.fixture(scope="module", params=FAMILIES)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return tiny(request.param, tmp_path_factory.mktemp("family"))


def logits(subject: Subject, ids: Tensor = TEXT) -> Tensor:
    with torch.no_grad():
        return subject.model(input_ids=ids, use_cache=False).logits


def activations(subject: Subject, ids: Tensor = TEXT) -> dict[Key, Tensor]:
    seen: dict[Key, Tensor] = {}
    with torch.no_grad(), capture(subject, list(subject.architecture.views), lambda key, a, _: seen.update({key: a})):
        subject.model(input_ids=ids, use_cache=False)
    return seen


def log_likelihood(subject: Subject) -> Tensor:
    scores = subject.model(input_ids=TEXT, use_cache=False).logits.log_softmax(-1)
    return scores[0, :-1].gather(1, TEXT[0, 1:, None]).sum()


def inputs_of(subject: Subject, site: str, layer: int) -> Tensor:
    kept: list[Tensor] = []
    handle = subject.module(site, layer).register_forward_pre_hook(lambda _, inputs: kept.append(inputs[0].detach()))
    logits(subject)
    handle.remove()
    return kept[0]


def matrix(subject: Subject, site: str, layer: int) -> tuple[Tensor, Tensor]:
    """The site's own rows of weight (neurons x inputs) and bias."""
    module = subject.module(site, layer)
    weight = module.weight.T if isinstance(module, Conv1D) else module.weight
    bias = torch.zeros(len(weight)) if module.bias is None else module.bias
    heads = getattr(subject.config, "num_attention_heads", None)
    width = subject.widths[site, layer]
    if subject.architecture.family == "gpt2" and site in ("attn.q", "attn.k", "attn.v"):
        part = "qkv".index(site[-1])
        return weight.split(width)[part], bias.split(width)[part]
    if subject.architecture.family == "gpt_neox" and site in ("attn.q", "attn.k", "attn.v"):
        part = "qkv".index(site[-1])
        by_head = weight.view(heads, 3, width // heads, -1)[:, part]
        return by_head.reshape(width, -1), bias.view(heads, 3, -1)[:, part].reshape(-1)
    return weight, bias


def test_activations_equal_arithmetic_on_the_weights(subject: Subject) -> None:
    seen = activations(subject)
    assert set(seen) == set(subject.widths)
    for (site, layer), values in seen.items():
        assert values.shape == (*TEXT.shape, subject.widths[site, layer])
        if site in ("mlp.act", "mlp.hidden"):
            continue
        weight, bias = matrix(subject, site, layer)
        expected = inputs_of(subject, site, layer) @ weight.T + bias
        torch.testing.assert_close(values, expected, rtol=1e-5, atol=1e-5)


def test_the_hidden_sites_are_the_activation_and_its_product(subject: Subject) -> None:
    seen = activations(subject)
    act = subject.module("mlp.act", 0)
    gated = "mlp.gate" in subject.architecture.views
    torch.testing.assert_close(seen["mlp.act", 0], act(seen["mlp.gate" if gated else "mlp.up", 0]))
    if gated:
        torch.testing.assert_close(seen["mlp.hidden", 0], seen["mlp.act", 0] * seen["mlp.up", 0])
    assert torch.equal(inputs_of(subject, "mlp.down", 0), seen["mlp.hidden" if gated else "mlp.act", 0])


def test_gradients_equal_finite_differences(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    # The modelling code casts norms and softmax to float32 by name; here everything is float64.
    single = torch.float32
    monkeypatch.setattr(torch, "float32", torch.float64)
    monkeypatch.setattr(torch.Tensor, "float", torch.Tensor.double)
    subject.model.double()
    try:
        grads: dict[Key, Tensor] = {}
        sites = list(subject.architecture.views)
        with torch.enable_grad(), attribute(subject, sites, lambda key, a, g, _: grads.update({key: g})):
            log_likelihood(subject).backward()
        assert set(grads) == set(subject.widths)
        for site, layer in [(site, layer) for site in subject.architecture.views for layer in (0, 2)]:
            neuron, position = subject.widths[site, layer] // 3, 5
            measured = finite_difference(subject, site, layer, neuron, position)
            assert grads[site, layer][0, position, neuron].item() == pytest.approx(measured, rel=1e-4, abs=1e-7)
    finally:
        subject.model.to(single)


def finite_difference(subject: Subject, site: str, layer: int, neuron: int, position: int) -> float:
    features = subject.features(site)
    feature = neuron if features is None else int(features[neuron])
    step = 1e-5

    def moved(sign: float) -> float:
        def shift(values: Tensor) -> Tensor:
            values = values.clone()
            values[0, position, feature] += sign * step
            return values

        module = subject.module(site, layer)
        if subject.view(site).side == "input":
            handle = module.register_forward_pre_hook(lambda _, inputs: (shift(inputs[0]),))
        else:
            handle = module.register_forward_hook(lambda _, inputs, output: shift(output))
        with torch.no_grad():
            score = log_likelihood(subject).item()
        handle.remove()
        return score

    return (moved(1.0) - moved(-1.0)) / (2 * step)


def test_no_weight_gets_a_gradient(subject: Subject) -> None:
    with torch.enable_grad(), attribute(subject, ["mlp.up"], lambda key, a, g, _: None):
        subject.model(input_ids=TEXT, use_cache=False).logits.sum().backward()
    assert all(parameter.grad is None and not parameter.requires_grad for parameter in subject.model.parameters())


def test_zeroing_equals_zeroed_outputs_bit_for_bit_and_is_undone(subject: Subject) -> None:
    before = logits(subject)
    for site in subject.architecture.views:
        neurons = neuron_set("some", "hand", [Neuron(1, site, 0), Neuron(1, site, 5), Neuron(2, site, 7)])
        with zeroed(subject, neurons):
            by_weights = logits(subject)
            seen = activations(subject)
        if site not in ("mlp.act", "mlp.hidden"):
            assert torch.all(seen[site, 1][..., [0, 5]] == 0)
        assert not torch.equal(by_weights, before)
        assert torch.equal(by_weights, with_zeroed_outputs(subject, site)), site
        assert torch.equal(logits(subject), before)


def with_zeroed_outputs(subject: Subject, site: str) -> Tensor:
    handles = []
    for layer, indices in ((1, [0, 5]), (2, [7])):
        features = subject.features(site)
        positions = indices if features is None else features[indices].tolist()

        def zero(values: Tensor, positions: list[int] = positions) -> Tensor:
            values = values.clone()
            values[..., positions] = 0
            return values

        module = subject.module(site, layer)
        if subject.view(site).side == "input":
            handles.append(module.register_forward_pre_hook(lambda _, inputs, zero=zero: (zero(inputs[0]),)))
        else:
            handles.append(module.register_forward_hook(lambda _, inputs, output, zero=zero: zero(output)))
    result = logits(subject)
    for handle in handles:
        handle.remove()
    return result


def test_an_error_inside_the_context_restores_the_model(llama: Subject) -> None:
    before = logits(llama)
    with pytest.raises(RuntimeError, match="stop"), zeroed(llama, neuron_set("x", "hand", [Neuron(0, "mlp.gate", 3)])):
        raise RuntimeError("stop")
    assert torch.equal(logits(llama), before)


def test_a_set_for_another_model_is_refused(llama: Subject) -> None:
    with (
        pytest.raises(NeuroglotError, match="made for another model"),
        zeroed(llama, neuron_set("x", "hand", [Neuron(31, "mlp.gate", 3)])),
    ):
        pass
    with (
        pytest.raises(NeuroglotError, match="40 neurons"),
        zeroed(llama, neuron_set("x", "hand", [Neuron(0, "mlp.gate", 4000)])),
    ):
        pass


def test_gate_up_and_hidden_of_one_index_are_one_unit(llama: Subject) -> None:
    results = []
    for site in ("mlp.gate", "mlp.up", "mlp.act", "mlp.hidden"):
        with zeroed(llama, neuron_set("x", "hand", [Neuron(1, site, 9)])):
            results.append(logits(llama))
    assert all(torch.equal(results[0], other) for other in results[1:])
    units = neuron_set("x", "hand", [Neuron(1, "mlp.gate", 9), Neuron(1, "mlp.up", 9), Neuron(1, "attn.q", 9)]).units()
    assert len(units) == 2
    assert np.isfinite(results[0].numpy()).all()


def test_the_families_of_the_issue_are_there(tmp_path: Path) -> None:
    assert {"llama", "qwen2", "qwen3", "mistral", "gemma2", "gemma3_text"} <= set(FAMILIES)
