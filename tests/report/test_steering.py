"""The section about steering shows what the stage writes, says where there is nothing, and makes no markup of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroglot.core.artifacts import Request
from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.results import Result
from neuroglot.core.verdicts import Status, Verdict
from neuroglot.report.collect import read_run
from neuroglot.report.sections import contents
from neuroglot.report.steering import sentences, steering
from neuroglot.report.steers import PLAIN, UNCLEAR, Held, steers
from neuroglot.stages.steer.rates import rate_results
from neuroglot.stages.steer.shares import asked, share_results
from tests.report.synthetic import write_run, write_stage
from tests.report.test_report import HOSTILE, Reader

LANGUAGES = ("python", "go")
ORIGIN = {"stage": "steer", "model": "tiny", "corpus": "toy", "split": "test", "seed": 0}
GO = {"steered": "go", "method": "pls", "factor": 1.0}
ABOUT = [
    {},
    GO,
    {**GO, "control": "pooled"},
    {**GO, "control": "random", "draw": 0},
    {**GO, "control": "random", "draw": 1},
]
PROBLEMS = ProblemSet(
    "toy",
    "test",
    tuple(Problem(f"{one}/{n}", str(n), one, "", "", "", (), "") for n in range(4) for one in LANGUAGES),
)
HELD = Held("pls", "go", "1")


def measured() -> list[Result]:
    """Eight samples: Python's prompts are continued in Python and Go's in Go, but all in Go where its set is held.

    Pooled and in draw 0 nothing changes; in draw 1 half of Python's are in no language.
    """
    plain = np.array([0, 1] * 4)
    places = [plain, np.ones(8, dtype=np.int64), plain, plain, np.array([0, 1, 0, 1, -1, 1, -1, 1])]
    found: list[Result] = []
    for kind in ("own", "neutral"):
        found += share_results(asked(kind, PROBLEMS, 1), LANGUAGES, ABOUT, places, 50, ORIGIN)
    good, bad = Verdict(Status.PASSED), Verdict(Status.WRONG_ANSWER)
    ids = [problem.task_id for problem in PROBLEMS.problems]
    right = [(one, good) for one in ids]
    damaged = [(one, bad if one.startswith("python") else good) for one in ids]
    return found + rate_results(PROBLEMS, ABOUT, [right, damaged, right, right, right], 1, 50, ORIGIN)


def shown(folder: Path, *artefacts: Sequence[Result]) -> str:
    """The section of a run with these artefacts of the stage, checked to be well-formed."""
    run = write_run(folder / "study", stages=())
    for number, results in enumerate(artefacts):
        write_stage(run, Request("steer", {"number": number}, {}), list(results), {})
    text = str(steering(contents(read_run(run))))
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    ids = [given["id"] for _, given in reader.elements if "id" in given]
    assert len(ids) == len(set(ids))
    return text


def test_what_the_stage_writes_is_what_is_read() -> None:
    found = steers(measured())
    assert found is not None
    assert (found.sets, found.kinds, found.written, found.prompted) == (
        (HELD,),
        ("own", "neutral"),
        ("python", "go", UNCLEAR),
        ("python", "go"),
    )
    assert found.shares[PLAIN, "own", "go"].value == 0.5
    assert found.shares[HELD, "own", "go"].value == 1.0
    assert found.changes[HELD, "own", "python"].value == -0.5
    assert [draw.value for draw in found.draws[HELD, "own", "python"]] == [0.0, -0.25]
    assert [draw.value for draw in found.draws[HELD, "own", UNCLEAR]] == [0.0, 0.25]
    assert found.pooled[HELD, "own", "go"].value == 0.0
    assert (found.exceeded[HELD, "own"].value, found.exceeded[HELD, "own"].n) == (2.0, 2)
    assert found.foreign[HELD, "python"].value == 1.0
    assert found.foreign_changes[HELD, "python"].value == 1.0
    assert found.foreign_changes[HELD, "go"].value == 0.0
    assert (found.k, found.rates[PLAIN, "python"].value, found.rate_changes[HELD, "python"].value) == (1, 1.0, -1.0)
    assert [draw.value for draw in found.rate_draws[HELD, "python"]] == [0.0, 0.0]


def test_shares_changes_and_controls_are_on_the_page(tmp_path: Path) -> None:
    text = shown(tmp_path, measured())
    assert sorted(re.findall(r'data-share="([^"]*)"', text)) == sorted(["0.5", "0.5", "0.0", "0.0", "1.0", "0.0"] * 2)
    assert text.count("above 2 of 2 draws") == 2
    assert text.count("at the pooled mean 0.0") == 2
    assert "pass@1 in per cent" in text
    assert "<small>\u2212100.0 [\u2212100.0, \u2212100.0]</small><small>random 0.0</small>" in text
    assert "Go (PLS, held at the mean): own prompts 50.0 to 100.0\u202f%, +50.0 [50.0, 50.0] points" in text


def test_where_nothing_was_held_a_sentence_says_so(tmp_path: Path) -> None:
    text = shown(tmp_path)
    assert "<code>neuroglot steer RUN</code>" in text
    assert "<svg" not in text
    assert shown(tmp_path / "empty", [replace(one, metric="other") for one in measured()]) == text


def test_the_newest_speaks_and_older_ones_are_folded(tmp_path: Path) -> None:
    scaled = [
        replace(one, condition={**one.condition, "factor": 2.5}) if "steered" in one.condition else one
        for one in measured()
    ]
    text = shown(tmp_path, measured(), scaled)
    assert text.count("<svg") == 4
    assert "2.5\u00d7 the mean" in text
    found = steers([*measured(), *scaled])
    assert found is not None
    assert [held.factor for held in found.sets] == ["1", "2.5"]


@pytest.mark.parametrize("lost", ["control", "pass@1", "written_share_change", "neutral", "unclear_share"])
def test_parts_may_be_missing(lost: str, tmp_path: Path) -> None:
    kept = [one for one in measured() if lost not in (*one.condition, *map(str, one.condition.values()), one.metric)]
    assert len(kept) < len(measured())
    assert "<svg" in shown(tmp_path, kept)


def test_nothing_in_it_becomes_markup(tmp_path: Path) -> None:
    hostile = [
        replace(
            one,
            language=HOSTILE if one.language == "go" else one.language,
            split=HOSTILE,
            corpus=HOSTILE,
            interval=HOSTILE,
            condition={name: HOSTILE if isinstance(value, str) else value for name, value in one.condition.items()},
        )
        for one in measured()
    ]
    text = shown(tmp_path, hostile)
    assert "<script" not in text
    assert "<img" not in text
    found = steers(hostile)
    assert found is not None
    assert sentences(found, found.sets)
