"""Python, JavaScript, Ruby and PHP: a harness in the language itself runs the program's text."""

from __future__ import annotations

from collections.abc import Callable

from neuroglot.core.verdicts import Program
from neuroglot.execution.recipe import Build, Need, Recipe, harness
from neuroglot.execution.worker import Worker

Builder = Callable[[Worker, Program], Build]


def _builder(command: tuple[str, ...], name: str) -> Builder:
    def build(worker: Worker, program: Program) -> Build:
        return Build({name: program.text.encode()}, (*command, f"/box/{name}"))

    return build


def _support(*names: str) -> Callable[[Worker], dict[str, bytes]]:
    return lambda worker: {name: harness(name) for name in names}


_MODULES = "/support:/usr/share/nodejs:/usr/local/lib/node_modules:/usr/lib/node_modules"

PYTHON = Recipe(
    "python",
    _builder(("/usr/bin/env", "PYTHONHASHSEED=0", "python3", "-s", "-B", "/support/python_harness.py"), "program.py"),
    _support("python_harness.py"),
)

JAVASCRIPT = Recipe(
    "javascript",
    _builder(
        ("/usr/bin/env", f"NODE_PATH={_MODULES}", "node", "--max-old-space-size=512", "--stack-size=8000",
         "/support/javascript_harness.js"),
        "program.js",
    ),
    _support("javascript_harness.js", "js-md5.js"),
    needs=(Need(r"require\(['\"]lodash['\"]\)", "/usr/share/nodejs/lodash", "node-lodash"),),
)  # fmt: skip

RUBY = Recipe(
    "ruby",
    _builder(("/usr/bin/env", "ruby", "--disable=rubyopt", "-W0", "/support/ruby_harness.rb"), "program.rb"),
    _support("ruby_harness.rb"),
)

PHP = Recipe(
    "php",
    _builder(
        ("/usr/bin/env", "php", "-d", "memory_limit=512M", "-d", "zend.assertions=1", "-d", "assert.exception=1",
         "-d", "display_errors=stderr", "/support/php_harness.php"),
        "program.php",
    ),
    _support("php_harness.php"),
)  # fmt: skip
