"""`neuroglot rename` from the command line: counts, forms, verification, single files, and one line for bad input."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from neuroglot.commands.rename import COUNTS, RenameOptions, rename
from neuroglot.core.errors import NeuroglotError
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.sandbox import defect
from tests.command_line import neuroglot, refused
from tests.corpora.test_renamed import HUMANEVAL_X, MBXP

HOW = JudgeOptions()
verified = pytest.mark.skipif(
    bool(defect()) or shutil.which("python3", path="/usr/bin") is None, reason=f"no sandbox: {defect()}"
)


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@verified
def test_verified_copies_pass_and_others_are_skipped(tmp_path: Path) -> None:
    rows = [
        HUMANEVAL_X,
        {**HUMANEVAL_X, "task_id": "Python/8", "canonical_solution": "    return 0\n"},
        {**HUMANEVAL_X, "task_id": "Python/9", "canonical_solution": ""},
        {**HUMANEVAL_X, "task_id": "Python/10", "canonical_solution": "    return ((\n"},
    ]
    source, out = write(tmp_path / "problems.jsonl", rows), tmp_path / "renamed.jsonl"
    done = neuroglot("rename", source, "--out", str(out), "--seed", "1", "--verify", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert {name: data[name] for name in COUNTS} == {
        "programs": 4,
        "skipped": 3,
        "changed": 1,
        "passed": 1,
        "dropped": 0,
    }
    assert [row["task_id"] for row in read(out)] == ["Python/7"]
    judged = neuroglot("judge", "verify", str(out), "--json")
    assert json.loads(judged.stdout)["passed"] == 1


@verified
def test_a_copy_that_fails_is_dropped_and_the_answer_is_no(tmp_path: Path) -> None:
    row = {
        **HUMANEVAL_X,
        "canonical_solution": "    import inspect\n    word = inspect.currentframe().f_code.co_varnames[3]\n"
        "    return start + sum(xs) / 2 if len(word) == 4 and word[::-1] == 'drow' else None\n",
    }
    source, out = write(tmp_path / "problems.jsonl", [row]), tmp_path / "renamed.jsonl"
    answer = rename(RenameOptions(source, str(out), verify=True), HOW)
    assert (answer.data["passed"], answer.data["dropped"], answer.ok) == (0, 1, False)
    assert answer.data["failures"][0]["task_id"] == "Python/7"
    assert out.read_text() == ""


def test_without_verification_nothing_is_run(tmp_path: Path) -> None:
    source, out = write(tmp_path / "problems.jsonl", [MBXP, {**MBXP, "task_id": "MBRBP/4"}]), tmp_path / "out.jsonl.gz"
    answer = rename(RenameOptions(source, str(out), seed=3), HOW)
    assert {name: answer.data[name] for name in COUNTS} == {
        "programs": 2,
        "skipped": 0,
        "changed": 2,
        "passed": None,
        "dropped": None,
    }
    first = out.read_bytes()
    assert len(gzip.decompress(first).splitlines()) == 2
    rename(RenameOptions(source, str(out), seed=3), HOW)
    assert out.read_bytes() == first


def test_the_bundled_problems_are_renamed_in_their_own_form(tmp_path: Path) -> None:
    out = tmp_path / "bundled.jsonl"
    answer = rename(RenameOptions("bundled:validation", str(out), tasks=1), HOW)
    rows = read(out)
    assert answer.data["programs"] == answer.data["changed"] == len(rows) == 7
    assert all("alternatives" in row and "family" in row for row in rows)


def test_a_single_file_is_a_program(tmp_path: Path) -> None:
    source, out = tmp_path / "program.py", tmp_path / "renamed.py"
    source.write_text("def area(width):\n    return width * width  # width\nprint(area(2))\n")
    done = neuroglot("rename", str(source), "--out", str(out), "--seed", "1", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["programs"], data["skipped"], data["changed"]) == (1, 0, 1)
    assert (data["passed"], data["dropped"]) == (None, None)
    assert "# width" in out.read_text()
    assert "area" not in out.read_text()
    with pytest.raises(NeuroglotError, match="no tests"):
        rename(RenameOptions(str(source), str(out), verify=True), HOW)


def test_bad_input_gets_one_line_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    broken = tmp_path / "program.py"
    broken.write_text("def f(:\n")
    assert "program.py" in refused(neuroglot("rename", str(broken), "--out", str(out)))
    for name, text, says in (
        ("broken.jsonl", "{\n", "not JSON"),
        ("other.jsonl", '{"a": 1}\n', "no known form"),
        ("latin.py", b"x = '\xe9'\n", "not UTF-8"),
    ):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(NeuroglotError, match=says):
            rename(RenameOptions(str(tmp_path / name), str(out)), HOW)
    with pytest.raises(NeuroglotError, match="known"):
        rename(RenameOptions(str(tmp_path / "missing.jsonl"), str(out)), HOW)
    assert not out.exists()
    source = tmp_path / "same.py"
    source.write_text("x = 1\n")
    with pytest.raises(NeuroglotError, match="source itself"):
        rename(RenameOptions(str(source), str(source)), HOW)
    with pytest.raises(NeuroglotError, match="--out"):
        rename(RenameOptions(str(source)), HOW)
