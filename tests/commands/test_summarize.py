"""`summarize`: pairs from source trees, a comparison from them, and summaries that are written when that is said."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from neuroglot.answer import Answer
from neuroglot.commands import summarize_apply
from neuroglot.commands.options import RunOptions
from neuroglot.commands.summarize import PairsOptions, SourceOptions, pairs, run
from neuroglot.commands.summarize_apply import ApplyOptions, apply
from neuroglot.core.documented import DocumentedSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.languages.documentation import documentation_text
from neuroglot.languages.functions import functions
from neuroglot.learning import LearnOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.stages.summarize import PromptOptions, SummarizeOptions
from tests.families import save_tiny

CPU = HoldOptions(device="cpu")
PYTHON = "def add(x, y):\n    total = x + y\n    return total\n\n\n"
PYTHON += "def known(x):\n    '''Says so.'''\n    y = x\n    return y\n"
RUBY = "class Sum\r\n  def add(x, y)\r\n    x + y\r\n  end\r\nend\r\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small code base, with a file that has a byte order mark and rights of its own, and one that is no UTF-8."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "a.py").write_text(PYTHON)
    (folder / "b.rb").write_bytes(b"\xef\xbb\xbf" + RUBY.encode())
    (folder / "b.rb").chmod(0o755)
    (folder / "c.go").write_bytes(b'package c\n\nfunc f() string {\n\tx := "\xe9"\n\treturn x\n}\n')
    return folder


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[DocumentedSet]:
    """No model: a function is summarized by its first line. What was asked for is kept."""
    asked: list[DocumentedSet] = []

    def summaries(subject: object, adapter: object, examples: DocumentedSet, *given: object) -> list[str]:
        asked.append(examples)
        return [f"About {' '.join(one.code.split(chr(10))[0].split())}" for one in examples.examples]

    monkeypatch.setattr(summarize_apply, "summaries", summaries)
    monkeypatch.setattr(summarize_apply, "load_subject", lambda *given: None)
    return asked


def _apply(tree: Path, **more: Any) -> Answer:
    return apply(ApplyOptions(paths=(str(tree),), **more), PromptOptions(), CPU)


def _shown(answer: Answer) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(answer.text)
    return console.export_text()


def _contents(tree: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in tree.iterdir()}


def test_nothing_is_written_unless_that_is_said(tree: Path, told: list[DocumentedSet]) -> None:
    before = _contents(tree)
    answer = _apply(tree)
    _apply(tree, diff=str(tree.parent / "a.patch"))
    assert _contents(tree) == before
    rows = answer.data["functions"]
    assert [(row["name"], row["language"], row["line"]) for row in rows] == [
        ("add", "python", 1),
        ("Sum.add", "ruby", 2),
        ("f", "go", 3),
    ]
    assert answer.data["written"] == []
    assert told[0].examples[1].code.split("\n")[0].strip() == "def add(x, y)"
    with pytest.raises(NeuroglotError, match="not both"):
        _apply(tree, diff="a.patch", write=True)


def test_documented_functions_are_summarized_when_asked_and_never_changed(
    tree: Path, told: list[DocumentedSet]
) -> None:
    answer = _apply(tree, documented=True, write=True)
    assert [row["name"] for row in answer.data["functions"] if row["documented"]] == ["known"]
    assert "Says so" not in told[0].examples[1].code
    assert "'''Says so.'''" in (tree / "a.py").read_text()


def test_what_is_written_documents_the_functions_and_keeps_the_file(tree: Path) -> None:
    answer = _apply(tree, write=True)
    assert [Path(path).name for path in answer.data["written"]] == ["a.py", "b.rb"]
    python = (tree / "a.py").read_text()
    (span, _) = functions(python, "python")
    assert span.documentation is not None
    assert documentation_text(python[slice(*span.documentation)]) == "About def add(x, y):"
    ruby = (tree / "b.rb").read_bytes()
    assert ruby == b"\xef\xbb\xbf" + RUBY.replace("  def", "  # About def add(x, y)\r\n  def").encode()
    assert (tree / "b.rb").stat().st_mode & 0o777 == 0o755
    left = [row for row in answer.data["skipped"] if "c.go" in row["path"]]
    assert [row["detail"] for row in left] == ["the file is latin-1, not UTF-8"]
    with pytest.raises(NeuroglotError, match="no function to summarize"):
        _apply(tree, write=True, languages=("python", "ruby"))


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch")
def test_the_patch_makes_what_would_be_written(tree: Path, tmp_path: Path) -> None:
    ends = {"a.py": "\n", "d.py": "\r\n"}
    for name in ("a.py", "d.py"):
        (tree / name).write_bytes(f"# \x0c\u2028\t{'x' * 90}\n{PYTHON}".replace("\n", ends[name]).encode().rstrip())
    _apply(tree, diff=str(tmp_path / "a.patch"))
    copy = tmp_path / "copy"
    shutil.copytree(tree, copy)
    command = ["patch", "--binary", "-d", str(copy), f"-p{len(copy.parts)}", "-i", str(tmp_path / "a.patch")]
    subprocess.run(command, check=True, capture_output=True)
    _apply(tree, write=True)
    for name in ends:
        assert (copy / name).read_bytes() == (tree / name).read_bytes() != PYTHON.encode()


def test_a_summary_of_nothing_is_not_written(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _contents(tree)
    monkeypatch.setattr(summarize_apply, "summaries", lambda *given: [" "] * 3)
    answer = _apply(tree, write=True)
    assert _contents(tree) == before
    assert {row["detail"] for row in answer.data["skipped"]} == {"the model wrote nothing"}


def _projects(folder: Path, language: str, suffix: str, form: str) -> None:
    for number in range(4):
        path = folder / f"{language}{number}" / f"a.{suffix}"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(form.format(n=10 * number + place) for place in range(3)))


def test_pairs_are_gathered_and_learned_from(tmp_path: Path, told: Sequence[DocumentedSet]) -> None:
    _projects(tmp_path / "src", "ruby", "rb", "# Adds {n} to it.\ndef f{n}(x)\n  x + {n}\nend\n")
    _projects(
        tmp_path / "src", "python", "py", 'def f{n}(x):\n    """Adds {n} to it."""\n    y = x\n    return y + {n}\n'
    )
    gathered = pairs(PairsOptions(str(tmp_path / "src"), str(tmp_path / "pairs")))
    assert gathered.data["pairs"]["test"] == {"python": 3, "ruby": 3}
    save_tiny("llama", tmp_path / "model")
    answer = run(
        RunOptions(str(tmp_path / "run")),
        SourceOptions(str(tmp_path / "model"), f"codesearchnet:{tmp_path / 'pairs'}", "1-1"),
        SummarizeOptions(
            high=("python",), languages=("ruby", "go"), arms=("base", "concept-transfer"), rank=2, bootstrap=20
        ),
        PromptOptions(new_tokens=4),
        LearnOptions(rows=2, length=128, steps=1),
        CPU,
    )
    assert json.loads(json.dumps(answer.data))["band"] == {"first": 1, "last": 1, "source": "as given"}
    assert {"what": "Go", "why": "codesearchnet has no test examples in it"} in answer.data["skipped"]
    assert len(answer.data["adapters"]) == 2
    shown = _shown(answer)
    assert "concept-transfer" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_a_folder_without_pairs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroglotError, match="no source file"):
        pairs(PairsOptions(str(tmp_path), str(tmp_path / "pairs")))
    with pytest.raises(NeuroglotError, match="no folder"):
        pairs(PairsOptions(str(tmp_path / "none"), str(tmp_path / "pairs")))
