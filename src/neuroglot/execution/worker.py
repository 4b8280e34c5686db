"""One worker of a judge: a folder, a control group, and a compiler for Java that stays."""

from __future__ import annotations

import struct
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.verdicts import Status
from neuroglot.execution.files import fill
from neuroglot.execution.groups import Group
from neuroglot.execution.limits import COMPILING, MIB, Limits
from neuroglot.execution.recipe import BuildError
from neuroglot.execution.sandbox import Sandbox
from neuroglot.execution.supervise import Ended, kill

_STATUS = {"time": Status.TIME_OUT, "memory": Status.MEMORY, "output": Status.OUTPUT_LIMIT}
_LARGEST_CLASS = 4 * MIB


class Worker:
    """Runs one command at a time in the sandbox. Not for two threads at once; `close` ends what it keeps."""

    def __init__(self, sandbox: Sandbox, box: Path, group: Group | None) -> None:
        self.sandbox, self.box, self.group = sandbox, box, group
        self._server: CompileServer | None = None

    def run(self, files: Mapping[str, bytes], command: tuple[str, ...], limits: Limits, given: bytes = b"") -> Ended:
        """Put files into the box and run a command on them."""
        fill(self.box, files)
        if self.group is not None:
            self.group.limit(limits.memory, limits.processes)
        return self.sandbox.run(command, self.box, limits, self.group, given)

    def make(self, script: str, files: Mapping[str, bytes]) -> bytes:
        """What a shell script prints: the way in which compiled things leave the sandbox. Raises BuildError."""
        ended = self.run(files, ("/bin/sh", "-c", f"read -r begun\n{script}"), COMPILING, b"begun\n")
        if ended.stopped:
            raise BuildError(f"the compiler was stopped: {ended.stopped}", _STATUS[ended.stopped])
        if ended.code != 0:
            raise BuildError(first_error(ended))
        return ended.stdout

    def compile_java(self, name: str, source: str) -> dict[str, bytes]:
        """Classes by name from one Java source; where the compiler breaks down, a new one tries. Raises BuildError."""
        for last in (False, True):
            server = self._server or CompileServer(self.sandbox, self.box.with_name(f"{self.box.name}-compiler"))
            self._server = server
            try:
                return server.compile(name, source)
            except BuildError as error:
                if server.alive:
                    raise
                server.close()
                self._server = None
                if last or error.status is not Status.COMPILE_ERROR:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the compiler and remove the control group."""
        if self._server is not None:
            self._server.close()
        if self.group is not None:
            self.group.close()


class CompileServer:
    """A resident Java compiler in a sandbox of its own; see harness/CompileServer.java for what it reads and writes.

    Raises NeuroglotError where it can't be started.
    """

    def __init__(self, sandbox: Sandbox, box: Path) -> None:
        fill(box, {})
        limits = Limits(cpu=3600, wall=COMPILING.wall, memory=COMPILING.memory, data=COMPILING.data)
        command = (
            "/usr/bin/env", "java", "-Xmx512m", "-Xss16m", "-XX:ActiveProcessorCount=2", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=64m", "-XX:CompressedClassSpaceSize=64m",
            "-Xshare:auto", "-XX:-UsePerfData", "-cp", "/support/java", "neuroglot.CompileServer",
        )  # fmt: skip
        self._wall = limits.wall
        with sandbox.prepared(command, box, limits, None) as (whole, descriptors):
            self._process = subprocess.Popen(
                whole, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                pass_fds=descriptors, env={"PATH": "/usr/bin:/bin"}, cwd="/", process_group=0,
            )  # fmt: skip
            # The filter's descriptor must stay open until bubblewrap has read it, which is before Java answers.
            try:
                self.compile("Ready", "class Ready {}")
            except BuildError as error:
                self.close()
                raise NeuroglotError(f"the Java compiler does not start in the sandbox: {error.detail}") from error

    @property
    def alive(self) -> bool:
        """Whether the compiler can be asked again."""
        return self._process.poll() is None

    def compile(self, name: str, source: str) -> dict[str, bytes]:
        """Classes by name. Raises BuildError where there are errors, or the compiler takes too long or breaks down."""
        watch = threading.Timer(self._wall, self._process.kill)
        watch.start()
        try:
            return self._ask(name, source)
        except (OSError, struct.error, UnicodeDecodeError) as error:
            status = Status.TIME_OUT if watch.finished.is_set() else Status.COMPILE_ERROR
            self._process.kill()
            self._process.wait()
            raise BuildError(f"the Java compiler broke down ({error})", status) from error
        finally:
            watch.cancel()

    def close(self) -> None:
        """End the compiler."""
        kill(self._process)

    def _ask(self, name: str, source: str) -> dict[str, bytes]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for text in (name, source):
            data = text.encode()
            self._process.stdin.write(struct.pack(">i", len(data)) + data)
        self._process.stdin.flush()
        answer = self._process.stdout
        (count,) = struct.unpack(">i", answer.read(4))
        if count < 0:
            raise BuildError(_text(answer).decode("utf-8", "replace").strip()[:600] or "it does not compile")
        return {_text(answer).decode(): _text(answer) for _ in range(count)}


def _text(stream: IO[bytes]) -> bytes:
    (length,) = struct.unpack(">i", stream.read(4))
    if not 0 <= length <= _LARGEST_CLASS:
        raise OSError(f"an answer of {length} bytes")
    data = stream.read(length)
    if len(data) != length:
        raise OSError("its answer ends in the middle")
    return data


def first_error(ended: Ended, characters: int = 600) -> str:
    """The first complaint of a compiler, or the end of what it said."""
    text = (ended.stderr.strip() or ended.stdout[-10_000:]).decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or line.startswith("/box/")]
    chosen = " ".join((errors or lines)[:3]).replace("/box/", "")
    return chosen[:characters] or f"the compiler ended with {ended.code}"
