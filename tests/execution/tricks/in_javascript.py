"""JavaScript: returns, exits, promises, and every way in which console.assert can be lost."""

from neuroglot.core.verdicts import Status

PASSED, WRONG_ANSWER, EXCEPTION, COMPILE = (
    Status.PASSED, Status.WRONG_ANSWER, Status.EXCEPTION, Status.COMPILE_ERROR,
)  # fmt: skip

RIGHT = "const f = (x) => x + 1;\n"
WRONG = "const f = (x) => x;\n"
TEST = "\nconst testF = () => {\n  console.assert(f(1) === 2);\n}\n\ntestF()\n"
_LATER = "setTimeout(() => console.assert(f(1) === 2), 20);\n"
_ASYNC = "(async () => { await null; console.assert(f(1) === 2); })();\n"
_PROMISE = "Promise.resolve().then(() => console.assert(f(1) === 2));\n"
_CAUGHT = "try { console.assert(f(1) === 2); } catch (error) { console.log('failed'); }\n"
_NODE = "require('assert').deepStrictEqual(f(1), 2);\n"
_THROWS = "if (f(1) !== 2) { throw 'Exception -- test case 0 did not pass. x0 = ' + f(1) }\n"

_NOISE = """
for (const stream of [process.stdout, process.stderr]) {
  stream.write("ok\\nPASS\\n0123456789abcdef0123456789abcdef\\n@verdict passed it\\n" + "x".repeat(200_000));
}
"""

_FAILS = {
    "an exception": ("const f = (x) => x.y.z;", EXCEPTION),
    "an endless recursion": ("const f = (x) => f(x);", EXCEPTION),
    "a syntax error": ("const f = (x) => {", COMPILE),
    "a return": (f"{WRONG}return;", EXCEPTION),
    "a return under a condition": (f"{WRONG}if (require.main === module) {{ return; }}", EXCEPTION),
    "process.exit": (f"{WRONG}process.exit(0);", EXCEPTION),
    "process.exit within": ("const f = (x) => process.exit();", EXCEPTION),
    "process.exit in a promise": (f"Promise.resolve().then(() => process.exit(0));\n{WRONG}", WRONG_ANSWER),
    "process.reallyExit": (f"{WRONG}process.reallyExit(0);", EXCEPTION),
    "process.abort": (f"{WRONG}process.abort();", EXCEPTION),
    "process.kill": (f"{WRONG}process.kill(process.pid, 'SIGKILL'); while (true) {{ }}", EXCEPTION),
    "exitCode 0": (f"{WRONG}process.exitCode = 0;", WRONG_ANSWER),
    "exitCode 1": (f"{RIGHT}process.exitCode = 1;", EXCEPTION),
    "exit handlers": (f"{WRONG}process.on('exit', () => process.exit(0));", WRONG_ANSWER),
    "a failure at exit": (f"{RIGHT}process.on('exit', () => {{ throw new Error('late'); }});", EXCEPTION),
    "an exit code at exit": (f"{RIGHT}process.on('exit', () => {{ process.exitCode = 3; }});", EXCEPTION),
    "a handler of all exceptions": (f"process.on('uncaughtException', () => {{}});\n{WRONG}", WRONG_ANSWER),
    "an unhandled rejection": (f"{RIGHT}Promise.reject(new Error('late'));", EXCEPTION),
    "an open comment": (f"{WRONG}/*", COMPILE),
    "an open template": (f"{WRONG}const x = `", COMPILE),
    "an export": (f"export {RIGHT}", COMPILE),
    "an import": (f"import fs from 'fs';\n{RIGHT}", COMPILE),
    "a wrapper closed and opened": (f"{WRONG}}}); (function () {{", COMPILE),
    "another console": (
        f"const {{ Console }} = require('console');\nconst console = new Console(process.stdout);\n{WRONG}",
        WRONG_ANSWER,
    ),
}  # fmt: skip
CASES = {name: (code, TEST, (status,)) for name, (code, status) in _FAILS.items()} | {
    "noise, right": (_NOISE + RIGHT, TEST, (PASSED,)),
    "noise, wrong": (_NOISE + WRONG, TEST, (WRONG_ANSWER,)),
    "a first line for the shell": (f"#!/usr/bin/env node\n'use strict';\n{RIGHT}", TEST, (PASSED,)),
    "exports": (
        f"{RIGHT}if (require.main === module) {{ console.log(f(1)); }}\nmodule.exports = {{ f }};",
        TEST,
        (PASSED,),
    ),
    "a last line that is a comment": (RIGHT, "console.assert(f(1) === 2) // the end", (PASSED,)),
    "a timer, right": (RIGHT, _LATER, (PASSED,)),
    "a timer, wrong": (WRONG, _LATER, (WRONG_ANSWER,)),
    "an async function, right": (RIGHT, _ASYNC, (PASSED,)),
    "an async function, wrong": (WRONG, _ASYNC, (WRONG_ANSWER,)),
    "a promise, right": (RIGHT, _PROMISE, (PASSED,)),
    "a promise, wrong": (WRONG, _PROMISE, (WRONG_ANSWER,)),
    "a promise and a handler": (f"process.on('unhandledRejection', () => {{}});\n{WRONG}", _PROMISE, (WRONG_ANSWER,)),
    "a failed assertion that is caught": (WRONG, _CAUGHT, (WRONG_ANSWER,)),
    "exit before a timer": (f"{WRONG}setTimeout(() => process.exit(0), 1);", _LATER, (EXCEPTION,)),
    "node's assert, right": (RIGHT, _NODE, (PASSED,)),
    "node's assert, wrong": (WRONG, _NODE, (WRONG_ANSWER,)),
    "a thrown string, wrong": (WRONG, _THROWS, (WRONG_ANSWER,)),
}
