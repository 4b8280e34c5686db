"""`ablate --kind mean` holds neurons at the means of the run's own recording, beside the ablation to zero."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from neuroglot.commands.ablate import MeasureOptions, ablate
from neuroglot.commands.options import InputOptions, RunOptions
from neuroglot.commands.record import record
from neuroglot.commands.report import ReportOptions, report
from neuroglot.core.artifacts import artifacts, open_artifact
from neuroglot.core.recordings import STATISTICS
from neuroglot.core.statistics import load_statistics
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.stages.ablate import AblateOptions
from neuroglot.stages.ablate import stage as module
from neuroglot.stages.record import RecordOptions
from neuroglot.stages.select import METHODS, PlsOptions, select, select_request
from tests.families import save_tiny

HOLD = HoldOptions(device="cpu")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ablate")
    lines = [
        {"language": language, "text": f"{word} {number} = {number * 7}", "task": str(number)}
        for number in range(16)
        for language, word in (("python", "def"), ("go", "func"))
    ]
    programs = folder / "programs.jsonl"
    programs.write_text("".join(json.dumps(line) + "\n" for line in lines))
    where, given = (
        RunOptions(str(folder / "run")),
        InputOptions(str(save_tiny("llama", folder / "model")), str(programs)),
    )
    record(where, given, RecordOptions(shards=1), HOLD)
    run, options = folder / "run", PlsOptions(fraction=0.1, ratio=1.0)
    (recorded,) = artifacts(run, "record")
    statistics, _ = load_statistics(recorded.folder / STATISTICS)
    select(METHODS["pls"], options, statistics, recorded, open_artifact(run, select_request("pls", options, recorded)))
    return run


def ablated(run: Path, options: AblateOptions) -> Path:
    measured = MeasureOptions(corpus=str(run.parent / "programs.jsonl"))
    answer = ablate(RunOptions(str(run)), measured, options, SamplingOptions(), JudgeOptions(), HOLD)
    return Path(answer.data["artifact"])


def test_both_kinds_are_measured_and_reported(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = []
    real = module.edited
    monkeypatch.setattr(module, "edited", lambda subject, edit: edits.append(edit) or real(subject, edit))
    zero, mean = (ablated(run, AblateOptions(draws=1, bootstrap=50, kind=kind)) for kind in ("zero", "mean"))
    assert zero != mean
    assert len(artifacts(run, "ablate")) == 2
    statistics, _ = load_statistics(artifacts(run, "record")[0].folder / STATISTICS)
    by_language = {
        key: sums.sum(axis=1) / statistics.tokens.sum(axis=1)[:, None] for key, sums in statistics.sums["sum"].items()
    }
    held = [edit for edit in edits if edit is not None and edit.values is not None]
    assert len(held) == len([edit for edit in edits if edit is not None]) / 2 > 0
    for edit in held:
        for key, indices in edit.neurons.members.items():
            np.testing.assert_allclose(edit.values[key], by_language[key].mean(axis=0)[indices], rtol=1e-12)
    answer = report(RunOptions(str(run)), ReportOptions())
    assert "Held-out loss, nats a token" in Path(answer.data["report"]).read_text(encoding="utf-8")
    text = (Path(answer.data["tables"]) / "loss.md").read_text(encoding="utf-8")
    assert text.count("zero ablation") == text.count("mean ablation") == 1
