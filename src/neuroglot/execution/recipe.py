"""What it takes to build and run programs of one language: the shape of the rows in this folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from neuroglot.core.verdicts import Program, Status

if TYPE_CHECKING:
    from neuroglot.execution.worker import Worker


@dataclass(frozen=True, slots=True)
class Build:
    """A program ready to run: its files in /box, and the command that runs it there."""

    files: Mapping[str, bytes]
    command: tuple[str, ...]


class BuildError(Exception):
    """A program can't be built; `status` says in which way it failed."""

    def __init__(self, detail: str, status: Status = Status.COMPILE_ERROR) -> None:
        super().__init__(detail)
        self.detail, self.status = detail, status


@dataclass(frozen=True, slots=True)
class Need:
    """What some programs of a language need beyond the toolchain: where `pattern` matches, `path` has to be there."""

    pattern: str
    path: str
    package: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """How programs of one language are built and run.

    `commands` are the tools that must be where the sandbox looks for them. `prepare` makes the files in /support that
    every program shares. `flags` is whatever else decides what `build` makes: with the harness's files and the
    toolchain's version it is part of a build's key. `wrong` matches output in which a test says that an answer is
    wrong, beyond what the harness recognizes itself.
    """

    language: str
    build: Callable[[Worker, Program], Build]
    prepare: Callable[[Worker], Mapping[str, bytes]] = lambda worker: {}
    flags: str = ""
    wrong: re.Pattern[str] | None = None
    commands: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    compiled: bool = False


def harness(name: str) -> bytes:
    """A file of the harness."""
    return resources.files("neuroglot.execution").joinpath("harness", name).read_bytes()


@cache
def harness_hash() -> str:
    """A hash of all files of the harness and of all recipes: what was built with others is not used."""
    digest = hashlib.sha256()
    for folder in ("harness", "harness/boost", "recipes"):
        files = [item for item in resources.files("neuroglot.execution").joinpath(folder).iterdir() if item.is_file()]
        for item in sorted(files, key=lambda item: item.name):
            digest.update(item.name.encode() + hashlib.sha256(item.read_bytes()).digest())
    return digest.hexdigest()
