"""Where programs that nobody trusts run: bubblewrap, or, if a person insists, no sandbox at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from neuroglot.core.errors import NeuroglotError
from neuroglot.execution import seccomp
from neuroglot.execution.files import fill
from neuroglot.execution.groups import Group
from neuroglot.execution.limits import Limits
from neuroglot.execution.supervise import Ended, supervise

KINDS = ("bubblewrap", "none")
NOBODY = 65534
PATH = "/usr/bin:/bin:/usr/local/bin:/usr/lib/go/bin:/usr/local/go/bin"
"""Where tools are looked for: system-wide places, which everybody may read."""
_ENVIRONMENT = {"PATH": PATH, "HOME": "/tmp", "LANG": "C.UTF-8", "GOMAXPROCS": "2", "MALLOC_ARENA_MAX": "2"}
"""The last two keep threads and address space within the limits on machines with many processors."""
_FIRST = ("/bin/sh", "-c", '"$@"; exit $?', "sh")
"""The sandbox's process 1: it waits for the program and ends with its exit code. When it ends, the kernel ends all
others before bubblewrap hears of it: nothing is left, not even a zombie that counts against the next program's limit.
"""
_NOT_BEGUN = re.compile(rb"(?:/\S*/)?(?:bwrap|setpriv|sh|env)\b[^:\n]*: ")
"""How those who begin a program complain that they can't; a program that was begun reads its input."""
_TRIALS = 4
_PLACE = re.compile(r"(?<![\w/])/(box|support|tmp)(?![\w-])")
_READ_ONLY = ("/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/php")
"""What compilers and interpreters read outside /usr; Java's settings are found by `_java_settings`."""

HOW_TO = (
    "install bubblewrap (apt-get install bubblewrap; dnf install bubblewrap) on a Linux that allows user namespaces "
    "(sysctl user.max_user_namespaces; in a container they must be allowed by the host); on macOS and Windows use a "
    "Linux container or virtual machine. --sandbox none runs programs unprotected: only for programs you trust"
)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A way to run commands. `kind` is written into results; the folder `support` is readable as /support."""

    kind: str
    support: Path

    def run(self, command: Sequence[str], box: Path, limits: Limits, group: Group | None, given: bytes = b"") -> Ended:
        """Run a command with the folder `box` readable as /box and /tmp as its own; see `supervise`.

        The command has to read some of its input before it does anything that isn't ours. Raises NeuroglotError where
        it can't be begun, which is nobody's fault who is judged here.
        """
        for trial in range(_TRIALS):
            time.sleep(trial)
            with self.prepared(command, box, limits, group) as (whole, descriptors):
                ended = supervise(whole, given, limits, group, descriptors)
            if ended.taken or ended.stopped or not _NOT_BEGUN.match(ended.stderr):
                return ended
        if self._begins(command, box, limits, group):
            return ended
        raise NeuroglotError(f"the sandbox can't begin a program: {ended.said()}")

    def _begins(self, command: Sequence[str], box: Path, limits: Limits, group: Group | None) -> bool:
        """Whether something harmless is begun, and finds the command's program there: then only the program complains
        of us, by itself."""
        tool = next(part for part in command if part != "/usr/bin/env" and "=" not in part)
        looking = ["/bin/sh", "-c", 'read -r begun; command -v "$1"', "sh", tool]
        with self.prepared(looking, box, limits, group) as (whole, descriptors):
            ended = supervise(whole, b"begun\n", limits, group, descriptors)
        return ended.taken and ended.code == 0

    @contextlib.contextmanager
    def prepared(
        self, command: Sequence[str], box: Path, limits: Limits, group: Group | None
    ) -> Iterator[tuple[list[str], list[int]]]:
        """The command with everything before it, and the descriptors that it needs while the context lasts."""
        limited = ["/usr/bin/prlimit", *limits.prlimit(), "--", *command]
        if self.kind == "none":
            yield _joining(group, ["/usr/bin/env", "-C", str(box), *_outside(limited, box, self.support)]), []
            return
        with _filter() as descriptors:
            seccomp_option = [option for number in descriptors for option in ("--seccomp", str(number))]
            inside = [*_unprivileged(), *_bubblewrap(box, self.support, limits.scratch), *seccomp_option]
            yield _joining(group, [*inside, "--", *_FIRST, *limited]), descriptors


def open_sandbox(kind: str, support: Path) -> Sandbox:
    """The sandbox of that kind, after one trial. Raises NeuroglotError, saying how to get it, where it can't be had."""
    if kind not in KINDS:
        raise NeuroglotError(f"unknown sandbox {kind!r}; known: {', '.join(KINDS)}")
    if kind == "bubblewrap":
        problem = defect()
        if problem:
            raise NeuroglotError(f"no program was run: {problem}. {HOW_TO}")
    return Sandbox(kind, support)


