"""What `.gitignore` files leave out, folder by folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pathspec import GitIgnoreSpec

from neuroglot.core.errors import NeuroglotError

Rules = tuple[tuple[Path, GitIgnoreSpec], ...]
"""Patterns with the folder that they are written for, from the outermost folder in."""


def patterns(lines: Sequence[str], option: str) -> GitIgnoreSpec:
    """Patterns that were given as an option. Raises NeuroglotError for one that can't be read."""
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise NeuroglotError(f"--{option} {','.join(lines)} has no pattern of .gitignore's form: {error}") from error


def rules_above(folder: Path) -> Rules:
    """The rules that hold in a folder because of the repository around it, its own `.gitignore` left to `rules_in`.

    `.git/info/exclude` counts too, a user's own file for all repositories does not. Nothing outside a repository.
    """
    above = [folder, *folder.parents]
    top = next((one for one in above if (one / ".git").exists()), None)
    if top is None:
        return ()
    found = _read(top, top / ".git" / "info" / "exclude")
    for one in reversed(above[1 : above.index(top) + 1]):
        found += rules_in(one)
    return found


def rules_in(folder: Path) -> Rules:
    """The rules of a folder's own `.gitignore`; lines that are no pattern are passed over."""
    return _read(folder, folder / ".gitignore")


def is_ignored(path: Path, is_folder: bool, rules: Rules) -> bool:
    """Whether a path is left out: the innermost file with a matching pattern decides, in it the last such pattern."""
    for folder, spec in reversed(rules):
        shown = path.relative_to(folder).as_posix() + ("/" if is_folder else "")
        answer = spec.check_file(shown).include
        if answer is not None:
            return answer
    return False


def _read(folder: Path, file: Path) -> Rules:
    try:
        if not file.is_file():
            return ()
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    kept = []
    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue
        kept.append(line)
    return ((folder, GitIgnoreSpec.from_lines(kept)),)
