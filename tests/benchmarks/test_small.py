"""The small versions of the benchmarks run, find equal results, and write what they say; time is not judged."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.slow


Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a benchmark's script as `python benchmarks/NAME.py` does, but in this process, and read what it wrote."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    threads = torch.get_num_threads()

    def of_name(name: str, *more: str) -> dict[str, Any]:
        script, out = BENCHMARKS / f"{name}.py", tmp_path / f"{name}.json"
        monkeypatch.setattr("sys.argv", [str(script), "--small", "--threads", "1", "--out", str(out), *more])
        runpy.run_path(str(script), run_name="__main__")
        assert capsys.readouterr().out.startswith("| ")
        document: dict[str, Any] = json.loads(out.read_text())
        assert {"processors", "threads", "load average", "versions"} <= document["machine"].keys()
        return document

    yield of_name
    torch.set_num_threads(threads)


def test_recording(run: Run) -> None:
    rows = run("recording")["rows"]
    ways = {(row["way"], row["type"]): row for row in rows}
    for kind in ("float32", "bfloat16"):
        assert ways["nine sites", kind]["difference"] < 1e-5
        for way in ("bare", "mlp.act", "attributions, seven sites", "everything"):
            assert ways[way, kind]["low"] <= ways[way, kind]["ratio"] <= ways[way, kind]["high"]
    assert ways["the paper's / ours", "float32"]["difference"] < 2e-3
    assert ("ablated generation", "float32") in ways


def test_memory(run: Run) -> None:
    rows = run("memory")["rows"]
    assert [row["samples"] for row in rows] == [10, 40, 10]
    assert rows[-1]["checkpointing"]
    assert all(row["peak MiB"] >= row["before recording MiB"] > 0 for row in rows)
    assert rows[1]["tokens"] > rows[0]["tokens"]


def test_peers(run: Run) -> None:
    rows = run("peers")["rows"]
    for row in rows:
        if row["way"] == "plain hooks":  # needs nothing installed, so it is always compared
            assert row["difference"] < 5e-3
            assert row["ratio"] > 0
        elif row["way"] not in ("ours", "positions / tokens") and "ratio" not in row:
            assert row["difference"].startswith(("skipped", "failed"))
    assert {row["form"] for row in rows} == {"as recommended", "packed"}


def test_scaling(run: Run, tmp_path: Path) -> None:
    document = run("scaling", "--svg", str(tmp_path / "scaling.svg"))
    names = ["programs", "length", "layers", "width", "languages", "classes", "ranks"]
    assert [row["by"] for row in document["rows"]] == names
    assert all({"exponent", "at zero", "each"} <= row.keys() for row in document["rows"])
    drawn = (tmp_path / "scaling.svg").read_text()
    assert drawn.startswith("<svg ")
    assert all(f"{name}, exponent" in drawn for name in names)


def test_tuning(run: Run) -> None:
    document = run("tuning", "--rows", "2")
    assert document["difference"] < 1e-3
    here, there = document["rows"][:3], document["rows"][3:]
    assert [row["way"] for row in here] == [row["way"] for row in there] == ["delta", "lora", "masked"]
    assert all(row["step, low"] <= row["step, ratio"] <= row["step, high"] for row in here)
    for parts in document["bytes"].values():
        assert parts["delta"]["state"] == 16 * parts["delta"]["trained"]
        assert parts["masked"]["state"] > 100 * parts["delta"]["state"]
        assert parts["delta"]["sum"] < parts["masked"]["sum"]
