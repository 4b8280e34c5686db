"""The command line in this process: what a user types, and what comes back.

A process of its own costs seconds before it does anything (it imports torch and transformers), so only what is about
processes starts one: `process`.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from unittest import mock

from neuroglot.cli import main


def neuroglot(*words: str) -> subprocess.CompletedProcess[str]:
    """`neuroglot WORDS` by way of its entry point, in this process: exit code, standard output and error."""
    out, error = io.StringIO(), io.StringIO()
    code: str | int | None = 0
    with (
        mock.patch.object(sys, "argv", ["neuroglot", *words]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
    ):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code
    return subprocess.CompletedProcess(words, code if isinstance(code, int) else 1, out.getvalue(), error.getvalue())


def process(*words: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, where libraries are loaded anew and may speak."""
    return subprocess.run([sys.executable, "-m", "neuroglot", *words], capture_output=True, text=True, check=False)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that could not run."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]
