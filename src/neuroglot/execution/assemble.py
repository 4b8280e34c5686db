"""From a problem and a solution to the whole program, by the rules of the benchmark that the problem comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from neuroglot.core.corpus import Problem
from neuroglot.core.verdicts import Program

_PYTHON_MODULES = (
    "math", "re", "sys", "copy", "datetime", "itertools", "collections", "heapq", "statistics", "functools", "hashlib",
    "string",
)  # fmt: skip
_PYTHON_STARS = {
    "typing": r"\b(?:List|Dict|Tuple|Optional|Any|Union|Set|Callable|Iterable|Iterator|Sequence)\b",
    "collections": r"\b(?:Counter|defaultdict|deque|OrderedDict|namedtuple|ChainMap)\b",
}
_GO_PACKAGES = (
    "math", "strings", "fmt", "strconv", "time", "bytes", "regexp", "sort", "math/rand", "crypto/md5",
)  # fmt: skip
_GO_IMPORT = re.compile(r'^import\s*(?:\(([^)]*)\)|((?:[\w.]+\s+)?"[^"]+"))[ \t]*;?', re.MULTILINE)
_GO_SPEC = re.compile(r'([\w.]+\s+)?"([^"]+)"')
_GO_UNREAD = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`]*`|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


def program_of(problem: Problem, solution: str) -> Program:
    """The program that tests a solution.

    HumanEval-X's harness (Zheng et al. 2023) gives Python programs some imports, and Go programs the imports that their
    code uses, no more and no fewer; so does this, for problems of that benchmark. (What it gives to C++ programs is
    there for every C++ program, precompiled: harness/cpp_prefix.hpp.) All others run as they are.
    """
    code = problem.prompt + solution
    if problem.conventions == "humaneval_x" and problem.language == "python":
        code = python_imports(code) + code
    if problem.conventions == "humaneval_x" and problem.language == "go":
        return Program("go", go_imports(problem.test_setup + code, problem.test), problem.test)
    return Program(problem.language, problem.test_setup + code, problem.test)


def python_imports(code: str) -> str:
    """The import lines that HumanEval-X's harness would add, as far as the code can use them."""
    lines = [f"import {name}\n" for name in _PYTHON_MODULES if re.search(rf"\b{name}\.", code)]
    lines += [f"from {name} import *\n" for name, used in _PYTHON_STARS.items() if re.search(used, code)]
    return "".join(lines)


def go_imports(code: str, test: str) -> str:
    """The code with the imports that it and the tests use: Go compiles with neither one missing nor one too many."""
    specs: dict[str, str] = {}
    for match in _GO_IMPORT.finditer(code):
        for alias, path in _GO_SPEC.findall(match[1] or match[2]):
            specs.setdefault(path, alias.strip())
    rest = _GO_IMPORT.sub("", code)
    package, _, body = rest.partition("\n") if rest.lstrip().startswith("package") else ("package main", "", rest)
    used = set(re.findall(r"\b(\w+)\.", _GO_UNREAD.sub(" ", f"{body}\n{test}")))
    chosen = _used(((specs.get(path, ""), path) for path in (*specs, *_GO_PACKAGES)), used)
    block = "".join(f'\t{alias} "{path}"\n' if alias else f'\t"{path}"\n' for path, alias in chosen.items())
    return f"{package.strip()}\n\nimport (\n{block})\n{body}" if block else f"{package.strip()}\n{body}"


def _used(specs: Iterable[tuple[str, str]], names: set[str]) -> dict[str, str]:
    return {path: alias for alias, path in specs if alias in ("_", ".") or (alias or path.split("/")[-1]) in names}
