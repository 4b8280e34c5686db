"""Commands are stopped at their limits, and are waited for no longer than they last."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import pytest

from neuroglot.execution.limits import MIB, Limits
from neuroglot.execution.supervise import Ended, Stop, supervise, tree_memory

LIMITS = Limits(cpu=5, wall=5.0)
HOG = f"{sys.executable} -c 'import time; kept = bytearray(b\"x\") * 200_000_000; time.sleep(30)'"


def shell(script: str, given: bytes = b"", limits: Limits = LIMITS) -> Ended:
    return supervise(["/bin/sh", "-c", script], given, limits, None)


@pytest.mark.parametrize(
    ("script", "code"),
    [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -SEGV $$", 139), ("kill -XCPU $$", 152)],
)
def test_codes(script: str, code: int) -> None:
    assert shell(script).code == code


def test_outputs_are_kept_apart_and_whole() -> None:
    ended = shell("echo one; echo two >&2; head -c 200000 /dev/zero; echo three >&2")
    assert (len(ended.stdout), ended.stderr, ended.stopped) == (200_004, b"two\nthree\n", "")
    assert ended.said() == "two\nthree"


def test_the_environment_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROGLOT_SECRET", "told")
    assert b"SECRET" not in shell("env").stdout


@pytest.mark.parametrize(
    ("script", "limits", "stopped"),
    [
        ("sleep 30", replace(LIMITS, wall=0.3), "time"),
        ("exec >&- 2>&-; sleep 30", replace(LIMITS, wall=0.3), "time"),
        ("while :; do echo more; done", replace(LIMITS, output=100_000), "output"),
        ("while :; do echo more >&2; done", replace(LIMITS, output=100_000), "output"),
        (f"exec {HOG}", replace(LIMITS, memory=64 * MIB), "memory"),
        (f"exec >&- 2>&-; {HOG} & wait", replace(LIMITS, memory=64 * MIB), "memory"),
        ("kill -XCPU $$", LIMITS, "time"),
    ],
)
def test_it_is_stopped(script: str, limits: Limits, stopped: Stop) -> None:
    ended = shell(script, limits=limits)
    assert ended.stopped == stopped
    assert ended.seconds < 4


@pytest.mark.parametrize("script", ["exit 4", "exec >&- 2>&-; exit 4", "sleep 30 & exit 4", "exec 2>&-; exit 4"])
def test_it_is_not_waited_for_longer_than_it_lasts(script: str) -> None:
    started = time.monotonic()
    ended = shell(script, limits=replace(LIMITS, wall=20.0))
    assert (ended.code, ended.stopped) == (4, "")
    assert time.monotonic() - started < 3


def test_whether_the_input_was_taken() -> None:
    assert shell("read -r line; echo $line", b"a nonce\n").stdout == b"a nonce\n"
    assert shell("read -r line", b"a nonce\n").taken
    assert not shell("exit 1", b"a nonce\n").taken
    assert shell("exit 1").taken  # there was none
    assert shell("cat", b"a nonce\n").stdout == b"a nonce\n"  # and then it ends


def test_a_kill_that_is_not_the_clocks() -> None:
    """SIGKILL is the kernel's for processor time only if that much time can have been used."""
    assert shell("kill -9 $$", limits=replace(LIMITS, cpu=60)).stopped == ""
    assert shell("sleep 0.6; kill -9 $$", limits=replace(LIMITS, cpu=0)).stopped == "time"


def test_a_process_that_is_gone_holds_nothing() -> None:
    assert tree_memory(2**22 + 1) == 0
