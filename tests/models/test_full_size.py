"""The paper's models at their full size, without their weights: on the meta device only shapes are computed."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import AutoConfig, AutoModelForCausalLM

from neuroglot.anatomy import anatomy
from neuroglot.core.neurons import PROJECTIONS, SITES, Key
from neuroglot.models.architectures import architecture_of
from neuroglot.models.hooks import attribute, capture
from neuroglot.models.subject import Subject

LLAMA = {
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
}
QWEN = {
    "hidden_size": 5120,
    "intermediate_size": 27648,
    "num_attention_heads": 40,
    "num_hidden_layers": 64,
    "num_key_value_heads": 8,
    "vocab_size": 152064,
}
FULL = [("llama", LLAMA, 8_030_261_248, 1_376_256), ("qwen2", QWEN, 32_763_876_352, 4_653_056)]
"""Family, configuration (Llama-3.1-8B, Qwen2.5-Coder-32B), parameters, and the paper's number of neurons."""


def on_meta(family: str, settings: dict[str, int]) -> Subject:
    config = AutoConfig.for_model(family, **settings)
    with torch.device("meta"):
        maker: Any = AutoModelForCausalLM
        model = maker.from_config(config, dtype=torch.bfloat16)
    model.requires_grad_(False)
    return Subject("meta", model, None, architecture_of(config), "none", "none")


def inputs() -> tuple[Tensor, Tensor]:
    """Eight tokens and a mask of their own: making one would look at values, which are not there."""
    ids = torch.zeros(1, 8, dtype=torch.int64, device="meta")
    return ids, torch.zeros(1, 1, 8, 8, dtype=torch.bfloat16, device="meta")


@pytest.mark.parametrize(("family", "settings", "parameters", "neurons"), FULL)
def test_every_site_of_the_full_model_is_seen(
    family: str, settings: dict[str, int], parameters: int, neurons: int
) -> None:
    subject = on_meta(family, settings)
    assert sum(one.numel() for one in subject.model.parameters()) == parameters
    seen: dict[Key, int] = {}
    ids, mask = inputs()

    def activation(key: Key, values: Tensor, *_: object) -> None:
        assert values.shape[:2] == (1, 8)
        assert values.dtype == torch.bfloat16
        seen[key] = values.shape[2]

    with torch.no_grad(), capture(subject, SITES, activation):
        subject.model(input_ids=ids, attention_mask=mask, use_cache=False)
    assert seen == subject.widths
    assert sum(width for (site, _), width in seen.items() if site in PROJECTIONS) == neurons


@pytest.mark.parametrize(("family", "settings", "parameters", "neurons"), FULL)
def test_every_projection_of_the_full_model_has_an_attribution(
    family: str, settings: dict[str, int], parameters: int, neurons: int
) -> None:
    subject = on_meta(family, settings)
    seen: dict[Key, int] = {}
    ids, mask = inputs()

    def attribution(key: Key, values: Tensor, grads: Tensor, *_: object) -> None:
        assert values.shape == grads.shape
        seen[key] = grads.shape[2]

    with attribute(subject, PROJECTIONS, attribution):
        subject.model(input_ids=ids, attention_mask=mask, use_cache=False).logits.sum().backward()
    assert sum(seen.values()) == neurons
    assert all(parameter.grad is None for parameter in subject.model.parameters())


@pytest.mark.parametrize(("family", "settings", "parameters", "neurons"), FULL)
def test_what_a_full_model_takes_is_said_without_it(
    family: str, settings: dict[str, int], parameters: int, neurons: int
) -> None:
    found = anatomy(AutoConfig.for_model(family, **settings), 5, "bfloat16", 2048)
    assert (found.parameters, found.projections_total) == (parameters, neurons)
    assert found.memory["weights"] == 2 * parameters
    assert found.memory["peak"] > found.memory["weights"] + found.memory["statistics"]
