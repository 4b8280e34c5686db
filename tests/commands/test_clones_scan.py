"""`neuroglot clones scan` as a command: its answer, its files and its exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from neuroglot.cli import build
from neuroglot.commands import clones_scan
from neuroglot.core.languages import LANGUAGES
from neuroglot.models.subject import Subject
from neuroglot.stages.clone_scan.calibrate import Calibration
from tests.stages.clone_scan.making import python, write


@pytest.fixture(autouse=True)
def _tiny(llama: Subject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A tiny model with a threshold of its own, in a folder with two clones in two folders."""
    means = {language: np.zeros(llama.config.hidden_size, dtype=np.float32) for language in LANGUAGES}
    monkeypatch.setattr(clones_scan, "load_subject", lambda *_: llama)
    monkeypatch.setattr(
        "neuroglot.stages.clone_scan.stage.calibration", lambda *_: Calibration(0.99, 1, 1, True, means)
    )
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"one/a.py": python(), "two/b.py": python("f", 0, "x", "y", "z"), "two/c.py": "x = '\0'\n"})


def call(*words: str) -> tuple[int, str]:
    given = ["clones", "scan", *words, "--min-tokens", "10"]
    result = CliRunner().invoke(build(given), given)
    return result.exit_code, result.stdout


def test_one_document_on_standard_output() -> None:
    code, said = call("one", "two", "--json")
    answer = json.loads(said)
    assert code == 0
    (group,) = answer["groups"]
    assert group["kind"] == "renamed"
    assert [one["path"] for one in group["members"]] == ["one/a.py", "two/b.py"]
    assert answer["skipped"] == [{"path": "two/c.py", "reason": "binary", "detail": ""}]
    assert Path(".neuroglot/clones/.gitignore").read_text() == "*\n"


def test_a_table_a_page_and_sarif() -> None:
    code, said = call("one", "two", "--out", "page.html", "--sarif", "clones.sarif")
    assert code == 0
    assert "one/a.py:1-6 total" in said
    assert "0 exact, 1 renamed, 0 semantic" in said
    assert "1 binary" in said
    assert "def total(values):" in Path("page.html").read_text()
    assert len(json.loads(Path("clones.sarif").read_text())["runs"][0]["results"]) == 1


def test_the_exit_code_is_about_clones_only_where_asked() -> None:
    assert call("one", "two", "--fail-on-clones")[0] == 1
    assert call("one", "--fail-on-clones")[0] == 0
    assert call("nowhere")[0] == 2
    assert call("one", "two", "--exclude", "two/", "--fail-on-clones")[0] == 0


def test_names_that_are_not_utf8_are_shown(tmp_path: Path) -> None:
    for folder in (b"one", b"two"):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + folder + b"/\xff.py"))).write_text(python("g"))
    code, said = call("one", "two", "--out", "page.html", "--sarif", "clones.sarif")
    assert code == 0
    assert "one/?.py:1-6 g" in said
    assert "one/%FF.py" in Path("clones.sarif").read_text()


def test_markup_in_names_is_not_obeyed(tmp_path: Path) -> None:
    write(tmp_path, {"[red]x[/red]/a.py": python(), "[red]x[/red]/b.py": python()})
    assert "[red]x[/red]/a.py:1-6" in call("[red]x[/red]")[1]
