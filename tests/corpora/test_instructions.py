"""Instructions of one language, and a part that is held out by task."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.bundled import tasks
from neuroglot.corpora.instructions import load_lessons, programs_as_problems

ROWS = [
    {"instruction": f"Write function {number}", "output": f"func f{number}() {{}}", "language": name, "source": "x"}
    for number in range(60)
    for name in ("Go", "CPP", "Haskell")
]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_rows_of_the_language_are_learned_or_held_out(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.{form}"
    path.write_text(json.dumps(ROWS) if form == "json" else "\n".join(map(json.dumps, ROWS)))
    for spec in (str(path), f"mceval_instruct:{path}"):
        found = load_lessons(spec, "go")
        whole = [*found.learned, *found.held_out]
        assert len(whole) == 60
        assert 1 <= len(found.held_out) <= 15
        assert not {one.task for one in found.learned} & {one.task for one in found.held_out}
        assert all(one.prompt.endswith("\n") and one.answer.startswith("func") for one in whole)


def test_the_bundled_pools_share_no_task() -> None:
    found = load_lessons("bundled", "go")
    assert {one.task for one in found.learned} <= {f"bundled/{task.id}" for task in tasks("adapt")}
    assert {one.task for one in found.held_out} <= {f"bundled/{task.id}" for task in tasks("validation")}
    assert all(one.prompt.rstrip().endswith("{") for one in found.learned[:20])
    few = load_lessons("bundled", "go", validating=7)
    assert len({one.task for one in few.held_out}) == 7
    assert few.learned == found.learned


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(ROWS[0]))
    with pytest.raises(NeuroglotError, match="0 instructions to learn"):
        load_lessons(str(path), "java")
    path.write_text('{"instruction": "x"}')
    with pytest.raises(NeuroglotError, match="it lacks output"):
        load_lessons(str(path), "go")
    with pytest.raises(NeuroglotError, match=r"a \.jsonl or \.json file"):
        load_lessons("nothing", "go")
    with pytest.raises(NeuroglotError, match="nothing behind a colon"):
        load_lessons("bundled:x", "go")


def test_whole_programs_are_lessons_and_tests(tmp_path: Path) -> None:
    rows = [
        {"language": language, "text": f"program {number} in {language}", "task": str(number)}
        for number in range(24)
        for language in ("go", "python")
    ]
    path = tmp_path / "programs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    found = load_lessons(f"programs:{path}", "go")
    assert {len(found.learned), len(found.held_out)} == {9, 3}
    assert all(one.prompt == "" and one.answer.endswith("go") for one in found.learned)
    test = programs_as_problems(str(path), "test", ("go", "python"))
    assert test.languages == ("python", "go")
    assert len({problem.task for problem in test.problems}) == 12
    assert not {problem.task for problem in test.problems} & {one.task for one in (*found.learned, *found.held_out)}
