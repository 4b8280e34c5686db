"""Batches of our own programs: each on its own, failures found, missing tools named."""

from __future__ import annotations

import pytest

from neuroglot.execution import trusted
from neuroglot.execution.toolchains import TOOLCHAINS, Toolchain
from neuroglot.execution.trusted import run

GOOD = {
    "cpp": "#include <vector>\nusing namespace std;\nint f() { return 1; }\n"
    "int main(){\n    if (f() != 1) throw 1;\n}\n",
    "java": "class Solution { int f() { return 1; } }\npublic class Main { public static void main(String[] a) {\n"
    "if (new Solution().f() != 1) throw new AssertionError(); } }\n",
    "python": "def f():\n    return 1\nassert f() == 1\n",
    "go": "package main\n\nfunc f() int { return 1 }\n\nfunc main() {\n\tif f() != 1 {\n\t\tpanic(1)\n\t}\n}\n",
    "javascript": "const f = () => 1;\nif (f() !== 1) { throw new Error('wrong'); }\n",
    "ruby": "def f\n  1\nend\nraise 'wrong' unless f == 1\n",
    "php": "<?php\nfunction f() { return 1; }\nif (f() !== 1) { throw new \\Exception('wrong'); }\n",
}
LANGUAGES = tuple(GOOD)


def wrong(language: str) -> str:
    return GOOD[language].replace("return 1", "return 2").replace("=> 1", "=> 2").replace("\n  1\n", "\n  2\n")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if not TOOLCHAINS[name].present:
        pytest.skip(TOOLCHAINS[name].reason())
    return name


def test_each_program_is_judged_by_itself(language: str) -> None:
    broken = GOOD[language] + "\n)(\n"
    outcomes = run(language, [GOOD[language], wrong(language), broken, GOOD[language]])
    assert [outcome.passed for outcome in outcomes] == [True, False, False, True]
    assert all(outcome.detail for outcome in outcomes[1:3])


def test_no_programs_give_no_outcomes(language: str) -> None:
    assert run(language, []) == []


def test_a_program_that_ends_the_process_spoils_only_itself() -> None:
    stopping = "import os\nos._exit(0)\n"
    outcomes = run("python", [GOOD["python"], stopping, GOOD["python"]])
    assert [outcome.passed for outcome in outcomes] == [True, False, True]


def test_a_program_that_never_ends_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusted, "SECONDS", 1)
    outcomes = run("python", ["while True:\n    pass\n", GOOD["python"]])
    assert [outcome.passed for outcome in outcomes] == [False, True]


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no toolchain for 'perl'; known: cpp"):
        run("perl", [])


def test_a_missing_tool_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Toolchain("go", ("no-such-go",), ("no-such-go", "version"), ("golang-go",))
    monkeypatch.setitem(TOOLCHAINS, "go", absent)
    assert absent.version() == ""
    with pytest.raises(ValueError, match="no-such-go not found; install the Debian package golang-go"):
        run("go", [GOOD["go"]])
