"""What a study would take: everything that would run, and each kind of work timed once, on a few batches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from neuroglot import estimate_pace, estimate_programs, study_inputs
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.corpora import bundled
from neuroglot.corpora.bundled.export import to_humaneval_x
from neuroglot.estimate import Estimate, estimate
from neuroglot.estimate_pace import TRIAL_BATCHES, Pace, Step, conditions_of
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models import losses
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate.conditions import conditions
from neuroglot.stages.ablate.silence import silence_of
from neuroglot.stages.record import record, record_request
from neuroglot.stages.record import stage as record_stage
from neuroglot.steps import Inputs, selections
from neuroglot.study_inputs import StudyOptions
from tests.command_line import neuroglot
from tests.families import save_tiny

pytestmark = pytest.mark.usefixtures("brief_natural_programs")

TOY = StudyOptions(corpus="toy", languages=("python", "go", "javascript"), learning=False)


@pytest.fixture(scope="module")
def large_corpus(corpus: Corpus) -> Corpus:
    """The toy programs, longer than the context and five of each: more batches than are tried."""
    snippets = [
        replace(one, text=one.text * 9, task=f"{one.task} {copy}") for copy in range(5) for one in corpus.snippets
    ]
    return replace(corpus, snippets=tuple(snippets))


def planned(options: StudyOptions, subject: Subject, corpus: Corpus) -> Estimate:
    test = replace(
        corpus, split="test", snippets=tuple(replace(one, task=f"test {one.task}") for one in corpus.snippets)
    )
    return estimate(options, Inputs(subject, corpus, test), JudgeOptions())


def of(found: Estimate, stage: str) -> list[Step]:
    return [step for step in found.steps if step.stage == stage and step.seconds > 0]


@pytest.mark.parametrize("programs", [True, False])
@pytest.mark.parametrize("classes", [True, False])
def test_only_methods_that_run_are_counted(
    programs: bool, classes: bool, llama: Subject, corpus: Corpus, tmp_path: Path
) -> None:
    options = replace(TOY, programs=programs, classes=classes, runs=str(tmp_path))
    artifact = open_artifact(tmp_path, record_request(llama, corpus, options.recording))
    statistics = record(llama, corpus, options.recording, artifact)
    assert statistics is not None
    names = [method.name for method, _, _ in selections(statistics)]
    found = planned(options, llama, corpus)
    (chosen,) = of(found, "select")
    assert sorted(chosen.what.split(", ")) == sorted(names)
    assert len(of(found, "chance")) == programs
    frontier, _ = of(found, "frontier")
    curves = sum(curve.method in names for curve in options.amounts.curves)
    assert frontier.what.startswith(f"{1 + 3 * curves * len(options.amounts.shares)} conditions")


def test_the_natural_programs_are_read_for_layers_and_in_a_full_study_for_probes(
    llama: Subject, corpus: Corpus, tmp_path: Path
) -> None:
    stages = ("layers", "syntax_probe", "residual")
    for preset, probed in (("quick", 1), ("full", 2)):
        options = replace(TOY, preset=preset, runs=str(tmp_path))
        whole = planned(options, llama, corpus)
        alone = planned(replace(options, twin=False), llama, corpus)
        assert [len(of(alone, stage)) for stage in stages] == [2, probed, probed]
        assert [len(of(whole, stage)) for stage in stages] == [4, 2 * probed, 2 * probed]
        assert sum("natural programs" in step.what for step in of(whole, "layers")) == 2


@pytest.mark.parametrize("preset", ["quick", "full"])
def test_every_kind_of_work_is_timed_once_on_a_few_batches(
    preset: str, llama: Subject, large_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: dict[str, int] = {}

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def call(*given: Any) -> Any:
            counts[name] = counts.get(name, 0) + 1
            return real(*given)

        monkeypatch.setattr(module, name, call)

    counted(losses, "token_losses")
    counted(estimate_pace, "pooled")
    counted(record_stage, "record_batch")
    planned(replace(TOY, preset=preset, runs=str(tmp_path)), llama, large_corpus)
    kinds_of_recording = 2 if preset == "quick" else 1  # the quick study's twin keeps plain sums
    assert counts == {
        "token_losses": TRIAL_BATCHES + 1,
        "pooled": TRIAL_BATCHES + 1,
        "record_batch": kinds_of_recording * (TRIAL_BATCHES + 1),
    }


def test_time_goes_by_tokens_and_conditions(
    llama: Subject, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "losing", 0.5)
    tokens = sum(len(llama.tokenizer(one.text)["input_ids"]) for one in corpus.snippets)
    found = planned(replace(TOY, runs=str(tmp_path), twin=False), llama, corpus)
    for step in (of(found, "ablate")[0], of(found, "frontier")[0]):
        assert step.what.endswith(f"{len(corpus.snippets)} programs, {tokens:,} tokens")
        assert step.seconds == pytest.approx(0.5 * int(step.what.split()[0]) * tokens)


@pytest.mark.parametrize("controlled", [(), ("pls",), ("pls", "margin"), ("other",)])
def test_conditions_are_counted_as_the_stage_lists_them(controlled: tuple[str, ...], llama: Subject) -> None:
    labels = {"pls": ("go", "python"), "margin": ("go", "python"), "universal": ("universal",)}
    sets = {
        method: {label: neuron_set(label, method, [Neuron(1, "mlp.up", 3)]) for label in several}
        for method, several in labels.items()
    }
    listed, skipped = conditions(sets, llama.widths, 4, controlled, silence_of("zero", None))
    assert not skipped
    assert conditions_of({method: len(several) for method, several in sets.items()}, 4, controlled) == len(listed)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(save_tiny("llama", tmp_path_factory.mktemp("estimate") / "model"))


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("estimate") / "problems.jsonl"
    rows = list(to_humaneval_x(bundled.problems("validation", ("python", "javascript"))[:8]))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return f"humaneval_x:{path}"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[JudgeOptions]:
    """How programs were run, call by call, instead of running them; on a machine without a sandbox. Texts are short."""
    asked: list[JudgeOptions] = []

    def judge(programs: Sequence[Program], options: JudgeOptions) -> list[Verdict]:
        asked.append(options)
        return [Verdict(Status.PASSED) for _ in programs]

    monkeypatch.setattr(estimate_programs, "judge", judge)
    monkeypatch.setattr(estimate_programs, "SamplingOptions", partial(SamplingOptions, max_new_tokens=4))
    monkeypatch.setattr(study_inputs, "defect", lambda: "no bubblewrap")
    return asked


def dry_run(model: str, problems: str, folder: Path, *words: str) -> list[dict[str, Any]]:
    given = ("--model", model, "--corpus", problems, "--runs", str(folder), "--preset", "full", *words)
    done = neuroglot("study", *given, "--no-twin", "--no-learning", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["steps"])


def test_programs_are_run_as_the_study_would_run_them(
    model: str, problems: str, judged: list[JudgeOptions], tmp_path: Path
) -> None:
    steps = dry_run(model, problems, tmp_path, "--sandbox", "none", "--workers", "3", "--seconds", "7")
    assert judged == [JudgeOptions(sandbox="none", workers=3, seconds=7)] * 2  # the first warms the caches
    ran = [step for step in steps if "programs written and run" in step["what"]]
    assert len(ran) == 1
    assert ran[0]["seconds"] > 0
    assert not any("bubblewrap" in step["what"] for step in steps)


def test_without_a_sandbox_programs_are_written_to_be_read_alone(
    model: str, problems: str, judged: list[JudgeOptions], tmp_path: Path
) -> None:
    steps = dry_run(model, problems, tmp_path)
    assert not judged
    left_out = {step["stage"]: step["seconds"] for step in steps if "no bubblewrap" in step["what"]}
    assert left_out == {"ablate": 0.0, "steer": 0.0}
    (written,) = [step for step in steps if step["what"].endswith("programs written and read")]
    assert written["seconds"] > 0
    assert not list(tmp_path.iterdir())
