"""What `.gitignore` files leave out, folder by folder."""

from __future__ import annotations

import codecs
import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pathspec import GitIgnoreSpec

from neuroglot.core.errors import NeuroglotError
from neuroglot.stages.clone_scan.patterns import Pattern, pattern_of

Rules = tuple[tuple[Path, tuple[Pattern, ...]], ...]
"""Patterns with the folder that they are written for, from the outermost folder in."""


def patterns(lines: Sequence[str], option: str) -> GitIgnoreSpec:
    """Patterns that were given as an option. Raises NeuroglotError for one that can't be read."""
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise NeuroglotError(f"--{option} {','.join(lines)} has no pattern of .gitignore's form: {error}") from error


def rules_above(folder: Path) -> Rules:
    """The rules that hold in a folder because of the repository around it, its own `.gitignore` left to `rules_in`.

    `.git/info/exclude` counts too, a user's own file for all repositories does not. Nothing outside a repository, and
    nothing where they leave out the folder itself: who names it means it.
    """
    above = [folder, *folder.parents]
    top = next((one for one in above if (one / ".git").exists()), None)
    if top is None:
        return ()
    rules = _read(top, top / ".git" / "info" / "exclude")
    for below, one in reversed(list(pairwise(above[: above.index(top) + 1]))):
        rules += rules_in(one)
        if is_ignored(below, True, rules):
            return ()
    return rules


def rules_in(folder: Path) -> Rules:
    """The rules of a folder's own `.gitignore`."""
    return _read(folder, folder / ".gitignore")


def is_ignored(path: Path, is_folder: bool, rules: Rules) -> bool:
    """Whether a path is left out, as far as it is not for a folder above it.

    The innermost file with a matching pattern decides, in it the last such pattern.
    """
    for folder, lines in reversed(rules):
        shown = os.fsencode(path.relative_to(folder).as_posix()).decode("latin-1")
        for line in reversed(lines):
            if line.matches(shown, is_folder):
                return not line.keeps
    return False


def _read(folder: Path, file: Path) -> Rules:
    try:
        if not file.is_file():
            return ()
        text = file.read_bytes().removeprefix(codecs.BOM_UTF8).decode("latin-1")
    except OSError:
        return ()
    return ((folder, tuple(one for line in text.split("\n") if (one := pattern_of(line)) is not None)),)
