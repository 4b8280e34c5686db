"""Runs one program: `python_harness.py PROGRAM`, the nonce on standard input; prints it when the program has ended.

On failure it prints `@verdict KIND DETAIL` as the last line on standard error and exits with 1.
"""

import os
import sys
import types


def flush():
    try:
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):  # the program may have closed or replaced it
        pass


def fail(kind, error, write=os.write, leave=os._exit):
    import traceback  # takes longer than many a program, and most don't fail

    where = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "program.py"]
    line = getattr(error, "lineno", None) or (where[-1] if where else "?")
    text = " ".join(f"{type(error).__name__}: {error} (line {line})".split())
    flush()
    write(2, f"\n@verdict {kind} {text[:600]}\n".encode("utf-8", "replace"))
    leave(1)


def keep_going_after_unittest():
    """unittest.main ends the process with its verdict as exit code: raise it instead, so that the end is reached."""
    import unittest

    def run(*given, **options):
        options["exit"] = False
        result = unittest.TestProgram(*given, **options).result
        if not result.wasSuccessful() or result.testsRun == len(result.skipped):
            raise AssertionError(f"unittest: {result.testsRun} tests, {result}")

    unittest.main = run


def main(path, write=os.write):
    nonce = os.read(0, 33)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    try:
        code = compile(text, "program.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        fail("compile", error)
    module = types.ModuleType("__main__")
    module.__file__ = path
    sys.modules["__main__"] = module
    sys.argv = [path]
    if "unittest" in text:
        keep_going_after_unittest()
    try:
        exec(code, module.__dict__)
    except AssertionError as error:
        fail("wrong", error)
    except MemoryError as error:
        fail("memory", error)
    except SystemExit as error:
        fail("early", error)
    except BaseException as error:
        fail("exception", error)
    flush()
    write(1, b"\n" + nonce + b"\n")


main(sys.argv[1])
