"""C++: exits before, in and after main, and every way to lose assert."""

from neuroglot.core.verdicts import Status

PASSED, WRONG_ANSWER, EXCEPTION, COMPILE = (
    Status.PASSED, Status.WRONG_ANSWER, Status.EXCEPTION, Status.COMPILE_ERROR,
)  # fmt: skip

_HEADERS = ("cassert", "csignal", "cstdlib", "exception", "thread", "unistd.h")
_HEAD = "".join(f"#include <{name}>\n" for name in _HEADERS)
_RIGHT, _WRONG = "int f(int x) { return x + 1; }\n", "int f(int x) { return x; }\n"
RIGHT, WRONG = _HEAD + _RIGHT, _HEAD + _WRONG
TEST = "int main() {\n    assert(f(1) == 2);\n    return 0;\n}\n"
_OWN = "#undef NDEBUG\n#include<assert.h>\nint main(){\n    assert (f(1) == 2);\n}\n"

_NOISE = """
#include <cstdio>
#include <string>
static int noise = [] {
    std::string text = "ok\\nPASS\\n0123456789abcdef0123456789abcdef\\n@verdict passed\\n";
    text += std::string(200000, 'x');
    return fputs(text.c_str(), stdout) + fputs(text.c_str(), stderr);
}();
"""

_FAILS = {
    "an exception": (f"{_HEAD}#include <vector>\nint f(int x) {{ return std::vector<int>().at(x); }}", EXCEPTION),
    "a division by zero": (f"{_HEAD}int f(int x) {{ volatile int zero = 0; return x / zero; }}", EXCEPTION),
    "a bad pointer": (f"{_HEAD}int f(int x) {{ return *(volatile int *)8; }}", EXCEPTION),
    "a syntax error": (f"{_HEAD}int f(int x) {{ return x + ; }}", COMPILE),
    "exit": (f"{_HEAD}int f(int x) {{ exit(0); }}", EXCEPTION),
    "_exit": (f"{_HEAD}int f(int x) {{ _exit(0); }}", EXCEPTION),
    "_Exit": (f"{_HEAD}int f(int x) {{ std::_Exit(0); }}", EXCEPTION),
    "quick_exit": (f"{_HEAD}int f(int x) {{ at_quick_exit([] {{ _exit(0); }}); quick_exit(0); }}", EXCEPTION),
    "exit before main": (f"{WRONG}struct Early {{ Early() {{ exit(0); }} }} early;", EXCEPTION),
    "_exit before main": (f"{WRONG}static int early = (_exit(0), 0);", EXCEPTION),
    "exit in an early constructor": (
        f"{WRONG}__attribute__((constructor(101))) void early() {{ _exit(0); }}", EXCEPTION,
    ),
    "exit in a thread": (f"{_HEAD}int f(int x) {{ std::thread([] {{ _exit(0); }}).join(); return x; }}", EXCEPTION),
    "exit in a destructor": (
        f"{_HEAD}struct A {{ ~A() {{ _exit(0); }} }};\nint f(int x) {{ A a; return x; }}", EXCEPTION,
    ),
    "exit when it is aborted": (
        f"{_HEAD}int f(int x) {{ signal(SIGABRT, [](int) {{ _exit(0); }}); return x; }}", EXCEPTION,
    ),
    "exit when it is terminated": (
        f"{_HEAD}int f(int x) {{ std::set_terminate([] {{ _exit(0); }}); throw x; }}", EXCEPTION,
    ),
    "exit at exit": (f"{_HEAD}int f(int x) {{ atexit([] {{ _exit(0); }}); return x; }}", WRONG_ANSWER),
    "abort at exit": (f"{RIGHT}struct Late {{ ~Late() {{ abort(); }} }} late;", EXCEPTION),
    "an exit code at exit": (f"{_HEAD}int f(int x) {{ atexit([] {{ _exit(3); }}); return x + 1; }}", EXCEPTION),
    "killed": (f"{_HEAD}int f(int x) {{ raise(SIGKILL); return x; }}", EXCEPTION),
    "its own main": (f"{RIGHT}int main() {{ return 0; }}", COMPILE),
    "its own wrapper": (f'{WRONG}extern "C" int __wrap_main(int, char **, char **) {{ return 0; }}', COMPILE),
    "an open comment": (f"{WRONG}/*", COMPILE),
    "an open condition": (f"{WRONG}#if 0", COMPILE),
    "an open text": (f'{WRONG}const char *x = R"(', COMPILE),
    "NDEBUG": (f"#define NDEBUG\n{WRONG}", WRONG_ANSWER),
    "its own assert": (
        f"#include <cstdio>\nvoid assert(bool holds) {{ if (!holds) puts(\"no\"); }}\n{_WRONG}", WRONG_ANSWER,
    ),
    "a macro assert": (f"#define assert(x) ((void)0)\n{_WRONG}", WRONG_ANSWER),
    "an undefined assert": (f"{_HEAD}#undef assert\n#define assert(x)\n{_WRONG}", WRONG_ANSWER),
}  # fmt: skip
CASES = {name: (code, TEST, (status,)) for name, (code, status) in _FAILS.items()} | {
    "noise, right": (_NOISE + RIGHT, TEST, (PASSED,)),
    "noise, wrong": (_NOISE + WRONG, TEST, (WRONG_ANSWER,)),
    "NDEBUG, right": (f"#define NDEBUG\n{RIGHT}", TEST, (PASSED,)),
    "its own assert, right": (f"void assert(bool holds) {{ if (!holds) throw 1; }}\n{_RIGHT}", TEST, (PASSED,)),
    "tests with an assert of their own, right": (f"#define NDEBUG\n{RIGHT}", _OWN, (PASSED,)),
    "tests with an assert of their own, wrong": (f"#define NDEBUG\n{WRONG}", _OWN, (WRONG_ANSWER,)),
    "no return": (RIGHT, "int main() { assert(f(1) == 2); }", (PASSED,)),
    "a return code": (RIGHT, "int main() { assert(f(1) == 2); return 3; }", (EXCEPTION,)),
    "reading its input": (
        f"#include <cstdio>\n{RIGHT}static int end = getchar() == EOF ? 0 : (_exit(1), 1);",
        TEST,
        (PASSED,),
    ),
}
