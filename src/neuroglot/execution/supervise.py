"""Starting a command and stopping it when it has used up its time, its memory or its output."""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import psutil

from neuroglot.execution.groups import Group
from neuroglot.execution.limits import Limits

CHUNK = 65536
LOOK = 0.05
"""Seconds between two looks at the memory, and the most that a tree has to pass its limit where no group holds it."""

Stop = Literal["", "time", "memory", "output"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (128 + signal where one killed it), output, wall seconds.

    `stopped` names the limit for which it was stopped, if it was. `taken` is false if it left its input unread.
    """

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    stopped: Stop
    taken: bool = True

    def said(self, characters: int = 400) -> str:
        """The end of what it said on standard error, or else on standard output."""
        text = (self.stderr.strip() or self.stdout.strip())[-4 * characters :].decode("utf-8", "replace")
        return text[-characters:]


def supervise(
    command: Sequence[str], given: bytes, limits: Limits, group: Group | None, descriptors: Sequence[int] = ()
) -> Ended:
    """Run a command with `given` on its standard input and an empty environment, within limits.

    The descriptors stay open in it. Whatever happens, it is dead afterwards: its process group, what is below it in a
    sandbox, what is in its control group.
    """
    kills = group.kills() if group else 0
    started = time.monotonic()

    def out_of_memory() -> bool:
        return group.kills() > kills if group else tree_memory(process.pid) > limits.memory

    with _input(given) as reader:
        process = subprocess.Popen(
            command, stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=descriptors,
            env={"PATH": "/usr/bin:/bin"}, cwd="/", process_group=0,
        )  # fmt: skip
        try:
            stopped, output = _listen(process, limits, started, out_of_memory)
        finally:
            kill(process)
            if group:
                group.clear()
        taken = not given or _unread(reader) < len(given)
    if group and not stopped and out_of_memory():
        stopped = "memory"
    seconds = time.monotonic() - started
    code = process.returncode if process.returncode >= 0 else 128 - process.returncode
    if not stopped and _out_of_processor_time(code, seconds, limits):
        stopped = "time"
    return Ended(code, *output, seconds, stopped, taken)


@contextlib.contextmanager
def _input(given: bytes) -> Iterator[int]:
    """The reading end of a pipe that holds a few bytes, and no more will come."""
    reader, writer = os.pipe()
    try:
        os.write(writer, given)
        os.close(writer)
        yield reader
    finally:
        os.close(reader)


def _unread(reader: int) -> int:
    return int.from_bytes(fcntl.ioctl(reader, termios.FIONREAD, bytes(4)), sys.byteorder)


def _out_of_processor_time(code: int, seconds: float, limits: Limits) -> bool:
    """Whether the kernel ended it for its processor time: with SIGXCPU, or with SIGKILL where it ignores that.

    A program may kill itself; it can't have used its time before all processors together could have.
    """
    if code == 128 + signal.SIGKILL:
        return seconds * (os.cpu_count() or 1) >= limits.cpu
    return code == 128 + signal.SIGXCPU


def _listen(
    process: subprocess.Popen[bytes], limits: Limits, started: float, out_of_memory: Callable[[], bool]
) -> tuple[Stop, tuple[bytes, bytes]]:
    """Read both outputs until the command ends (closing them is not enough), or a limit is passed."""
    assert process.stdout is not None
    assert process.stderr is not None
    parts: dict[int, list[bytes]] = {process.stdout.fileno(): [], process.stderr.fileno(): []}
    room, deadline, look, stopped = limits.output, started + limits.wall, started + LOOK, ""
    with selectors.DefaultSelector() as selector:
        for descriptor in parts:
            selector.register(descriptor, selectors.EVENT_READ)
        while not stopped:
            now = time.monotonic()
            if now >= deadline:
                stopped = "time"
            elif now >= look:
                look = now + LOOK
                stopped = "memory" if out_of_memory() else ""
            for key, _ in _ready(selector, process, min(deadline - now, LOOK)) if not stopped else ():
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
    return stopped, (stdout, stderr)  # type: ignore[return-value]


def _ready(
    selector: selectors.BaseSelector, process: subprocess.Popen[bytes], seconds: float
) -> list[tuple[selectors.SelectorKey, int]]:
    """What can be read within some seconds; where both outputs are closed, none, as soon as the process has ended."""
    if selector.get_map():
        return selector.select(seconds)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    return []


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process, its group and what is below it, and close its streams."""
    if process.poll() is None:
        # Bubblewrap's child is the first process of the sandbox: with it the kernel ends all others there, and
        # bubblewrap waits for that. Were bubblewrap killed first, they would die later, and unwaited for.
        with contextlib.suppress(psutil.Error, subprocess.TimeoutExpired):
            children = psutil.Process(process.pid).children()
            for child in children:
                child.kill()
            process.wait(2.0 if children else 0.0)
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
    """Bytes that a process and all below it hold: proportional shares where the kernel tells them, else resident.

    In a sandbox also what is in the folders that can be written, which are memory.
    """
    try:
        root = psutil.Process(pid)
        below = root.children(recursive=True)
    except psutil.Error:
        return 0
    total = _files(below[0].pid) if below else 0
    for member in (root, *below):
        with contextlib.suppress(psutil.Error, OSError):
            total += _share(member)
    return total


def _files(pid: int) -> int:
    """Bytes of a process's /tmp and /dev/shm, if they are not ours; an empty file takes about a KiB of the kernel's."""
    total = 0
    for folder in ("/tmp", "/dev/shm"):
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{pid}/root{folder}").st_dev != os.stat(folder).st_dev:
                found = os.statvfs(f"/proc/{pid}/root{folder}")
                total += (found.f_blocks - found.f_bfree) * found.f_frsize + (found.f_files - found.f_ffree) * 1024
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
