"""What commands take from a run: the model of its recording, whose weights must be the same, and its selections."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from neuroglot.applied.tune import TargetOptions
from neuroglot.commands import runs
from neuroglot.commands.ablate import MeasureOptions, ablate
from neuroglot.commands.clones import EvaluateOptions, clones
from neuroglot.commands.examine import WhichOptions, examine
from neuroglot.commands.layers import ParallelOptions, layers
from neuroglot.commands.options import InputOptions, RunOptions
from neuroglot.commands.probes import SplitOptions, TextOptions, stream, syntax
from neuroglot.commands.record import record
from neuroglot.commands.runs import run_subject
from neuroglot.commands.select import MixOptions, balanced
from neuroglot.commands.steer import ProblemOptions, steer
from neuroglot.commands.summarize import SourceOptions
from neuroglot.commands.summarize import run as summarize
from neuroglot.commands.tune import run as tune
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora import load_corpus
from neuroglot.corpora.clone_pairs import PairOptions
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import LearnOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import AblateOptions
from neuroglot.stages.clones import CloneOptions
from neuroglot.stages.concept_layers import LayerOptions
from neuroglot.stages.examine import ExamineOptions
from neuroglot.stages.record import RecordOptions
from neuroglot.stages.residual import ResidualOptions
from neuroglot.stages.select import BalancedOptions
from neuroglot.stages.steer import SteerOptions
from neuroglot.stages.summarize import PromptOptions, SummarizeOptions
from neuroglot.stages.syntax_probe import SyntaxProbeOptions
from neuroglot.stages.tune import SingleOptions
from tests.families import save_tiny

HOLD = HoldOptions(device="cpu")
WRITING = (SamplingOptions(), JudgeOptions(), HOLD)

WITH_A_MODEL: dict[str, Callable[[RunOptions], object]] = {
    "layers": lambda run: layers(run, ParallelOptions(tasks=4, development_tasks=4), LayerOptions(), HOLD),
    "layers syntax": lambda run: syntax(run, SplitOptions(tasks=2), SyntaxProbeOptions(), HOLD),
    "layers stream": lambda run: stream(
        run, SplitOptions(tasks=2), TextOptions(), ResidualOptions(), SamplingOptions(), HOLD
    ),
    "clones evaluate": lambda run: clones(run, PairOptions(), EvaluateOptions(), CloneOptions(), HOLD),
    "summarize run": lambda run: summarize(
        run, SourceOptions(), SummarizeOptions(), PromptOptions(), LearnOptions(), HOLD
    ),
}
"""Commands that take a model, and are given none."""

OF_THE_RECORDING: dict[str, Callable[[RunOptions], object]] = {
    "ablate": lambda run: ablate(run, MeasureOptions(), AblateOptions(), *WRITING),
    "steer": lambda run: steer(run, ProblemOptions(), SteerOptions(methods=("balanced",)), *WRITING),
    "examine": lambda run: examine(run, WhichOptions(), ExamineOptions(), HOLD),
    "tune run": lambda run: tune(run, TargetOptions(method="balanced"), SingleOptions(), LearnOptions(), HOLD),
}
"""Commands that know no other model than the recording's."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunOptions:
    """A recorded run of a tiny model, with a selection that is neither PLS's nor margin's; model and programs beside
    it."""
    folder = tmp_path_factory.mktemp("runs")
    rows = [
        {"language": language, "text": f"{word} {number} = {number * 7}", "task": str(number)}
        for number in range(16)
        for language, word in (("python", "def"), ("go", "func"))
    ]
    programs = folder / "programs.jsonl"
    programs.write_text("".join(json.dumps(row) + "\n" for row in rows))
    where = RunOptions(str(folder / "run"))
    source = InputOptions(str(save_tiny("llama", folder / "model")), str(programs))
    record(where, source, RecordOptions(shards=1), HOLD)
    balanced(where, MixOptions(), BalancedOptions(per_language=3, ratio=1.0))
    return where


def beside(run: RunOptions, name: str) -> str:
    """What lies beside a run's folder."""
    return str(Path(run.run).with_name(name))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models that are asked for; none is loaded, and what takes long to read isn't either."""
    names: list[str] = []

    def refuse(name: str, hold: HoldOptions) -> Subject:
        names.append(name)
        raise NeuroglotError("it is asked for")

    monkeypatch.setattr(runs, "load_subject", refuse)
    monkeypatch.setattr("neuroglot.commands.layers.load_corpus", lambda *_: load_corpus("natural", "test"))
    monkeypatch.setattr("neuroglot.commands.clones.clone_pairs", lambda *_: None)
    monkeypatch.setattr("neuroglot.commands.summarize.load_examples", lambda *_: None)
    return names


@pytest.mark.parametrize("command", {**WITH_A_MODEL, **OF_THE_RECORDING})
def test_without_a_model_it_is_the_recordings(command: str, run: RunOptions, asked: list[str]) -> None:
    with pytest.raises(NeuroglotError, match=r"from which .* was recorded: it is asked for"):
        {**WITH_A_MODEL, **OF_THE_RECORDING}[command](run)
    assert asked == [beside(run, "model")]


@pytest.mark.parametrize("given", ["", "another"])
def test_a_run_without_a_recording_has_the_embedded_model(given: str, tmp_path: Path, asked: list[str]) -> None:
    with pytest.raises(NeuroglotError, match=r"^it is asked for"):
        run_subject(tmp_path, given, HOLD)
    assert asked == [given or "embedded"]


@pytest.mark.parametrize("command", ["layers syntax", *OF_THE_RECORDING])
def test_other_weights_than_the_recordings_are_refused(command: str, run: RunOptions) -> None:
    model = Path(beside(run, "model"))
    save_tiny("llama", model, seed=5)
    try:
        with pytest.raises(NeuroglotError, match=f"was recorded from other weights of {model} than are there now"):
            {**WITH_A_MODEL, **OF_THE_RECORDING}[command](run)
    finally:
        save_tiny("llama", model)


def test_any_methods_sets_are_controlled_without_being_named(run: RunOptions) -> None:
    measured = MeasureOptions(corpus=beside(run, "programs.jsonl"))
    answer = ablate(run, measured, AblateOptions(draws=2, bootstrap=50), *WRITING)
    about = [result["condition"] for result in answer.data["results"]]
    assert {one["method"] for one in about if one.get("control") == "random"} == {"balanced"}


@pytest.mark.parametrize(
    ("measured", "options", "said"),
    [
        (MeasureOptions(), AblateOptions(controlled=("pls",)), "--controlled pls: .* give some of: balanced"),
        (MeasureOptions(metric="pass@1", methods=("pls", "balanced")), AblateOptions(), "--methods pls,balanced: .*"),
    ],
)
def test_methods_without_sets_are_refused_by_the_flag(
    run: RunOptions, measured: MeasureOptions, options: AblateOptions, said: str
) -> None:
    with pytest.raises(NeuroglotError, match=said):
        ablate(run, measured, options, *WRITING)
