"""What the tests put outside the sandbox, to see that hostile programs neither read nor change it."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

import neuroglot
from neuroglot.execution import seccomp

_HARMFUL = {"vhangup"}
"""A call without arguments that would do something if it were let through."""
_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")


@dataclass(frozen=True)
class Outside:
    """A file, a home with a secret, a listening port and two sockets (one without a file), a process that sleeps."""

    folder: Path
    secret: str
    marker: str
    port: socket.socket
    socket: socket.socket
    nameless: socket.socket
    sleeper: subprocess.Popen[bytes]

    @property
    def file(self) -> Path:
        return self.folder / "file"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def filled(self, program: str) -> str:
        """A hostile program with its names filled in."""
        calls = {name: row for name, row in seccomp._REFUSED.items() if name not in _HARMFUL}
        spaces = {name: os.readlink(f"/proc/self/ns/{name}") for name in _NAMESPACES}
        values = {
            "FILE": self.file, "HOME": self.home, "SECRETS": self.home / ".secrets", "SECRET": self.secret,
            "MARKER": self.marker, "PORT": self.port.getsockname()[1], "SOCKET": self.folder / "socket",
            "NAMESPACES": spaces, "PID": self.sleeper.pid, "PACKAGE": Path(neuroglot.__file__).parent, "REFUSED": calls,
        }  # fmt: skip
        for name, value in values.items():
            program = program.replace(f"@{name}@", str(value))
        return program

    def changes(self) -> list[str]:
        """What is no longer as it was, or was reached, or was left over."""
        found = [f"process {number}" for number in self.marked()]
        if not self.file.exists() or self.file.read_text() != "as it was\n":
            found.append("the file")
        if self.sleeper.poll() is not None:
            found.append("the sleeping process")
        for listening in (self.port, self.socket, self.nameless):
            with contextlib.suppress(BlockingIOError):
                listening.accept()
                found.append(f"a connection to {listening.getsockname()}")
        places = [Path("/"), Path("/tmp"), Path("/usr"), Path("/usr/bin"), Path("/etc"), Path("/dev"), Path("/dev/shm")]
        places += [Path(neuroglot.__file__).parent]
        found += [str(path) for place in places for path in place.glob(f"*{self.marker}*")]
        return found

    def marked(self, seconds: float = 5.0) -> list[int]:
        """Processes with the marker in their command line; those that are just ending get a moment."""
        deadline = time.monotonic() + seconds
        while True:
            found = [
                process.pid
                for process in psutil.process_iter(["cmdline"])
                if any(self.marker in part for part in process.info["cmdline"] or ())
            ]
            if not found or time.monotonic() > deadline:
                return found
            time.sleep(0.05)


@contextlib.contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """Set it up in a folder of the tests' own, with a secret in our environment and in our home."""
    secret, marker = f"secret-{secrets.token_hex(8)}", f"marker-{secrets.token_hex(8)}"
    before = {name: os.environ.get(name) for name in ("HOME", "NEUROGLOT_SECRET")}
    with (
        socket.create_server(("127.0.0.1", 0)) as port,
        socket.socket(socket.AF_UNIX) as local,
        socket.socket(socket.AF_UNIX) as nameless,
        subprocess.Popen(["sleep", "600"]) as sleeper,
    ):
        made = Outside(folder, secret, marker, port, local, nameless, sleeper)
        made.home.mkdir(parents=True)
        made.file.write_text("as it was\n")
        (made.home / ".secrets").write_text(secret)
        local.bind(str(folder / "socket"))
        nameless.bind(f"\0{marker}")
        for listening in (port, local, nameless):
            listening.listen()
            listening.setblocking(False)
        os.environ.update(HOME=str(made.home), NEUROGLOT_SECRET=secret)
        try:
            yield made
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
            sleeper.kill()
