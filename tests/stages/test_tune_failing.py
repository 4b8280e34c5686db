"""An arm that can't be made, trained or measured does not end the others; what diverged is neither chosen nor kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from neuroglot.core.artifacts import MANIFEST, open_artifact
from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.learning import DivergedError, Example, Learned, example_losses, learn, read_examples
from neuroglot.models.deltas import load_delta
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import attached, merged
from neuroglot.stages.tune import (
    ADAPTER,
    DELTA,
    Assignment,
    SingleOptions,
    by_gradient,
    compare,
    compare_request,
    single,
    testing,
    tune_request,
    tune_single,
    units,
)
from neuroglot.stages.tune.by_gradient import steepest
from tests.families import save_tiny
from tests.models.test_deltas import Packed
from tests.stages.test_tune import HOW, LEARNING, OPTIONS, compared, given, lessons, of, sets, weights

pytestmark = pytest.mark.usefixtures("few_objects_to_collect")

ONE = replace(OPTIONS, arms=("neurons", "random", "lora"), rates=("1e-2",), seeds=1)


def training(change: Callable[..., Learned]) -> Callable[..., Learned]:
    """The training of a unit, changed: it is told by the folder of its states."""

    def learned(*given: Any) -> Learned:
        return change(given[3].parent.name, lambda: learn(*given))

    return learned


def test_an_arm_that_cant_be_trained_does_not_end_the_others(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(arm: str) -> Callable[[str, Callable[[], Learned]], Learned]:
        def change(unit: str, train: Callable[[], Learned]) -> Learned:
            if unit.startswith(f"{arm}-"):
                raise NeuroglotError("there is too little memory")
            return train()

        return change

    monkeypatch.setattr(units, "learn", training(fail("lora")))
    artifact, results = compared(llama, tmp_path / "lora", ONE)
    assert artifact.facts()["skipped"] == [{"what": "the arm lora", "why": "there is too little memory"}]
    assert {one.condition["arm"] for one in of(results, "tune_loss")} == {"none", "neurons", "random"}
    monkeypatch.setattr(units, "learn", training(fail("neurons")))
    with pytest.raises(NeuroglotError, match="too little memory"):
        compared(llama, tmp_path / "neurons", ONE)
    with pytest.raises(NeuroglotError, match="no arm is left: the arm other: there are no neurons of 'php'"):
        compared(llama, tmp_path / "none", replace(ONE, arms=("other",), other="php"))


def test_a_rate_at_which_a_training_diverges_is_not_chosen(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither with the first seed nor with a later one; an arm that diverges at every rate is left out."""
    trained: list[str] = []

    def change(unit: str, train: Callable[[], Learned]) -> Learned:
        trained.append(unit)
        if unit in ("random-0.01-seed7", "random-0.005-seed8") or unit.startswith("lora"):
            raise DivergedError("it diverged")
        return train()

    monkeypatch.setattr(units, "learn", training(change))
    options = replace(ONE, rates=("1e-2", "5e-3", "1e-3"), seeds=2)
    before = weights(llama)
    artifact, results = compared(llama, tmp_path, options)
    assert {one.condition["lr"] for one in of(results, "tune_loss", arm="random")} == {"0.001"}
    assert {one.condition["lr"] for one in of(results, "tune_validation_loss", arm="random")} == {"0.005", "0.001"}
    (row,) = artifact.facts()["skipped"]
    assert row["what"] == "the arm lora"
    assert "diverged at every learning rate (0.01, 0.005, 0.001)" in row["why"]
    assert all(torch.equal(one, before[name]) for name, one in llama.model.state_dict().items())
    count = len(trained)
    (artifact.folder / MANIFEST).unlink()
    assert [one for one in compared(llama, tmp_path, options)[1] if one.metric != "step_seconds"] == [
        one for one in results if one.metric != "step_seconds"
    ]
    assert len(trained) == count, "a training that diverged is not done again"


