"""Programs put together from a problem and a solution."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from neuroglot.core.corpus import Problem
from neuroglot.core.verdicts import Program
from neuroglot.execution.assemble import go_imports, program_of, python_imports
from neuroglot.execution.recipes.cpp import with_real_assert
from neuroglot.execution.recipes.interpreted import _javascript, _php, _ruby

PROBLEM = Problem(
    "Go/0", "0", "go", "", "package main\n\nfunc F(x string) string {\n", "", (), "\nfunc main() { F(\"\") }\n",
    "package main\n\nimport (\n\t\"testing\"\n)\n", conventions="humaneval_x",
)  # fmt: skip


def imported(text: str) -> set[str]:
    block = re.search(r"^import \((.*?)\)", text, re.MULTILINE | re.DOTALL)
    return set(re.findall(r'"([^"]+)"', block[1])) if block else set()


@pytest.mark.parametrize(
    ("code", "test", "expected"),
    [
        ("package main\nfunc f() { sort.Ints(nil) }", "", {"sort"}),
        ("package main\nfunc f() { }", "func TestF() { fmt.Println() }", {"fmt"}),
        ('package main\nimport "os"\nfunc f() { }', "", set()),
        ('package main\nimport (\n\t"os"\n\t"sort"\n)\nfunc f() { os.Exit(1) }', "", {"os"}),
        ('package main\nimport m "math"\nfunc f() { m.Sqrt(1) }', "", {"math"}),
        ('package main\nimport _ "embed"\nfunc f() { }', "", {"embed"}),
        ("package main\n// uses strings.Join and fmt.Sprint\nfunc f() { }", "", set()),
        ('package main\nfunc f() string { return "sort.Ints" + `fmt.Print` }', "", set()),
        ("package main\nfunc f() { rand.Int(); md5.Sum(nil) }", "", {"math/rand", "crypto/md5"}),
        ("func f() { time.Now() }", "", {"time"}),
        ('package main\nimport "math"\nimport "sort"\nfunc f() { math.Sqrt(1); sort.Ints(nil) }', "", {"math", "sort"}),
    ],
)
def test_go_has_the_imports_that_it_uses_and_no_others(code: str, test: str, expected: set[str]) -> None:
    text = go_imports(code, test)
    assert imported(text) == expected
    assert text.startswith("package main\n")
    assert text.count("package main") == 1
    assert go_imports(text, test).split() == text.split()
    assert len(re.findall(r"^import", text, re.MULTILINE)) == bool(expected)


def test_a_name_of_ones_own_for_a_package_stays() -> None:
    assert '\tm "math"\n' in go_imports('package main\nimport m "math"\nfunc f() { m.Sqrt(1) }', "")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1\n", ""),
        ("def f(): return math.pi\n", "import math\n"),
        ("def f(x: List[int]) -> Optional[int]: return re.sub(x)\n", "import re\nfrom typing import *\n"),
        ("def f(): return Counter()\n", "from collections import *\n"),
        ("aftermath = 1\n", ""),
    ],
)
def test_python_has_the_imports_that_it_can_use(code: str, expected: str) -> None:
    lines = python_imports(code)
    assert lines == expected
    compile(lines + code, "program.py", "exec")


def test_conventions_are_those_of_the_benchmark() -> None:
    solution = "\treturn strings.ToUpper(x)\n}\n"
    program = program_of(PROBLEM, solution)
    assert (program.language, program.test) == ("go", PROBLEM.test)
    assert imported(program.code) == {"strings"}
    plain = program_of(replace(PROBLEM, conventions=""), solution)
    assert plain.code == PROBLEM.test_setup + PROBLEM.prompt + solution


@pytest.mark.parametrize("code", ["#define NDEBUG\nint f;", "void assert(bool b) {}", "int f; // NDEBUG\n\n"])
def test_a_real_assert_leaves_the_lines_as_they_were(code: str) -> None:
    program = Program("cpp", code, "int main() {\n    assert(f);\n}\n")
    text = with_real_assert(program)
    place = re.search(r"^#line (\d+)\n(.*)", text, re.MULTILINE)
    assert place is not None
    assert program.text.split("\n")[int(place[1]) - 1] == place[2] == "int main() {"
    assert text.startswith(code)
    assert text.endswith(program.test)


@pytest.mark.parametrize(
    "code", ["#include <cassert>\nint f;", "int f(int x) { assert(x); return x; }", "bool asserted();"]
)
def test_a_program_that_leaves_assert_alone_is_left_alone(code: str) -> None:
    program = Program("cpp", code, "int main() {}\n")
    assert with_real_assert(program) == program.text


@pytest.mark.parametrize("ended", [_javascript, _ruby, _php])
@pytest.mark.parametrize("text", ["x\n", "x", "x // y", "x\n\n"])
def test_a_last_line_comes_after_all_others(ended: object, text: str) -> None:
    assert ended(text).startswith(f"{text}\n")  # type: ignore[operator]


def test_a_closing_tag_at_the_end_of_php_is_taken_away() -> None:
    assert "?>" not in _php("<?php f();\n?>\n\n")
    assert _php("<?php f(); ?>\ntext").startswith("<?php f(); ?>\ntext\n")
    assert _php("<?php\nnamespace A {\n}\n").endswith("namespace { \\NeuroglotHarness::$reached = true; }\n")
