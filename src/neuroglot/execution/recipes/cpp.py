"""C++: one compilation with a precompiled header, and a harness around main that is linked in."""

from __future__ import annotations

import re
import shutil

from neuroglot.core.verdicts import Program
from neuroglot.execution.recipe import Build, BuildError, Need, Recipe, harness
from neuroglot.execution.worker import Worker

_FLAGS = "-std=c++17 -O0 -w -pipe"
_LINKER = "-fuse-ld=gold" if shutil.which("ld.gold") else ""
_PREFIX, _EVERYTHING = "cpp_prefix.hpp", "cpp_everything.hpp"
_MEDDLES = re.compile(
    r"\bNDEBUG\b|#\s*(?:define|undef)\s+assert\b|^\s*[\w:<>,&* ]+\bassert\s*\([^;]*?\)\s*\{", re.MULTILINE
)
_CLASH = re.compile(r"ambiguous|redefin|redeclar|conflict|previous(ly)? (declar|defin)")


def _prepare(worker: Worker) -> dict[str, bytes]:
    files = {name: harness(name) for name in (_PREFIX, _EVERYTHING, "cpp_harness.cpp", "boost/any.hpp")}
    made = dict(files)
    for header in (_PREFIX, _EVERYTHING):
        command = f"g++ {_FLAGS} -x c++-header /box/{header} -o /tmp/out && cat /tmp/out"
        made[f"{header}.gch"] = worker.make(command, files)
    made["cpp_harness.o"] = worker.make("g++ -O1 -c /box/cpp_harness.cpp -o /tmp/out && cat /tmp/out", files)
    return made


def with_real_assert(program: Program) -> str:
    """The program's text; where its code meddles with assert, its tests get the real one, on the same lines as before.

    Tests that count on the code's `#include <cassert>` would else pass whatever `#define NDEBUG` or an `assert` of the
    code's own lets pass.
    """
    if not _MEDDLES.search(program.code):
        return program.text
    line = program.code.count("\n") + 2
    return f"{program.code}\n#undef NDEBUG\n#undef assert\n#include <assert.h>\n#line {line}\n{program.test}"


def _build(worker: Worker, program: Program) -> Build:
    prefix = _EVERYTHING if "bits/stdc++.h" in program.text else _PREFIX
    source = {"program.cpp": with_real_assert(program).encode()}
    crypto = "-lcrypto" if "openssl/" in program.text else ""
    try:
        binary = worker.make(_command(f"-include /support/{prefix}", crypto), source)
    except BuildError as error:
        # The prefix can only hurt where the program has a name of its own for something that the prefix declares.
        if error.status.value != "compile error" or not _CLASH.search(error.detail):
            raise
        binary = worker.make(_command("", crypto), source)
    return Build({"program": binary}, ("/box/program",))


def _command(include: str, libraries: str) -> str:
    return (
        f"g++ {_FLAGS} {include} -idirafter /support {_LINKER} -Wl,--wrap=main -o /tmp/program "
        f"/support/cpp_harness.o /box/program.cpp {libraries} && cat /tmp/program"
    )


CPP = Recipe(
    "cpp",
    _build,
    _prepare,
    commands=("g++",),
    flags=f"{_FLAGS} {_LINKER}",
    wrong=re.compile(r"Assertion `.*' failed", re.DOTALL),
    needs=(Need(r"^\s*#\s*include\s*[<\"]openssl/", "/usr/include/openssl/md5.h", "libssl-dev"),),
    compiled=True,
)
