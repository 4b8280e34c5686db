"""The natural programs: parallel, parsed, and executed in every language."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from neuroglot.core.languages import FIVE
from neuroglot.corpora import load_corpus, natural
from neuroglot.corpora.bundled import corpus
from neuroglot.execution.toolchains import TOOLCHAINS
from neuroglot.languages import BY_NAME
from tests.java_programs import run_java

COMMANDS = {
    "python": ["python3", natural.FILES["python"]],
    "javascript": ["node", natural.FILES["javascript"]],
}


def test_every_program_is_there_in_every_language() -> None:
    programs = natural.corpus()
    assert programs.languages == FIVE
    assert len(natural.outputs()) == 24
    assert {(one.task, one.language) for one in programs.snippets} == {
        (f"natural/{name}", language) for name in natural.outputs() for language in FIVE
    }
    assert natural.corpus(("go",)).languages == ("go",)


def test_programs_parse_and_have_the_stated_length() -> None:
    for one in natural.corpus().snippets:
        assert BY_NAME[one.language].parses(one.text), one.task
        assert 30 <= len(one.text.splitlines()) <= 120, (one.task, one.language)


def test_they_are_not_from_the_grammar() -> None:
    lines = {line.strip() for one in corpus("test").snippets for line in one.text.splitlines() if len(line) > 40}
    theirs = [line.strip() for one in natural.corpus().snippets for line in one.text.splitlines() if len(line) > 40]
    assert sum(line in lines for line in theirs) < len(theirs) // 200


def test_as_a_corpus_of_its_own_it_is_cut_by_task() -> None:
    halves = [load_corpus("natural", split).snippets for split in ("validation", "test")]
    assert len(halves[0]) + len(halves[1]) == 120
    assert not {one.task for one in halves[0]} & {one.task for one in halves[1]}


@pytest.mark.parametrize("language", FIVE)
def test_every_program_prints_what_is_expected(language: str, tmp_path: Path) -> None:
    if why := TOOLCHAINS[language].reason():
        pytest.skip(why)
    folders = _written(language, tmp_path)
    ran = _java(folders) if language == "java" else _apart(language, folders)
    for name, expected in natural.outputs().items():
        assert ran[name] == (0, expected, ""), name


def _written(language: str, folder: Path) -> dict[str, Path]:
    """Every program in a folder of its own."""
    folders = {str(one.task).removeprefix("natural/"): one.text for one in natural.corpus((language,)).snippets}
    for name, text in folders.items():
        (folder / name).mkdir()
        (folder / name / natural.FILES[language]).write_text(text)
    return {name: folder / name for name in folders}


def _java(folders: dict[str, Path]) -> dict[str, tuple[int, str, str]]:
    """What every program printed, all of them in one virtual machine."""
    return dict(
        zip(folders, run_java("Main", [place / natural.FILES["java"] for place in folders.values()]), strict=True)
    )


def _apart(language: str, folders: dict[str, Path]) -> dict[str, tuple[int, str, str]]:
    """What every program printed, each in a process of its own, compiled before where the language is."""
    environment = {**os.environ, "GO111MODULE": "off", "GOCACHE": os.environ.get("GOCACHE", tempfile.gettempdir())}
    compiler = {"cpp": ["g++", "-std=c++17", "-o", "program"], "go": ["go", "build", "-o", "program"]}.get(language)
    ran = {}
    for name, place in folders.items():
        if compiler:
            subprocess.run([*compiler, natural.FILES[language]], cwd=place, env=environment, check=True, timeout=300)
        command = COMMANDS.get(language, [str(place / "program")])
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=60, check=False)
        ran[name] = (done.returncode, done.stdout, done.stderr)
    return ran
