"""Swaps of an MLP's output: what changes nothing changes nothing, bit for bit, and all else is as it is defined."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.models.batches import Batch, packing
from neuroglot.models.losses import token_losses
from neuroglot.models.subject import Subject
from neuroglot.models.swaps import (
    aligned,
    as_constant,
    by_mean,
    by_position,
    mlp_changed,
    mlp_outputs,
    program_means,
)
from tests.families import FAMILIES, MIXTURES, tiny

TEXTS = ("def f(x):\n    return x\n", "a = 1\n", "for i in range(3):\n    print(i * 2)\n")


def batch_of(subject: Subject, texts: tuple[str, ...]) -> Batch:
    return packing(subject, [Snippet("python", text, "made by hand") for text in texts], 100, 4096)[0]


@pytest.mark.parametrize("family", [*FAMILIES, *MIXTURES])
def test_a_program_in_its_own_place_changes_no_bit(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path)
    batch = batch_of(subject, TEXTS)
    same = {place: place for place in range(len(TEXTS))}
    with torch.no_grad():
        before = token_losses(subject, batch)
        outputs = mlp_outputs(subject, batch)
        for layer, values in enumerate(outputs):
            with mlp_changed(subject, layer, by_position(aligned(batch, batch, same), values)):
                assert torch.equal(token_losses(subject, batch), before)
            with mlp_changed(subject, layer, by_mean(batch, program_means(batch, values))):
                assert torch.equal(token_losses(subject, batch), before)


@pytest.mark.parametrize("family", ["llama", "gpt2", "mixtral"])
def test_another_program_changes_the_loss_and_the_model_is_restored(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path)
    batch, other = batch_of(subject, TEXTS), batch_of(subject, TEXTS[::-1])
    partner = {0: 0, 1: 2, 2: 1}
    with torch.no_grad():
        before = token_losses(subject, batch)
        values = mlp_outputs(subject, other)[1]
        with mlp_changed(subject, 1, by_position(aligned(batch, other, partner), values)):
            changed = token_losses(subject, batch)
        assert not torch.equal(changed, before)
        with pytest.raises(RuntimeError, match="inside"), mlp_changed(subject, 1, lambda output: output * 2):
            raise RuntimeError("inside")
        assert torch.equal(token_losses(subject, batch), before)


def test_positions_are_stretched_and_the_rest_stays(llama: Subject) -> None:
    batch, other = batch_of(llama, ("abcdef",)), batch_of(llama, ("xyz",))
    index = aligned(batch, other, {0: 0})
    # BOS and padding stay; six tokens, the first of which follows BOS, get those of three: 0, .4, .8, 1.2, 1.6, 2.
    counted = torch.nonzero(batch.counted[0]).flatten()
    assert counted.tolist() == [1, 2, 3, 4, 5, 6]
    assert index[0, counted].tolist() == [1, 1, 2, 2, 3, 3]
    assert (index[0, 0], index[0, 7:].unique().tolist()) == (-1, [-1] if batch.counted.shape[1] > 7 else [])


def test_changes_do_to_an_output_what_they_say(llama: Subject) -> None:
    batch = batch_of(llama, TEXTS)
    output = torch.randn(*batch.counted.shape, 24)
    wanted = {place: torch.randn(24) for place in range(3)}
    moved = by_mean(batch, wanted)(output)
    constant = as_constant(batch, wanted)(output)
    for place, value in program_means(batch, moved).items():
        torch.testing.assert_close(value, wanted[place], rtol=1e-4, atol=1e-5)
    for place in range(3):
        here = batch.counted & (batch.documents == place)
        torch.testing.assert_close(moved[here] - output[here], (moved[here] - output[here])[:1].expand_as(moved[here]))
        assert torch.equal(constant[here], wanted[place].expand_as(constant[here]))
    for changed in (moved, constant):
        assert torch.equal(changed[~batch.counted], output[~batch.counted])


def test_a_partner_without_tokens_is_refused(llama: Subject) -> None:
    batch = batch_of(llama, TEXTS)
    with pytest.raises(NeuroglotError, match="no token"):
        aligned(batch, batch_of(llama, ("a",)), {0: 7, 1: 7, 2: 7})
