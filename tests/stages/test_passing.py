"""pass@k under ablation equals a count by hand, and a killed job goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.core.results import Result, dump
from neuroglot.core.samples import Sample
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.corpora import bundled
from neuroglot.execution import ledger as ledger_module
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.engine import Request, TransformersEngine
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.edits import Edit
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import PassOptions, Programs, ablate_passing, pass_request
from neuroglot.stages.ablate.passing import told_apart
from neuroglot.stages.ablate.rates import rate_results

PROBLEMS = ProblemSet("bundled", "validation", bundled.problems("validation", ("python", "go"))[:8])
OPTIONS = PassOptions(k=2, draws=2, bootstrap=200)
HOW = Programs(SamplingOptions(samples=2), JudgeOptions())
CHOSEN: dict[str, Sets] = {
    "pls": {
        "go": neuron_set("go", "pls", [Neuron(1, "mlp.gate", 3), Neuron(2, "attn.v", 4)]),
        "python": NeuronSet("python", "pls", {}),
    }
}
RIGHT = "right"


def artifact_in(folder: Path, subject: Subject) -> Artifact:
    return open_artifact(folder, pass_request(subject, PROBLEMS, OPTIONS, HOW, {}))


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of a model: sample 0 of every problem is right, but for Go when its set is silent; sample 1 is wrong."""
    calls: list[str] = []

    def generate(self: Any, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        neurons = self.edit.neurons if self.edit else NeuronSet("nothing", "", {})
        calls.append(f"{neurons.label} {neurons.method}".strip())
        for request in requests:
            damaged = neurons.label == "go" and neurons.method == "pls" and request.language == "go"
            right = request.number == 0 and not damaged
            yield Sample(request.task_id, request.number, RIGHT if right else "wrong")

    monkeypatch.setattr(TransformersEngine, "generate", generate)
    return calls


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Program]:
    """Instead of the sandbox: a program passes if its code ends in RIGHT."""
    ran: list[Program] = []

    def judge(programs: Sequence[Program], options: JudgeOptions, report: Any) -> list[Verdict]:
        verdicts = []
        for number, program in enumerate(programs):
            ran.append(program)
            passed = program.code.endswith(RIGHT)
            verdicts.append(Verdict(Status.PASSED if passed else Status.WRONG_ANSWER))
            report(number, verdicts[-1])
        return verdicts

    monkeypatch.setattr(ledger_module, "judge", judge)
    return ran


def find(results: Sequence[Result], metric: str, **about: object) -> dict[str | None, Result]:
    return {
        r.language: r for r in results if r.metric == metric and all(r.condition.get(k) == v for k, v in about.items())
    }


def test_rates_equal_a_count_by_hand(llama: Subject, tmp_path: Path, writing: list[str], judged: list[Program]) -> None:
    artifact = artifact_in(tmp_path, llama)
    results = ablate_passing(llama, PROBLEMS, CHOSEN, OPTIONS, HOW, artifact)
    assert writing == ["nothing", "go pls", "go random 0", "go random 1"]
    # One of two samples is right: pass@1 is 1/2, and pass@2, with both samples, is 1.
    for metric, value in (("pass@2", 1.0), ("pass@1", 0.5)):
        rows = find(results, metric, ablated=None)
        assert {language: r.value for language, r in rows.items()} == {"python": value, "go": value}
        assert all(r.n == 4 and r.low == r.high == value for r in rows.values())
    change = find(results, "pass@2_change", ablated="go", control=None)
    assert {language: (r.value, r.low, r.high) for language, r in change.items()} == {
        "go": (-1.0, -1.0, -1.0),
        "python": (0.0, 0.0, 0.0),
    }
    assert [(r.value, r.n) for r in find(results, "pass@2_draws_exceeded").values()] == [(2.0, 2)]
    assert [(r.language, r.value, r.low) for r in find(results, "pass@2_lead").values()] == [("go", 1.0, 1.0)]
    endings = {
        r.condition["status"]: r.value
        for r in results
        if r.metric == "programs" and r.language == "go" and r.condition.get("ablated") == "go"
    }
    assert endings["wrong answer"] == 8.0
    assert sum(endings.values()) == 8.0
    assert artifact.facts()["sandbox"] == "bubblewrap"
    assert artifact.facts()["skipped"][0]["what"] == "ablation of python (pls)"


