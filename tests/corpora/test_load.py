"""Corpora of every source: what is read, how it is split, and what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.directory import directory_snippets
from neuroglot.corpora.humaneval_x import code_only, humaneval_x_problems
from neuroglot.corpora.jsonl import jsonl_snippets
from neuroglot.corpora.load import load_corpus, sample_tasks

HUMANEVAL_X = Path(__file__).parents[3] / "shared" / "data" / "humaneval-x"


def row(task_id: str, **more: object) -> str:
    fields = {
        "task_id": task_id,
        "prompt": "def f(x):\n    '''Add one.'''\n",
        "declaration": "def f(x):\n",
        "canonical_solution": "    return x + 1\n",
        "test": "assert f(1) == 2\n",
    }
    return json.dumps({**fields, **more}) + "\n"


def test_a_folder_is_told_apart_by_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.GO").write_text("package b\n")
    (tmp_path / "b" / "blank.go").write_text("\n")
    (tmp_path / "notes.txt").write_text("nothing")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "d.py").write_text("y = 2\n")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [(s.language, s.source) for s in directory_snippets(tmp_path)] == [("python", "a.py"), ("go", "b/c.GO")]


def test_jsonl_with_tasks_and_aliases(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    first_line = '{"language": "C++", "text": "int x;", "task": 7, "tests": "ignored"}'
    path.write_text(first_line + '\n\n{"language": "js", "text": "1"}\n')
    first, second = jsonl_snippets(path)
    assert (first.language, first.task, first.source) == ("cpp", "7", "x.jsonl:1")
    assert (second.language, second.task) == ("javascript", None)


def test_humaneval_x_form(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "one.jsonl.gz", "wt") as stream:
        stream.write(row("CPP/3"))
    (tmp_path / "two.jsonl").write_text(row("Python/3", alternatives=["    return 1 + x\n"], test_setup="import y\n"))
    cpp, python = humaneval_x_problems(tmp_path)
    assert (cpp.language, cpp.task, python.language, python.task) == ("cpp", "3", "python", "3")
    assert python.solutions == ("    return x + 1\n", "    return 1 + x\n")
    assert python.test_setup == "import y\n"
    texts = [snippet.text for snippet in code_only((python,), "here")]
    assert texts == ["def f(x):\n    return x + 1\n", "def f(x):\n    return 1 + x\n"]
    (tmp_path / "two.jsonl").write_text('{"task_id": "Python/1"}\n')
    with pytest.raises(NeuroglotError, match=r"two.jsonl:1: .* lacks prompt, canonical_solution, test"):
        humaneval_x_problems(tmp_path)


def test_the_splits_are_disjoint_by_task_and_parallel(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    rows = [{"language": name, "text": f"{name} {n}", "task": n} for n in range(9) for name in ("go", "js")]
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    validation, test = load_corpus(str(path), "validation"), load_corpus(str(path), "test")
    tasks = [{snippet.task for snippet in split.snippets} for split in (validation, test)]
    assert not tasks[0] & tasks[1]
    assert len(tasks[0] | tasks[1]) == 9
    assert len(validation.snippets) == 2 * len(tasks[0])
    few = sample_tasks(validation, 2, seed=0)
    assert len({snippet.task for snippet in few.snippets}) == 2
    assert len(few.snippets) == 4
    assert few == sample_tasks(validation, 2, seed=0)
    assert sample_tasks(validation, 0, seed=0) == validation


def test_languages_narrow_a_corpus_and_nothing_left_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(NeuroglotError, match="no program in go"):
        load_corpus(str(tmp_path), "test", ["go"])
    with pytest.raises(NeuroglotError, match="unknown split 'train'"):
        load_corpus(str(tmp_path), "train")
    with pytest.raises(NeuroglotError, match="needs the path"):
        load_corpus(f"humaneval_x:{tmp_path}/nowhere", "test")


def test_a_corpus_hash_sees_text_language_and_task_but_not_paths(tmp_path: Path) -> None:
    path, moved = tmp_path / "x.jsonl", tmp_path / "y.jsonl"
    for place in (path, moved):
        place.write_text("".join(json.dumps({"language": "go", "text": f"x{n}", "task": n}) + "\n" for n in range(4)))
    assert load_corpus(str(path), "test").hash() == load_corpus(str(moved), "test").hash()
    moved.write_text(moved.read_text().replace("x3", "x4").replace("x2", "x5").replace("x1", "x6").replace("x0", "x7"))
    assert load_corpus(str(path), "test").hash() != load_corpus(str(moved), "test").hash()


@pytest.mark.skipif(not HUMANEVAL_X.exists(), reason="HumanEval-X is not beside this checkout")
def test_the_real_humaneval_x_loads() -> None:
    problems = humaneval_x_problems(HUMANEVAL_X)
    assert len(problems) == 5 * 164
    assert len({problem.task for problem in problems}) == 164
    assert all(problem.declaration for problem in problems)
