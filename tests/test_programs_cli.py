"""Programs from the command line: verify, score, generate, and pass@k for a model of Llama's architecture in one go."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from neuroglot import estimate_programs, study
from neuroglot.corpora import bundled
from neuroglot.corpora.bundled.export import to_humaneval_x
from neuroglot.execution.sandbox import defect
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.presets import PRESETS, Preset
from tests.command_line import neuroglot, refused
from tests.families import save_tiny

pytestmark = pytest.mark.skipif(bool(defect()), reason=f"no sandbox: {defect()}")

LANGUAGES = tuple(
    language
    for language, tool in (("python", "python3"), ("javascript", "node"))
    if shutil.which(tool, path="/usr/bin")
)


def rows(tasks: int) -> list[dict[str, Any]]:
    return list(to_humaneval_x(bundled.problems("validation", LANGUAGES)[: tasks * len(LANGUAGES)]))


def write(path: Path, lines: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("programs") / "problems.jsonl", rows(4))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(save_tiny("llama", tmp_path_factory.mktemp("programs") / "model"))


def test_verify_counts_passes_failures_and_missing_solutions(problems: str, tmp_path: Path) -> None:
    done = neuroglot("judge", "verify", problems, "--json")
    data = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (data["total"], data["passed"], data["failures"]) == (4 * len(LANGUAGES), 4 * len(LANGUAGES), [])
    damaged = rows(3)
    damaged[0]["canonical_solution"] = "    return None\n"
    damaged[1]["canonical_solution"] = ""
    damaged[1]["alternatives"] = []
    done = neuroglot("judge", "verify", write(tmp_path / "damaged.jsonl", damaged), "--json")
    data = json.loads(done.stdout)
    assert done.returncode == 1
    assert (data["total"], data["without_solution"]) == (len(damaged), 1)
    assert data["passed"] == len(damaged) - 2
    assert [(row["task_id"], row["status"]) for row in data["failures"]] == [(damaged[0]["task_id"], "wrong answer")]
    assert set(data["failures"][0]) == {"task_id", "status", "detail"}


def test_score_is_the_unbiased_estimate_and_goes_on(problems: str, tmp_path: Path) -> None:
    samples = [
        {"task_id": row["task_id"], key: text}
        for row in rows(4)
        for key, text in (("generation", row["canonical_solution"]), ("completion", "    return None\n"))
    ]
    file = write(tmp_path / "samples.jsonl", samples)
    kept = tmp_path / "verdicts.jsonl"
    words = ["judge", "score", file, "--problems", problems, "--k", "1,2", "--verdicts", str(kept), "--json"]
    done = neuroglot(*words, "--out", str(tmp_path / "out.jsonl"))
    assert done.returncode == 0, done.stderr
    first = json.loads(done.stdout)
    for language in LANGUAGES:
        row = first["languages"][language]
        assert (row["pass@1"]["value"], row["pass@2"]["value"]) == (0.5, 1.0)
        failed = {"python": "wrong answer", "javascript": "compile error"}[language]
        assert row["status"] == {"passed": 4, failed: 4}
    passed = [json.loads(line)["passed"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert passed == [True, False] * (len(samples) // 2)
    lines = kept.read_text().splitlines(keepends=True)
    kept.write_text("".join(lines[:3]) + lines[3][:20])
    again = neuroglot(*words)
    assert json.loads(again.stdout) == first
    assert kept.read_text().splitlines(keepends=True)[:3] == lines[:3]
    assert len(kept.read_text().splitlines()) == len(lines)


def test_bad_samples_get_one_line(problems: str, tmp_path: Path) -> None:
    def score(lines: list[dict[str, Any]]) -> str:
        return refused(neuroglot("judge", "score", write(tmp_path / "bad.jsonl", lines), "--problems", problems))

    assert "holds no sample" in score([])
    assert "bad.jsonl:1: expected" in score([{"task_id": "Python/0"}])
    assert "no problem 'Python/nothing'" in score([{"task_id": "Python/nothing", "generation": ""}])
    few = [{"task_id": rows(1)[0]["task_id"], "generation": ""}]
    file = write(tmp_path / "few.jsonl", few)
    assert "the fewest are 1" in refused(neuroglot("judge", "score", file, "--problems", problems, "--k", "5"))
    assert "unknown sandbox" in refused(neuroglot("judge", "verify", problems, "--sandbox", "docker"))


def test_generate_writes_what_score_reads_and_resumes(model: str, problems: str, tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    words = ["generate", "--model", model, "--problems", problems, "--max-new-tokens", "6", "--out", str(out), "--json"]
    done = neuroglot(*words)
    assert done.returncode == 0, done.stderr
    whole = out.read_text()
    assert len(whole.splitlines()) == 3 * 4 * len(LANGUAGES)
    out.write_text("".join(whole.splitlines(keepends=True)[:5]) + '{"task')
    assert neuroglot(*words, "--batch", "5").returncode == 0
    assert out.read_text() == whole
    scored = neuroglot("judge", "score", str(out), "--problems", problems, "--json")
    assert json.loads(scored.stdout)["samples"] == 3 * 4 * len(LANGUAGES)
    assert "temperature" in refused(neuroglot(*words, "--temperature", "0.5"))


def brief(preset: Preset) -> Preset:
    """All stages, with little in each: `test_cli` runs the preset as it is."""
    probing = replace(preset.probing, penalty=preset.probing.penalty[:1], iterations=10)
    return replace(preset, draws=2, steering=replace(preset.steering, open_tokens=8), probing=probing)


CLONES_LEFT_OUT = ("by the concept band", "with own names", "with random names")


@pytest.mark.usefixtures("brief_natural_programs")
def test_plain_and_ablated_pass_rates_of_a_llama_in_one_command(
    model: str, problems: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A random model never ends a program: a few tokens are as wrong as five hundred.
    monkeypatch.setattr(study, "SamplingOptions", partial(SamplingOptions, max_new_tokens=12))
    monkeypatch.setitem(PRESETS, "quick", brief(PRESETS["quick"]))
    words = ["study", "--model", model, "--corpus", f"humaneval_x:{problems}", "--runs", str(tmp_path), "--name", "h"]
    done = neuroglot(*words, "--no-twin", "--no-learning", "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for path in (tmp_path / "h").glob("ablate/*/results.jsonl") for line in path.open()]
    rates = [row for row in lines if row["metric"] == "pass@3"]
    plain = {row["language"]: row for row in rates if not row["condition"]}
    assert set(plain) == set(LANGUAGES)
    assert all(row["n"] == 2 and 0 <= row["low"] <= row["value"] <= row["high"] <= 1 for row in plain.values())
    assert any(row["condition"].get("ablated") for row in rates)
    assert {row["metric"] for row in lines} >= {"loss", "loss_change", "pass@1", "pass@3_change", "programs"}
    skipped = json.loads((tmp_path / "h" / "skipped.json").read_text())["skipped"]
    why = {row["what"]: row["why"] for row in skipped}
    assert "2 tasks" in why.pop("concept layers")
    assert "more tasks" in why["clone detection with own names"]
    assert set(why) == {"tuning", "summaries", *(f"clone detection {how}" for how in CLONES_LEFT_OUT)}
    assert "pass@3" in (tmp_path / "h" / "report.html").read_text()


@pytest.mark.usefixtures("brief_natural_programs")
def test_a_dry_run_estimates_what_is_written_and_learned(
    model: str, problems: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate_programs, "SamplingOptions", partial(SamplingOptions, max_new_tokens=12))
    monkeypatch.setitem(PRESETS, "quick", brief(PRESETS["quick"]))
    words = ["study", "--model", model, "--corpus", f"humaneval_x:{problems}", "--runs", str(tmp_path), "--name", "h"]
    done = neuroglot(*words, "--no-twin", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    steps = {step["stage"]: step for step in json.loads(done.stdout)["steps"]}
    assert {"steer", "clones", "tune", "summarize"} <= set(steps)
    assert steps["tune"]["what"].startswith("9 trainings")
    assert all(step["seconds"] > 0 for name, step in steps.items() if name in ("steer", "tune", "summarize"))
    assert not (tmp_path / "h").exists()
