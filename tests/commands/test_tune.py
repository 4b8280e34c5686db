"""`neuroglot tune`: from a run's neurons to a delta, an adapter, a whole model, and the comparison."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from rich.console import Console
from transformers import AutoModelForCausalLM

import neuroglot.commands.tune as commands
from neuroglot.applied.tune import Amounts, MeasureOptions, TargetOptions, run_tunings
from neuroglot.commands.options import InputOptions, RunOptions
from neuroglot.commands.record import record
from neuroglot.commands.tune import AdapterOptions, DeltaOptions, compare, export, merge
from neuroglot.commands.tune import run as tune_run
from neuroglot.core.artifacts import artifacts, open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.core.progress import Silent
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.statistics import load_statistics
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.sandbox import defect
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import LearnOptions
from neuroglot.models.deltas import save_delta, zero_delta
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.vectors import vectors_of
from neuroglot.report.tunes import tunes
from neuroglot.stages.record import RecordOptions
from neuroglot.stages.select import METHODS, PlsOptions, select, select_request
from neuroglot.stages.tune import CompareOptions, SingleOptions, Teaching
from tests.families import save_tiny
from tests.models.test_deltas import Packed

pytestmark = pytest.mark.usefixtures("few_objects_to_collect")

HOLD = HoldOptions(device="cpu")
LEARNING = LearnOptions(lr=1e-2, rows=4, length=64, steps=3)
WORDS = {"go": "func", "python": "def"}
TEXT = torch.tensor([[0, 70, 71, 72, 90, 91, 40, 41, 13, 8, 100, 101]])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a recording and a selection, instructions, and problems."""
    folder = tmp_path_factory.mktemp("tune")
    lines = [
        {"language": language, "text": f"{word} {number} = {number * 7}", "task": str(number)}
        for number in range(16)
        for language, word in WORDS.items()
    ]
    lessons = [
        {"instruction": f"write {number}", "output": f"{word} {number}", "language": language}
        for number in range(40)
        for language, word in WORDS.items()
    ]
    problems = [
        {
            "task_id": f"{language.title()}/{number}",
            "prompt": f"{word} {number}",
            "canonical_solution": f" = {number * 7}",
            "test": "",
            "declaration": "",
            "example_test": "",
        }
        for number in range(4)
        for language, word in WORDS.items()
    ]
    for name, rows in (("programs", lines), ("lessons", lessons), ("problems", problems)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    given = InputOptions(str(save_tiny("llama", folder / "model")), str(folder / "programs.jsonl"))
    record(RunOptions(str(folder / "run")), given, RecordOptions(shards=1), HOLD)
    options = PlsOptions(per_language=4)
    (recorded,) = artifacts(folder / "run", "record")
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    artifact = open_artifact(folder / "run", select_request("pls", options, recorded))
    select(METHODS["pls"], options, statistics, recorded, artifact)
    return folder


def asked(folder: Path, **more: object) -> TargetOptions:
    plain = TargetOptions(target="golang", method="pls", instructions=str(folder / "lessons.jsonl"))
    return replace(plain, **more)  # type: ignore[arg-type]


def text_of(renderable: object) -> str:
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(renderable)
    return console.export_text()


def test_one_training_gives_what_peft_and_transformers_load(folder: Path) -> None:
    where = RunOptions(str(folder / "run"))
    answer = tune_run(where, asked(folder), SingleOptions(bootstrap=20), LEARNING, HOLD)
    before, after = answer.data["results"]
    assert after["value"] < before["value"]
    assert "as a LoRA adapter" in text_of(answer.text)
    delta = DeltaOptions(answer.data["delta"], str(folder / "single"))
    assert export(delta, AdapterOptions(single_rank=True), HOLD).data["adapter"] == str(folder / "single")
    assert merge(replace(delta, to=str(folder / "whole")), HOLD).data["rounded to"] == []
    scores = []
    for adapter in (answer.data["adapter"], str(folder / "single"), None):
        base = AutoModelForCausalLM.from_pretrained(folder / ("model" if adapter else "whole"), dtype=torch.float32)
        model = PeftModel.from_pretrained(base, adapter) if adapter else base
        with torch.no_grad():
            scores.append(model.eval()(input_ids=TEXT, use_cache=False).logits)
    torch.testing.assert_close(scores[0], scores[2], rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(scores[1], scores[2], rtol=1e-3, atol=1e-4)
    whole = merge(replace(delta, to=str(folder / "half")), replace(HOLD, dtype="bfloat16"))
    assert "rounded to bfloat16" in text_of(whole.text)
    assert whole.data["rounded to"] == ["bfloat16"]
    with pytest.raises(NeuroglotError, match="--to FOLDER"):
        export(DeltaOptions(answer.data["delta"]), AdapterOptions(), HOLD)


def test_no_model_that_is_not_tuned_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be added into packed weights: beside them a delta would not be saved."""
    packed = load_subject(str(folder / "model"), HOLD)
    delta = zero_delta(packed, vectors_of(packed, neuron_set("go", "pls", [Neuron(0, "mlp.down", 3)])))
    save_delta(folder / "packed.safetensors", delta)
    block = packed.blocks[0].mlp
    block.down_proj = Packed(block.down_proj)
    monkeypatch.setattr(commands, "load_subject", lambda *given: packed)
    with pytest.raises(NeuroglotError, match=r"quantized or offloaded.*neuroglot tune export"):
        merge(DeltaOptions(str(folder / "packed.safetensors"), str(folder / "untuned")), HOLD)
    assert not (folder / "untuned").exists()


def test_a_comparison_is_told_in_80_columns(folder: Path) -> None:
    where = RunOptions(str(folder / "run"))
    measured = MeasureOptions(problems=str(folder / "problems.jsonl"), split="all", programs=False)
    options = CompareOptions(arms=("neurons", "lora"), rates=("1e-2",), seeds=1, bootstrap=20)
    given = (measured, options, LEARNING, SamplingOptions(), JudgeOptions(), HOLD)
    answer = compare(where, asked(folder, neurons=3), *given)
    text = text_of(answer.text)
    assert "Go was taught" in text
    assert "LoRA, as" in text
    assert "changes its test loss by" in text
    assert max(map(len, text.splitlines())) <= 80
    assert {row["condition"]["arm"] for row in answer.data["results"]} == {"none", "neurons", "lora"}
    again = compare(where, asked(folder, neurons=3), *given)
    assert again.data == answer.data


def amounts_of(folder: Path, **changes: object) -> Amounts:
    """A study's comparison on whole programs, which have no tests; programs are written for other problems."""
    programs = f"programs:{folder / 'programs.jsonl'}"
    measured = MeasureOptions(problems=programs, write_for=str(folder / "problems.jsonl"), tasks=4, pass_tasks=2)
    options = CompareOptions(arms=("neurons", "random"), rates=("1e-2",), seeds=1, k=1, bootstrap=20)
    teaching = Teaching(LEARNING, SamplingOptions(samples=1, max_new_tokens=4), JudgeOptions())
    wanted = {"target": "go", "method": "pls", "neurons": 3, "instructions": programs, "validating": 0, **changes}
    return Amounts(TargetOptions(**wanted), measured, options, teaching)  # type: ignore[arg-type]


def test_a_study_compares_on_whole_programs(folder: Path, tmp_path: Path) -> None:
    subject = load_subject(str(folder / "model"), HOLD)
    (recorded,) = artifacts(folder / "run", "record")
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    wanted = (amounts_of(folder), amounts_of(folder, target="java"), amounts_of(folder, neurons=0))
    running = (JudgeOptions(), "no sandbox here")
    rows = run_tunings(tmp_path, subject, ({}, statistics), wanted, running, Silent())
    why = [row["why"] for row in rows]
    assert why[0] == "no sandbox here"
    assert "java is not among the languages" in why[1]
    assert "pls chose no neurons" in why[2]
    (found,) = artifacts(tmp_path, "tune")
    results = found.results()
    assert {one.corpus for one in results if one.metric == "tune_loss"} == {"programs:programs.jsonl"}
    assert {one.n for one in results if one.metric == "tune_loss"} == {4}
    assert {one.value for one in results if one.metric == "tuned_neurons"} == {3.0}
    assert not [one for one in results if one.metric.startswith("pass@")]


@pytest.mark.skipif(bool(defect()), reason=f"no sandbox: {defect()}")
def test_programs_are_written_for_other_problems(folder: Path, tmp_path: Path) -> None:
    subject = load_subject(str(folder / "model"), HOLD)
    (recorded,) = artifacts(folder / "run", "record")
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    running = (JudgeOptions(), "")
    assert run_tunings(tmp_path, subject, ({}, statistics), (amounts_of(folder),), running, Silent()) == []
    (found,) = artifacts(tmp_path, "tune")
    table = tunes(found.results())
    assert table is not None
    assert table.corpus("tune_loss") == ("programs:programs.jsonl", "test")
    assert table.corpus("pass@1") == ("humaneval_x", "test")


def test_what_is_not_there_is_refused(folder: Path) -> None:
    where, plain = RunOptions(str(folder / "run")), SingleOptions()
    for changes, words in (
        ({"method": "margin"}, "no selection by margin"),
        ({"target": "cobol"}, "unknown language 'cobol'"),
        ({"target": "java"}, "pls chose no neurons of java"),
        ({"method": "universal", "neurons": 3}, "universal chooses no given number"),
        ({"instructions": "elsewhere"}, "elsewhere"),
    ):
        with pytest.raises(NeuroglotError, match=words):
            tune_run(where, asked(folder, **changes), plain, LEARNING, HOLD)
