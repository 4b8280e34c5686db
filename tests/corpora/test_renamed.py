"""Renamed problems: every form keeps its form, tests keep their words, and parts stay parts of one program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.problems import load_problems, load_rows
from neuroglot.corpora.renamed import Copy, renamed_problem

HUMANEVAL_X = {
    "task_id": "Python/7",
    "prompt": 'def half(n):\n    return n / 2\n\ndef solve(xs, start):\n    """Sum of xs and start."""\n',
    "declaration": "def half(n):\n    return n / 2\n\ndef solve(xs, start):\n",
    "canonical_solution": "    total = start\n    for x in xs:\n        total += half(x)\n    return total\n",
    "test": "def check(f):\n    total = f([1], start=2)\n    assert total == 2.5\ncheck(solve)\n",
    "example_test": "assert solve([], 1) == 1\n",
    "text": "Sum of xs and start.",
}
OWN = {
    **HUMANEVAL_X,
    "family": "sum",
    "task": "sum",
    "alternatives": ["    result = sum(xs) / 2\n    return result + start\n"],
}
MCEVAL = {
    "task_id": "Java/1",
    "entry_point": "top",
    "signature": "int top(int[] xs)",
    "instruction": "Write it.",
    "prompt": "class Solution {\n  // xs\n  public static int top(int[] xs)",
    "canonical_solution": "{ int best = 0; for (int x : xs) best = more(best, x); return best; }\n"
    "  private static int more(int a, int b) { return Math.max(a, b); }\n",
    "test": "  public static void main(String[] args) { int best = top(new int[]{1}); assert best == 1; }\n}\n",
}
MBXP = {
    "task_id": "MBRBP/3",
    "language": "ruby",
    "entry_point": "count_up",
    "prompt": "##\n# xs\ndef count_up(xs)",
    "canonical_solution": "    total = 0\n    xs.each { |x| total += x }\n    total\nend\n",
    "test": "raise unless count_up([1, 2]) == 3\n",
}
FORMS = {"humaneval_x": HUMANEVAL_X, "own": OWN, "mceval": MCEVAL, "mbxp": MBXP}


def copy_of(row: dict[str, object], folder: Path, seed: int = 1) -> Copy:
    path = folder / "problems.jsonl"
    path.write_text(json.dumps(row) + "\n")
    found, rows = load_rows(str(path))
    return renamed_problem(found.problems[0], rows[str(row["task_id"])], seed)


@pytest.mark.parametrize("form", FORMS)
def test_a_row_keeps_its_form_and_reads_back_as_the_renamed_problem(form: str, tmp_path: Path) -> None:
    row = FORMS[form]
    copy = copy_of(row, tmp_path)
    assert list(copy.row) == list(row)
    changed = {name for name in row if copy.row[name] != row[name]}
    assert {"canonical_solution"} <= changed <= {"prompt", "declaration", "canonical_solution", "alternatives"}
    assert copy.row["prompt"].endswith("\n") is str(row["prompt"]).endswith("\n")
    path = tmp_path / "renamed.jsonl"
    path.write_text(json.dumps(copy.row) + "\n")
    assert load_problems(str(path)).problems == (copy.problem,)
    assert copy_of(row, tmp_path) == copy
    assert copy_of(row, tmp_path, seed=2).names != copy.names


def test_parts_share_their_names_and_tests_keep_theirs(tmp_path: Path) -> None:
    copy = copy_of(OWN, tmp_path)
    names = dict(copy.names)
    assert set(names) == {"half", "n", "xs", "total", "x", "result"}
    for field in ("prompt", "declaration"):
        assert f"def solve({names['xs']}, start):" in copy.row[field]
        assert f"def {names['half']}({names['n']})" in copy.row[field]
    assert f"{names['total']} += {names['half']}({names['x']})" in copy.row["canonical_solution"]
    assert copy.row["alternatives"] == [
        f"    {names['result']} = sum({names['xs']}) / 2\n    return {names['result']} + start\n"
    ]
    assert "Sum of xs and start." in copy.row["prompt"]
    assert copy.kept == ()


def test_a_solution_whose_class_ends_in_the_test_is_renamed(tmp_path: Path) -> None:
    copy = copy_of(MCEVAL, tmp_path)
    assert set(dict(copy.names)) == {"Solution", "xs", "best", "x", "more", "a", "b"}
    assert "// xs" in copy.row["prompt"]
    assert not re.search(r"\b(?:best|more)\b", copy.row["canonical_solution"])
    assert copy.row["test"] == MCEVAL["test"]


def test_what_has_no_solution_or_does_not_parse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroglotError, match="no solution"):
        copy_of({**MBXP, "canonical_solution": ""}, tmp_path)
    with pytest.raises(NeuroglotError, match="no whole program"):
        copy_of({**HUMANEVAL_X, "canonical_solution": "    return (\n"}, tmp_path)


def test_names_do_not_depend_on_the_other_rows(tmp_path: Path) -> None:
    path = tmp_path / "both.jsonl"
    rows = [MBXP, {**MBXP, "task_id": "MBRBP/4"}]
    for order in (rows, rows[::-1]):
        path.write_text("".join(json.dumps(row) + "\n" for row in order))
        found, by_id = load_rows(str(path))
        made = {one.task_id: renamed_problem(one, by_id[one.task_id], 1).names for one in found.problems}
        assert made == {row["task_id"]: copy_of(row, tmp_path).names for row in rows}
        assert made["MBRBP/3"] != made["MBRBP/4"]
