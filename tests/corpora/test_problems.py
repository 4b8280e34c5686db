"""Problems with tests: every form, the splits and samples that agree with a corpus's, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError

from neuroglot.core.corpus import Problem
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora import bundled, hub, load_corpus
from neuroglot.corpora.bundled.export import to_humaneval_x
from neuroglot.corpora.known_faults import KNOWN_FAULTS
from neuroglot.corpora.load import SPLITS, sample_tasks
from neuroglot.corpora.problems import BENCHMARKS, load_problems, sample_problems
from neuroglot.languages import BY_NAME

DATA = Path(__file__).parents[3] / "shared" / "data"
with_data = pytest.mark.skipif(not DATA.exists(), reason="the benchmarks' data is not beside this checkout")
UNPARSED = {"CPP/9", "CPP/22", "CPP/23", "CPP/137"}
"""Programs of C++ that compilers take and the grammar doesn't: a type where it wants a value (va_arg, typeid)."""

HUMANEVAL_X = {"prompt": "def f(x):\n", "declaration": "def f(x):\n", "canonical_solution": "    x\n", "test": "f(1)\n"}
MCEVAL = {
    "prompt": 'def f(x):\n    """Add one."""',
    "canonical_solution": "    return x + 1",
    "test": "assert f(1) == 2",
    "entry_point": "f",
    "signature": "def f(x):",
    "docstring": "Add one.",
    "instruction": "Write f.",
    "level": "easy",
}
MBXP = {
    "prompt": "\ndef f(x)",
    "entry_point": "f",
    "test": "\nf(1)",
    "description": "Say f.",
    "canonical_solution": None,
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def whole(problem: Problem, solution: str) -> str:
    return f"{problem.test_setup}{problem.prompt}{solution}\n{problem.test}"


def test_the_bundled_problems_come_back_from_their_export(tmp_path: Path) -> None:
    problems = bundled.problems("validation")
    exported = write(tmp_path / "x.jsonl", *to_humaneval_x(problems))
    found = load_problems(str(exported))
    assert found.problems == problems
    assert (found.name, found.split, found.languages) == ("bundled", "", LANGUAGES)
    assert load_problems(f"humaneval_x:{exported}").problems == problems
    assert load_problems("bundled", "validation").problems == problems


def test_the_bundled_split_is_a_pool() -> None:
    found = load_problems("bundled", languages=["go"])
    assert (found.name, found.split) == ("bundled", "test")
    assert found.problems == bundled.problems("test", ["go"])
    with pytest.raises(NeuroglotError, match="unknown split 'train'; the bundled pools are pretrain"):
        load_problems("bundled", "train")
    with pytest.raises(NeuroglotError, match="nothing behind a colon"):
        load_problems("bundled:x")


def test_a_split_of_problems_has_the_tasks_of_the_corpus_split(tmp_path: Path) -> None:
    rows = [{**HUMANEVAL_X, "task_id": f"{name}/{n}"} for n in range(15) for name in ("Python", "Go")]
    unsolved = [{**HUMANEVAL_X, "task_id": f"Go/{n}", "canonical_solution": ""} for n in range(15, 22)]
    path = write(tmp_path / "x.jsonl", *rows, *unsolved)
    halves = []
    for split in SPLITS:
        found = load_problems(str(path), split)
        assert found.split == split
        solved = {problem.task for problem in found.problems if problem.solutions}
        assert solved == {snippet.task for snippet in load_corpus(f"humaneval_x:{path}", split).snippets}
        halves.append({problem.task for problem in found.problems})
    assert not halves[0] & halves[1]
    assert halves[0] | halves[1] == {problem.task for problem in load_problems(str(path)).problems}
    assert abs(len(halves[0]) - len(halves[1])) <= 2
    with pytest.raises(NeuroglotError, match="unknown split 'train'; known: validation, test"):
        load_problems(str(path), "train")


def test_a_sample_of_problems_has_the_tasks_of_the_corpus_sample(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.jsonl",
        *({**HUMANEVAL_X, "task_id": f"{name}/{n}"} for n in range(12) for name in ("Python", "Go")),
    )
    found, corpus = load_problems(str(path), "test"), load_corpus(f"humaneval_x:{path}", "test")
    for seed in range(3):
        few = sample_problems(found, 2, seed)
        assert len(few.problems) == 4
        assert {problem.task for problem in few.problems} == {s.task for s in sample_tasks(corpus, 2, seed).snippets}
    assert sample_problems(found, 0, seed=0) == found


def test_humaneval_x_form(tmp_path: Path) -> None:
    row = {**HUMANEVAL_X, "task_id": "Go/3", "test_setup": "package main", "text": "Add.", "alternatives": None}
    path = write(tmp_path / "x.jsonl", row, {**row, "task_id": "Go/4", "canonical_solution": " \n", "task": 7})
    first, second = load_problems(str(path)).problems
    assert (first.test_setup, first.description, first.task) == ("package main\n", "Add.", "3")
    assert (second.solutions, second.task) == ((), "7")


def test_mceval_prompts_end_their_line_and_tasks_are_of_one_language(tmp_path: Path) -> None:
    rows = [{**MCEVAL, "task_id": f"{name}/1"} for name in ("Python", "Rust", "CPP", "Rust")]
    found = load_problems(str(write(tmp_path / "x.jsonl", *rows)))
    assert (found.name, found.languages, found.passed_over) == ("mceval", ("cpp", "python"), (("Rust", 2),))
    python = found.problems[0]
    assert (python.task_id, python.task, python.description) == ("Python/1", "Python/1", "Add one.")
    assert python.prompt == MCEVAL["prompt"] + "\n"
    assert BY_NAME["python"].parses(whole(python, python.solutions[0]))


def test_mbxp_numbers_are_tasks_and_python_checks_are_called(tmp_path: Path) -> None:
    rows = [
        {**MBXP, "task_id": "MBRBP/12", "language": "ruby"},
        {**MBXP, "task_id": "MBPP/12", "language": "python", "canonical_solution": "    pass"},
        {**MBXP, "task_id": "MBTSP/12", "language": "typescript"},
        {**MBXP, "task_id": "MBCPP/12", "language": "c++", "canonical_solution": ""},
    ]
    found = load_problems(f"mbxp:{write(tmp_path / 'x.jsonl', *rows)}")
    assert (found.name, found.passed_over) == ("mbxp", (("typescript", 1),))
    assert {problem.task for problem in found.problems} == {"12"}
    ruby, python, cpp = found.problems
    assert (ruby.prompt, ruby.test, ruby.solutions, ruby.description) == ("\ndef f(x)\n", "\nf(1)", (), "Say f.")
    assert (python.test, python.solutions) == ("\nf(1)\ncheck(f)\n", ("    pass",))
    assert (cpp.language, cpp.solutions) == ("cpp", ())


def test_humaneval_in_mbxp_form_has_its_own_name(tmp_path: Path) -> None:
    rows = [{**MBXP, "task_id": "HumanEval/3"}, {**MBXP, "task_id": "HumanEval_java/3", "language": "java"}]
    found = load_problems(str(write(tmp_path / "x.jsonl", *rows)))
    assert found.name == "multi_humaneval"
    assert [(problem.language, problem.task) for problem in found.problems] == [("python", "3"), ("java", "3")]


def test_versions_of_one_file_are_told_apart_by_the_folders_list(tmp_path: Path) -> None:
    row = {**MBXP, "task_id": "MBJP/1", "language": "java"}
    write(tmp_path / "mbjp_v1.jsonl", row)
    write(tmp_path / "mbjp_v1.1.jsonl", {**row, "test": "new"})
    with pytest.raises(NeuroglotError, match=r"MBJP/1 is there twice in .*v1\.1\.jsonl, .*v1\.jsonl"):
        load_problems(str(tmp_path))
    (tmp_path / "metadata.json").write_text('{"java": "mbjp_v1.1.jsonl", "go": "mbgp_v1.jsonl"}')
    assert [problem.test for problem in load_problems(str(tmp_path)).problems] == ["new"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "x.jsonl is empty"),
        ("{", "x.jsonl:1: not JSON"),
        ('\n{"text": "x"}', "x.jsonl:2: no known form of problems; .* found text"),
        ({"task_id": "Python/1", "prompt": "x", "test": "y"}, "x.jsonl:1: .* lacks canonical_solution"),
        ({**HUMANEVAL_X, "task_id": "Rust/1"}, "x.jsonl:1: unknown language 'Rust'"),
        ({**HUMANEVAL_X, "task_id": "Go/1", "alternatives": "abc"}, "x.jsonl:1: alternatives must be a list"),
        ({**HUMANEVAL_X, "task_id": "Go/1", "test_setup": 3}, "x.jsonl:1: test_setup is int"),
        ({**MCEVAL, "task_id": "Go/1", "prompt": None}, "x.jsonl:1: not in McEval's form, it lacks prompt"),
        ({**MCEVAL, "task_id": "Rust/1"}, r"no problem in cpp, .*; it holds Rust \(1\); known languages: cpp"),
        ({**MBXP, "task_id": "MBKP/1", "language": "kotlin"}, r"it holds kotlin \(1\); known languages: cpp"),
        ({**MBXP, "task_id": "MBKP/1"}, "x.jsonl:1: not in MBXP's form, it lacks language"),
        ({**MBXP, "task_id": 1, "language": "go"}, "x.jsonl:1: not in MBXP's form, it lacks task_id"),
    ],
)
def test_what_is_broken_is_refused_in_one_line(tmp_path: Path, content: object, said: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(NeuroglotError, match=said) as refused:
        load_problems(str(path))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("nothing", "unknown name 'nothing' among benchmarks; known: .*; a .jsonl file"),
        ("mceval:/not/there", "there is no file or folder /not/there"),
        ("mbxp", "holds a script for mbxp and not its data: run .* and give mbxp:mxeval/data/mbxp"),
        ("hf://datasets/owner/name", "no file of a data set; expected hf://datasets/OWNER/NAME/FILE"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(spec: str, said: str) -> None:
    with pytest.raises(NeuroglotError, match=said):
        load_problems(spec)


def test_files_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def download(repository: str, file: str, repo_type: str, revision: str | None) -> str:
        asked.append((repository, file, repo_type, revision))
        return str(write(tmp_path / "x.jsonl", {**MCEVAL, "task_id": f"Go/{len(asked)}"}))

    monkeypatch.setattr(hub, "hf_hub_download", download)
    assert load_problems("hf://datasets/owner/name@v1/a/b.jsonl").name == "mceval"
    assert load_problems("mceval:hf://datasets/owner/name/b.jsonl").name == "mceval"
    assert asked == [("owner/name", "a/b.jsonl", "dataset", "v1"), ("owner/name", "b.jsonl", "dataset", None)]
    assert set(hub.HUB) | set(hub.CLONED) == set(BENCHMARKS) - {"bundled"}
    assert len(hub.hub_files("mceval")) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (GatedRepoError, "is gated"),
        (RepositoryNotFoundError, "the hub has no data set 'o/n'"),
        (EntryNotFoundError, "the data set o/n has no file f.jsonl"),
        (LocalEntryNotFoundError, "f.jsonl of the data set o/n could not be fetched"),
        (OSError, r"check the address and the connection.*\(OSError\)"),
    ],
)
def test_what_the_hub_refuses_is_one_line(monkeypatch: pytest.MonkeyPatch, error: type[Exception], said: str) -> None:
    def download(*_: object, **__: object) -> str:
        raise error.__new__(error)

    monkeypatch.setattr(hub, "hf_hub_download", download)
    with pytest.raises(NeuroglotError, match=said) as refused:
        load_problems("hf://datasets/o/n/f.jsonl")
    assert "\n" not in str(refused.value)


