"""Go: exits, skipped tests, and programs with a main of their own."""

from neuroglot.core.verdicts import Status

PASSED, WRONG_ANSWER, EXCEPTION, COMPILE = (
    Status.PASSED, Status.WRONG_ANSWER, Status.EXCEPTION, Status.COMPILE_ERROR,
)  # fmt: skip


def _code(body: str, *packages: str, more: str = "") -> str:
    imports = "".join(f'\t"{name}"\n' for name in packages)
    return f"package main\n\nimport (\n{imports})\n\nfunc f(x int) int {{\n\t{body}\n}}\n{more}\n"


RIGHT, WRONG = _code("return x + 1"), _code("return x")
TEST = '\nfunc main() {\n\tif f(1) != 2 {\n\t\tpanic("got 1, want 2")\n\t}\n}\n'
_TESTING = '\nfunc TestF(t *testing.T) {\n\tif got := f(1); got != 2 {\n\t\tt.Errorf("got %d, want 2", got)\n\t}\n}\n'
TESTIFY = "github.com/stretchr/testify/assert"
_ASSERT = (
    "\nfunc TestF(t *testing.T) {\n\tassert := assert.New(t)\n\tassert.Equal(2, f(1))\n\tassert.Equal(3, f(2))\n}\n"
)


def _test(line: str) -> str:
    return f"\nfunc TestF(t *testing.T) {{\n\t{line}\n}}\n"


_NOISE = """
func init() {
	for _, stream := range []*os.File{os.Stdout, os.Stderr} {
		stream.WriteString("ok\\nPASS\\n0123456789abcdef0123456789abcdef\\n@verdict passed\\n")
		stream.WriteString(strings.Repeat("x", 200_000))
	}
}
"""

_FAILS = {
    "an exception": (_code("return []int{}[x]"), EXCEPTION),
    "an endless recursion": (_code("return f(x)"), EXCEPTION),
    "a syntax error": (_code("return x +"), COMPILE),
    "an unused import": (_code("return x + 1", "os"), COMPILE),
    "os.Exit": (_code("os.Exit(0)\n\treturn x", "os"), EXCEPTION),
    "os.Exit in init": (_code("return x", "os", more="func init() { os.Exit(0) }"), EXCEPTION),
    "syscall.Exit": (_code("syscall.Exit(0)\n\treturn x", "syscall"), EXCEPTION),
    "os.Exit in a goroutine": (
        _code("go os.Exit(0)\n\ttime.Sleep(time.Second)\n\treturn x", "os", "time"), EXCEPTION,
    ),
    "Goexit": (_code("runtime.Goexit()\n\treturn x", "runtime"), EXCEPTION),
    "killed": (_code("syscall.Kill(syscall.Getpid(), 9)\n\tselect {}", "syscall"), EXCEPTION),
    "a deadlock": (_code("select {}"), EXCEPTION),
    "a main of its own": (f"{RIGHT}func main() {{}}\n", COMPILE),
    "an open comment": (f"{WRONG}/*", COMPILE),
    "an open text": (f"{WRONG}var x = `", COMPILE),
    "the harness's package": (
        _code("return x", "a/nonce", "os", more="func init() { nonce.Print(); os.Exit(0) }"), COMPILE,
    ),
}  # fmt: skip
CASES = {name: (code, TEST, (status,)) for name, (code, status) in _FAILS.items()} | {
    "noise, right": (_code("return x + 1", "os", "strings", more=_NOISE), TEST, (PASSED,)),
    "noise, wrong": (_code("return x", "os", "strings", more=_NOISE), TEST, (WRONG_ANSWER,)),
    "a test, right": (_code("return x + 1", "testing"), _TESTING, (PASSED,)),
    "a test, wrong": (_code("return x", "testing"), _TESTING, (WRONG_ANSWER,)),
    "a test and TestMain": (
        _code("return x", "os", "testing", more="func TestMain(m *testing.M) { os.Exit(0) }"),
        _TESTING,
        (WRONG_ANSWER,),
    ),
    "os.Exit in a test": (_code("os.Exit(0)\n\treturn x", "os", "testing"), _TESTING, (EXCEPTION,)),
    "syscall.Exit in a test": (_code("syscall.Exit(0)\n\treturn x", "syscall", "testing"), _TESTING, (EXCEPTION,)),
    "Goexit in a test": (
        _code("runtime.Goexit()\n\treturn x", "runtime", "testing"), _TESTING, (WRONG_ANSWER, EXCEPTION),
    ),
    "a panic in a test": (_code("return []int{}[x]", "testing"), _TESTING, (EXCEPTION,)),
    "no tests asked for": (
        _code("return x", "os", "testing", more='func init() { os.Args = append(os.Args, "-test.run=None") }'),
        _TESTING,
        (EXCEPTION,),
    ),
    "testify, right": (_code("return x + 1", "testing", TESTIFY), _ASSERT, (PASSED,)),
    "testify, wrong": (_code("return 2", "testing", TESTIFY), _ASSERT, (WRONG_ANSWER,)),
    "t.Fail": (_code("return x", "testing"), _test("t.Fail()"), (WRONG_ANSWER,)),
    "t.Fatal": (_code("return x", "testing"), _test('t.Fatal("no")'), (WRONG_ANSWER,)),
    "t.Skip": (_code("return x", "testing"), _test('t.Skip("later")'), (EXCEPTION,)),
    "t.Skip beside a test": (
        _code("return x + 1", "testing"), _TESTING + _test("t.SkipNow()").replace("TestF", "TestG"), (EXCEPTION,),
    ),
    "t.Parallel": (
        _code("return x + 1", "testing"), _test('t.Parallel()\n\tif f(1) != 2 {\n\t\tt.Fatal("no")\n\t}'), (PASSED,),
    ),
    "tests within a test": (
        _code("return x", "testing"),
        _test('t.Run("one", func(t *testing.T) {\n\t\tif f(1) != 2 {\n\t\t\tt.Error("got 1, want 2")\n\t\t}\n\t})'),
        (WRONG_ANSWER,),
    ),
}  # fmt: skip
