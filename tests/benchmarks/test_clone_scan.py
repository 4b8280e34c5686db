"""The benchmarks of the scan for clones: the search finds what is there, and planted pairs are counted right."""

from __future__ import annotations

import importlib
import json
import runpy
from pathlib import Path
from types import ModuleType

import pytest
import torch

from neuroglot.core.clone_groups import CloneGroup, CloneKind, CloneMember, CloneScan

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.slow


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module benchmarks/clone_planted.py."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("clone_planted")


def test_the_search_finds_the_same_pairs_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, threads = tmp_path / "scan.json", torch.get_num_threads()
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setattr("sys.argv", ["clone_scan.py", "--small", "--threads", "1", "--out", str(out)])
    runpy.run_path(str(BENCHMARKS / "clone_scan.py"), run_name="__main__")
    torch.set_num_threads(threads)
    assert capsys.readouterr().out.startswith("| ")
    rows = json.loads(out.read_text())["rows"]
    by = {(row["what"], row["functions"]): row for row in rows}
    for count in (200, 600):
        pairs = by["search, exact", count]["pairs"]
        assert by["search, approximate", count]["pairs"] == pairs == count // 10
        assert by["grouping", count]["groups"] == pairs
    assert {row["what"] for row in rows} >= {"parsing", "reading"}


def test_planted_pairs_are_counted_by_kind(planted: ModuleType) -> None:
    made = planted.Planted
    functions = {
        ("a", "f"): made("t1", "python", "own"),
        ("b", "f"): made("t1", "go", "own"),
        ("c", "f"): made("t1", "python", planted.RENAMED),
        ("d", "f"): made("t2", "python", "own"),
        ("e", "f"): made("n1", "java", "natural"),
        ("g", "f"): made("n1", "java", "natural"),
    }

    def member(path: str, kind: CloneKind) -> CloneMember:
        shape = "ac" if path in "ac" else path
        return CloneMember(path, functions[path, "f"].language, "f", 1, 2, 0, 1, kind, 1.0, path, shape)

    exact, renamed, semantic = CloneKind
    groups = (
        CloneGroup(semantic, 0.8, (member("a", exact), member("c", renamed), member("d", semantic))),
        CloneGroup(semantic, 0.8, (member("e", exact), member("g", semantic))),
    )
    found = CloneScan(groups, {}, {}, (), {}, 0.8, (4,), "m", "exact", ())
    rows = {(row["measure"], row["pairs of"]): row for row in planted.rows_of(planted.tallied(found, functions), 0.8)}
    assert {(row["value"], row["pairs"]) for key, row in rows.items() if key == ("recall", planted.RENAMED)} == {
        (1.0, 1)
    }
    assert rows["recall", planted.ACROSS]["value"] == 0.0
    assert rows["recall", planted.ACROSS_RENAMED]["pairs"] == 1
    assert rows["recall", "all"]["value"] == pytest.approx(1 / 3, abs=1e-3)
    assert rows["F1", "all"]["value"] == pytest.approx(1 / 3, abs=1e-3)
    assert rows["precision", "renamed"]["value"] == 1.0
    assert rows["precision", "semantic within"]["value"] == 0.0, "two tasks are no clones"
    assert rows["precision", "all"] | {"low": 0, "high": 0} == {
        "threshold": 0.8,
        "measure": "precision",
        "pairs of": "all",
        "value": pytest.approx(1 / 3, abs=1e-3),
        "low": 0,
        "high": 0,
        "pairs": 3,
    }
