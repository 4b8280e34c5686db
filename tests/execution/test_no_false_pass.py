"""A program passes if every test was run and held, and only then."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.corpora.bundled import problems, tasks
from neuroglot.corpora.bundled.programs import solution
from neuroglot.corpora.bundled.quality import wrong_versions
from neuroglot.execution.judge import JudgeOptions
from tests.execution.running import LANGUAGES, judged, need, verdict
from tests.execution.tricks import in_cpp, in_go, in_java, in_javascript, in_php, in_python, in_ruby

TRICKS: dict[str, ModuleType] = {
    "cpp": in_cpp, "java": in_java, "python": in_python, "go": in_go, "javascript": in_javascript, "ruby": in_ruby,
    "php": in_php,
}  # fmt: skip
MUTANTS = 3


def cases(language: str) -> dict[str, tuple[Program, tuple[Status, ...]]]:
    module = TRICKS[language]
    plain = {
        "right": (module.RIGHT, module.TEST, (Status.PASSED,)),
        "wrong": (module.WRONG, module.TEST, (Status.WRONG_ANSWER,)),
    }
    rows = plain | module.CASES
    return {name: (Program(language, code, test), expected) for name, (code, test, expected) in rows.items()}


@pytest.fixture(scope="module")
def tried(builds: None) -> Callable[[str], dict[str, Verdict]]:
    """By language: the verdicts on all programs, from one call of the judge."""
    made: dict[str, dict[str, Verdict]] = {}

    def results(language: str) -> dict[str, Verdict]:
        need(language)
        if language not in made:
            programs = {name: program for name, (program, _) in cases(language).items()}
            made[language] = judged(programs, JudgeOptions(seconds=5))
        return made[language]

    return results


@pytest.mark.parametrize(("language", "name"), [(language, name) for language in LANGUAGES for name in cases(language)])
def test_it_ends_as_it_should(tried: Callable[[str], dict[str, Verdict]], language: str, name: str) -> None:
    found = verdict(tried(language), name)
    assert found.status in cases(language)[name][1], found.detail


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_nonce_is_told_to_nobody(tried: Callable[[str], dict[str, Verdict]], language: str) -> None:
    """What a program said last is kept without the harness's own line."""
    for found in tried(language).values():
        assert not any(len(word) == 32 and set(word) <= set("0123456789abcdef") for word in found.detail.split()) or (
            "0123456789abcdef" * 2 in found.detail
        )


@pytest.mark.xfail(strict=True, reason="Node ends with 0, and tells nobody, when all that is left waits for ever")
def test_a_promise_that_is_never_kept_is_no_pass(builds: None) -> None:
    need("javascript")
    code, test = "const f = (x) => new Promise(() => {});", "(async () => { console.assert(await f(1) === 2); })();"
    assert not judged({"never": Program("javascript", code, test)}, JudgeOptions())["never"].passed


@pytest.mark.parametrize("language", LANGUAGES)
def test_mutated_solutions_fail(builds: None, language: str) -> None:
    """Solutions with one change that the tests notice when they are interpreted fail when they are run."""
    need(language)
    rows = {row.task: row for row in problems("test", (language,))}
    programs: dict[str, Program] = {}
    for task in tasks("test")[:: len(tasks("test")) // MUTANTS][:MUTANTS]:
        row = rows[f"bundled/{task.id}"]
        version = next(version for version, noticed in wrong_versions(task, task.functions[0]) if noticed)
        for name, text in (("right", row.solutions[0]), ("wrong", solution(task, version, language))):
            programs[f"{name} {task.id}"] = Program(language, row.test_setup + row.prompt + text, row.test)
    found = judged(programs, JudgeOptions())
    assert {name: one.detail for name, one in found.items() if one.passed is name.startswith("wrong")} == {}