@pytest.mark.parametrize("dying", ["writing", "running"])
def test_a_killed_job_goes_on_and_loses_nothing(
    dying: str,
    llama: Subject,
    tmp_path: Path,
    writing: list[str],
    judged: list[Program],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = ablate_passing(llama, PROBLEMS, CHOSEN, OPTIONS, HOW, artifact_in(tmp_path / "whole", llama))
    artifact = artifact_in(tmp_path / "killed", llama)
    written_before, judged_before = len(writing), len(judged)
    with monkeypatch.context() as dangerous:
        if dying == "writing":
            real = TransformersEngine.generate

            def stop_third(self: Any, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
                for number, sample in enumerate(real(self, requests, options)):
                    if self.edit is not None and number == 3:
                        raise KeyboardInterrupt
                    yield sample

            dangerous.setattr(TransformersEngine, "generate", stop_third)
        else:
            keep = ledger_module.Ledger.add

            def stop_fifth(self: Any, program: Program, verdict: Verdict) -> None:
                keep(self, program, verdict)
                if len(judged) - judged_before == 5:
                    raise KeyboardInterrupt

            dangerous.setattr(ledger_module.Ledger, "add", stop_fifth)
        with pytest.raises(KeyboardInterrupt):
            ablate_passing(llama, PROBLEMS, CHOSEN, OPTIONS, HOW, artifact)
    assert not artifact.complete
    resumed = ablate_passing(llama, PROBLEMS, CHOSEN, OPTIONS, HOW, artifact)
    assert dump(resumed) == dump(whole)
    assert len(writing) - written_before <= 2 * 4
    if dying == "running":
        first, again = set(judged[judged_before : judged_before + 5]), set(judged[judged_before + 5 :])
        assert not first & again


def test_too_few_samples_and_no_problems_are_refused(llama: Subject, tmp_path: Path) -> None:
    few = Programs(SamplingOptions(samples=1), JudgeOptions())
    with pytest.raises(NeuroglotError, match="pass@2 needs 2 samples"):
        ablate_passing(llama, PROBLEMS, CHOSEN, OPTIONS, few, artifact_in(tmp_path, llama))
    nothing = ProblemSet("none", "test", ())
    with pytest.raises(NeuroglotError, match="nothing to write"):
        ablate_passing(llama, nothing, CHOSEN, OPTIONS, HOW, artifact_in(tmp_path, llama))


def test_of_means_the_engine_holds_the_neurons_and_results_say_so(
    llama: Subject, tmp_path: Path, judged: list[Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    edits: list[Edit | None] = []

    def generate(self: Any, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        edits.append(self.edit)
        yield from (Sample(request.task_id, request.number, RIGHT) for request in requests)

    monkeypatch.setattr(TransformersEngine, "generate", generate)
    options = replace(OPTIONS, kind="mean")
    means = {key: np.arange(width) + 0.5 for key, width in llama.widths.items()}
    asked = pass_request(llama, PROBLEMS, options, HOW, {}, means)
    assert asked.options["kind"] == "mean"
    results = ablate_passing(llama, PROBLEMS, CHOSEN, options, HOW, open_artifact(tmp_path, asked), means=means)
    plain, own, *drawn = edits
    assert plain is None
    assert own is not None
    assert own.values is not None
    assert {key: values.tolist() for key, values in own.values.items()} == {
        ("mlp.gate", 1): [3.5],
        ("attn.v", 2): [4.5],
    }
    assert len(drawn) == 2
    assert all(one is not None and one.values is not None for one in drawn)
    silenced = [r for r in results if "ablated" in r.condition]
    metrics = {"pass@2", "pass@1", "pass@2_change", "pass@2_lead", "programs", "pass@2_draws_exceeded"}
    assert {r.metric for r in silenced} == metrics
    assert {r.condition["kind"] for r in silenced} == {"mean"}
    assert not any("kind" in r.condition for r in results if "ablated" not in r.condition)


def test_zero_keeps_the_key_that_it_had_before_there_were_kinds(llama: Subject) -> None:
    zero = pass_request(llama, PROBLEMS, OPTIONS, HOW, {})
    assert "kind" not in zero.options
    assert "means" not in zero.identity
    with pytest.raises(NeuroglotError, match="pooled_means"):
        pass_request(llama, PROBLEMS, replace(OPTIONS, kind="mean"), HOW, {})


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("go", "package main\nfunc f( {", Status.SYNTAX_ERROR),
        ("go", "package main\nfunc f() int { return x }", Status.COMPILE_ERROR),
        ("python", "def f(:\n    pass", Status.SYNTAX_ERROR),
        ("java", 'class A { int f() { return ""; } }', Status.COMPILE_ERROR),
    ],
)
def test_a_compile_error_that_does_not_parse_is_a_syntax_error(language: str, code: str, expected: Status) -> None:
    program = Program(language, code, "")
    assert told_apart(program, Verdict(Status.COMPILE_ERROR, "why")) == Verdict(expected, "why")
    assert told_apart(program, Verdict(Status.EXCEPTION)).status is Status.EXCEPTION


def test_a_lead_is_paired_over_tasks() -> None:
    """Where both languages fall on the same tasks the lead is certainly 0, however wide each interval is."""
    origin = {"stage": "ablate", "model": "m", "corpus": "toy", "split": "test", "seed": 0}
    right, wrong = Verdict(Status.PASSED), Verdict(Status.WRONG_ANSWER)
    plain = [(one.task_id, right) for one in PROBLEMS.problems]
    tasks = sorted({one.task for one in PROBLEMS.problems})[:2]
    silent = [(one.task_id, wrong if one.task in tasks else right) for one in PROBLEMS.problems]
    found = rate_results(PROBLEMS, [{}, {"ablated": "go", "method": "pls"}], [plain, silent], 1, 200, origin)
    (lead,) = find(found, "pass@1_lead").values()
    assert (lead.value, lead.low, lead.high) == (0.0, 0.0, 0.0)
    change = find(found, "pass@1_change")["go"]
    assert change.low is not None
    assert change.high is not None
    assert change.low < change.value < change.high
