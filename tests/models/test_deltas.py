"""A delta's gradient is the rows' part of the full gradient; beside the weights and in them it is one function; and it
leaves no trace."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import dispatch_model
from torch import Tensor, nn
from torch.nn import functional

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.models.deltas import NeuronDelta, Part, load_delta, save_delta, zero_delta
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import CHILD, attached, merged, unrounded
from neuroglot.models.vectors import place_of, vectors_of, weights_in
from tests.families import FAMILIES, MIXTURES, tiny

TEXT = torch.tensor([[0, 70, 71, 72, 90, 91, 40, 41, 13, 8, 100, 101]])


@pytest.fixture(scope="module", params=FAMILIES)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return tiny(request.param, tmp_path_factory.mktemp("family"))


def logits(subject: Subject) -> Tensor:
    with torch.no_grad():
        return subject.model(input_ids=TEXT, use_cache=False).logits


def loss(subject: Subject) -> Tensor:
    scores = subject.model(input_ids=TEXT, use_cache=False).logits
    return functional.cross_entropy(scores[0, :-1], TEXT[0, 1:])


def everywhere(subject: Subject) -> NeuronSet:
    """Three neurons at every site of two layers."""
    sites = subject.architecture.views
    found = [Neuron(layer, site, index) for layer in (0, 2) for site in sites for index in (1, 4, 7)]
    return neuron_set("go", "hand", found)


def moved(subject: Subject, vectors: NeuronSet, biases: bool = True, size: float = 0.3) -> NeuronDelta:
    """A delta of random numbers."""
    random = torch.Generator().manual_seed(3)
    delta = zero_delta(subject, vectors, biases)
    parts = {
        key: Part(
            part.indices,
            size * torch.randn(part.vectors.shape, generator=random),
            None if part.bias is None else size * torch.randn(part.bias.shape, generator=random),
        )
        for key, part in delta.parts.items()
    }
    return replace(delta, parts=parts)


def test_its_gradient_is_the_vectors_part_of_the_full_gradient(subject: Subject) -> None:
    vectors = vectors_of(subject, everywhere(subject))
    with attached(subject, zero_delta(subject, vectors, biases=True)):
        loss(subject).backward()
        found = {}
        for key in vectors.members:
            child = getattr(place_of(subject, key).module, CHILD)
            at = [other for other in vectors.members if place_of(subject, other).name == place_of(subject, key).name]
            side = [other for other in at if place_of(subject, other).columns == place_of(subject, key).columns]
            values = child.columns if place_of(subject, key).columns else child.rows
            bias = child.bias[side.index(key)].grad if len(child.bias) and not place_of(subject, key).columns else None
            found[key] = (values[side.index(key)].grad, bias)
    subject.model.requires_grad_(True)
    loss(subject).backward()
    for key, (grad, bias) in found.items():
        place = place_of(subject, key)
        positions = place.positions(vectors.members[key])
        whole = place.as_rows(place.module.weight.grad)
        torch.testing.assert_close(grad, whole[positions], rtol=1e-4, atol=1e-6)
        if bias is not None:
            torch.testing.assert_close(bias, place.module.bias.grad[positions], rtol=1e-4, atol=1e-6)
    subject.model.requires_grad_(False)
    subject.model.zero_grad()


def test_beside_the_weights_and_in_them_it_is_one_function(subject: Subject) -> None:
    before = logits(subject)
    names = [name for name, _ in subject.model.named_parameters()]
    delta = moved(subject, vectors_of(subject, everywhere(subject)))
    with attached(subject, delta, trained=False) as read:
        beside = logits(subject)
        assert all(torch.equal(read().parts[key].vectors, part.vectors) for key, part in delta.parts.items())
    with merged(subject, delta):
        within = logits(subject)
    assert float((within - before).abs().max()) > 0.1
    torch.testing.assert_close(beside, within, rtol=1e-3, atol=1e-4)
    assert torch.equal(logits(subject), before)
    assert [name for name, _ in subject.model.named_parameters()] == names


def test_every_tensor_is_what_it_was_after_an_error(llama: Subject) -> None:
    before = {name: one.clone() for name, one in llama.model.state_dict().items()}
    delta = moved(llama, vectors_of(llama, everywhere(llama)))
    for context in (merged(llama, delta), attached(llama, delta)):
        with pytest.raises(RuntimeError, match="stop"), context:
            raise RuntimeError("stop")
    after = llama.model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(one, after[name]) for name, one in before.items())


def test_a_pair_is_what_a_hidden_unit_reads_by_and_what_it_writes(llama: Subject, tmp_path: Path) -> None:
    neurons = neuron_set("x", "hand", [Neuron(0, "mlp.gate", 3), Neuron(1, "mlp.act", 5), Neuron(2, "attn.q", 1)])
    own = [("attn.q", 2), ("mlp.gate", 0), ("mlp.hidden", 1)]
    assert sorted(vectors_of(llama, neurons, "own").members) == own
    pair = vectors_of(llama, neurons, "pair")
    assert sorted(pair.members) == [
        ("attn.q", 2),
        ("mlp.gate", 0),
        ("mlp.gate", 1),
        ("mlp.hidden", 0),
        ("mlp.hidden", 1),
    ]
    assert weights_in(llama, pair) == 5 * llama.config.hidden_size
    both = neuron_set("x", "hand", [Neuron(0, "mlp.gate", 3), Neuron(0, "mlp.up", 3)])
    assert len(vectors_of(llama, both, "pair")) == 3
    gpt2 = tiny("gpt2", tmp_path)
    ungated = neuron_set("x", "hand", [Neuron(0, "mlp.act", 3)])
    assert sorted(vectors_of(gpt2, ungated, "pair").members) == [("mlp.act", 0), ("mlp.up", 0)]


def test_a_file_holds_the_same_delta(llama: Subject, tmp_path: Path) -> None:
    delta = moved(llama, vectors_of(llama, everywhere(llama)))
    save_delta(tmp_path / "delta.safetensors", delta)
    found = load_delta(tmp_path / "delta.safetensors")
    assert found.hash() == delta.hash()
    assert list(found.parts) == list(delta.parts)
    assert (found.label, found.method, found.size) == ("go", "hand", delta.size)
    (tmp_path / "other.safetensors").write_bytes(b"nothing")
    with pytest.raises(NeuroglotError, match="can't be read as a delta"):
        load_delta(tmp_path / "other.safetensors")


def test_another_models_delta_and_a_second_one_are_refused(llama: Subject) -> None:
    delta = zero_delta(llama, vectors_of(llama, everywhere(llama)))
    other = replace(llama, weights="other")
    with pytest.raises(NeuroglotError, match="give the model it belongs to"), merged(other, delta):
        pass
    with attached(llama, delta):
        with pytest.raises(NeuroglotError, match="attached to this model already"), attached(llama, delta):
            pass
        assert any(CHILD in name for name, _ in llama.model.named_parameters())


@pytest.mark.parametrize("family", MIXTURES)
def test_in_a_mixture_attention_is_tuned_and_experts_are_refused(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path)
    with pytest.raises(NeuroglotError, match="one tensor of all experts"):
        vectors_of(subject, neuron_set("x", "hand", [Neuron(0, "mlp.experts.1.gate", 2)]))
    before = logits(subject)
    delta = moved(subject, vectors_of(subject, neuron_set("x", "hand", [Neuron(1, "attn.o", 2)])))
    with attached(subject, delta, trained=False):
        beside = logits(subject)
    with merged(subject, delta):
        torch.testing.assert_close(beside, logits(subject), rtol=1e-3, atol=1e-4)
    assert not torch.equal(beside, before)


class Packed(nn.Linear):
    """A projection whose weights are no plain numbers, as quantization makes them."""

    def __init__(self, like: nn.Linear) -> None:
        super().__init__(like.in_features, like.out_features)
        self.scale = like.weight.detach().abs().max() / 127
        self.weight = nn.Parameter((like.weight.detach() / self.scale).round().to(torch.int8), requires_grad=False)
        self.bias = like.bias

    def forward(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight * self.scale, self.bias)


def test_packed_weights_are_tuned_beside_them(tmp_path: Path) -> None:
    subject = tiny("llama", tmp_path)
    vectors = vectors_of(subject, neuron_set("x", "hand", [Neuron(1, "mlp.up", 2), Neuron(1, "mlp.down", 4)]))
    block = subject.blocks[1]
    for name in ("up_proj", "down_proj"):
        setattr(block.mlp, name, Packed(getattr(block.mlp, name)))
    before = logits(subject)
    delta = moved(subject, vectors)
    with attached(subject, delta):
        loss(subject).backward()
        grads = [one.grad for name, one in subject.model.named_parameters() if CHILD in name]
        assert grads
        assert all(grad is not None and bool(grad.abs().sum() > 0) for grad in grads)
        beside = logits(subject)
    for context in (merged, unrounded):
        with context(subject, delta):
            assert torch.equal(logits(subject), beside)
    assert not torch.equal(beside, before)
    assert torch.equal(logits(subject), before)


def test_weights_that_come_from_disk_are_tuned_beside_them(llama: Subject, tmp_path: Path) -> None:
    """Where they are only while they compute, the delta is where they compute."""
    delta = moved(llama, vectors_of(llama, neuron_set("x", "hand", [Neuron(1, "mlp.up", 2), Neuron(1, "attn.q", 4)])))
    with attached(llama, delta, trained=False):
        expected = logits(llama)
    places = {"model.embed_tokens": "cpu", "model.norm": "cpu", "model.rotary_emb": "cpu", "lm_head": "cpu"}
    places |= {f"model.layers.{layer}": "disk" for layer in range(len(llama.blocks))}
    model = dispatch_model(deepcopy(llama.model), places, main_device="cpu", offload_dir=str(tmp_path))
    offloaded = replace(llama, model=model)
    with attached(offloaded, delta):
        assert torch.equal(logits(offloaded), expected)
        loss(offloaded).backward()
        grads = [one.grad for name, one in model.named_parameters() if CHILD in name]
    assert grads
    assert all(grad is not None and bool(grad.abs().sum() > 0) for grad in grads)


def test_half_precision_weights_are_tuned_in_single(tmp_path: Path) -> None:
    subject = tiny("llama", tmp_path)
    subject.model.bfloat16()
    delta = moved(subject, vectors_of(subject, everywhere(subject)))
    with attached(subject, delta) as read:
        loss(subject).backward()
        parameters = [one for name, one in subject.model.named_parameters() if CHILD in name]
        assert {one.dtype for one in parameters} == {one.grad.dtype for one in parameters} == {torch.float32}
        assert read().hash() == delta.hash()
        beside = logits(subject).float()
    with unrounded(subject, delta):
        assert torch.equal(logits(subject).float(), beside)
    with merged(subject, delta):
        within = logits(subject).float()
    scale = float(within.abs().max())
    assert float((within - beside).abs().max()) < 0.05 * scale
    assert np.isfinite(scale)
