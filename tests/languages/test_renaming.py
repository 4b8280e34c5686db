"""The laws of renaming, on programs that are as tricky as their languages allow."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.languages.classes import NUMBERS, classify, runs
from neuroglot.languages.leaves import TokenClass
from neuroglot.languages.renaming.library import library_words
from neuroglot.languages.renaming.plan import Renamed, rename
from neuroglot.languages.trees import find, syntax_tree
from tests.java_programs import run_java
from tests.languages.scoping import declared_names

TRICKY = {path.stem: path.read_text() for path in sorted((Path(__file__).parent / "tricky").glob("*.txt"))}
UNUSUAL = {path.stem: path.read_text() for path in sorted((Path(__file__).parent / "unusual").glob("*.txt"))}
"""Programs that use what their languages have besides: metaclasses, generators, coroutines, traits, sealed types ..."""

STAY = {
    "cpp": set(),
    "go": {"Error", "Len", "Less", "Pop", "Push", "Swap", "main"},
    "java": {"A", "HIGH", "LOW", "Level", "compareTo", "hasNext", "iterator", "main", "next", "toString"},
    "javascript": {"b", "toString"},
    "php": {"age", "cmp", "count", "name"},
    "python": {"cnt"},
    "ruby": {"initialize", "push", "size", "to_s"},
}
"""Names that have to stay: what a library asks for, what is printed, what strings reach, table's keys."""

JAVA = "A.java"
RUN: dict[str, tuple[str, list[list[str]]]] = {
    "cpp": ("program.cpp", [["g++", "-std=c++17", "-w", "program.cpp", "-o", "program"], ["./program"]]),
    "go": ("program.go", [["go", "run", "program.go"]]),
    "javascript": ("program.js", [["node", "program.js"]]),
    "php": ("program.php", [["php", "program.php"]]),
    "python": ("program.py", [[sys.executable, "program.py"]]),
    "ruby": ("program.rb", [["ruby", "program.rb"]]),
}


@cache
def renamed(language: str, seed: str = "1") -> Renamed:
    return rename(language, TRICKY[language], seed)


def pieces(language: str, text: str, token_class: TokenClass) -> list[bytes]:
    return [text.encode()[start:end] for start, end in runs(classify(language, text) == NUMBERS[token_class])]


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


@pytest.mark.parametrize("language", TRICKY)
def test_it_parses_and_only_names_change(language: str) -> None:
    before, after = TRICKY[language], renamed(language).text
    assert not syntax_tree(find(language), after).root_node.has_error or language in ("go", "cpp")
    for token_class in (TokenClass.COMMENT, TokenClass.LITERAL):
        old_pieces, new_pieces = pieces(language, before, token_class), pieces(language, after, token_class)
        symbols = {b":name", b":size", b":log", b":twice"} if language == "ruby" else set()
        assert [a for a, b in zip(old_pieces, new_pieces, strict=True) if a != b and a not in symbols] == []
    old, new, names = tokens(before), tokens(after), set(renamed(language).names)
    changed = {a for a, b in zip(old, new, strict=False) if a != b}
    assert len(old) == len(new) or language == "javascript"
    kept = Counter(old) - Counter(word for word in old if {word, word.lower()} & names or word[:2] == "__")
    assert not kept - Counter(new)
    assert changed


@pytest.mark.parametrize("language", TRICKY)
def test_names_are_new_short_and_nobody_elses(language: str) -> None:
    found = renamed(language)
    words = set(re.findall(r"\w+", TRICKY[language]))
    assert len(set(found.names.values())) == len(found.names)
    for old, new in found.names.items():
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]{1,6}", new)
        assert new not in words | library_words(language)
        if language in ("go", "ruby"):
            assert new[0].isupper() == old.lstrip("@$")[0].isupper()


@pytest.mark.parametrize("language", TRICKY)
def test_seeds_differ_by_a_bijection_and_equal_seeds_not_at_all(language: str) -> None:
    one, other = renamed(language), renamed(language, "2")
    assert rename(language, TRICKY[language], "1") == one
    assert one.text != other.text
    pairs = {(a, b) for a, b in zip(tokens(one.text), tokens(other.text), strict=True)}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


@pytest.mark.parametrize("language", TRICKY)
def test_renaming_twice_is_renaming_once(language: str) -> None:
    once = renamed(language)
    twice = rename(language, once.text, "3")
    pairs = {(a, b) for a, b in zip(tokens(once.text), tokens(twice.text), strict=True)}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    assert set(once.names.values()) & set(twice.kept) == set()


@pytest.mark.parametrize("language", TRICKY)
def test_an_independent_scoper_finds_no_survivor(language: str, tmp_path: Path) -> None:
    before, after = declared_names(language, [TRICKY[language], renamed(language).text], tmp_path)
    assert len(before) > 20
    assert before & after <= STAY[language]
    assert set(renamed(language).kept) == STAY[language] - {"main"} | {"main"} & set(renamed(language).kept)


def ran(language: str, text: str, folder: Path) -> tuple[int, str, str]:
    """How a program ended, and what it printed."""
    file, commands = RUN[language]
    (folder / file).write_text(text)
    environment = {**os.environ, "GO111MODULE": "off"}
    for command in commands:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env=environment, timeout=120
        )
        if done.returncode:
            break
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("programs", [TRICKY, UNUSUAL], ids=["tricky", "unusual"])
@pytest.mark.parametrize("language", TRICKY)
def test_it_does_what_it_did(language: str, programs: dict[str, str], tmp_path: Path) -> None:
    tool = "java" if language == "java" else RUN[language][1][0][0]
    if shutil.which(tool) is None:
        pytest.skip(f"{language} can't be run: {tool} is not here")
    texts = {"before": programs[language], "after": rename(language, programs[language], "1").text}
    for name in texts:
        (tmp_path / name).mkdir()
    if language == "java":
        for name, text in texts.items():
            (tmp_path / name / JAVA).write_text(text)
        before, after = run_java("A", [tmp_path / name / JAVA for name in texts])
    else:
        before, after = (ran(language, text, tmp_path / name) for name, text in texts.items())
    assert before[0] == after[0] == 0, (before[2] + after[2])[-2000:]
    assert before[1] == after[1]


def test_what_is_no_program_is_refused() -> None:
    for language, text in (("python", "def f(:\n"), ("java", "class {"), ("cpp", "int f( {"), ("go", "func {")):
        with pytest.raises(NeuroglotError, match="no whole program"):
            rename(language, text, "1")
    with pytest.raises(NeuroglotError, match="unknown language"):
        rename("cobol", "", "1")


@pytest.mark.parametrize("language", TRICKY)
def test_names_that_others_use_stay(language: str) -> None:
    name = {
        "cpp": "max3",
        "go": "div",
        "java": "best",
        "javascript": "stats",
        "php": "helper",
        "python": "outer",
        "ruby": "twice",
    }[language]
    found = rename(language, TRICKY[language], "1", keep=[name])
    assert name in renamed(language).names
    assert name in found.kept
    assert re.search(rf"\b{name}\b", found.text)
