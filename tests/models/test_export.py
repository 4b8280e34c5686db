"""An exported checkpoint is the model in memory, ablated or not, bit for bit."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.models.export import export
from neuroglot.models.hooks import zeroed
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject
from tests.families import tiny

TEXT = torch.tensor([[0, 70, 71, 72, 90, 91, 40, 41, 13, 8, 100, 101]])
NEURONS = [Neuron(0, "attn.k", 3), Neuron(1, "mlp.up", 5), Neuron(2, "attn.o", 7), Neuron(2, "mlp.act", 11)]


def logits(subject: Subject) -> Tensor:
    with torch.no_grad():
        return subject.model(input_ids=TEXT, use_cache=False).logits


@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_a_reloaded_export_is_the_ablated_model(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path / "first")
    neurons = neuron_set("some", "hand", NEURONS)
    before = logits(subject)
    weights = {name: value.clone() for name, value in subject.model.state_dict().items()}
    with zeroed(subject, neurons):
        ablated = logits(subject)
    folder = export(subject, tmp_path / "deep" / "ablated", neurons)
    found = load_subject(str(folder), HoldOptions(device="cpu"))
    assert not torch.equal(ablated, before)
    assert torch.equal(logits(found), ablated)
    assert found.tokenizer("def f(x)")["input_ids"] == subject.tokenizer("def f(x)")["input_ids"]
    assert all(torch.equal(value, weights[name]) for name, value in subject.model.state_dict().items())
    assert [path.name for path in folder.parent.iterdir()] == ["ablated"]
    assert list(folder.glob("*.safetensors"))


def test_without_neurons_the_export_is_the_model_itself(llama: Subject, tmp_path: Path) -> None:
    found = load_subject(str(export(llama, tmp_path / "plain")), HoldOptions(device="cpu"))
    assert torch.equal(logits(found), logits(llama))


def test_nothing_is_overwritten_and_nothing_is_left_after_an_error(llama: Subject, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "notes.txt").write_text("mine")
    with pytest.raises(NeuroglotError, match="not an empty folder"):
        export(llama, tmp_path / "there")
    with pytest.raises(NeuroglotError, match="made for another model"):
        export(llama, tmp_path / "new", neuron_set("x", "hand", [Neuron(31, "mlp.gate", 3)]))
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
