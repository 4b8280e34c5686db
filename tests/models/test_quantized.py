"""Quantized weights: neurons are read through hooks as ever, and silenced by hooks, since rows can't be edited."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from neuroglot.core.corpus import Corpus
from neuroglot.core.neurons import PROJECTIONS, Key, Neuron, neuron_set
from neuroglot.models.batches import packing
from neuroglot.models.hooks import attribute, capture, held, zeroed
from neuroglot.models.losses import document_losses, token_losses
from neuroglot.models.reach import reach
from neuroglot.models.subject import Subject

SET = neuron_set("go", "x", [Neuron(0, "mlp.up", 1), Neuron(1, "attn.v", 3), Neuron(1, "mlp.hidden", 5)])


@pytest.fixture(scope="module")
def quantized(llama: Subject) -> Subject:
    """The tiny Llama with its projections in int8, by torchao."""
    torchao = pytest.importorskip("torchao.quantization", reason="torchao is not installed")
    model = deepcopy(llama.model)
    torchao.quantize_(model, torchao.Int8WeightOnlyConfig())
    return replace(llama, model=model)


def test_every_projection_is_read_in_both_directions(quantized: Subject, corpus: Corpus) -> None:
    batch = packing(quantized, corpus.snippets, 256, 512)[0]
    seen: dict[Key, tuple[Tensor, Tensor]] = {}
    activations: dict[Key, Tensor] = {}
    with attribute(quantized, PROJECTIONS, lambda key, values, grads, _: seen.update({key: (values, grads)})):
        token_losses(quantized, batch).sum().backward()
    with torch.no_grad(), capture(quantized, PROJECTIONS, lambda key, values, _: activations.update({key: values})):
        token_losses(quantized, batch)
    assert seen.keys() == activations.keys() == {key for key in quantized.widths if key[0] in PROJECTIONS}
    for key, (values, grads) in seen.items():
        assert torch.equal(values, activations[key])
        assert torch.isfinite(grads).all()
        assert grads.abs().sum() > 0


def test_silence_is_outputs_at_zero_and_leaves_no_trace(quantized: Subject, corpus: Corpus) -> None:
    packed = packing(quantized, corpus.snippets, 256, 512)
    before, _ = document_losses(quantized, packed)
    with zeroed(quantized, SET):
        silent, _ = document_losses(quantized, packed)
    with held(quantized, SET, {key: np.zeros(len(indices)) for key, indices in SET.members.items()}):
        zero, _ = document_losses(quantized, packed)
    assert torch.equal(silent, zero)
    assert not torch.equal(silent, before)
    assert torch.equal(document_losses(quantized, packed)[0], before)


def test_the_reach_of_packed_weights_is_left_out(quantized: Subject) -> None:
    assert reach(quantized) == {}
