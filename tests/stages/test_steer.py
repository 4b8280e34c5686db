"""Steering, on a model of which is known which neuron makes it write which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from neuroglot.core.artifacts import Artifact, Request, open_artifact
from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.core.results import Result, dump
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.execution import ledger as ledger_module
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation import engine as engine_module
from neuroglot.generation.engine import TransformersEngine, requests_for
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.languages.detect import written_language
from neuroglot.models.edits import Edit
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject
from neuroglot.stages.steer import Activity, SteerOptions, Writing, activity, engine_for, steer, steer_request
from neuroglot.stages.steer.conditions import Condition, Controls, conditions, factors_of
from neuroglot.stages.steer.prompts import plain_text, prompts_of
from tests.families import byte_tokenizer, save_tiny

LANGUAGES = ("python", "go", "javascript")
GO, JS = "total := count(xs)\n", "let f = (x) => x + 1;\n"
SITE, LAYER, STEERING, IDLE = "mlp.hidden", 1, 5, 7
KEY = (SITE, LAYER)
OPENINGS = {
    "python": 'def f{n}(x):\n    """ Add {n}. """\n',
    "go": "// Add {n}.\nfunc F{n}(x int) int {{\n",
    "javascript": "// Add {n}.\nconst f{n} = (x) => {{\n",
}
PROBLEMS = ProblemSet(
    "toy",
    "test",
    tuple(
        Problem(f"{language}/{n}", str(n), language, f"Add {n}.", opening.format(n=n), "", (), "test")
        for n in range(3)
        for language, opening in OPENINGS.items()
    ),
)
OPTIONS = SteerOptions(draws=2, k=2, open_tokens=3, bootstrap=100)
HOW = Writing(SamplingOptions(samples=2, max_new_tokens=3), JudgeOptions())
CHOSEN: dict[str, Sets] = {
    "pls": {
        "go": neuron_set("go", "pls", [Neuron(LAYER, SITE, STEERING)]),
        "python": NeuronSet("python", "pls", {}),
        "universal": neuron_set("universal", "pls", [Neuron(LAYER, SITE, IDLE)]),
    }
}
RECORDED = Request("record", {"model": "toy"}, {"weights": "w"})


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """A Llama that writes JavaScript, and Go while its steering neuron puts out 1; no other neuron does anything.

    A statement of either language is one token. All that its blocks write is the steering neuron, into dimension 0,
    twice as strong for Go as dimension 1, which is 1 in every embedding, is for JavaScript.
    """
    folder = tmp_path_factory.mktemp("models") / "steered"
    save_tiny("llama", folder, vocab_size=262, max_position_embeddings=512)
    tokenizer = byte_tokenizer()
    tokenizer.add_tokens([GO, JS])
    tokenizer.save_pretrained(folder)
    made = load_subject(str(folder), HoldOptions(device="cpu"))
    with torch.no_grad():
        for name, parameter in made.model.named_parameters():
            parameter.fill_(1.0 if "norm" in name else 0.0)
        made.model.get_input_embeddings().weight[:, 1] = 1.0
        made.module("mlp.down", LAYER).weight[0, STEERING] = 1.0
        for text, dimension, size in ((GO, 0, 20.0), (JS, 1, 10.0)):
            made.model.lm_head.weight[made.tokenizer.convert_tokens_to_ids(text), dimension] = size
    return made


@pytest.fixture
def means() -> Activity:
    """The steering neuron's mean is 1 on Go and 0 elsewhere, so a third over the languages; the others' is 9 on Go."""
    values = np.zeros((3, 40))
    values[LANGUAGES.index("go")] = 9.0
    values[LANGUAGES.index("go"), STEERING] = 1.0
    return Activity(LANGUAGES, {KEY: values})


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Program]:
    """Instead of the sandbox: a program passes if it is JavaScript all through."""
    ran: list[Program] = []

    def judge(programs: Sequence[Program], options: JudgeOptions, report: Any) -> None:
        for number, program in enumerate(programs):
            ran.append(program)
            passed = program.language == "javascript" and JS in program.code and GO not in program.code
            report(number, Verdict(Status.PASSED if passed else Status.COMPILE_ERROR))

    monkeypatch.setattr(ledger_module, "judge", judge)
    return ran


def artifact_in(folder: Path, subject: Subject, options: SteerOptions = OPTIONS) -> Artifact:
    recorded = open_artifact(folder, RECORDED)
    return open_artifact(folder, steer_request(subject, PROBLEMS, options, HOW, {}, recorded))


def find(results: Sequence[Result], metric: str, prompt: str, **about: object) -> dict[str | None, Result]:
    given = {"steered": None, "control": None, "prompt_language": None, "prompt": prompt, **about}
    return {
        r.language: r
        for r in results
        if r.metric == metric and all(r.condition.get(name) == value for name, value in given.items())
    }


def values(found: dict[str | None, Result]) -> dict[str | None, float]:
    return {language: result.value for language, result in found.items()}


ALL_JS = {"python": 0.0, "go": 0.0, "javascript": 1.0}
ALL_GO = {"python": 0.0, "go": 1.0, "javascript": 0.0}


def test_the_statements_are_what_they_are_meant_to_be() -> None:
    assert written_language(GO * 3, LANGUAGES) == "go"
    assert written_language(JS * 3, LANGUAGES) == "javascript"


def test_the_held_set_makes_the_model_write_its_language_and_no_control_does(
    subject: Subject, means: Activity, tmp_path: Path, judged: list[Program]
) -> None:
    artifact = artifact_in(tmp_path, subject)
    results = steer(subject, PROBLEMS, CHOSEN, means, OPTIONS, HOW, artifact)
    for prompt, count in (("own", 18), ("neutral", 6), ("empty", 6)):
        assert values(find(results, "written_share", prompt)) == ALL_JS
        steered = find(results, "written_share", prompt, steered="go", factor=1.0, method="pls")
        assert values(steered) == ALL_GO
        assert all(r.n == count and r.low == r.high == r.value for r in steered.values())
        change = find(results, "written_share_change", prompt, steered="go")
        assert values(change) == {"python": 0.0, "go": 1.0, "javascript": -1.0}
        assert (change["go"].low, change["go"].high) == (1.0, 1.0)
        assert values(find(results, "unclear_share", prompt, steered="go")) == {None: 0.0}
        for control in ({"control": "pooled"}, {"control": "random", "draw": 0}, {"control": "random", "draw": 1}):
            nothing = find(results, "written_share_change", prompt, steered="go", **control)
            assert {(r.value, r.low, r.high) for r in nothing.values()} == {(0.0, 0.0, 0.0)}
        (exceeded,) = find(results, "steer_draws_exceeded", prompt, steered="go").values()
        assert (exceeded.value, exceeded.n, exceeded.language) == (2.0, 2, "go")
    by_prompt = find(results, "written_share", "own", steered="go", prompt_language="javascript")
    assert values(by_prompt) == ALL_GO
    assert {r.n for r in by_prompt.values()} == {6}
    assert [row["what"] for row in artifact.facts()["skipped"]] == [
        "steering to python (pls)",
        "steering to universal (pls)",
    ]


def test_what_passes_behind_own_prompts_equals_a_count_by_hand(
    subject: Subject, means: Activity, tmp_path: Path, judged: list[Program]
) -> None:
    results = steer(subject, PROBLEMS, CHOSEN, means, OPTIONS, HOW, artifact_in(tmp_path, subject))
    for metric in ("pass@2", "pass@1"):
        assert values(find(results, metric, "own")) == ALL_JS
        assert set(values(find(results, metric, "own", steered="go")).values()) == {0.0}
    change = find(results, "pass@2_change", "own", steered="go")
    assert values(change) == {"python": 0.0, "go": 0.0, "javascript": -1.0}
    assert change["javascript"].n == 3
    assert set(values(find(results, "pass@2_change", "own", steered="go", control="pooled")).values()) == {0.0}
    assert {program.language for program in judged} == set(LANGUAGES)


def test_a_factor_scales_the_set_and_its_controls_alike(
    subject: Subject, means: Activity, tmp_path: Path, judged: list[Program]
) -> None:
    options = replace(OPTIONS, factor=("0.4", "3"), prompts=("empty",), draws=1)
    results = steer(subject, PROBLEMS, CHOSEN, means, options, HOW, artifact_in(tmp_path, subject, options))
    assert values(find(results, "written_share", "empty", steered="go", factor=0.4)) == ALL_JS
    assert values(find(results, "written_share", "empty", steered="go", factor=3.0)) == ALL_GO
    assert values(find(results, "written_share", "empty", steered="go", factor=3.0, control="pooled")) == ALL_GO
    assert not judged
    assert not any(r.metric.startswith("pass@") for r in results)


@pytest.mark.parametrize("dying", ["writing", "running"])
def test_a_killed_job_goes_on_and_loses_nothing(
    dying: str,
    subject: Subject,
    means: Activity,
    tmp_path: Path,
    judged: list[Program],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = steer(subject, PROBLEMS, CHOSEN, means, OPTIONS, HOW, artifact_in(tmp_path / "whole", subject))
    artifact = artifact_in(tmp_path / "killed", subject)
    before = len(judged)
    decoded: list[int] = []
    real = engine_module.decode

    def decode(*given: Any) -> Any:
        decoded.append(len(given[1]))
        if dying == "writing" and len(decoded) == 4:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(engine_module, "decode", decode)
    with monkeypatch.context() as dangerous:
        if dying == "running":
            keep = ledger_module.Ledger.add

            def stop_fifth(self: Any, program: Program, verdict: Verdict) -> None:
                keep(self, program, verdict)
                if len(judged) - before == 5:
                    raise KeyboardInterrupt

            dangerous.setattr(ledger_module.Ledger, "add", stop_fifth)
        with pytest.raises(KeyboardInterrupt):
            steer(subject, PROBLEMS, CHOSEN, means, OPTIONS, HOW, artifact)
    assert not artifact.complete
    assert dump(steer(subject, PROBLEMS, CHOSEN, means, OPTIONS, HOW, artifact)) == dump(whole)
    # Five conditions with three kinds of prompt; the file that was begun when it died is written again.
    assert len(decoded) == (16 if dying == "writing" else 15)
    if dying == "running":
        assert not set(judged[before : before + 5]) & set(judged[before + 5 :])
    done = len(decoded)
    assert dump(steer(subject, PROBLEMS, CHOSEN, means, OPTIONS, HOW, artifact)) == dump(whole)
    assert len(decoded) == done


def test_controls_are_matched_and_held_at_their_own_means(subject: Subject) -> None:
    generator = np.random.default_rng(0)
    widths = {("mlp.gate", 0): 40, ("attn.v", 2): 16, ("mlp.down", 1): 24}
    means = Activity(LANGUAGES, {key: generator.normal(size=(3, width)) for key, width in widths.items()})
    chosen = {
        "pls": {
            "go": neuron_set("go", "pls", [Neuron(0, "mlp.gate", 3), Neuron(0, "mlp.gate", 9), Neuron(2, "attn.v", 4)])
        }
    }
    listed, skipped = conditions(chosen, subject.widths, means, (2.0,), Controls(draws=3, pooled=True))
    plain, own, pooled, *drawn = listed
    assert (plain.edit, skipped) == (None, [])
    assert [one.name for one in listed[1:4]] == ["pls-go-x2", "pls-go-x2-pooled", "pls-go-x2-random-000"]
    place = LANGUAGES.index("go")
    for one in (own, *drawn):
        assert one.edit is not None
        assert {key: len(indices) for key, indices in one.edit.neurons.members.items()} == {
            ("mlp.gate", 0): 2,
            ("attn.v", 2): 1,
        }
        for key, indices in one.edit.neurons.members.items():
            np.testing.assert_array_equal(one.edit.values[key], 2.0 * means.means[key][place, indices])
    for one in drawn:
        assert not set(one.edit.neurons) & set(own.edit.neurons)
    np.testing.assert_array_equal(pooled.edit.values["attn.v", 2], 2.0 * means.means["attn.v", 2].mean(axis=0)[[4]])
    assert len({tuple(one.edit.neurons) for one in drawn}) == 3


def test_holding_no_neuron_writes_what_the_plain_model_writes(subject: Subject) -> None:
    options = SamplingOptions(samples=2, max_new_tokens=3)
    texts = []
    for edit in (None, Edit(NeuronSet("go", "pls", {}), {})):
        engine = TransformersEngine(subject, edit)
        texts.append(
            [(one.task_id, one.number, one.text) for one in engine.generate(requests_for(PROBLEMS, 2), options)]
        )
    assert texts[0] == texts[1]


@pytest.mark.parametrize("kind", ["own", "neutral", "empty"])
def test_too_little_memory_names_the_option_behind_every_kind_of_prompt(
    kind: str, subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(engine_module, "decode", decode)
    problems = prompts_of(PROBLEMS, (kind,))[kind]
    with pytest.raises(NeuroglotError, match=r"give a smaller --batch .* than 5"):
        list(engine_for(subject, None, kind).generate(requests_for(problems, 2), SamplingOptions(batch=5)))


def test_open_texts_do_not_depend_on_batch_and_order(llama: Subject) -> None:
    problems = prompts_of(PROBLEMS, ("neutral",))["neutral"]
    requests = requests_for(problems, 2)
    engine = engine_for(llama, None, "neutral")
    found = [
        {(one.task_id, one.number): one.text for one in engine.generate(wanted, SamplingOptions(batch=batch))}
        for wanted, batch in ((requests, 64), (requests[::-1], 4))
    ]
    assert found[0] == found[1]
    assert len(found[0]) == len(requests)


def test_means_are_those_of_the_recording() -> None:
    sums = {KEY: np.array([[[2.0, 4.0], [4.0, 8.0]], [[1.0, 0.0], [0.0, 3.0]]])}
    tokens = np.array([[2, 1], [3, 1]])
    found = activity(NeuronStatistics(("python", "go"), tokens, np.ones((2, 2), dtype=np.int64), {"sum": sums}))
    np.testing.assert_allclose(found.means[KEY], [[2.0, 4.0], [0.25, 0.75]])
    edit = found.held(neuron_set("go", "pls", [Neuron(LAYER, SITE, 1)]), "go", 4.0)
    assert edit.values is not None
    assert edit.values[KEY].tolist() == [3.0]
    with pytest.raises(NeuroglotError, match="no means on 'cpp'"):
        found.held(edit.neurons, "cpp", 1.0)
    with pytest.raises(NeuroglotError, match=r"no mean of 1/mlp\.hidden/2"):
        found.held(neuron_set("go", "pls", [Neuron(LAYER, SITE, 2)]), "go", 1.0)


def test_neutral_prompts_are_descriptions_and_commit_to_no_language() -> None:
    made = prompts_of(PROBLEMS, ("empty", "neutral"))
    assert list(made) == ["neutral", "empty"]
    assert [one.prompt for one in made["neutral"].problems] == ["Add 0.\n\n", "Add 1.\n\n", "Add 2.\n\n"]
    assert [one.prompt for one in made["empty"].problems] == ["", "", ""]
    assert len({one.task_id for prompts in made.values() for one in prompts.problems}) == 6
    assert plain_text("  Add one.\n    Not two.\n    >>> f(1)\n    2\n") == "Add one.\nNot two."
    with pytest.raises(NeuroglotError, match="known: own, neutral, empty"):
        prompts_of(PROBLEMS, ("ours",))
    mute = replace(PROBLEMS, problems=tuple(replace(one, description="") for one in PROBLEMS.problems))
    with pytest.raises(NeuroglotError, match="no problem of toy is described"):
        prompts_of(mute, ("neutral",))


def test_what_makes_no_sense_is_refused(subject: Subject, means: Activity, tmp_path: Path) -> None:
    assert factors_of(("1", "1.0", "-2")) == (1.0, -2.0)
    for factors in (("much",), ("inf",), ()):
        with pytest.raises(NeuroglotError, match="factor"):
            factors_of(factors)
    few = replace(HOW, sampling=SamplingOptions(samples=1))
    with pytest.raises(NeuroglotError, match="pass@2 needs 2 samples"):
        steer(subject, PROBLEMS, CHOSEN, means, OPTIONS, few, artifact_in(tmp_path, subject))
    nothing = replace(PROBLEMS, problems=())
    with pytest.raises(NeuroglotError, match="nothing to write"):
        steer(subject, nothing, CHOSEN, means, OPTIONS, HOW, artifact_in(tmp_path, subject))


def test_the_request_tells_recordings_apart_and_names_its_options(subject: Subject, tmp_path: Path) -> None:
    recorded = open_artifact(tmp_path, RECORDED)
    other = open_artifact(tmp_path / "other", replace(RECORDED, identity={"weights": "v"}))
    asked = [steer_request(subject, PROBLEMS, OPTIONS, HOW, {}, one) for one in (recorded, other)]
    assert asked[0].key == asked[1].key
    assert asked[0].identity["recording"] != asked[1].identity["recording"]
    batched = replace(HOW, sampling=replace(HOW.sampling, batch=1))
    assert steer_request(subject, PROBLEMS, OPTIONS, batched, {}, recorded) == asked[0]
    assert Condition({}, None).name == "plain"
