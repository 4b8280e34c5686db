"""Stop sequences and trimming leave every canonical solution whole, and nothing behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from neuroglot.core.corpus import Problem
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora import bundled
from neuroglot.corpora.humaneval_x import humaneval_x_problems
from neuroglot.generation.braces import braces
from neuroglot.generation.stopping import stops, trim

HUMANEVAL_X = Path(__file__).parents[3] / "shared" / "data" / "humaneval-x"

NEXT_HAS_A_WHOLE_FUNCTION = {"Go/49", "Python/9", "Python/37", "Python/49", "Python/63", "Python/114"}
"""HumanEval-X: the problem behind these begins with a helper or a constant, which could belong to a solution."""

FAULTY = {"CPP/94"}
"""HumanEval-X: its canonical solution holds a part of the test."""


@cache
def validation(language: str) -> Sequence[Problem]:
    """Every third task: helper functions behind the solution occur in each language that has them."""
    return bundled.problems("validation", [language])[::3]


def follows(problems: Sequence[Problem]) -> list[tuple[Problem, str]]:
    return [(row, problems[(place + 1) % len(problems)].prompt) for place, row in enumerate(problems)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_bundled_solutions_stay_whole_and_the_next_problem_is_cut(language: str) -> None:
    for problem, following in follows(validation(language)):
        for solution in problem.solutions:
            assert not [stop for stop in stops(language) if stop in solution]
            assert trim(language, problem.prompt, solution) == solution
            assert trim(language, problem.prompt, f"{solution}\n\n{following}").rstrip() == solution.rstrip()


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "python"])
def test_a_solution_that_goes_on_without_end_is_cut_behind_it(language: str) -> None:
    for problem, following in follows(validation(language)):
        solution = problem.solutions[0]
        text = f"{solution}\n{following[len(following) // 2 :]}"
        assert trim(language, problem.prompt, text, "length").startswith(solution.rstrip())
        assert trim(language, problem.prompt, solution, "length").rstrip() == solution.rstrip()


@pytest.mark.parametrize("language", ["cpp", "java", "python", "go", "javascript"])
def test_the_solutions_of_humaneval_x_stay_whole(language: str) -> None:
    if not HUMANEVAL_X.exists():
        pytest.skip("HumanEval-X is not in ../shared/data")
    rows = [row for row in humaneval_x_problems(HUMANEVAL_X) if row.language == language and row.task_id not in FAULTY]
    for problem, following in follows(rows):
        solution = problem.solutions[0]
        assert not [stop for stop in stops(language) if stop in solution]
        assert trim(language, problem.prompt, solution).rstrip() == solution.rstrip()
        text = trim(language, problem.prompt, f"{solution}\n\n{following}").rstrip()
        if problem.task_id in NEXT_HAS_A_WHOLE_FUNCTION:
            assert text.startswith(solution.rstrip())
        else:
            assert text == solution.rstrip()


def test_an_open_java_class_is_closed() -> None:
    prompt = "class Solution {\n    public int f(int n) {\n"
    method = "        return n;\n    }"
    for tail in ("", "\n\n    public static void main(String[] args) {\n", "\n\n    private int g(int n) {\n  if ("):
        assert trim("java", prompt, method + tail, "length") == method + "\n}\n"
    assert trim("java", prompt, method) == method + "\n}\n"
    assert trim("java", prompt, method + "\n}\n}\n") == method + "\n}\n"


def test_a_java_class_that_the_test_closes_stays_open() -> None:
    """McEval's prompts end in front of the method's brace, and its tests go on inside the class."""
    prompt = "class Solution {\n    public static int f(int n)\n"
    body = "    {\n        return n;\n    }"
    assert trim("java", prompt, body) == body
    assert trim("java", prompt, body + "\n}\n") == body + "\n"
    assert trim("java", prompt, body + "\n\n    static int g(", "length") == body + "\n"


@pytest.mark.parametrize(
    ("language", "prompt", "kept", "tail"),
    [
        ("cpp", "int f(int n)\n", "{\n  return n;\n}\n", "int g(int"),
        ("cpp", "int f(int n) {\n", "  char c = '{'; // }\n  return 1'000;\n}\n", "}\n"),
        ("cpp", "int f(int n) {\n", '  auto s = R"x(}")x";\n  return n;\n}\n', "int g() {"),
        ("go", "func f() any {\n", "\treturn `}`\n}\n", "\nfunc g(x interface{}) map[string]struct{} {\n"),
        ("javascript", "const f = (s) => {\n", "  return s.split(/[}/]{2}/);\n};\n", "const g = () => {"),
        ("javascript", "const f = (s) => {\n", "  return `${s}}`;\n}\n", "\nconst tes"),
        ("php", "<?php\nfunction f($n)\n", "{\n    return \"{$n}\" . '}'; # }\n}\n", "function g"),
        ("java", "class A {\n  int f() {\n", '    // {\n    return """\n  }{{""";\n  }\n}\n', "class B {"),
        ("ruby", "def f(n)\n", "  n.map do |x|\n    x\n  end\nend\n", "\ndef g(x)\n  x.each do"),
        ("python", "def f(n):\n", "    return g(n)\n\n\n", "def g(n):\n    for x in"),
        ("python", "def f(n):\n", "    x = n\n", "    return x +"),
    ],
)
def test_an_unfinished_tail_is_cut(language: str, prompt: str, kept: str, tail: str) -> None:
    assert trim(language, prompt, kept + tail, "length") == kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_never_closes_is_left_as_it_is(language: str) -> None:
    assert trim(language, "", "  ((", "length") == "  (("


def test_python_functions_without_a_body_are_cut_and_helpers_stay() -> None:
    helper = "    return g(n)\n\n\n@cache\ndef g(n):\n    '''Twice.'''\n    return 2 * n\n"
    assert trim("python", "def f(n):\n", helper) == helper
    bare = '\n\ndef h(n: int) -> int:\n    """Says something.\n    >>> h(1)\n    """\n    # comment\n'
    assert trim("python", "def f(n):\n", helper + bare) == helper + "\n\n"
    assert trim("python", "def f(n):\n", helper + "\n\ndef h(n") == helper + "\n\n"


def test_braces_in_comments_and_strings_do_not_count() -> None:
    found = braces("go", "func f() { // {\n s := \"}\" + `}` + string('}') /* } */ }\n")
    assert found.closings == ((55, 0),)
    assert (found.depth, found.whole, found.opens) == (0, True, False)
    assert braces("cpp", "int f() {\n  /* does } things */ // so\n").opens
    assert not braces("cpp", 'int f() {\n  "x"').opens
    assert not braces("cpp", "int f() {\n  x").opens
    assert not braces("cpp", "int f() { /* not").whole


def test_a_language_without_stop_sequences_is_refused() -> None:
    with pytest.raises(NeuroglotError, match=r"cobol.*cpp"):
        stops("cobol")
