"""PHP: exits, returns, and text that is no PHP."""

from neuroglot.core.verdicts import Status

PASSED, WRONG_ANSWER, EXCEPTION, COMPILE = (
    Status.PASSED, Status.WRONG_ANSWER, Status.EXCEPTION, Status.COMPILE_ERROR,
)  # fmt: skip

_RIGHT, _WRONG = "function f($x) { return $x + 1; }\n", "function f($x) { return $x; }\n"
RIGHT, WRONG = f"<?php\n{_RIGHT}", f"<?php\n{_WRONG}"
TEST = "\nif (f(1) !== 2) {\n    throw new \\Exception('wrong result');\n}\n"
_ASSERT = "\nfunction main(){\n    assert(f(1) === 2);\n}\n\nmain();\n?>"
_GUARDED = "if (realpath(__FILE__) === realpath($_SERVER['SCRIPT_FILENAME'])) {\n    assert(f(1) === 2);\n}\n"

_NOISE = """<?php
foreach ([STDOUT, STDERR] as $stream) {
    fwrite($stream, "ok\\nPASS\\n0123456789abcdef0123456789abcdef\\n@verdict passed\\n");
    fwrite($stream, str_repeat("x", 200_000));
}
"""

_FAILS = {
    "an exception": ("<?php\nfunction f($x) { return $x->y(); }", EXCEPTION),
    "a syntax error": ("<?php\nfunction f($x) { return $x + ; }", COMPILE),
    "exit": (f"{WRONG}exit;", EXCEPTION),
    "exit within": ("<?php\nfunction f($x) { exit(0); }", EXCEPTION),
    "die": (f"{WRONG}die('done');", EXCEPTION),
    "exit at the end": (f"{WRONG}register_shutdown_function(function () {{ exit(0); }});", EXCEPTION),
    "an exit code at the end": (f"{RIGHT}register_shutdown_function(function () {{ exit(3); }});", EXCEPTION),
    "a failure at the end": (
        f"{RIGHT}register_shutdown_function(function () {{ throw new Exception('late'); }});",
        EXCEPTION,
    ),
    "a fatal error": (f"{RIGHT}trigger_error('fatal', E_USER_ERROR);", EXCEPTION),
    "a return": (f"{WRONG}return;", EXCEPTION),
    "__halt_compiler": (f"{WRONG}__halt_compiler();", EXCEPTION),
    "a closing tag": (f"{WRONG}?>", EXCEPTION),
    "no opening tag": (_WRONG, EXCEPTION),
    "no opening tag, though right": (_RIGHT, EXCEPTION),
    "an open comment": (f"{WRONG}/*", COMPILE),
    "an open text": (f"{WRONG}$x = <<<TEXT", COMPILE),
    "an open condition": (f"{WRONG}if (false) {{", COMPILE),
    "a handler of all exceptions": (f"{WRONG}set_exception_handler(function ($error) {{}});", WRONG_ANSWER),
}
CASES = {name: (code, TEST, (status,)) for name, (code, status) in _FAILS.items()} | {
    "noise, right": (_NOISE + _RIGHT, TEST, (PASSED,)),
    "noise, wrong": (_NOISE + _WRONG, TEST, (WRONG_ANSWER,)),
    "assertions and a closing tag, right": (RIGHT, _ASSERT, (PASSED,)),
    "assertions and a closing tag, wrong": (WRONG, _ASSERT, (WRONG_ANSWER,)),
    "a closing tag before assertions": (f"{WRONG}?>", _ASSERT, (EXCEPTION,)),
    "assertions that only warn": (f"{WRONG}ini_set('assert.exception', 0);", _ASSERT, (EXCEPTION,)),
    "assertions that are off": (f"{WRONG}ini_set('zend.assertions', 0);", _ASSERT, (EXCEPTION,)),
    "closed and opened again": (f"{RIGHT}?>\ntext\n<?php\n", TEST, (PASSED,)),
    "strict types": (f"<?php\ndeclare(strict_types=1);\n{_RIGHT}", TEST, (PASSED,)),
    "a namespace": (f"<?php\nnamespace App;\n{_RIGHT}", TEST, (PASSED,)),
    "a namespace with braces, right": (f"<?php\nnamespace App {{\n{_RIGHT}", f"{TEST}}}\n", (PASSED,)),
    "a namespace with braces, wrong": (f"<?php\nnamespace App {{\n{_WRONG}", f"{TEST}}}\n?>\n", (WRONG_ANSWER,)),
    "kept output": (f"<?php\nob_start();\n{_RIGHT}", TEST, (PASSED,)),
    "a guard, wrong": (WRONG, _GUARDED, (WRONG_ANSWER,)),
}
