"""Control groups, where they can be written: limits on memory and processes of a whole tree, kept by the kernel."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SELF, _MOUNTS = Path("/proc/self/cgroup"), Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Group:
    """A control group of our own: one folder (version 2), or one in the memory and one in the pids hierarchy (1)."""

    memory: Path
    pids: Path
    version: int

    @property
    def entries(self) -> tuple[str, ...]:
        """The files into which a process writes its number to join."""
        return tuple(str(folder / "cgroup.procs") for folder in dict.fromkeys((self.memory, self.pids)))

    def limit(self, memory: int, processes: int) -> None:
        """Set the limits for what joins next."""
        if self.version == 2:
            (self.memory / "memory.max").write_text(str(memory))
            _write_if_there(self.memory / "memory.swap.max", "0")
            _write_if_there(self.memory / "memory.oom.group", "1")
        else:
            # The limit with swap may never be below the one without: raise it first, then set both.
            _write_if_there(self.memory / "memory.memsw.limit_in_bytes", "-1")
            _write_when_free(self.memory / "memory.limit_in_bytes", str(memory))
            _write_if_there(self.memory / "memory.memsw.limit_in_bytes", str(memory))
        (self.pids / "pids.max").write_text(str(processes))

    def kills(self) -> int:
        """How many processes the kernel has killed here for want of memory."""
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        for line in (self.memory / name).read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == "oom_kill":
                return int(value)
        return 0

    def clear(self) -> None:
        """Kill what is left in the group and give it a moment to go, so that it is not held against what joins next."""
        for _ in range(50):
            if int((self.pids / "pids.current").read_text()) == 0:
                return
            for number in {int(line) for entry in self.entries for line in Path(entry).read_text().split()}:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.02)

    def close(self) -> None:
        """Remove the group; what is still in it is being killed and gets a moment to go."""
        for folder in dict.fromkeys((self.memory, self.pids)):
            for _ in range(50):
                try:
                    folder.rmdir()
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.02)


def _write_when_free(path: Path, text: str) -> None:
    """Write a limit; the kernel refuses it while more is used, and the last sandbox may take a moment to go."""
    for trial in range(50):
        try:
            path.write_text(text)
            return
        except OSError as error:
            if error.errno != errno.EBUSY or trial == 49:
                raise
            time.sleep(0.02)


def _write_if_there(path: Path, text: str) -> None:
    with contextlib.suppress(OSError):
        path.write_text(text)


def new_group(name: str) -> Group | None:
    """A new group of that name under our own, or None where no hierarchy can be written (then trees are watched)."""
    for memory, pids, version in _places():
        group = Group(memory / name, pids / name, version)
        try:
            for folder in dict.fromkeys((group.memory, group.pids)):
                folder.mkdir()
            group.limit(2**30, 64)
            joined = "".join(f"echo $$ > {entry} && " for entry in group.entries)
            subprocess.run(["/bin/sh", "-c", f"{joined}exec true"], check=True, capture_output=True, timeout=10)
            return group
        except (OSError, subprocess.SubprocessError):
            group.close()
    return None


def _places() -> Iterator[tuple[Path, Path, int]]:
    """Folders (for memory, for pids, version) in which a group might be made."""
    try:
        own = dict(_own_groups())
        mounts = [line.split() for line in _MOUNTS.read_text().splitlines()]
    except OSError:
        return
    for _, where, kind, *_ in mounts:
        if kind == "cgroup2" and "" in own:
            home = Path(where + own[""])
            for folder in (home, *home.parents):
                if str(folder).startswith(where) and _enabled(folder):
                    yield folder, folder, 2
    first = {
        controller: Path(where)
        for _, where, kind, options, *_ in mounts
        for controller in ("memory", "pids")
        if kind == "cgroup" and controller in options.split(",")
    }
    if len(first) == 2 and own.keys() >= {"memory", "pids"}:
        yield Path(f"{first['memory']}{own['memory']}"), Path(f"{first['pids']}{own['pids']}"), 1


def _own_groups() -> Iterator[tuple[str, str]]:
    for line in _SELF.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            yield controller, path.rstrip("/")


def _enabled(folder: Path) -> bool:
    """Whether groups below a version 2 folder have memory and pids, once we have asked for it."""
    control = folder / "cgroup.subtree_control"
    if not os.access(folder, os.W_OK) or not control.exists():
        return False
    if {"memory", "pids"} <= set(control.read_text().split()):
        return True
    _write_if_there(control, "+memory +pids")
    return {"memory", "pids"} <= set(control.read_text().split())