@with_data
@pytest.mark.parametrize(("name", "folder", "count"), [("humaneval_x", "humaneval-x", 820), ("mceval", "mceval", 353)])
def test_every_row_of_a_real_benchmark_is_a_whole_program(name: str, folder: str, count: int) -> None:
    found = load_problems(str(DATA / folder))
    assert found == load_problems(f"{name}:{DATA / folder}")
    assert (found.name, len(found.problems), found.passed_over) == (name, count, ())
    parsers = {language: BY_NAME[language].parser() for language in found.languages}
    for problem in found.problems:
        (solution,) = problem.solutions
        assert problem.prompt.endswith("\n")
        tree = parsers[problem.language].parse(whole(problem, solution).encode())
        assert not tree.root_node.has_error or problem.task_id in UNPARSED, problem.task_id
    of_name = {task_id for benchmark, task_id in KNOWN_FAULTS if benchmark == name}
    assert of_name <= {problem.task_id for problem in found.problems}


@with_data
@pytest.mark.parametrize("split", SPLITS)
def test_the_real_split_has_the_tasks_of_the_corpus_split(split: str) -> None:
    problems = load_problems(f"humaneval_x:{DATA / 'humaneval-x'}", split).problems
    snippets = load_corpus(f"humaneval_x:{DATA / 'humaneval-x'}", split).snippets
    assert {problem.task for problem in problems} == {snippet.task for snippet in snippets}
    assert len(problems) == 5 * 82
