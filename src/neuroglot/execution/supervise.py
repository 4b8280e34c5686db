"""Starting a command and stopping it when it has used up its time, its memory or its output."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import psutil

from neuroglot.execution.groups import Group
from neuroglot.execution.limits import Limits

CHUNK = 65536
LOOK = 0.05
"""Seconds between two looks at a tree's memory where no control group counts it."""

Stop = Literal["", "time", "memory", "output"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (128 + signal where one killed it), output, wall seconds.

    `stopped` names the limit for which it was stopped, if it was.
    """

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    stopped: Stop

    def said(self, characters: int = 400) -> str:
        """The end of what it said on standard error, or else on standard output."""
        text = (self.stderr.strip() or self.stdout.strip())[-4 * characters :].decode("utf-8", "replace")
        return text[-characters:]


def supervise(
    command: Sequence[str], given: bytes, limits: Limits, group: Group | None, descriptors: Sequence[int] = ()
) -> Ended:
    """Run a command with `given` on its standard input and an empty environment, within limits.

    The descriptors stay open in it. Whatever happens, its process group is dead afterwards.
    """
    kills = group.kills() if group else 0
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=descriptors,
        env={"PATH": "/usr/bin:/bin"}, cwd="/", process_group=0,
    )  # fmt: skip
    try:
        _hand_over(process, given)
        stopped, output = _listen(process, limits, started, watch=group is None)
    finally:
        kill(process)
    if group and group.kills() > kills and not stopped:
        stopped = "memory"
    code = process.returncode
    return Ended(128 - code if code < 0 else code, *output, time.monotonic() - started, stopped)


def _hand_over(process: subprocess.Popen[bytes], given: bytes) -> None:
    """Write the input, which fits a pipe, and close it; a program that has ended already doesn't matter."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(given)
        process.stdin.flush()
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()


def _listen(
    process: subprocess.Popen[bytes], limits: Limits, started: float, watch: bool
) -> tuple[Stop, tuple[bytes, bytes]]:
    """Read both outputs until they close, or a limit is passed."""
    assert process.stdout is not None
    assert process.stderr is not None
    parts: dict[int, list[bytes]] = {process.stdout.fileno(): [], process.stderr.fileno(): []}
    room, deadline, look, stopped = limits.output, started + limits.wall, started + LOOK, ""
    with selectors.DefaultSelector() as selector:
        for descriptor in parts:
            selector.register(descriptor, selectors.EVENT_READ)
        while selector.get_map() and not stopped:
            now = time.monotonic()
            if now >= deadline:
                stopped = "time"
            elif watch and now >= look:
                look = now + LOOK
                stopped = "memory" if tree_memory(process.pid) > limits.memory else ""
            for key, _ in selector.select(min(deadline - now, LOOK if watch else 1.0)) if not stopped else ():
                data = os.read(key.fd, CHUNK)
                if not data:
                    selector.unregister(key.fd)
                parts[key.fd].append(data)
                room -= len(data)
            if room < 0:
                stopped = "output"
            if process.poll() is not None and not selector.select(0):
                break
    stdout, stderr = (b"".join(read) for read in parts.values())
    if not stopped and not _ended(process, deadline):
        stopped = "time"
    return stopped, (stdout, stderr)  # type: ignore[return-value]


def _ended(process: subprocess.Popen[bytes], deadline: float) -> bool:
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its group, and close its streams."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def tree_memory(pid: int) -> int:
    """Bytes that a process and all below it hold: proportional shares where the kernel tells them, else resident."""
    total = 0
    try:
        root = psutil.Process(pid)
        members = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0
    for member in members:
        with contextlib.suppress(psutil.Error, OSError):
            total += _share(member)
    return total


def _share(process: psutil.Process) -> int:
    try:
        with open(f"/proc/{process.pid}/smaps_rollup") as stream:
            for line in stream:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return int(process.memory_info().rss)
