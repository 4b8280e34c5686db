"""Adapters in the self-attention of chosen layers, in every family: nothing at first, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.adapters import with_adapter
from neuroglot.models.lora import attention_lora, attention_modules, loaded_lora, spread_evenly, trained_weights
from neuroglot.models.subject import Subject
from tests.families import FAMILIES, save_tiny, tiny

IDS = torch.tensor([[0, 40, 41, 42, 43, 44]])


def _logits(subject: Subject) -> torch.Tensor:
    with torch.no_grad():
        return subject.model(IDS).logits.clone()


def _shake(subject: Subject) -> None:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for one in subject.model.parameters():
            if one.requires_grad:
                one.copy_(torch.randn(one.shape, generator=generator) / 4)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
@pytest.mark.parametrize("family", FAMILIES)
def test_adapters_come_and_go_and_load_as_ordinary_ones(family: str, tmp_path: Path) -> None:
    from peft import PeftModel

    folder = save_tiny(family, tmp_path / "model")
    subject = tiny(family, tmp_path / "model")
    plain, modules = _logits(subject), {name for name, _ in subject.model.named_modules()}
    with with_adapter(subject, attention_lora(subject, {0: 2, 2: 3}), seed=1) as adapted:
        assert torch.equal(_logits(subject), plain), "new adapters do nothing"
        _shake(subject)
        changed = _logits(subject)
        adapted.save_pretrained(str(tmp_path / "adapter"))
        trained = [name for name, one in subject.model.named_parameters() if one.requires_grad]
    assert not torch.equal(changed, plain)
    wanted = {name for layer in (0, 2) for name in attention_modules(subject, layer)}
    assert {name.partition(".lora_")[0] for name in trained} == wanted
    assert torch.equal(_logits(subject), plain)
    assert {name for name, _ in subject.model.named_modules()} == modules
    with loaded_lora(subject, tmp_path / "adapter"):
        assert torch.equal(_logits(subject), changed)
        assert not any(one.requires_grad for one in subject.model.parameters())
        assert trained_weights(subject) == 0
    with loaded_lora(subject, tmp_path / "adapter", trainable=True):
        assert trained_weights(subject) > 0
    assert torch.equal(_logits(subject), plain)
    assert trained_weights(subject) == 0
    other = PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(folder, dtype="float32"), tmp_path / "adapter"
    )
    with torch.no_grad():
        assert torch.equal(other(IDS).logits, changed)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_a_seed_draws_the_adapters(llama: Subject) -> None:
    drawn = []
    for seed in (0, 0, 1):
        with with_adapter(llama, attention_lora(llama, {1: 2}), seed):
            drawn.append([one.clone() for one in llama.model.parameters() if one.requires_grad])
    assert all(torch.equal(a, b) for a, b in zip(drawn[0], drawn[1], strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(drawn[0], drawn[2], strict=True))


@pytest.mark.parametrize("ranks", [{}, {3: 2}, {-1: 2}])
def test_layers_that_are_not_there_are_refused(llama: Subject, ranks: dict[int, int]) -> None:
    with pytest.raises(NeuroglotError, match="layer"):
        attention_lora(llama, ranks)


def test_a_folder_without_adapters_is_refused(llama: Subject, tmp_path: Path) -> None:
    with pytest.raises(NeuroglotError, match="no folder of PEFT"), loaded_lora(llama, tmp_path):
        pass


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_adapters_of_another_model_are_refused(llama: Subject, tmp_path: Path) -> None:
    wider = tiny("llama", tmp_path / "wider", hidden_size=32)
    with with_adapter(wider, attention_lora(wider, {0: 2})) as adapted:
        adapted.save_pretrained(str(tmp_path / "adapter"))
    with pytest.raises(NeuroglotError, match="do not fit"), loaded_lora(llama, tmp_path / "adapter"):
        pass
    assert trained_weights(llama) == 0
    assert not any("lora" in name for name, _ in llama.model.named_modules()), "nothing is left of the attempt"


@pytest.mark.parametrize(("total", "layers"), [(64, 8), (10, 3), (2, 5), (7, 1)])
def test_ranks_add_up_and_differ_by_one(total: int, layers: int) -> None:
    ranks = spread_evenly(total, range(layers))
    assert sum(ranks.values()) == total
    assert max(ranks.values()) - min(ranks.values()) <= 1
    assert layers - 1 in ranks
