"""An exported delta is an ordinary LoRA adapter: PEFT computes the same with it, without this package."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from peft import PeftModel

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.models.adapters import lora_config, projections, ranks_for, save_adapter, with_adapter
from neuroglot.models.deltas import NeuronDelta
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import merged
from neuroglot.models.vectors import vectors_of
from tests.families import FAMILIES, save_tiny, tiny
from tests.models.test_deltas import TEXT, everywhere, logits, moved


def trained(subject: Subject) -> NeuronDelta:
    return moved(subject, vectors_of(subject, everywhere(subject)), biases=False)


@pytest.mark.parametrize("family", FAMILIES)
def test_peft_computes_the_same_in_every_family(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path / "model")
    delta = trained(subject)
    with merged(subject, delta):
        expected = logits(subject)
    for single in (False, True):
        folder = save_adapter(subject, delta, tmp_path / f"adapter{single}", single_rank=single)
        loaded = PeftModel.from_pretrained(deepcopy(subject.model), str(folder))
        with torch.no_grad():
            torch.testing.assert_close(loaded(input_ids=TEXT, use_cache=False).logits, expected, rtol=1e-3, atol=1e-4)
            whole = loaded.merge_and_unload()
            torch.testing.assert_close(whole(input_ids=TEXT, use_cache=False).logits, expected, rtol=1e-3, atol=1e-4)
    ranks = {len(one) for name, one in _ranks(tmp_path / "adapterTrue").items() if "lora_A" in name}
    assert len(ranks) == 1


def _ranks(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "adapter_model.safetensors")


WITHOUT_US = """
import sys, torch
sys.modules["neuroglot"] = None
from peft import PeftModel
from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
model = PeftModel.from_pretrained(model, sys.argv[2]).eval()
with torch.no_grad():
    scores = model(input_ids=torch.tensor([eval(sys.argv[3])]), use_cache=False).logits
torch.save(scores, sys.argv[4])
"""


def test_it_loads_in_a_process_without_this_package(tmp_path: Path) -> None:
    subject = tiny("qwen2", tmp_path / "model")
    save_tiny("qwen2", tmp_path / "model")
    delta = trained(subject)
    save_adapter(subject, delta, tmp_path / "adapter")
    given = [str(tmp_path / "model"), str(tmp_path / "adapter"), str(TEXT[0].tolist()), str(tmp_path / "scores.pt")]
    subprocess.run([sys.executable, "-c", WITHOUT_US, *given], check=True, capture_output=True)
    with merged(subject, delta):
        expected = logits(subject)
    found = torch.load(tmp_path / "scores.pt", weights_only=True)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-4)


def test_biases_go_along_where_every_projection_has_one(llama: Subject, tmp_path: Path) -> None:
    delta = moved(llama, vectors_of(llama, everywhere(llama)), biases=True)
    folder = save_adapter(llama, delta, tmp_path / "adapter")
    with merged(llama, delta):
        expected = logits(llama)
    loaded = PeftModel.from_pretrained(deepcopy(llama.model), str(folder))
    with torch.no_grad():
        torch.testing.assert_close(loaded(input_ids=TEXT, use_cache=False).logits, expected, rtol=1e-3, atol=1e-4)
    qwen = tiny("qwen2", tmp_path / "qwen")
    delta = moved(qwen, vectors_of(qwen, everywhere(qwen)), biases=True)
    with pytest.raises(NeuroglotError, match="--no-biases"):
        save_adapter(qwen, delta, tmp_path / "qwen-adapter")
    save_adapter(qwen, delta, tmp_path / "qwen-adapter", biases=False)
    with pytest.raises(NeuroglotError, match="not an empty folder"):
        save_adapter(qwen, delta, tmp_path / "qwen-adapter", biases=False)


def test_two_adapters_stack(llama: Subject, tmp_path: Path) -> None:
    first = moved(llama, vectors_of(llama, neuron_set("go", "x", [Neuron(0, "mlp.up", 3), Neuron(1, "attn.q", 2)])))
    second = moved(llama, vectors_of(llama, neuron_set("java", "x", [Neuron(0, "mlp.up", 5)])))
    model = PeftModel.from_pretrained(
        deepcopy(llama.model), str(save_adapter(llama, first, tmp_path / "a", biases=False))
    )
    model.load_adapter(str(save_adapter(llama, second, tmp_path / "b", biases=False)), "second")
    model.base_model.set_adapter(["default", "second"])
    with torch.no_grad():
        found = model(input_ids=TEXT, use_cache=False).logits
    with merged(llama, _no_bias(first)), merged(llama, _no_bias(second)):
        torch.testing.assert_close(found, logits(llama), rtol=1e-3, atol=1e-4)


def _no_bias(delta: NeuronDelta) -> NeuronDelta:
    from dataclasses import replace

    return replace(delta, parts={key: replace(part, bias=None) for key, part in delta.parts.items()})


def test_a_lora_has_the_weights_it_may_have_and_leaves_no_trace(llama: Subject) -> None:
    costs = projections(llama)
    assert len(costs) == 7 * len(llama.blocks)
    whole = sum(costs.values())
    for weights in (min(costs.values()), 500, whole, 2 * whole + 300):
        ranks = ranks_for(costs, weights)
        held = sum(costs[name] * rank for name, rank in ranks.items())
        assert weights - max(costs.values()) < held <= weights
    before, names = logits(llama), [name for name, _ in llama.model.named_parameters()]
    ranks = ranks_for(costs, 500)
    for seed in (0, 0, 1):
        with with_adapter(llama, lora_config(llama, ranks), seed):
            asking = {name: one for name, one in llama.model.named_parameters() if one.requires_grad}
            assert sum(one.numel() for one in asking.values()) == sum(
                costs[name] * rank for name, rank in ranks.items()
            )
            assert torch.equal(logits(llama), before)
            drawn = torch.cat([one.detach().flatten() for one in asking.values()])
        if seed == 0:
            first = drawn
    assert not torch.equal(first, drawn)
    assert torch.equal(logits(llama), before)
    assert [name for name, _ in llama.model.named_parameters()] == names
    assert not any(one.requires_grad for one in llama.model.parameters())


def test_its_configuration_says_which_model_it_belongs_to(llama: Subject, tmp_path: Path) -> None:
    save_adapter(llama, trained(llama), tmp_path / "adapter")
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == llama.id
    assert config["inference_mode"]