def defect() -> str:
    """Why bubblewrap can't contain programs here; empty where it can."""
    missing = [tool for tool in ("bwrap", "prlimit") if shutil.which(tool, path="/usr/bin:/bin") is None]
    if missing:
        return f"{', '.join(missing)} not found in /usr/bin"
    if os.getuid() == 0 and shutil.which("setpriv", path="/usr/bin:/bin") is None:
        return "setpriv not found in /usr/bin, which root needs to become nobody"
    anywhere = Path("/usr/share")
    trial = Sandbox("bubblewrap", anywhere).prepared(["/usr/bin/true"], anywhere, Limits(), None)
    with trial as (command, descriptors):
        done = subprocess.run(command, capture_output=True, timeout=30, check=False, env={}, pass_fds=descriptors)
    if done.returncode:
        return f"bubblewrap fails here ({done.stderr.decode('utf-8', 'replace').strip()[-200:]})"
    return ""


def _outside(command: Sequence[str], box: Path, support: Path) -> list[str]:
    """The command with the places of the sandbox replaced by those they stand for; /tmp by an empty folder."""
    scratch = box.with_name(f"{box.name}-tmp")
    fill(scratch, {})
    places = {"box": str(box), "support": str(support), "tmp": str(scratch)}
    return [_PLACE.sub(lambda match: places[match[1]], part) for part in command]


def _joining(group: Group | None, command: Sequence[str]) -> list[str]:
    """The command, begun inside the group."""
    if group is None:
        return list(command)
    joined = "".join(f"echo $$ > {entry} && " for entry in group.entries)
    return ["/bin/sh", "-c", f'{joined}exec "$@"', "sh", *command]


def _unprivileged() -> list[str]:
    """Root becomes nobody first: the kernel counts no processes of root's, and whatever escapes would be root."""
    if os.getuid() != 0:
        return []
    return ["/usr/bin/setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]


def _bubblewrap(box: Path, support: Path, scratch: int) -> list[str]:
    size = ["--size", str(scratch)] if "--size" in _options() else []
    return [
        "/usr/bin/bwrap",
        *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
        *(["--disable-userns"] if "--disable-userns" in _options() else []),
        *("--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "sandbox"),
        *("--clearenv", *(part for name, value in _ENVIRONMENT.items() for part in ("--setenv", name, value))),
        *("--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"),
        *(part for name in ("bin", "lib", "lib64") for part in _system_folder(name)),
        *(part for path in (*_READ_ONLY, *_java_settings()) for part in ("--ro-bind-try", path, path)),
        *("--ro-bind", str(box), "/box", "--ro-bind", str(support), "/support"),
        *(part for folder in ("/tmp", "/dev/shm") for part in (*size, "--tmpfs", folder)),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"),
    ]


def _system_folder(name: str) -> list[str]:
    """/bin, /lib and /lib64 are links into /usr on a merged system, folders elsewhere."""
    path = Path("/", name)
    if path.is_symlink():
        return ["--symlink", f"usr/{name}", str(path)]
    return ["--ro-bind-try", str(path), str(path)]


@cache
def _java_settings() -> tuple[str, ...]:
    return tuple(str(path) for path in sorted(Path("/etc").glob("java-*-openjdk")))


@cache
def _options() -> str:
    """bubblewrap's own list of its options, which grew over its versions."""
    return subprocess.run(["/usr/bin/bwrap", "--help"], capture_output=True, text=True, timeout=30, check=False).stdout


@contextlib.contextmanager
def _filter() -> Iterator[list[int]]:
    """A descriptor with the seccomp filter, from its beginning; none on a machine whose calls aren't known."""
    program = seccomp.program()
    if program is None:
        yield []
        return
    descriptor = os.memfd_create("filter", 0)
    try:
        os.write(descriptor, program)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield [descriptor]
    finally:
        os.close(descriptor)
