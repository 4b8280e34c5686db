"""Benchmark files row by row: which files a place has, and the fields of a row, or a clear word about the line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import canonical
from neuroglot.corpora.text import json_lines, read_utf8

Row = dict[str, Any]


def files_of(path: Path) -> list[Path]:
    """The file itself, or every `*.jsonl` and `*.jsonl.gz` of a folder, in the order of their names.

    Folders of mxeval keep superseded versions beside the newest: there `metadata.json` says which files count.
    Raises NeuroglotError for a folder without such a file.
    """
    if not path.is_dir():
        return [path]
    files = _listed(path) or sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")])
    if not files:
        raise NeuroglotError(f"{path} holds no .jsonl or .jsonl.gz file")
    return files


def _listed(folder: Path) -> list[Path]:
    listing = folder / "metadata.json"
    if not listing.is_file():
        return []
    try:
        names = json.loads(read_utf8(listing))
    except ValueError:
        return []
    if not isinstance(names, dict):
        return []
    return sorted({folder / name for name in names.values() if isinstance(name, str) and (folder / name).is_file()})


def rows_of(files: Sequence[Path]) -> Iterator[tuple[str, Row]]:
    """Every row of every file, with its place as FILE:LINE."""
    for file in files:
        for number, row in json_lines(file):
            yield f"{file}:{number}", row


def require(place: str, row: Row, form: str, names: Sequence[str]) -> None:
    """Raises NeuroglotError, naming the fields, where one of them is missing or no text."""
    missing = [name for name in names if not isinstance(row.get(name), str)]
    if missing:
        raise NeuroglotError(f"{place}: not in {form} form, it lacks {', '.join(missing)}")


def text(place: str, row: Row, name: str) -> str:
    """A field that may be missing or null, as a text. Raises NeuroglotError where it is something else."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NeuroglotError(f"{place}: {name} is {type(value).__name__}, expected a text")
    return value


def known_language(name: str) -> str | None:
    """The fixed name of a language, or None for one that has no name here."""
    try:
        return canonical(name)
    except ValueError:
        return None


def solutions(place: str, row: Row) -> tuple[str, ...]:
    """The canonical solution and after it the `alternatives`; empty ones are left out, so there may be none."""
    others = row.get("alternatives") or []
    if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
        raise NeuroglotError(f"{place}: alternatives must be a list of texts")
    return tuple(one for one in (text(place, row, "canonical_solution"), *others) if one.strip())


def ended(code: str) -> str:
    """The text with its last line ended."""
    return code if not code or code.endswith("\n") else f"{code}\n"
