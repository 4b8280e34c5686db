"""What compilers made, kept on disk between runs: builds of programs, and what all programs of a language share."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tarfile
import threading
from collections.abc import Mapping
from pathlib import Path

from neuroglot.core.caches import cache_home
from neuroglot.core.verdicts import Status
from neuroglot.execution.files import place, unpack
from neuroglot.execution.limits import MIB
from neuroglot.execution.recipe import Build, BuildError

LARGEST = 1024 * MIB
"""Bytes of builds that are kept; the ones not used for longest go first."""

_COMMAND, _ERROR = "command.json", "error.json"


def cache_folder() -> Path:
    """Where builds are kept."""
    return cache_home() / "builds"


class BuildCache:
    """Builds and compile errors by key. Several processes may use one folder; an unwritable folder keeps nothing."""

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self.folder, self.largest = folder, largest
        self._lock = threading.Lock()
        self._written = 0

    def get(self, key: str) -> Build | BuildError | None:
        """What was kept under a key; None where there is nothing, or nothing that can be read."""
        path = self._path(key)
        try:
            files = unpack(path.read_bytes())
            os.utime(path)
            if _ERROR in files:
                return BuildError(json.loads(files[_ERROR]))
            command = tuple(str(part) for part in json.loads(files.pop(_COMMAND)))
        except (OSError, tarfile.TarError, ValueError, KeyError):
            return None
        return Build(files, command)

    def put(self, key: str, build: Build | BuildError) -> None:
        """Keep a build, or an error of the program itself (never a time-out: that depends on the day)."""
        if isinstance(build, BuildError):
            if build.status is not Status.COMPILE_ERROR:
                return
            files = {_ERROR: json.dumps(build.detail).encode()}
        else:
            files = {**build.files, _COMMAND: json.dumps(build.command).encode()}
        data = _pack(files)
        path = self._path(key)
        draft = path.with_name(f".{key}.{os.getpid()}.{threading.get_ident()}")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)
        with self._lock:
            self._written += len(data)
            full, self._written = self._written > self.largest // 4, self._written % max(1, self.largest // 4)
        if full:
            self.prune()

    def prune(self) -> None:
        """Remove what was not used for longest, until the rest fits."""
        found = []
        for path in self.folder.glob("*/*.tar"):
            with contextlib.suppress(OSError):
                found.append((path.stat().st_mtime, path.stat().st_size, path))
        room = self.largest
        for _, size, path in sorted(found, reverse=True):
            room -= size
            if room < 0:
                with contextlib.suppress(OSError):
                    path.unlink()

    def get_shared(self, key: str, folder: Path) -> bool:
        """Put what was kept by `put_shared` into a folder, as links where that is possible; False if there is none."""
        kept = self.folder / "shared" / key
        if not kept.is_dir():
            return False
        shutil.copytree(kept, folder, copy_function=_link, dirs_exist_ok=True)
        return True

    def put_shared(self, key: str, made: Mapping[str, bytes]) -> None:
        """Keep files that all programs of a language share; complete or not at all."""
        kept = self.folder / "shared" / key
        draft = kept.with_name(f".{key}.{os.getpid()}.{threading.get_ident()}")
        with contextlib.suppress(OSError):
            place(draft, made)
            draft.rename(kept)
        shutil.rmtree(draft, ignore_errors=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.tar"


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _pack(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()
