"""The assessment: similarity that names don't change, groups, and tables from what `judge score` writes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from training.assess import NEARNESS, assessment, grams, group_of, judged, nearest, normalised, passing, tables, thirds

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.corpora.bundled import problems, tasks
from neuroglot.corpora.bundled.programs import program

CODE = """from typing import List


def longest(words: List[str], least: int) -> str:
    found = ""
    for word in sorted(words, key=len, reverse=True):
        if len(word) > least + 12 and word.startswith("a"):
            found = word.upper()  # loud
    return found
"""
RENAMED = (
    CODE.replace("longest", "f").replace("words", "w2").replace("word", "x").replace("least", "y")
    .replace("found", "z").replace("12", "3").replace("  # loud", "")
)  # fmt: skip


def test_normalised() -> None:
    assert " ".join(normalised(CODE)) == (
        "def v0 ( v1 : List [ str ] , v2 : int ) -> str : <newline> "
        '<indent> v3 = "" <newline> '
        "for v4 in sorted ( v1 , key = len , reverse = True ) : <newline> "
        '<indent> if len ( v4 ) > v2 + N and v4 . startswith ( "a" ) : <newline> '
        "<indent> v3 = v4 . upper ( ) <newline> "
        "<dedent> <dedent> return v3 <newline> <dedent>"
    )


def test_names_numbers_and_comments_change_nothing() -> None:
    assert RENAMED != CODE
    assert normalised(RENAMED) == normalised(CODE)
    assert normalised(CODE.replace("word.upper()", "found.upper()")) != normalised(CODE)
    assert normalised(CODE.replace("upper", "lower")) != normalised(CODE)


def test_nearest_is_the_largest_jaccard_similarity() -> None:
    codes = [program(task, function, "python") for task in tasks("test")[:30] for function in task.functions]
    of, among = codes[:20], codes[20:]
    found = nearest(of, among)
    sets = [grams(code) for code in among]
    plain = [max(len(own & other) / len(own | other) for other in sets) for own in map(grams, of)]
    assert found == pytest.approx(plain, abs=0)
    assert nearest(of, [*among, *of]).tolist() == [1.0] * len(of)
    assert nearest([RENAMED], [CODE, "x = 1\n"]).tolist() == [1.0]
    assert nearest(["a = b\n"], [CODE]).tolist() == [0.0]


def test_thirds() -> None:
    groups, bounds = thirds(np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]))
    assert bounds == pytest.approx([0.3, 0.5])
    assert [groups.count(name) for name in NEARNESS] == [3, 2, 2]
    assert set(thirds(np.full(5, 0.5))[0]) == {"farthest third"}


def test_groups() -> None:
    assert {group_of(task) for task in tasks("test")} == {"depth 1", "depth 2", "depth 3", "depth 4", "whole"}


def test_passing() -> None:
    found = passing([(3, 0), (3, 1), (6, 1)], ["a", "a", "b"])
    assert found["a"] == {"value": 0.5, "low": 0.0, "high": 1.0, "tasks": 2}
    assert found["b"]["value"] == pytest.approx(0.5)
    with pytest.raises(NeuroglotError, match="pass@3"):
        passing([(2, 1)], ["a"])


def write(path: Path, rows: list[tuple[str, bool]]) -> Path:
    path.write_text("".join(json.dumps({"task_id": name, "passed": passed}) + "\n" for name, passed in rows))
    return path


def test_judged_counts_samples_by_problem(tmp_path: Path) -> None:
    path = write(tmp_path / "judged.jsonl", [("Go/a", True), ("Go/b", False), ("Go/a", False), ("Go/a", True)])
    assert judged(path) == {"Go/a": (3, 2), "Go/b": (1, 0)}


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Similarities without building the pretraining pool."""
    monkeypatch.setattr("training.assess.similarities", lambda of: np.linspace(0, 1, len(of)))


@pytest.mark.usefixtures("near")
def test_assessment_and_tables() -> None:
    rows = problems("test", FIVE)
    first = tasks("test")[0]
    counts = {row.task_id: (4, 4 if row.language == "go" else 0) for row in rows if row.language in ("go", "python")}
    del counts[next(row.task_id for row in rows if row.task == f"bundled/{first.id}" and row.language == "go")]
    found = assessment(counts)
    assert list(found["languages"]) == ["python", "go"]
    assert (found["tasks"], found["test_tasks"]) == (len(tasks("test")) - 1, len(tasks("test")))
    for by in ("depth", "similarity"):
        cells = found["languages"]["go"][by].values()
        assert sum(cell["tasks"] for cell in cells) == found["tasks"]
        assert all((cell["value"], cell["low"], cell["high"]) == (1, 1, 1) for cell in cells)
    assert found["nearest"]["mean"] == 0.5
    assert json.loads(json.dumps(found)) == found
    lines = tables(found).split("\n")
    assert "| tasks | n | Python | Go |" in lines
    assert sum(line.startswith("| depth ") for line in lines) == 4
    assert (
        f"| nearest third | {found['languages']['go']['similarity']['nearest third']['tasks']} | 0 [0, 0] "
        in "\n".join(lines)
    )


@pytest.mark.usefixtures("near")
def test_problems_of_another_pool_are_refused() -> None:
    with pytest.raises(NeuroglotError, match="Go/none"):
        assessment({"Go/none": (3, 0)})
