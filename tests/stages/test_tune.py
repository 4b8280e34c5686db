"""All arms learn from the same rows, take the rate that validation chose, leave no trace, and go on after a kill."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.core.progress import Silent
from neuroglot.core.results import Result
from neuroglot.core.samples import Sample, read_samples
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.corpora.instructions import Instruction, Lessons
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import LearnOptions, example_losses, read_examples
from neuroglot.models.deltas import load_delta
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import merged
from neuroglot.models.vectors import vectors_of, weights_in
from neuroglot.stages.tune import (
    ADAPTER,
    ARMS,
    DELTA,
    Assignment,
    CompareOptions,
    Given,
    SingleOptions,
    Teaching,
    compare,
    compare_request,
    testing,
    tune_request,
    tune_single,
)
from neuroglot.stages.tune.by_gradient import steepest
from neuroglot.stages.tune.effects import arm_results, measure

pytestmark = pytest.mark.usefixtures("few_objects_to_collect")

LEARNING = LearnOptions(rows=4, length=64, steps=3, at_once=4, lr=1e-2, seed=7)
OPTIONS = CompareOptions(rates=("1e-2", "1e-3"), seeds=2, bootstrap=50)
HOW = Teaching(LEARNING, SamplingOptions(), JudgeOptions())


def lessons(count: int = 20) -> Lessons:
    found = [Instruction(f"// {n}\nfunc f{n}() {{\n", f"\treturn {n}\n}}\n", f"task {n}") for n in range(count)]
    return Lessons("toy", "go", tuple(found[5:]), tuple(found[:5]))


def problems() -> ProblemSet:
    rows = []
    for number in range(6):
        for language, answer in (("go", f"\treturn {number} + x\n}}\n"), ("python", f"    return {number} + x\n")):
            rows.append(
                Problem(
                    task_id=f"{language}/{number}",
                    task=f"test {number}",
                    language=language,
                    description="",
                    prompt=f"f{number}(x)\n",
                    declaration="",
                    solutions=(answer,),
                    test="",
                )
            )
    return ProblemSet("toy", "test", tuple(rows))


def sets() -> dict[str, NeuronSet]:
    own = [Neuron(0, "mlp.gate", 3), Neuron(1, "attn.q", 2), Neuron(2, "mlp.down", 7)]
    return {
        "go": neuron_set("go", "margin", own),
        "python": neuron_set("python", "margin", [Neuron(1, "mlp.up", 3), Neuron(1, "attn.v", 2)]),
        "java": neuron_set("java", "margin", []),
    }


def given() -> Given:
    return Given(lessons(), "margin", sets(), problems(), ProblemSet("toy", "test", ()))


def compared(
    subject: Subject, run: Path, options: CompareOptions = OPTIONS, how: Teaching = HOW
) -> tuple[Artifact, tuple[Result, ...]]:
    artifact = open_artifact(run, compare_request(subject, given(), options, how))
    return artifact, compare(subject, given(), options, how, artifact)


def weights(subject: Subject) -> dict[str, Tensor]:
    return {name: one.clone() for name, one in subject.model.state_dict().items()}


@pytest.fixture(scope="module")
def whole(llama: Subject, tmp_path_factory: pytest.TempPathFactory) -> tuple[Artifact, tuple[Result, ...]]:
    before = weights(llama)
    found = compared(llama, tmp_path_factory.mktemp("run"))
    after = llama.model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(one, after[name]) for name, one in before.items())
    assert not any(one.requires_grad for one in llama.model.parameters())
    return found


def of(results: tuple[Result, ...], metric: str, **about: object) -> list[Result]:
    return [
        one
        for one in results
        if one.metric == metric and all(one.condition.get(name) == value for name, value in about.items())
    ]


def test_every_arm_takes_the_rate_that_validation_chose(whole: tuple[Artifact, tuple[Result, ...]]) -> None:
    _, results = whole
    for arm in ARMS:
        tried = of(results, "tune_validation_loss", arm=arm)
        assert {one.condition["lr"] for one in tried} == {"0.01", "0.001"}
        assert {one.split for one in tried} == {"validation"}
        best = min(tried, key=lambda one: one.value).condition["lr"]
        tested = of(results, "tune_loss", arm=arm)
        assert {one.condition["lr"] for one in tested} == {best}
        assert [one.language for one in tested] == ["go", "python"]
        assert all(one.split == "test" and one.low is not None and one.n == 6 for one in tested)


def test_changes_and_differences_are_paired_and_add_up(whole: tuple[Artifact, tuple[Result, ...]]) -> None:
    _, results = whole
    plain = {one.language: one.value for one in of(results, "tune_loss", arm="none")}
    for arm in ARMS:
        values = {one.language: one.value for one in of(results, "tune_loss", arm=arm)}
        changes = [one for one in of(results, "tune_loss_change", arm=arm) if "seed" not in one.condition]
        found = {one.language: one.value for one in changes}
        for language, value in values.items():
            assert found[language] == pytest.approx(value - plain[language], abs=1e-9)
        assert found[None] == pytest.approx(found["python"])
        seeds = [one.value for one in of(results, "tune_loss_change", arm=arm) if "seed" in one.condition]
        assert len(seeds) == 6
        assert {one.seed for one in of(results, "tune_loss_change", arm=arm, seed=8)} == {8}
        for language in ("go", "python", None):
            own = [one.value for one in of(results, "tune_loss_change", arm=arm) if one.language == language]
            assert own[0] == pytest.approx(np.mean(own[1:]), abs=1e-9)
    neurons = {one.language: one.value for one in of(results, "tune_loss", arm="neurons")}
    for other in ARMS[1:]:
        mean, *single = [one for one in of(results, "tune_loss_difference", against=other) if one.language == "go"]
        (theirs,) = [one for one in of(results, "tune_loss", arm=other) if one.language == "go"]
        assert mean.value == pytest.approx(neurons["go"] - theirs.value, abs=1e-9)
        assert [(one.condition["seed"], one.seed) for one in single] == [(7, 7), (8, 8)]
        for one in single:
            mine, others = (
                next(
                    row.value for row in of(results, "tune_loss_change", arm=arm, seed=one.seed) if row.language == "go"
                )
                for arm in ("neurons", other)
            )
            assert one.value == pytest.approx(mine - others, abs=1e-9)


def test_counts_and_intervals_are_of_what_a_value_is_about() -> None:
    rows = [
        *[("go", f"g{number}") for number in range(2)],
        *[("java", "j")] * 4,
        *[("python", f"p{n}") for n in range(3)],
    ]
    origin = {"stage": "tune", "model": "m", "corpus": "c", "split": "test", "seed": 0}
    scale = measure(("x", "nats/token"), ("go", "java", "python"), rows, np.ones(9), 20, origin)
    about = {name: {"arm": name, "target": "go", "method": "margin"} for name in ("neurons", "random")}
    values = np.arange(9.0)
    found = arm_results(scale, values, {"neurons": {3: values - 1}, "random": {3: values + 1}}, about)
    about_these = {one.language: (one.n, one.interval) for one in found}
    assert {language: n for language, (n, _) in about_these.items()} == {"go": 2, "java": 4, "python": 3, None: 7}
    tasks = {"go": 2, "java": 1, "python": 3, None: 4}
    assert all(f"over {tasks[language]} tasks," in str(said) for language, (_, said) in about_these.items())
    assert {len([one for one in found if one.language == language]) for language in tasks if language} == {7}


def test_arms_train_as_many_weights_and_states_are_as_large(
    whole: tuple[Artifact, tuple[Result, ...]], llama: Subject
) -> None:
    artifact, results = whole
    count = {arm: int(of(results, "tuned_weights", arm=arm)[0].value) for arm in ARMS}
    assert count["neurons"] == weights_in(llama, vectors_of(llama, sets()["go"], "pair"))
    assert count["random"] == count["neurons"]
    assert 0.5 * count["neurons"] < count["gradient"] <= count["neurons"]
    assert 0.5 * count["neurons"] < count["lora"] <= count["neurons"]
    assert count["full"] == sum(one.numel() for one in llama.model.parameters())
    for arm in ARMS:
        assert of(results, "training_state", arm=arm)[0].value == 16 * count[arm]
        assert of(results, "step_seconds", arm=arm)[0].value > 0
    delta = next((artifact.folder / "units").glob("neurons-*/trained")) / DELTA
    assert load_delta(delta).size == count["neurons"]
    assert not list(artifact.folder.rglob("checkpoint-*"))


class Kill(Silent):
    """Stops behind a number of steps, as a signal would."""

    def __init__(self, behind: int) -> None:
        self.left = behind

    def advance(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left <= 0:
            raise KeyboardInterrupt


def test_a_killed_comparison_goes_on_and_finds_the_same(llama: Subject, tmp_path: Path) -> None:
    options = replace(OPTIONS, arms=("neurons", "lora"), rates=("1e-2",))
    before = weights(llama)
    _, expected = compared(llama, tmp_path / "whole", options)
    artifact = open_artifact(tmp_path / "killed", compare_request(llama, given(), options, HOW))
    for steps in (2, 4, 5):
        with pytest.raises(KeyboardInterrupt):
            compare(llama, given(), options, HOW, artifact, Kill(steps))
        after = llama.model.state_dict()
        assert before.keys() == after.keys()
        assert all(torch.equal(one, after[name]) for name, one in before.items())
    found = compare(llama, given(), options, HOW, artifact)

    def timeless(results: tuple[Result, ...]) -> list[Result]:
        return [one for one in results if one.metric != "step_seconds"]

    assert timeless(found) == timeless(expected)
    assert compare(llama, given(), options, HOW, artifact) == found


def test_what_cant_be_compared_is_left_out_or_refused(llama: Subject, tmp_path: Path) -> None:
    alone = replace(given(), sets={"go": sets()["go"]})
    options = replace(OPTIONS, arms=("neurons", "other"), rates=("1e-2",), seeds=1)
    artifact = open_artifact(tmp_path, compare_request(llama, alone, options, HOW))
    compare(llama, alone, options, HOW, artifact)
    assert artifact.facts()["skipped"] == [{"what": "the arm other", "why": "no language but go has neurons"}]
    for changed, words in (
        (replace(OPTIONS, arms=("nothing",)), "unknown arms nothing"),
        (replace(OPTIONS, rates=("fast",)), "learning rates with commas"),
        (replace(OPTIONS, rates=("2",)), "between 0 and 1"),
        (replace(OPTIONS, seeds=0), "at least 1"),
    ):
        with pytest.raises(NeuroglotError, match=words):
            compared(llama, tmp_path / "refused", changed)
    none = replace(given(), sets={"go": neuron_set("go", "margin", []), "python": sets()["python"]})
    artifact = open_artifact(tmp_path / "empty", compare_request(llama, none, OPTIONS, HOW))
    with pytest.raises(NeuroglotError, match="no neurons of 'go' to tune; there are of python"):
        compare(llama, none, OPTIONS, HOW, artifact)


def test_the_end_token_is_learned_and_not_tested(llama: Subject) -> None:
    test = testing.solutions(llama, problems(), 64)
    solved = [problem.solutions[0] for problem in problems().problems]
    assert [one.targets for one in test.examples.kept] == [len(answer) for answer in solved]
    assert not any(llama.tokenizer.eos_token_id in one.ids for one in test.examples.kept)


def test_the_steepest_neurons_have_the_largest_gradients(llama: Subject) -> None:
    examples = read_examples(llama, [(one.prompt, one.answer) for one in lessons().learned], 64)
    few, more = (steepest(llama, examples, "own", count, 64) for count in (100, 400))
    assert 0 < weights_in(llama, vectors_of(llama, few, "own")) <= 100
    assert len(few) < len(more)
    assert set(few) <= set(more)
    assert not any(one.requires_grad or one.grad is not None for one in llama.model.parameters())


def test_one_training_leaves_a_delta_and_an_adapter(llama: Subject, tmp_path: Path) -> None:
    task, options = Assignment(sets()["go"], lessons()), SingleOptions(bootstrap=50, biases=True)
    artifact = open_artifact(tmp_path, tune_request(llama, task, options, LEARNING))
    results = tune_single(llama, task, options, LEARNING, artifact)
    before, after = (one.value for one in results)
    assert after < before
    delta = load_delta(artifact.folder / DELTA)
    examples = read_examples(llama, [(one.prompt, one.answer) for one in lessons().held_out], 64)
    with merged(llama, delta):
        nats, targets = example_losses(llama, examples.kept)
    assert nats.sum() / targets.sum() == pytest.approx(after, rel=1e-4)
    config = json.loads((artifact.folder / ADAPTER / "adapter_config.json").read_text())
    assert config["lora_bias"]
    assert tune_single(llama, task, options, LEARNING, artifact) == results


def test_programs_are_written_by_the_tuned_model_and_run(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(ledger: object, programs: list[Program], options: object, advance: object) -> list[Verdict]:
        return [Verdict(Status.PASSED if "a" in one.code else Status.WRONG_ANSWER) for one in programs]

    monkeypatch.setattr(testing, "judge_into", judged)
    few = replace(problems(), problems=problems().problems[:4])
    asked = replace(given(), written=few)
    options = replace(OPTIONS, arms=("neurons",), rates=("1e-1",), seeds=2, k=2)
    how = replace(HOW, sampling=SamplingOptions(samples=2, max_new_tokens=8))
    artifact = open_artifact(tmp_path, compare_request(llama, asked, options, how))
    results = compare(llama, asked, options, how, artifact)
    texts = [path.read_text() for path in sorted(artifact.folder.glob("units/*/programs.jsonl"))]
    assert len(texts) == len(set(texts)) == 3
    for arm, seeds in (("none", 1), ("neurons", 2)):
        rates = {one.language: one.value for one in of(results, "pass@2", arm=arm)}
        folders = sorted(artifact.folder.glob(f"units/{arm}*/programs.jsonl"))
        assert len(folders) == seeds
        for language in ("go", "python"):
            right = [
                any("a" in few_prompt(few, sample.task_id) + sample.text for sample in two)
                for folder in folders
                for two in _by_task(read_samples(folder), language)
            ]
            assert rates[language] == pytest.approx(np.mean(right))
    assert of(results, "pass@2_change", arm="neurons")
    with pytest.raises(NeuroglotError, match="pass@3 needs 3 samples"):
        compare(llama, asked, replace(options, k=3), how, open_artifact(tmp_path / "x", artifact.request))


def few_prompt(problems: ProblemSet, task_id: str) -> str:
    return next(one.prompt for one in problems.problems if one.task_id == task_id)


def _by_task(samples: list[Sample], language: str) -> list[list[Sample]]:
    found: dict[str, list[Sample]] = {}
    for sample in samples:
        if sample.task_id.startswith(language):
            found.setdefault(sample.task_id, []).append(sample)
    return list(found.values())
