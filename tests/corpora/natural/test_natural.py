"""The natural programs: parallel, parsed, and executed in every language."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from neuroglot.core.languages import FIVE
from neuroglot.corpora import load, natural
from neuroglot.corpora.bundled import corpus
from neuroglot.execution.toolchains import TOOLCHAINS
from neuroglot.languages import BY_NAME

COMMANDS = {
    "java": ["java", "-XX:TieredStopAtLevel=1", natural.FILES["java"]],
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
    halves = [load("natural", split).snippets for split in ("validation", "test")]
    assert len(halves[0]) + len(halves[1]) == 120
    assert not {one.task for one in halves[0]} & {one.task for one in halves[1]}


@pytest.mark.parametrize("language", FIVE)
def test_every_program_prints_what_is_expected(language: str, tmp_path: Path) -> None:
    if why := TOOLCHAINS[language].reason():
        pytest.skip(why)
    commands = _compiled(language, tmp_path)
    for name, expected in natural.outputs().items():
        done = subprocess.run(
            commands[name], cwd=tmp_path / name, capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, ""), name


def _compiled(language: str, folder: Path) -> dict[str, list[str]]:
    """The command that runs each program, compiled where the language is."""
    environment = {**os.environ, "GO111MODULE": "off", "GOCACHE": os.environ.get("GOCACHE", tempfile.gettempdir())}
    commands = {}
    for one in natural.corpus((language,)).snippets:
        name = str(one.task).removeprefix("natural/")
        place = folder / name
        place.mkdir()
        (place / natural.FILES[language]).write_text(one.text)
        compiler = {"cpp": ["g++", "-std=c++17", "-o", "program"], "go": ["go", "build", "-o", "program"]}.get(language)
        if compiler:
            subprocess.run([*compiler, natural.FILES[language]], cwd=place, env=environment, check=True, timeout=300)
        commands[name] = COMMANDS.get(language, [str(place / "program")])
    return commands
