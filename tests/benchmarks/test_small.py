"""The small versions of the benchmarks run, find equal results, and write what they say; time is not judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.slow


def run(name: str, folder: Path, *more: str) -> dict[str, Any]:
    out = folder / f"{name}.json"
    command = [sys.executable, str(BENCHMARKS / f"{name}.py"), "--small", "--threads", "1", "--out", str(out), *more]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": "src"}
    process = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert process.returncode == 0, process.stderr
    assert process.stdout.startswith("| ")
    document: dict[str, Any] = json.loads(out.read_text())
    assert {"processors", "threads", "load average", "versions"} <= document["machine"].keys()
    return document


def test_recording(tmp_path: Path) -> None:
    rows = run("recording", tmp_path)["rows"]
    ways = {(row["way"], row["type"]): row for row in rows}
    for kind in ("float32", "bfloat16"):
        assert ways["nine sites", kind]["difference"] < 1e-5
        for way in ("bare", "mlp.act", "attributions, seven sites", "everything"):
            assert ways[way, kind]["low"] <= ways[way, kind]["ratio"] <= ways[way, kind]["high"]
    assert ways["the paper's / ours", "float32"]["difference"] < 2e-3
    assert ("ablated generation", "float32") in ways


def test_memory(tmp_path: Path) -> None:
    rows = run("memory", tmp_path)["rows"]
    assert [row["samples"] for row in rows] == [10, 40, 10]
    assert rows[-1]["checkpointing"]
    assert all(row["peak MiB"] >= row["before recording MiB"] > 0 for row in rows)
    assert rows[1]["tokens"] > rows[0]["tokens"]


def test_peers(tmp_path: Path) -> None:
    rows = run("peers", tmp_path)["rows"]
    for row in rows:
        if row["way"] == "plain hooks":  # needs nothing installed, so it is always compared
            assert row["difference"] < 5e-3
            assert row["ratio"] > 0
        elif row["way"] not in ("ours", "positions / tokens") and "ratio" not in row:
            assert row["difference"].startswith(("skipped", "failed"))
    assert {row["form"] for row in rows} == {"as recommended", "packed"}


def test_scaling(tmp_path: Path) -> None:
    document = run("scaling", tmp_path, "--svg", str(tmp_path / "scaling.svg"))
    names = ["programs", "length", "layers", "width", "languages", "classes", "ranks"]
    assert [row["by"] for row in document["rows"]] == names
    assert all({"exponent", "at zero", "each"} <= row.keys() for row in document["rows"])
    drawn = (tmp_path / "scaling.svg").read_text()
    assert drawn.startswith("<svg ")
    assert all(f"{name}, exponent" in drawn for name in names)
