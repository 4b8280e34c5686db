"""Python, JavaScript, Ruby and PHP: a harness in the language itself runs the program's text."""

from __future__ import annotations

import re
from collections.abc import Callable

from neuroglot.core.verdicts import Program
from neuroglot.execution.recipe import Build, Need, Recipe, harness
from neuroglot.execution.worker import Worker

Builder = Callable[[Worker, Program], Build]


def _builder(command: tuple[str, ...], name: str, ended: Callable[[str], str] = lambda text: text) -> Builder:
    def build(worker: Worker, program: Program) -> Build:
        return Build({name: ended(program.text).encode()}, (*command, f"/box/{name}"))

    return build


def _javascript(text: str) -> str:
    """The text and a last line that tells the harness that it was reached: a `return` before the tests skips them."""
    return f"{text}\n;__neuroglot_end__();\n"


def _ruby(text: str) -> str:
    """The same for Ruby, where `__END__` and `return` end a program."""
    return f"{text}\n$__neuroglot_end__ = true\n"


def _php(text: str) -> str:
    """The same for PHP, where `return` and `__halt_compiler()` end a program, and what follows `?>` is no program."""
    reached = "\\NeuroglotHarness::$reached = true;"
    if _PHP_BRACES.search(text):
        return f"{_PHP_END.sub('', text)}\nnamespace {{ {reached} }}\n"
    return f"{_PHP_END.sub(';', text)}\n{reached}\n"


_PHP_END = re.compile(r"\?>\s*\Z")
_PHP_BRACES = re.compile(r"^\s*namespace\b[\w\s\\]*\{", re.MULTILINE)


def _support(*names: str) -> Callable[[Worker], dict[str, bytes]]:
    return lambda worker: {name: harness(name) for name in names}


_MODULES = "/support:/usr/share/nodejs:/usr/local/lib/node_modules:/usr/lib/node_modules"

PYTHON = Recipe(
    "python",
    _builder(("/usr/bin/env", "PYTHONHASHSEED=0", "python3", "-s", "-B", "/support/python_harness.py"), "program.py"),
    _support("python_harness.py"),
    commands=("python3",),
)

JAVASCRIPT = Recipe(
    "javascript",
    _builder(
        ("/usr/bin/env", f"NODE_PATH={_MODULES}", "node", "--max-old-space-size=512", "--stack-size=8000",
         "/support/javascript_harness.js"),
        "program.js",
        _javascript,
    ),
    _support("javascript_harness.js", "js-md5.js"),
    commands=("node",),
    needs=(Need(r"require\(['\"]lodash['\"]\)", "/usr/share/nodejs/lodash", "node-lodash"),),
)  # fmt: skip

RUBY = Recipe(
    "ruby",
    _builder(("/usr/bin/env", "ruby", "--disable=rubyopt", "-W0", "/support/ruby_harness.rb"), "program.rb", _ruby),
    _support("ruby_harness.rb"),
    commands=("ruby",),
)

PHP = Recipe(
    "php",
    _builder(
        ("/usr/bin/env", "php", "-d", "memory_limit=512M", "-d", "zend.assertions=1", "-d", "assert.exception=1",
         "-d", "display_errors=stderr", "/support/php_harness.php"),
        "program.php",
        _php,
    ),
    _support("php_harness.php"),
    commands=("php",),
)  # fmt: skip
