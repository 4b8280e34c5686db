"""The residual stream by hooks: equal to what transformers gives, parts that add up, and a model that is as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.layers import EMBEDDING
from neuroglot.models.architectures import ARCHITECTURES
from neuroglot.models.lens import Lens
from neuroglot.models.streams import WRITERS, Part, states, updates
from neuroglot.models.subject import Subject
from tests.families import tiny

IDS = torch.tensor([[0, 40, 41, 42, 43, 44, 45, 46], [0, 9, 8, 7, 6, 5, 4, 3]])


@pytest.fixture(scope="module", params=[*ARCHITECTURES, "gpt_neox one after another"])
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    family, _, other = request.param.partition(" ")
    changes: dict[str, object] = {"use_parallel_residual": False} if other else {}
    return tiny(family, tmp_path_factory.mktemp("streams") / "model", **changes)


def count_hooks(subject: Subject) -> int:
    return sum(len(module._forward_hooks) + len(module._forward_pre_hooks) for module in subject.model.modules())


def read(subject: Subject) -> tuple[dict[int, Tensor], dict[tuple[int, Part], tuple[Tensor, Tensor]], Tensor]:
    """States, updates with what was there before, and logits of one pass."""
    found: dict[int, Tensor] = {}
    added: dict[tuple[int, Part], tuple[Tensor, Tensor]] = {}

    def keep(layer: int, part: Part, update: Tensor, before: Tensor) -> None:
        added[layer, part] = (update, before)

    with torch.no_grad(), states(subject, found.__setitem__), updates(subject, keep):
        logits = subject.model(IDS, use_cache=False).logits
    return found, added, logits


def test_every_family_has_a_row() -> None:
    assert set(WRITERS) == set(ARCHITECTURES)


def test_states_are_block_outputs_parts_add_up_and_nothing_stays(subject: Subject) -> None:
    with torch.no_grad():
        before = subject.model(IDS, use_cache=False, output_hidden_states=True)
    hooks = count_hooks(subject)  # transformers keeps hooks of its own for hidden states
    found, added, logits = read(subject)
    assert count_hooks(subject) == hooks
    layers = range(len(subject.blocks))
    assert list(found) == [EMBEDDING, *layers]
    for layer in (EMBEDDING, *layers[:-1]):  # transformers' last state is behind the final norm
        assert torch.equal(found[layer], before.hidden_states[layer + 1])
    parts = [update for update, _ in added.values()]
    torch.testing.assert_close(found[EMBEDDING] + sum(parts), found[layers[-1]], rtol=1e-5, atol=1e-4)
    for layer in layers:
        torch.testing.assert_close(added[layer, "attention"][1], found[layer - 1])
    assert torch.equal(logits, before.logits)


def test_direct_effects_add_up_to_the_score(subject: Subject) -> None:
    found, added, logits = read(subject)
    cap = getattr(subject.config, "final_logit_softcapping", None)
    raw = torch.atanh((logits / cap).double().clamp(-1 + 1e-12, 1 - 1e-12)).float() * cap if cap else logits
    lens, last = Lens(subject), found[len(subject.blocks) - 1]
    tokens = torch.tensor([5, 17, 200, 33, 8, 99, 120, 259])
    with torch.no_grad():
        for centred in (False, True):
            score = raw[0].gather(1, tokens[:, None])[:, 0] - (raw[0].mean(dim=1) if centred else 0.0)
            directions = lens.directions(last[0], tokens, centred)
            effects = directions.effect(found[EMBEDDING][0]) + directions.rest
            effects = effects + sum(directions.effect(update[0]) for update, _ in added.values())
            size = float(score.abs().max())
            torch.testing.assert_close(effects, directions.scores, rtol=1e-3, atol=1e-4 * size)
            torch.testing.assert_close(directions.scores, score, rtol=1e-3, atol=2e-4 * size)
        torch.testing.assert_close(lens.read(last[0]), logits[0].float(), rtol=1e-4, atol=1e-4)


def test_what_is_not_understood_is_refused_and_leaves_no_hook(llama: Subject) -> None:
    unknown = replace(llama, architecture=replace(llama.architecture, family="another"))
    with pytest.raises(NeuroglotError, match="'another' adds to the stream is not understood"):
        read(unknown)

    def scaled(module: object, inputs: object, output: Tensor) -> Tensor:
        return output * 1.5

    hooks = count_hooks(llama)
    handle = llama.blocks[1].register_forward_hook(scaled)
    try:
        with pytest.raises(NeuroglotError, match=r"layer 1 of .* puts out something else"):
            read(llama)
    finally:
        handle.remove()
    assert count_hooks(llama) == hooks


def test_in_half_precision_the_parts_still_add_up(tmp_path: Path) -> None:
    subject = tiny("qwen2", tmp_path / "model")
    subject.model.to(torch.bfloat16)
    found, added, _ = read(subject)
    whole = found[EMBEDDING].float() + sum(update.float() for update, _ in added.values())
    last = found[len(subject.blocks) - 1].float()
    assert (whole - last).abs().max() < 0.05 * last.abs().max()
    with torch.no_grad():
        Lens(subject).directions(found[len(subject.blocks) - 1][0], torch.arange(8))
