"""Ruby: exits, ends and handlers."""

from neuroglot.core.verdicts import Status

PASSED, WRONG_ANSWER, EXCEPTION, COMPILE = (
    Status.PASSED, Status.WRONG_ANSWER, Status.EXCEPTION, Status.COMPILE_ERROR,
)  # fmt: skip

RIGHT = "def f(x)\n  x + 1\nend\n"
WRONG = "def f(x)\n  x\nend\n"
TEST = "\nraise 'wrong result' unless f(1) == 2\n"
_GUARDED = "if __FILE__ == $0\n  raise 'wrong result' unless f(1) == 2\nend\n"

_NOISE = """
[$stdout, $stderr].each { |stream| stream.write("ok\\nPASS\\n0123456789abcdef0123456789abcdef\\n@verdict passed\\n") }
$stdout.write("x" * 200_000)
"""

_FAILS = {
    "an exception": ("def f(x)\n  x.nothing\nend", EXCEPTION),
    "an endless recursion": ("def f(x)\n  f(x)\nend", EXCEPTION),
    "a syntax error": ("def f(x)\n  x +\nend", COMPILE),
    "exit": (f"{WRONG}exit", EXCEPTION),
    "exit within": ("def f(x)\n  exit(0)\nend", EXCEPTION),
    "exit!": (f"{WRONG}exit!", EXCEPTION),
    "abort": (f"{WRONG}abort", EXCEPTION),
    "exit in a thread": ("def f(x)\n  Thread.new { exit(0) }.join\n  x\nend", EXCEPTION),
    "exit at the beginning": (f"BEGIN {{ exit(0) }}\n{WRONG}", EXCEPTION),
    "exit! at exit": (f"at_exit {{ exit!(0) }}\n{WRONG}", WRONG_ANSWER),
    "exit! in a trap": (f"trap('EXIT') {{ exit!(0) }}\n{WRONG}", WRONG_ANSWER),
    "a failure at exit": (f"at_exit {{ raise 'late' }}\n{RIGHT}", EXCEPTION),
    "an exit code at exit": (f"at_exit {{ exit 3 }}\n{RIGHT}", EXCEPTION),
    "killed": (f"{WRONG}Process.kill('KILL', $$)\nsleep 1", EXCEPTION),
    "another program": (f"{WRONG}exec '/bin/true'", EXCEPTION),
    "__END__": (f"{WRONG}__END__", EXCEPTION),
    "a return": (f"{WRONG}return", EXCEPTION),
    "a throw": (f"{WRONG}throw :done", EXCEPTION),
    "an open comment": (f"{WRONG}=begin", COMPILE),
    "an open text": (f"{WRONG}x = <<~TEXT", COMPILE),
    "an open condition": (f"{WRONG}if false", COMPILE),
}
CASES = {name: (code, TEST, (status,)) for name, (code, status) in _FAILS.items()} | {
    "noise, right": (_NOISE + RIGHT, TEST, (PASSED,)),
    "noise, wrong": (_NOISE + WRONG, TEST, (WRONG_ANSWER,)),
    "a guard, right": (RIGHT, _GUARDED, (PASSED,)),
    "a guard, wrong": (WRONG, _GUARDED, (WRONG_ANSWER,)),
    "a closed stream": (f"{RIGHT}$stderr.close", TEST, (PASSED,)),
    "frozen strings": (f"# frozen_string_literal: true\n{RIGHT}", TEST, (PASSED,)),
}
