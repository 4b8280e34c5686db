"""The untrained twin: the same architecture and tokenizer, random weights, always the same ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch

from neuroglot.models import embedded
from neuroglot.models.loading import UNTRAINED, HoldOptions, config_of, load_subject

HOLD = HoldOptions(device="cpu")


def test_the_twin_has_the_shape_and_not_the_weights() -> None:
    model, twin = load_subject("embedded", HOLD), load_subject(UNTRAINED + "embedded", HOLD)
    assert twin.widths == model.widths
    assert twin.tokens == model.tokens
    assert twin.weights != model.weights
    assert twin.id == "untrained:embedded"
    ours, theirs = dict(model.model.named_parameters()), dict(twin.model.named_parameters())
    assert {name: weight.shape for name, weight in ours.items()} == {n: w.shape for n, w in theirs.items()}
    matrices = [name for name, weight in ours.items() if weight.ndim == 2]
    assert not any(torch.equal(ours[name], theirs[name]) for name in matrices)
    assert not any(weight.requires_grad for weight in theirs.values())
    assert config_of(UNTRAINED + "embedded").hidden_size == model.config.hidden_size


def test_the_same_twin_every_time_and_no_random_number_is_taken_from_others() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    one, other = (load_subject(UNTRAINED + "embedded", HOLD) for _ in range(2))
    assert torch.equal(torch.rand(3), expected)
    assert one.weights == other.weights
    for ours, theirs in zip(one.model.parameters(), other.model.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_twin_needs_no_weights(tmp_path: Path) -> None:
    for path in embedded.folder().iterdir():
        if path.suffix == ".json":
            shutil.copy(path, tmp_path / path.name)
    twin = load_subject(f"{UNTRAINED}{tmp_path}", HOLD)
    same = load_subject(UNTRAINED + "embedded", HOLD)
    assert twin.weights == same.weights
    assert all(torch.equal(a, b) for a, b in zip(twin.model.parameters(), same.model.parameters(), strict=True))
    half = load_subject(f"{UNTRAINED}{tmp_path}", HoldOptions(device="cpu", dtype="bfloat16"))
    assert half.weights != twin.weights
    assert half.model.dtype == torch.bfloat16
