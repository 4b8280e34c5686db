"""The source files below some paths: every one is there once, and what is passed over is named with its reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from neuroglot.core.clone_groups import Skipped
from neuroglot.core.errors import NeuroglotError
from neuroglot.languages import BY_SUFFIX
from neuroglot.stages.clone_scan.ignore import Rules, is_ignored, patterns, rules_above, rules_in
from neuroglot.stages.clone_scan.options import FileOptions

SUFFIXES = {**{suffix: language.name for suffix, language in BY_SUFFIX.items()}, ".h": "cpp", ".jsx": "javascript"}
"""The language of a suffix; headers are read as C++."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be scanned; `shown` is its path as the user gave it, or below what the user gave."""

    path: Path
    shown: str
    language: str


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found. `ignored` counts what `.gitignore`, hidden names and the patterns leave out."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]
    ignored: int


@dataclass(slots=True)
class _Found:
    """What a walk has found so far."""

    options: FileOptions
    files: list[SourceFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    ignored: int = 0


def walk(paths: Sequence[str], options: FileOptions) -> Walk:
    """The source files below the paths, path by path and in the order of their names.

    A path that is given is scanned though a `.gitignore` above leaves it out, and followed where it leads; below it
    symbolic links are not followed, so that there are no loops.
    Hidden files and folders are passed over. A file that is reached twice is there once.
    Raises NeuroglotError for a path that is not there, and for a pattern that can't be read.
    """
    found = _Found(options)
    for given in paths or (".",):
        path = Path(given).expanduser()
        if not path.exists():
            raise NeuroglotError(f"there is no {given}: give files or folders to scan")
        top = path.resolve()
        if top.is_dir():
            _folder(top, str(path), found)
        else:
            _file(top, str(path), found)
    wanted, unwanted = patterns(options.include, "include"), patterns(options.exclude, "exclude")
    kept = tuple(
        one
        for one in found.files
        if (not options.include or wanted.match_file(one.shown)) and not unwanted.match_file(one.shown)
    )
    return Walk(kept, tuple(found.skipped), found.ignored + len(found.files) - len(kept))


def _folder(top: Path, given: str, found: _Found) -> None:
    rules = rules_above(top) if found.options.gitignore else ()
    waiting: list[tuple[Path, Rules]] = [(top, rules)]
    while waiting:
        folder, above = waiting.pop()
        rules = above + rules_in(folder) if found.options.gitignore else ()
        below = []
        for entry in _entries(folder, found):
            path = Path(entry.path)
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and path.suffix.lower() not in SUFFIXES:
                continue
            if entry.name.startswith(".") or is_ignored(path, is_folder, rules):
                found.ignored += 1
            elif is_folder:
                below.append((path, rules))
            else:
                _file(path, os.path.join(given, path.relative_to(top)), found)
        waiting += reversed(below)


def _entries(folder: Path, found: _Found) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda one: one.name)
    except OSError as error:
        found.skipped.append(Skipped(str(folder), "can't be read", error.strerror or str(error)))


def _file(path: Path, shown: str, found: _Found) -> None:
    language = SUFFIXES.get(path.suffix.lower())
    if language is None or language not in found.options.languages:
        return
    shown = Path(shown).as_posix()
    try:
        about = path.lstat()
    except OSError as error:
        found.skipped.append(Skipped(shown, "can't be read", error.strerror or str(error)))
        return
    if stat.S_ISLNK(about.st_mode):
        found.skipped.append(Skipped(shown, "symbolic link", ""))
    elif not stat.S_ISREG(about.st_mode):
        found.skipped.append(Skipped(shown, "no regular file", ""))
    elif about.st_size > found.options.max_bytes:
        found.skipped.append(Skipped(shown, "too large", f"{about.st_size:,} bytes"))
    elif (about.st_dev, about.st_ino) not in found.seen:
        found.seen.add((about.st_dev, about.st_ino))
        found.files.append(SourceFile(path, shown, language))
