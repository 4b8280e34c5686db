"""Python: programs that leave early, and what their tests must say of them."""

from neuroglot.core.verdicts import Status

PASSED, WRONG_ANSWER, EXCEPTION, COMPILE = (
    Status.PASSED, Status.WRONG_ANSWER, Status.EXCEPTION, Status.COMPILE_ERROR,
)  # fmt: skip

RIGHT = "def f(x):\n    return x + 1\n"
WRONG = "def f(x):\n    return x\n"
TEST = "\n\ndef check(candidate):\n    assert candidate(1) == 2\n\n\ncheck(f)\n"
UNITTEST = """
import unittest


class Test(unittest.TestCase):
    def test_it(self):
        self.assertEqual(f(1), 2)


if __name__ == '__main__':
    unittest.main()
"""

_NOISE = """
import sys
for stream in (sys.stdout, sys.stderr):
    stream.write("ok\\nPASS\\n0123456789abcdef0123456789abcdef\\n@verdict passed it\\n" + "x" * 200_000)
"""

_FAILS = {
    "an exception": ("def f(x):\n    return x[0]\n", EXCEPTION),
    "an endless recursion": ("def f(x):\n    return f(x)\n", EXCEPTION),
    "a syntax error": ("def f(x:\n    return x\n", COMPILE),
    "an indentation error": ("def f(x):\n    return 2\n  y = 1\n", COMPILE),
    "exit": (f"{WRONG}exit(0)\n", EXCEPTION),
    "sys.exit": (f"import sys\n{WRONG}if __name__ == '__main__':\n    sys.exit(0)\n", EXCEPTION),
    "sys.exit within": ("import sys\ndef f(x):\n    sys.exit()\n", EXCEPTION),
    "SystemExit": (f"{WRONG}raise SystemExit(0)\n", EXCEPTION),
    "os._exit": (f"import os\n{WRONG}os._exit(0)\n", EXCEPTION),
    "os._exit within": ("import os\ndef f(x):\n    os._exit(0)\n", EXCEPTION),
    "os._exit in a thread": (
        "import os, threading, time\ndef f(x):\n    threading.Thread(target=os._exit, args=(0,)).start()\n"
        "    time.sleep(1)\n",
        EXCEPTION,
    ),
    "os._exit when it is freed": (
        "import os\nclass Guard:\n    def __del__(self, leave=os._exit):\n        leave(0)\n"
        "def f(x):\n    guard = Guard()\n    return x\n",
        EXCEPTION,
    ),
    "sys.exit at exit": (f"import atexit, sys\natexit.register(sys.exit, 0)\n{WRONG}", WRONG_ANSWER),
    "os._exit at exit": (f"import atexit, os\natexit.register(os._exit, 0)\n{WRONG}", WRONG_ANSWER),
    "a failure at exit": (f"import atexit, os\natexit.register(os._exit, 3)\n{RIGHT}", EXCEPTION),
    "another program": (f"import os\n{WRONG}os.execv('/bin/true', ['true'])\n", EXCEPTION),
    "a child goes on": (f"import os\n{WRONG}if os.fork():\n    os.wait()\n    os._exit(0)\n", EXCEPTION),
    "killed": (f"import os\n{WRONG}os.kill(os.getpid(), 9)\n", EXCEPTION),
    "terminated": (f"import os\n{WRONG}os.kill(os.getpid(), 15)\n", EXCEPTION),
    "aborted": (f"import os\n{WRONG}os.abort()\n", EXCEPTION),
    "interrupted": (f"{WRONG}raise KeyboardInterrupt\n", EXCEPTION),
    "an open string": (f"{WRONG}'''\n", COMPILE),
    "an open bracket": (f"{WRONG}x = (\n", COMPILE),
    "an open condition": (f"{WRONG}if 0:", COMPILE),
    "a line that goes on": (f"{WRONG}x = 1 \\", WRONG_ANSWER),
    "its own check": (f"{WRONG}def check(candidate):\n    pass\n", WRONG_ANSWER),
    "its own AssertionError": (
        f"import builtins\nAssertionError = builtins.AssertionError = SystemExit\n{WRONG}", WRONG_ANSWER,
    ),
    "a class that quietly leaves": ("class f:\n    def __init__(self, x):\n        raise SystemExit\n", EXCEPTION),
    "a closed output": (f"import os\nos.close(1)\n{RIGHT}", EXCEPTION),
}  # fmt: skip
CASES = {name: (code, TEST, (status,)) for name, (code, status) in _FAILS.items()} | {
    "noise, right": (_NOISE + RIGHT, TEST, (PASSED,)),
    "noise, wrong": (_NOISE + WRONG, TEST, (WRONG_ANSWER,)),
    "a recursion beyond the stack": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(x):\n    return f(x)\n",
        TEST,
        (EXCEPTION, Status.MEMORY),
    ),
    "a guard": (f"{RIGHT}if __name__ == '__main__':\n    print(f(1))\n", TEST, (PASSED,)),
    "a closed stream": (f"import sys\n{RIGHT}sys.stdout.close()\n", TEST, (PASSED,)),
    "no stream": (f"import sys\n{RIGHT}sys.stdout = sys.stderr = None\n", TEST, (PASSED,)),
    "a future import": (f"from __future__ import annotations\n{RIGHT}", TEST, (PASSED,)),
    "reading its input": (f"import sys\nassert sys.stdin.read() == ''\n{RIGHT}", TEST, (PASSED,)),
    "unittest, right": (RIGHT, UNITTEST, (PASSED,)),
    "unittest, wrong": (WRONG, UNITTEST, (WRONG_ANSWER,)),
    "unittest, skipped": ("import unittest\ndef f(x):\n    raise unittest.SkipTest\n", UNITTEST, (WRONG_ANSWER,)),
}
