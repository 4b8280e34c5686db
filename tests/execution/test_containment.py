"""Hostile programs end with the status they should, and nothing outside of the sandbox changes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.execution import groups, workshop
from neuroglot.execution.judge import JudgeOptions, judge
from neuroglot.execution.limits import Limits
from tests.execution.hostile import in_cpp, in_go, in_java, in_javascript, in_php, in_python, in_ruby
from tests.execution.hostile.expected import EXPECTED
from tests.execution.hostile.outside import outside
from tests.execution.running import judged, need, verdict

HOSTILE = {
    "cpp": in_cpp.PROGRAMS, "java": in_java.PROGRAMS, "python": in_python.PROGRAMS, "go": in_go.PROGRAMS,
    "javascript": in_javascript.PROGRAMS, "ruby": in_ruby.PROGRAMS, "php": in_php.PROGRAMS,
}  # fmt: skip
OPTIONS = JudgeOptions(seconds=2, memory=192, workers=4)
COUNTED = ("fork bomb", "memory", "threads", "a child that outlives it")
"""What control groups hold, if there are any; without them the tree is watched."""

Results = dict[str, Verdict]


@pytest.fixture(scope="module")
def attacked(builds: None, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Results, list[str]]]:
    """By language: the verdicts on all hostile programs, from one call of the judge, and what changed outside."""
    made: dict[str, tuple[Results, list[str]]] = {}

    def results(language: str) -> tuple[Results, list[str]]:
        need(language)
        if language not in made:
            made[language] = attack(HOSTILE[language], language, tmp_path_factory.mktemp("outside"))
        return made[language]

    return results


def attack(texts: dict[str, str], language: str, folder: Path) -> tuple[Results, list[str]]:
    with outside(folder) as there:
        programs = {name: Program(language, there.filled(text), "") for name, text in texts.items()}
        return judged(programs, OPTIONS), there.changes()


@pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language, programs in HOSTILE.items() for name in programs]
)
def test_a_hostile_program_is_held(
    attacked: Callable[[str], tuple[Results, list[str]]], language: str, name: str
) -> None:
    found = verdict(attacked(language)[0], name)
    assert found.status is EXPECTED.get(name, Status.PASSED), found.detail


@pytest.mark.parametrize("language", HOSTILE)
def test_nothing_outside_is_changed(attacked: Callable[[str], tuple[Results, list[str]]], language: str) -> None:
    results, changes = attacked(language)
    assert changes == []
    assert not any("secret-" in found.detail for found in results.values())


@pytest.mark.parametrize("language", ["cpp", "python"])
def test_without_control_groups_too(
    builds: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    need(language)
    monkeypatch.setattr(workshop, "new_group", lambda name: None)
    texts = {name: text for name, text in HOSTILE[language].items() if name.startswith(COUNTED)}
    results, changes = attack(texts, language, tmp_path / "outside")
    expected = {name: EXPECTED.get(name, Status.PASSED) for name in texts}
    assert {name: found.status for name, found in results.items()} == expected
    assert changes == []


@pytest.mark.parametrize("grouped", [True, False])
def test_the_next_program_does_not_pay(builds: None, monkeypatch: pytest.MonkeyPatch, grouped: bool) -> None:
    """What one program leaves behind (processes that are just dying, files in memory) is not held against the next."""
    need("python")
    if not grouped:
        monkeypatch.setattr(workshop, "new_group", lambda name: None)
    python = in_python.PROGRAMS
    programs = {}
    for number, name in enumerate(("fork bomb", "memory in many children", "filling /tmp", "memory on the heap")):
        programs[name] = Program("python", python[name], "")
        programs[f"next {number}"] = Program("python", f"import os\nif os.fork():\n    os.wait()\nx = {number}", "")
    found = judged(programs, JudgeOptions(seconds=2, memory=192, workers=1))
    assert {name: one.status for name, one in found.items() if name.startswith("next")} == {
        f"next {number}": Status.PASSED for number in range(4)
    }


def test_many_short_programs_leave_no_dead_processes(builds: None) -> None:
    """Were each to leave one for init to reap, the group's limit would be reached."""
    need()
    limits = Limits(processes=16)
    with workshop.open_workshop("bubblewrap") as shop:
        worker = shop.worker()
        try:
            for _ in range(40):
                assert worker.run({}, ("/bin/true",), limits).code == 0
                assert worker.group is None or int((worker.group.pids / "pids.current").read_text()) == 0
        finally:
            worker.close()


def test_a_judge_that_is_killed_takes_its_programs_along(builds: None, tmp_path: Path) -> None:
    need("python")
    with outside(tmp_path / "outside") as there, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        script = f"""
            from neuroglot.core.verdicts import Program
            from neuroglot.execution.judge import JudgeOptions, judge
            code = "import os; os.execv('/usr/bin/sleep', ['{there.marker}', '30'])"
            judge([Program("python", code, "")], JudgeOptions(seconds=30))
        """
        command = [sys.executable, "-c", textwrap.dedent(script)]
        with subprocess.Popen(command, env={**os.environ, "TMPDIR": folder}) as judging:
            try:
                deadline = time.monotonic() + 20
                while set(there.marked(0)) <= {judging.pid}:
                    assert judging.poll() is None
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            finally:
                judging.kill()
        assert there.marked() == []
    for memory, pids, version in groups._places():  # nobody is left to remove its groups, once the dying are gone
        for name in {left.name for place in (memory, pids) for left in place.glob(f"neuroglot-{judging.pid}-*")}:
            group = groups.Group(memory / name, pids / name, version)
            group.close()
            assert not group.memory.exists()
            assert not group.pids.exists()


def test_an_interrupted_judge_leaves_nothing(builds: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in the midst of it (here from `report`) ends the programs, the folder and the control groups."""
    need("python")
    folders, made = [], []
    monkeypatch.setattr(
        tempfile, "mkdtemp", lambda prefix, new=tempfile.mkdtemp: folders.append(new(prefix=prefix)) or folders[-1]
    )
    monkeypatch.setattr(workshop, "new_group", lambda name, new=workshop.new_group: made.append(new(name)) or made[-1])

    def report(number: int, verdict: Verdict) -> None:
        raise KeyError(number)

    with pytest.raises(KeyError):
        judge([Program("python", f"x = {number}", "") for number in range(20)], JudgeOptions(workers=2), report)
    assert len(folders) == 1
    assert not Path(folders[0]).exists()
    assert not any(group.memory.exists() or group.pids.exists() for group in made if group)
