"""What a scan keeps on disk, so that the next one reads only what is new: parts that are written once, never changed.

Every part has a name of its own, is written aside and renamed when it is whole. So a killed scan leaves no half of a
part, and two scans at a time add parts beside each other; at worst they do the same work. When there are many small
parts, a scan copies them into one and removes them; who misses one then does its work again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from neuroglot.core.artifacts import write_bytes

MOST_PARTS = 64
"""Small parts above which they are copied into one."""

SMALL = 256
"""Rows of a part above which it is not small."""

ROWS = ".jsonl"
VECTORS = ".safetensors"


def write_rows(folder: Path, rows: Iterable[Mapping[str, Any]], name: str = "") -> None:
    """Add a part: one JSON object a line."""
    text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
    write_bytes(folder / f"{name or uuid.uuid4().hex}{ROWS}", text.encode())


def rows(folder: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """All rows that are there: the name of their part, their place in it, and themselves.

    Parts that are gone meanwhile, and lines that are no JSON objects, are passed over: their work is done again.
    """
    for path in sorted(folder.glob(f"[!.]*{ROWS}")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for place, line in enumerate(lines):
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                yield path.stem, place, row


class Place(NamedTuple):
    """Where a vector is, and whether its text was longer than the context and cut."""

    part: str
    row: int
    cut: bool


def write_vectors(folder: Path, keys: Mapping[str, bool], vectors: NDArray[np.float16]) -> None:
    """Add a part of vectors, shape (keys, width): first themselves, then their keys, which make it count.

    `keys` say of each text whether it was cut.
    """
    name = uuid.uuid4().hex
    write_bytes(folder / f"{name}{VECTORS}", save({"vectors": np.ascontiguousarray(vectors)}))
    write_rows(folder, ({"key": key, "cut": cut} for key, cut in keys.items()), name)


def known_vectors(folder: Path) -> dict[str, Place]:
    """Where the vector of each key is. A list of keys whose vectors are gone is removed."""
    there = {path.stem for path in folder.glob(f"*{VECTORS}")}
    found = {}
    for name, place, row in rows(folder):
        if name not in there:
            (folder / f"{name}{ROWS}").unlink(missing_ok=True)
        elif "key" in row:
            found[str(row["key"])] = Place(name, place, bool(row.get("cut")))
    return found


def read_vectors(folder: Path, places: Mapping[str, Place], keys: list[str]) -> NDArray[np.float16] | None:
    """The vectors of keys, shape (keys, width); None where a part is gone or broken: it is removed, its work undone."""
    wanted: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        wanted.setdefault(places[key].part, []).append(index)
    found: NDArray[np.float16] | None = None
    for name, indices in wanted.items():
        try:
            with safe_open(folder / f"{name}{VECTORS}", framework="numpy") as file:
                part = file.get_tensor("vectors")
            chosen = part[[places[keys[index]].row for index in indices]]
        except (OSError, SafetensorError, IndexError):
            (folder / f"{name}{ROWS}").unlink(missing_ok=True)
            return None
        if found is None:
            found = np.zeros((len(keys), part.shape[1]), dtype=np.float16)
        found[indices] = chosen
    return found


def tidy(folder: Path, vectors: bool) -> None:
    """Copy the small parts into one where there are more than 64; the old ones go when the new one is there."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for name, _, row in rows(folder):
        parts.setdefault(name, []).append(row)
    small = {name: part for name, part in parts.items() if len(part) <= SMALL}
    if len(small) <= MOST_PARTS:
        return
    if vectors:
        places = {key: place for key, place in known_vectors(folder).items() if place.part in small}
        everything = read_vectors(folder, places, list(places))
        if everything is None:
            return
        write_vectors(folder, {key: place.cut for key, place in places.items()}, everything)
    else:
        write_rows(folder, (row for part in small.values() for row in part))
    for name in small:
        (folder / f"{name}{ROWS}").unlink(missing_ok=True)
        (folder / f"{name}{VECTORS}").unlink(missing_ok=True)
