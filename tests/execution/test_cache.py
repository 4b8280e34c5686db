"""Builds on disk: whole or not at all, and no more than fits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from neuroglot.core.verdicts import Status
from neuroglot.execution.cache import BuildCache
from neuroglot.execution.recipe import Build, BuildError

BUILD = Build({"program": bytes(range(256)) * 20, "deep/down/A$1.class": b""}, ("/box/program", "--option", "é"))
KEY = "ab" + "0" * 62


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path)
    assert cache.get(KEY) is None
    cache.put(KEY, BUILD)
    assert BuildCache(tmp_path).get(KEY) == BUILD


def test_compile_errors_are_kept_and_others_are_not(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path)
    cache.put(KEY, BuildError("no such ünit"))
    found = cache.get(KEY)
    assert isinstance(found, BuildError)
    assert (found.detail, found.status) == ("no such ünit", Status.COMPILE_ERROR)
    for status in (Status.TIME_OUT, Status.MEMORY):
        cache.put("cd" + "0" * 62, BuildError("today", status))
        assert cache.get("cd" + "0" * 62) is None


def test_what_is_spoilt_is_not_there(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path)
    cache.put(KEY, BUILD)
    (path,) = tmp_path.glob("*/*.tar")
    whole = path.read_bytes()
    for end in (*range(0, 6000, 250), 100, 511, 513):
        path.write_bytes(whole[:end])
        assert cache.get(KEY) is None, end
    path.write_bytes(os.urandom(len(whole)))
    assert cache.get(KEY) is None
    path.write_bytes(whole)
    assert cache.get(KEY) == BUILD


def test_no_more_is_kept_than_fits_and_the_last_used_stay(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path, largest=300_000)
    keys = [f"{number:02x}" + "0" * 62 for number in range(40)]
    for number, key in enumerate(keys):
        cache.put(key, Build({"program": bytes(8000)}, ("x",)))
        os.utime(tmp_path / key[:2] / f"{key}.tar", (number, number))
    assert cache.get(keys[30]) is not None  # now it is the last used
    cache.prune()
    assert sum(path.stat().st_size for path in tmp_path.glob("*/*.tar")) <= 300_000
    assert cache.get(keys[30]) is not None
    assert cache.get(keys[39]) is not None
    assert cache.get(keys[20]) is None


def test_keeping_prunes_by_itself(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path, largest=100_000)
    for number in range(60):
        cache.put(f"{number:02x}" + "0" * 62, Build({"program": bytes(8000)}, ("x",)))
        assert sum(path.stat().st_size for path in tmp_path.glob("*/*.tar")) <= 150_000


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = BuildCache(tmp_path / "file")
    cache.put(KEY, BUILD)
    cache.put_shared(KEY, {"a": b"1"})
    assert cache.get(KEY) is None
    assert not cache.get_shared(KEY, tmp_path / "here")


def test_shared_files_come_back_whole(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path / "kept")
    assert not cache.get_shared(KEY, tmp_path / "here")
    for made in ({"a": b"1", "deep/b": b"2"}, {"a": b"other"}):  # the second finds it there
        cache.put_shared(KEY, made)
    assert cache.get_shared(KEY, tmp_path / "here")
    found = {str(path.relative_to(tmp_path / "here")): path.read_bytes() for path in (tmp_path / "here").rglob("*")
             if path.is_file()}  # fmt: skip
    assert found == {"a": b"1", "deep/b": b"2"}
    assert [path.name for path in (tmp_path / "kept" / "shared").iterdir()] == [KEY]


@pytest.mark.parametrize("name", ["program", "a/b"])
def test_kept_files_can_be_run_by_everybody(tmp_path: Path, name: str) -> None:
    cache = BuildCache(tmp_path / "kept")
    cache.put_shared(KEY, {name: b"x"})
    cache.get_shared(KEY, tmp_path / "here")
    assert (tmp_path / "here" / name).stat().st_mode & 0o777 == 0o755
