"""Control groups of both versions, on folders that look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuroglot.execution import groups
from neuroglot.execution.groups import Group, new_group


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for hierarchies; /proc's files are `self` and `mounts` in it."""
    monkeypatch.setattr(groups, "_SELF", tmp_path / "self")
    monkeypatch.setattr(groups, "_MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(groups.time, "sleep", lambda seconds: None)
    return tmp_path


def second_version(tree: Path, own: str, controllers: str) -> Path:
    home = tree / "unified" / own
    home.mkdir(parents=True)
    for folder in (home, *home.parents):
        if folder.is_relative_to(tree / "unified"):
            (folder / "cgroup.subtree_control").write_text(controllers)
    (tree / "self").write_text(f"0::/{own}\n")
    (tree / "mounts").write_text(f"proc /proc proc rw 0 0\ncgroup2 {tree}/unified cgroup2 rw,nosuid 0 0\n")
    return home


def test_version_2(tree: Path) -> None:
    home = second_version(tree, "user.slice/session", "cpu memory pids\n")
    group = new_group("mine")
    assert group == Group(home / "mine", home / "mine", 2)
    assert group.entries == (str(home / "mine" / "cgroup.procs"),)
    group.limit(1000, 7)
    written = {path.name: path.read_text() for path in (home / "mine").iterdir()}
    assert (written["memory.max"], written["pids.max"]) == ("1000", "7")
    assert (written["memory.swap.max"], written["memory.oom.group"]) == ("0", "1")
    (home / "mine" / "memory.events").write_text("low 0\noom 3\noom_kill 2\noom_group_kill 1\n")
    assert group.kills() == 2


def test_version_2_without_the_controllers(tree: Path) -> None:
    """Where they can't be had here, they may be had further up; a write that changes nothing shows that they can't."""
    home = second_version(tree, "user.slice/session", "cpu\n")
    (home.parent / "cgroup.subtree_control").write_text("memory pids\n")
    found = list(groups._places())
    assert found[-1] == (home.parent, home.parent, 2) or (home, home, 2) in found


def first_version(tree: Path) -> tuple[Path, Path]:
    memory, pids = tree / "memory" / "docker" / "abc", tree / "pids" / "docker" / "abc"
    memory.mkdir(parents=True)
    pids.mkdir(parents=True)
    (tree / "self").write_text("9:name=systemd:/\n8:pids:/docker/abc\n5:cpu,cpuacct:/\n4:memory:/docker/abc\n0::/\n")
    (tree / "mounts").write_text(
        f"cgroup {tree}/cpu cgroup rw,cpu,cpuacct 0 0\ncgroup {tree}/memory cgroup rw,memory 0 0\n"
        f"cgroup {tree}/pids cgroup rw,nosuid,pids 0 0\n"
    )
    return memory, pids


def test_version_1(tree: Path) -> None:
    memory, pids = first_version(tree)
    group = new_group("mine")
    assert group == Group(memory / "mine", pids / "mine", 1)
    assert len(group.entries) == 2
    group.limit(1000, 7)
    assert (memory / "mine" / "memory.limit_in_bytes").read_text() == "1000"
    assert (memory / "mine" / "memory.memsw.limit_in_bytes").read_text() == "1000"
    assert (pids / "mine" / "pids.max").read_text() == "7"
    (memory / "mine" / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 5\n")
    assert group.kills() == 5


def test_a_kernel_that_does_not_count_kills(tree: Path) -> None:
    memory, pids = first_version(tree)
    (memory / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\n")
    assert Group(memory, pids, 1).kills() == 0


def test_a_limit_that_is_refused_for_a_moment_is_set_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [OSError(16, "busy"), OSError(16, "busy"), None]
    monkeypatch.setattr(Path, "write_text", lambda path, text: _raise(refusals.pop(0)))
    groups._write_when_free(tree / "limit", "1")
    assert refusals == []
    refusals = [OSError(13, "denied")]
    with pytest.raises(OSError, match="denied"):
        groups._write_when_free(tree / "limit", "1")


def _raise(error: OSError | None) -> None:
    if error:
        raise error


@pytest.mark.parametrize("mounts", ["", "cgroup2 /nowhere cgroup2 rw 0 0\n", "cgroup /nowhere cgroup rw,memory 0 0\n"])
def test_none_where_none_can_be_written(tree: Path, mounts: str) -> None:
    (tree / "self").write_text("0::/\n4:memory:/\n")
    (tree / "mounts").write_text(mounts)
    assert new_group("mine") is None


def test_none_without_proc(tree: Path) -> None:
    assert new_group("mine") is None
