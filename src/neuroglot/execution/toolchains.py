"""Which compilers and interpreters are here."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a language's programs need: the commands, how to ask for the version, and Debian's packages."""

    language: str
    commands: tuple[str, ...]
    version_command: tuple[str, ...]
    packages: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The commands that are not on the path."""
        return tuple(command for command in self.commands if shutil.which(command) is None)

    @property
    def present(self) -> bool:
        """Whether programs of the language can be run."""
        return not self.missing

    def reason(self) -> str:
        """Why the language cannot be run, and what to do; empty where it can."""
        if self.present:
            return ""
        wanted = ", ".join(self.missing)
        return f"{self.language}: {wanted} not found; install the Debian package {' '.join(self.packages)}"

    def version(self) -> str:
        """The first version number that the tool prints; empty where it is missing."""
        return _version(self.version_command) if self.present else ""


@cache
def _version(command: tuple[str, ...]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return found.group() if found else "unknown"


TOOLCHAINS: dict[str, Toolchain] = {
    row.language: row
    for row in (
        Toolchain("cpp", ("g++",), ("g++", "--version"), ("g++",)),
        Toolchain("java", ("javac", "java"), ("javac", "-version"), ("default-jdk-headless",)),
        Toolchain("python", (sys.executable,), (sys.executable, "--version"), ("python3",)),
        Toolchain("go", ("go",), ("go", "version"), ("golang-go",)),
        Toolchain("javascript", ("node",), ("node", "--version"), ("nodejs",)),
        Toolchain("ruby", ("ruby",), ("ruby", "--version"), ("ruby",)),
        Toolchain("php", ("php",), ("php", "--version"), ("php-cli",)),
    )
}
