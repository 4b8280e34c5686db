"""The loop trains what asks for gradients and nothing else, the same whatever the passes, and after any kill."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Silent
from neuroglot.learning import (
    DivergedError,
    Examples,
    Learned,
    LearnOptions,
    example_losses,
    learn,
    learner,
    loop,
    read_examples,
)
from neuroglot.learning.learner import Learner
from neuroglot.learning.rows import drawn, in_order
from neuroglot.models.losses import token_losses
from neuroglot.models.subject import Subject
from tests.families import tiny

pytestmark = pytest.mark.usefixtures("few_objects_to_collect")

OPTIONS = LearnOptions(lr=1e-2, rows=4, length=64, steps=4, at_once=2, save_every=2, decay=0.1)
TRAINED = "model.layers.1.mlp.up_proj.weight"


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    found = tiny("llama", tmp_path / "model")
    found.model.get_parameter(TRAINED).requires_grad_(True)
    return found


@pytest.fixture
def examples(subject: Subject) -> Examples:
    return read_examples(subject, [(f"def f{n}(x):\n", f"    return x + {n}\n" * (1 + n % 2)) for n in range(20)], 64)


def weights(subject: Subject) -> dict[str, Tensor]:
    return {name: one.detach().clone() for name, one in subject.model.named_parameters()}


def trained(subject: Subject, examples: Examples, options: LearnOptions, folder: Path) -> Tensor:
    """The trained weight after a training from the beginning; the subject stays as it was."""
    weight = subject.model.get_parameter(TRAINED)
    before = weight.detach().clone()
    learn(subject, examples, options, folder)
    after = weight.detach().clone()
    with torch.no_grad():
        weight.copy_(before)
    return after


def test_the_loss_is_the_mean_over_answers_read_one_at_a_time(subject: Subject, examples: Examples) -> None:
    nats, targets = [], []
    for example in examples.kept:
        ids = torch.tensor([example.ids])
        with torch.no_grad():
            scores = subject.model(input_ids=ids, use_cache=False).logits[0, example.begin - 1 : -1]
        nats.append(float(functional.cross_entropy(scores, ids[0, example.begin :], reduction="sum")))
        targets.append(example.targets)
    measured, counted = example_losses(subject, examples.kept, batch_tokens=256)
    assert counted.tolist() == targets
    assert measured.tolist() == pytest.approx(nats, rel=1e-5)
    rows = in_order(subject, examples.kept, 64)
    given = {name: torch.stack([rows[place][name] for place in range(len(rows))]) for name in rows[0]}
    loss = float(Learner(subject).eval()(**given)["loss"].detach())
    assert loss == pytest.approx(sum(nats) / sum(targets), rel=1e-5)


def test_only_what_asks_for_a_gradient_moves_and_nothing_else_decays(
    subject: Subject, examples: Examples, tmp_path: Path
) -> None:
    before = weights(subject)
    learned = learn(subject, examples, OPTIONS, tmp_path / "run")
    moved = {name for name, one in weights(subject).items() if not torch.equal(one, before[name])}
    assert moved == {TRAINED}
    assert learned.steps == len(learned.losses) == 4
    assert learned.losses[-1] < learned.losses[0]
    assert not subject.model.training
    assert not list((tmp_path / "run").rglob("training_args.bin"))


def test_passes_and_recomputed_activations_change_nothing(subject: Subject, examples: Examples, tmp_path: Path) -> None:
    expected = trained(subject, examples, OPTIONS, tmp_path / "run")
    for name, options in {
        "one row at a time": replace(OPTIONS, at_once=1),
        "all at once": replace(OPTIONS, at_once=4),
        "recomputed": replace(OPTIONS, checkpointing=True),
    }.items():
        torch.testing.assert_close(trained(subject, examples, options, tmp_path / name), expected, rtol=1e-4, atol=1e-5)
    assert not any(getattr(module, "gradient_checkpointing", False) for module in subject.model.modules())


class Kill(Silent):
    """Stops a training behind a number of steps, as a signal would."""

    def __init__(self, behind: int) -> None:
        self.left = behind

    def advance(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left == 0:
            raise KeyboardInterrupt


def torn_off(folder: Path) -> None:
    """What a kill in the middle of writing leaves: no state of the Trainer, or half of one."""
    for step, text in ((3, None), (4, '{"global_st')):
        (folder / f"checkpoint-{step}").mkdir(exist_ok=True)
        (folder / f"checkpoint-{step}" / "model.safetensors").write_bytes(b"half")
        (folder / f"checkpoint-{step}" / "trainer_state.json").unlink(missing_ok=True)
        if text:
            (folder / f"checkpoint-{step}" / "trainer_state.json").write_text(text)


@pytest.mark.parametrize("damage", [lambda folder: None, torn_off], ids=["between", "while writing"])
def test_a_killed_training_ends_in_the_same_bits(
    subject: Subject, examples: Examples, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    expected = trained(subject, examples, OPTIONS, tmp_path / "whole")
    before = weights(subject)
    with pytest.raises(KeyboardInterrupt):
        learn(subject, examples, OPTIONS, tmp_path / "killed", Kill(3))
    assert not torch.equal(subject.model.get_parameter(TRAINED), before[TRAINED])
    damage(tmp_path / "killed")
    with torch.no_grad():
        subject.model.get_parameter(TRAINED).copy_(before[TRAINED])
    learned = learn(subject, examples, OPTIONS, tmp_path / "killed")
    assert torch.equal(subject.model.get_parameter(TRAINED), expected)
    assert len(learned.losses) == 4


def test_another_training_is_not_gone_on_with(subject: Subject, examples: Examples, tmp_path: Path) -> None:
    options = replace(OPTIONS, steps=1)
    learn(subject, examples, options, tmp_path / "run")
    with pytest.raises(NeuroglotError, match="options differ"):
        learn(subject, examples, replace(options, lr=1e-3), tmp_path / "run")
    with pytest.raises(NeuroglotError, match="examples differ"):
        learn(subject, Examples(examples.kept[1:]), options, tmp_path / "run")
    subject.model.requires_grad_(False)
    with pytest.raises(NeuroglotError, match="nothing to train"):
        learn(subject, examples, options, tmp_path / "run")


def test_it_stops_where_validation_no_longer_falls_and_takes_the_best(
    subject: Subject, examples: Examples, tmp_path: Path
) -> None:
    options = replace(OPTIONS, lr=0.3, steps=40, warmup=0.0, patience=2, check_every=1)
    validation = read_examples(subject, [("say\n", "zzzzz")], 64)
    learned = learn(subject, examples, options, tmp_path / "run", validation=validation)
    checks = dict(learned.checks)
    assert learned.best == min(checks, key=lambda step: checks[step])
    assert learned.steps == learned.best + 2 < 40
    nats, targets = example_losses(subject, validation.kept)
    assert nats.sum() / targets.sum() == pytest.approx(checks[learned.best], rel=1e-5)


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_killed_training_waits_as_long_for_a_lower_loss(
    subject: Subject, examples: Examples, tmp_path: Path, left: int
) -> None:
    """Killed so many steps before it stops early, it stops where it would have, and what had stopped does not go on."""
    options = replace(OPTIONS, lr=0.3, steps=40, warmup=0.0, patience=3, check_every=1)
    validation = read_examples(subject, [("say\n", "zzzzz")], 64)
    weight = subject.model.get_parameter(TRAINED)
    before = weight.detach().clone()
    expected = learn(subject, examples, options, tmp_path / "whole", validation=validation)
    best = weight.detach().clone()
    assert expected.steps == expected.best + 3

    def again(progress: Silent) -> Learned:
        with torch.no_grad():
            weight.copy_(before)
        return learn(subject, examples, options, tmp_path / "killed", progress, validation)

    with pytest.raises(KeyboardInterrupt):
        again(Kill(expected.steps - left))
    for progress in (Silent(), Kill(1)):
        assert replace(again(progress), seconds=0.0) == replace(expected, seconds=0.0)
        assert torch.equal(weight, best)


def test_one_step_moves(subject: Subject, examples: Examples, tmp_path: Path) -> None:
    before = weights(subject)[TRAINED]
    assert not torch.equal(trained(subject, examples, replace(OPTIONS, steps=1, decay=0.0), tmp_path), before)


def test_a_training_that_diverges_is_stopped_and_refused(subject: Subject, examples: Examples, tmp_path: Path) -> None:
    # A step of AdamW is about as large as the rate: after a few the activations overflow.
    options = replace(OPTIONS, lr=3e37, steps=50, warmup=0.0, decay=0.0)
    with pytest.raises(DivergedError, match=r"rate 3e\+37 with seed 0 diverged: from step \d on its losses"):
        learn(subject, examples, options, tmp_path, Kill(10))


@pytest.mark.parametrize("patience", [0, 2])
def test_of_a_training_that_diverges_the_best_of_its_checks_is_taken(
    subject: Subject, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: int
) -> None:
    steps = 0

    def losses(*given: Any) -> Tensor:
        nonlocal steps
        steps += subject.model.training
        return token_losses(*given) * (float("nan") if steps > 2 else 1.0)

    monkeypatch.setattr(learner, "token_losses", losses)
    options = replace(OPTIONS, steps=9, at_once=4, patience=patience, check_every=1)
    if not patience:
        with pytest.raises(DivergedError, match="from step 3"):
            learn(subject, examples, options, tmp_path, validation=examples)
        return
    learned = learn(subject, examples, options, tmp_path, validation=examples)
    assert learned.steps == 3
    assert len(learned.losses) == len(learned.checks) == 2
    assert learned.best == min(learned.checks, key=lambda check: check[1])[0]
    assert torch.isfinite(subject.model.get_parameter(TRAINED)).all()


def test_a_model_that_is_spread_is_not_moved(
    subject: Subject, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert getattr(Learner(subject), "hf_device_map", None) is None
    subject.model.hf_device_map = {"model.embed_tokens": 0, "model.layers": 1, "lm_head": "cpu"}
    moved = []
    monkeypatch.setattr(Learner, "to", lambda learner, *given: moved.append(given) or learner)
    given = loop.arguments(OPTIONS, tmp_path, OPTIONS.steps, subject.device)
    rows = drawn(subject, examples.kept, 64, 16, seed=0)
    trainer = loop._trainer(Learner(subject), (rows, None), given, [], OPTIONS)
    assert trainer.is_model_parallel
    assert not trainer.place_model_on_device
    trainer.train()
    assert not moved


def test_bfloat16_is_for_one_training_and_not_for_the_next(
    subject: Subject, examples: Examples, tmp_path: Path
) -> None:
    single = trained(subject, examples, OPTIONS, tmp_path / "single")
    half = trained(subject, examples, replace(OPTIONS, bf16=True), tmp_path / "half")
    assert half.dtype == torch.float32
    assert not torch.equal(half, single)
    torch.testing.assert_close(half, single, rtol=0.0, atol=0.05)
    assert torch.equal(trained(subject, examples, OPTIONS, tmp_path / "again"), single)


def test_states_hold_only_what_is_trained(subject: Subject, examples: Examples, tmp_path: Path) -> None:
    learn(subject, examples, replace(OPTIONS, steps=2), tmp_path)
    weight = subject.model.get_parameter(TRAINED)
    size = (tmp_path / "checkpoint-2" / "model.safetensors").stat().st_size
    assert weight.nbytes < size < weight.nbytes + 1000
    assert json.loads((tmp_path / "training.json").read_text())["trained"] == {f"model.{TRAINED}": list(weight.shape)}
