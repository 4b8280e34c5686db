"""What is kept between scans: it outlives a kill, a broken part and a second scan beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from neuroglot.stages.clone_scan.store import (
    MOST_PARTS,
    known_vectors,
    read_vectors,
    rows,
    tidy,
    write_rows,
    write_vectors,
)


def fill(folder: Path, parts: int) -> dict[str, float]:
    values = {}
    for part in range(parts):
        keys = [f"{part} {row}" for row in range(2)]
        write_vectors(
            folder, dict.fromkeys(keys, part == 0), np.array([[part, row] for row in range(2)], dtype=np.float16)
        )
        values |= {key: float(part) for key in keys}
    return values


def check(folder: Path, values: dict[str, float]) -> None:
    places = known_vectors(folder)
    assert places.keys() == values.keys()
    assert {key for key, place in places.items() if place.cut} == {key for key in values if key.startswith("0 ")}
    keys = sorted(values, reverse=True)
    found = read_vectors(folder, places, keys)
    assert found is not None
    assert found[:, 0].tolist() == [values[key] for key in keys]
    assert found[:, 1].tolist() == [float(key.split()[1]) for key in keys]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    check(tmp_path, fill(tmp_path, 3))
    write_rows(tmp_path / "rows", [{"a": 1}, {"b": "é\u2028"}])
    assert [row for _, _, row in rows(tmp_path / "rows")] == [{"a": 1}, {"b": "é\u2028"}]
    assert list(rows(tmp_path / "none")) == []


def test_small_parts_become_one(tmp_path: Path) -> None:
    values = fill(tmp_path, MOST_PARTS + 1)
    tidy(tmp_path, vectors=True)
    assert len(list(tmp_path.glob("*.jsonl"))) == len(list(tmp_path.glob("*.safetensors"))) == 1
    check(tmp_path, values)
    for number in range(MOST_PARTS + 1):
        write_rows(tmp_path / "rows", [{"key": number}])
    tidy(tmp_path / "rows", vectors=False)
    assert len(list((tmp_path / "rows").glob("*.jsonl"))) == 1
    assert sorted(row["key"] for _, _, row in rows(tmp_path / "rows")) == list(range(MOST_PARTS + 1))


def test_a_scan_killed_while_it_writes_leaves_what_was_there(tmp_path: Path) -> None:
    values = fill(tmp_path, 2)
    (tmp_path / ".part.jsonl.x.tmp").write_text('{"key": "half')
    (tmp_path / "alone.safetensors").write_bytes(b"vectors whose keys were not written yet")
    check(tmp_path, values)


def test_a_broken_part_is_made_again(tmp_path: Path) -> None:
    fill(tmp_path, 2)
    places = known_vectors(tmp_path)
    (tmp_path / f"{places['0 0'].part}.safetensors").write_bytes(b"broken")
    assert read_vectors(tmp_path, places, ["0 0", "1 0"]) is None
    check(tmp_path, {"1 0": 1.0, "1 1": 1.0})
    (tmp_path / f"{places['1 0'].part}.safetensors").unlink()
    assert known_vectors(tmp_path) == {}