def test_losses_that_are_no_numbers_are_no_results(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(where: Callable[[Subject], bool]) -> Callable[..., Any]:
        def losses(subject: Subject, examples: Sequence[Example]) -> Any:
            nats, targets = example_losses(subject, examples)
            return nats + (np.inf if where(subject) else 0.0), targets

        return losses

    def tested_lora(subject: Subject) -> bool:
        there = dict(subject.model.named_parameters())
        return any("lora_" in name for name in there) and not any(one.requires_grad for one in there.values())

    monkeypatch.setattr(units, "example_losses", broken(tested_lora))
    artifact, results = compared(llama, tmp_path / "test", ONE)
    (row,) = artifact.facts()["skipped"]
    assert row["what"] == "the arm lora"
    assert "as it was trained, has losses on the test problems that are no finite numbers" in row["why"]
    assert {one.condition["arm"] for one in of(results, "tune_loss")} == {"none", "neurons", "random"}
    monkeypatch.setattr(units, "example_losses", broken(lambda subject: True))
    with pytest.raises(NeuroglotError, match="before anything is trained: give another --dtype"):
        compared(llama, tmp_path / "plain", ONE)


def test_in_half_precision_what_is_tested_is_what_was_validated(tmp_path: Path) -> None:
    """Rounded into bfloat16 weights most of a small delta would be lost; all weights can't take small steps at all."""
    half = load_subject(str(save_tiny("llama", tmp_path / "model")), HoldOptions(device="cpu", dtype="bfloat16"))
    same = ProblemSet(
        "toy",
        "test",
        tuple(
            Problem(f"go/{number}", one.task, "go", "", one.prompt, "", (one.answer,), "")
            for number, one in enumerate(lessons().held_out)
        ),
    )
    asked, options = replace(given(), problems=same), replace(ONE, arms=("neurons", "full"))
    artifact = open_artifact(tmp_path / "run", compare_request(half, asked, options, HOW))
    compare(half, asked, options, HOW, artifact)
    (row,) = artifact.facts()["skipped"]
    assert row["what"] == "the arm full"
    assert "is bfloat16, in which most small steps are rounded away; give --dtype float32" in row["why"]
    (unit,) = (artifact.folder / "units").glob("neurons-*")
    delta = load_delta(unit / "trained" / DELTA)
    test = testing.solutions(half, same, 64).examples.kept
    tested = load_file(str(unit / "test.safetensors"))["nats"]
    with attached(half, delta):
        assert example_losses(half, test)[0].tolist() == tested.tolist()
    with merged(half, delta):
        assert example_losses(half, test)[0].tolist() != tested.tolist()


def test_what_packed_weights_cant_is_left_out(llama: Subject, tmp_path: Path) -> None:
    packed = replace(llama, model=deepcopy(llama.model))
    block = packed.blocks[0].mlp
    block.down_proj = Packed(block.down_proj)
    options = replace(ONE, arms=("neurons", "gradient", "full"))
    artifact, results = compared(packed, tmp_path, options)
    assert {row["what"]: row["why"].partition(": ")[2] for row in artifact.facts()["skipped"]} == {
        "the arm gradient": "0/mlp.down is packed, or is not in memory",
        "the arm full": "model.layers.0.mlp.down_proj.weight is packed, or is not in memory",
    }
    assert of(results, "tune_loss", arm="neurons")


def test_too_little_memory_for_gradients_is_said(llama: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    def losses(*given: object) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(by_gradient, "token_losses", losses)
    examples = read_examples(llama, [(one.prompt, one.answer) for one in lessons().learned], 64)
    with pytest.raises(NeuroglotError, match="cpu has too little memory for the gradients"):
        steepest(llama, examples, "own", 100, 64)
    assert not any(one.requires_grad or one.grad is not None for one in llama.model.parameters())


def test_a_training_that_diverges_leaves_nothing(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, options = Assignment(sets()["go"], lessons()), SingleOptions(bootstrap=50)
    learning = replace(LEARNING, lr=3e37, steps=10, warmup=0.0)
    artifact = open_artifact(tmp_path, tune_request(llama, task, options, learning))
    with pytest.raises(NeuroglotError, match=r"rate 3e\+37 with seed 7 diverged"):
        tune_single(llama, task, options, learning, artifact)
    assert not artifact.complete
    assert not (artifact.folder / DELTA).exists()
    assert not (artifact.folder / ADAPTER).exists()
    monkeypatch.setattr(single, "learn", lambda *given: None)
    measured = iter([np.ones(5), np.full(5, np.nan)])
    monkeypatch.setattr(single, "example_losses", lambda *given: (next(measured), None))
    with pytest.raises(NeuroglotError, match="its losses on what is held out are no finite numbers"):
        tune_single(
            llama, task, options, LEARNING, open_artifact(tmp_path, tune_request(llama, task, options, LEARNING))
        )
