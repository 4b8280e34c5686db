"""Verdicts on disk: what is known is not run again, refusals are not kept, a torn line is cut away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.execution import ledger as module
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.ledger import Ledger, judge_into

PROGRAMS = [Program("python", f"x = {number}", "") for number in range(4)]
OPTIONS = JudgeOptions()


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Program]:
    """Instead of the sandbox: program 3 is refused, all others pass."""
    programs: list[Program] = []

    def judge(given: Sequence[Program], options: JudgeOptions, report: Callable[[int, Verdict], None]) -> None:
        for number, program in enumerate(given):
            programs.append(program)
            report(number, Verdict(Status.REFUSED if program == PROGRAMS[3] else Status.PASSED, "said", 0.5))

    monkeypatch.setattr(module, "judge", judge)
    return programs


def test_what_is_known_is_not_run_again_but_refusals_are(ran: list[Program], tmp_path: Path) -> None:
    path = tmp_path / "deep" / "verdicts.jsonl"
    first = judge_into(Ledger(path, OPTIONS), PROGRAMS, OPTIONS)
    assert [verdict.status for verdict in first] == [Status.PASSED] * 3 + [Status.REFUSED]
    assert judge_into(Ledger(path, OPTIONS), PROGRAMS, OPTIONS) == first
    assert ran == [*PROGRAMS, PROGRAMS[3]]


def test_other_limits_are_other_verdicts(ran: list[Program], tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    judge_into(Ledger(path, OPTIONS), PROGRAMS[:1], OPTIONS)
    longer = JudgeOptions(seconds=20)
    judge_into(Ledger(path, longer), PROGRAMS[:1], longer)
    more = JudgeOptions(workers=7)
    judge_into(Ledger(path, more), PROGRAMS[:1], more)
    assert len(ran) == 2


def test_a_torn_line_is_cut_away_and_a_foreign_file_is_named(ran: list[Program], tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    judge_into(Ledger(path, OPTIONS), PROGRAMS[:2], OPTIONS)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"key": "a')
    assert Ledger(path, OPTIONS).get(PROGRAMS[1]) == Verdict(Status.PASSED, "said", 0.5)
    assert path.read_bytes() == whole
    path.write_text('{"task_id": "Go/1"}\n')
    with pytest.raises(NeuroglotError, match=r"verdicts\.jsonl:1: not a verdict"):
        Ledger(path, OPTIONS)
