"""Java: exits, initialisers, and classes with the harness's names."""

from neuroglot.core.verdicts import Status

PASSED, WRONG_ANSWER, EXCEPTION, COMPILE = (
    Status.PASSED, Status.WRONG_ANSWER, Status.EXCEPTION, Status.COMPILE_ERROR,
)  # fmt: skip


def _solution(body: str, more: str = "") -> str:
    return f"import java.util.*;\n\nclass Solution {{\n    {more}\n    public int f(int x) {{ {body} }}\n}}\n"


RIGHT, WRONG = _solution("return x + 1;"), _solution("return x;")
TEST = """
public class Main {
    public static void main(String[] args) {
        if (new Solution().f(1) != 2) {
            throw new AssertionError();
        }
    }
}
"""
_ASSERT = """public class Main {
    public static void main(String[] args) {
        assert new Solution().f(1) == 2;
    }
}
"""
_HOOK = "Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt({})));"

_NOISE = """static {
        for (java.io.PrintStream stream : new java.io.PrintStream[] {System.out, System.err})
            stream.print("ok\\nPASS\\n0123456789abcdef0123456789abcdef\\n@verdict passed it\\n" + "x".repeat(200000));
    }"""

_FAILS = {
    "an exception": (_solution("return new int[0][x];").replace("new int[0][x]", "(new int[0])[x]"), EXCEPTION),
    "an endless recursion": (_solution("return f(x);"), EXCEPTION),
    "a syntax error": (_solution("return x + ;"), COMPILE),
    "System.exit": (_solution("System.exit(0); return x;"), EXCEPTION),
    "System.exit in an initialiser": (_solution("return x;", "static { System.exit(0); }"), EXCEPTION),
    "halt": (_solution("Runtime.getRuntime().halt(0); return x;"), EXCEPTION),
    "System.exit in a thread": (
        _solution("try { Thread t = new Thread(() -> System.exit(0)); t.start(); Thread.sleep(2000); }"
                  " catch (InterruptedException e) { } return x;"),
        EXCEPTION,
    ),
    "an exception in an initialiser": (_solution("return x + 1;", "static int y = 0, z = 1 / y;"), EXCEPTION),
    "halt at exit": (_solution(f"{_HOOK.format(0)} return x;"), WRONG_ANSWER),
    "an exit code at exit": (_solution(f"{_HOOK.format(3)} return x + 1;"), EXCEPTION),
    "a class Main of its own": (f"{RIGHT}class Main {{ }}\n", COMPILE),
    "a main of its own": (
        f"{WRONG}class Early {{ public static void main(String[] args) {{ }} }}\n", WRONG_ANSWER,
    ),
    "an open comment": (f"{WRONG}/*", COMPILE),
    "an open text": (f'{WRONG}class A {{ String s = """\n', COMPILE),
    "a package": (f"package somewhere;\n{RIGHT}", COMPILE),
    "the harness's package": (f"package neuroglot;\n{WRONG}class Launcher {{ }}\n", COMPILE),
    "output to nowhere": (_solution("System.setOut(null); return x;"), EXCEPTION),
}  # fmt: skip
CASES = {name: (code, TEST, (status,)) for name, (code, status) in _FAILS.items()} | {
    "noise, right": (_solution("return x + 1;", _NOISE), TEST, (PASSED,)),
    "noise, wrong": (_solution("return x;", _NOISE), TEST, (WRONG_ANSWER,)),
    "assert, right": (RIGHT, _ASSERT, (PASSED,)),
    "assert, wrong": (WRONG, _ASSERT, (WRONG_ANSWER,)),
    "a class Launcher": (
        f"{RIGHT}class Launcher {{ public static void main(String[] args) {{ }} }}\n",
        TEST,
        (PASSED,),
    ),
    "a class CompileServer": (f"{RIGHT}class CompileServer {{ }}\n", TEST, (PASSED,)),
    "a class Launcher, wrong": (
        f"{WRONG}class Launcher {{ public static void main(String[] args) {{ }} }}\n",
        TEST,
        (WRONG_ANSWER,),
    ),
    "reading its input": (_solution("return x + 1 + (new Scanner(System.in).hasNext() ? 1 : 0);"), TEST, (PASSED,)),
    "tests that end the class": (
        RIGHT.rstrip().removesuffix("}"),
        _ASSERT.replace("public class Main {\n", ""),
        (PASSED,),
    ),
}
