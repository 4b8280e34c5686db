"""What a study asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from neuroglot import study
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Silent
from neuroglot.models.loading import HoldOptions
from neuroglot.models.subject import Subject
from neuroglot.presets import PRESETS
from neuroglot.steps import Inputs
from neuroglot.study_inputs import StudyOptions


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (StudyOptions(), True),
        (StudyOptions(twin=False), False),
        (StudyOptions(model="untrained:embedded"), False),
    ],
)
def test_a_twin_has_no_twin(options: StudyOptions, expected: bool) -> None:
    assert options.has_twin is expected


LACKING = {"what": "what each layer writes", "why": "its norm is not understood"}


def test_what_is_left_out_in_twin_and_natural_programs_is_said_once_each(
    llama: Subject, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "run_states", lambda *_: [dict(LACKING)])
    monkeypatch.setattr(study, "run_record", lambda *_: (None, None))
    monkeypatch.setattr(study, "run_select", lambda *_: ({}, {}))
    monkeypatch.setattr(study, "run_ablate", lambda *_: ())
    given = Inputs(llama, corpus, corpus)
    options = StudyOptions(preset="full", runs=str(tmp_path))
    rows = [
        *study.run_checks(options, given, given, ({}, {}), Silent()),
        *study.run_reading(options, options.run, given, None, Silent()),
    ]
    assert [row["what"].removeprefix(LACKING["what"]) for row in rows] == [
        " (the untrained twin)",
        " (the natural programs) (the untrained twin)",
        "",
        " (the natural programs)",
    ]
    assert {row["why"] for row in rows} == {LACKING["why"]}
    assert study.run_checks(options, given, None, ({}, {}), Silent()) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (StudyOptions(model="/no/such/model", corpus="natural"), "there is no folder"),
        (StudyOptions(corpus="nowhere"), "nowhere"),
        (StudyOptions(preset="thorough"), "unknown preset"),
    ],
)
def test_a_refused_study_does_not_stand_in_the_way_of_the_next(wrong: StudyOptions, said: str, tmp_path: Path) -> None:
    with pytest.raises(NeuroglotError, match=said):
        study.study(replace(wrong, runs=str(tmp_path), name="mine"), HoldOptions(device="cpu"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", PRESETS)
def test_presets_name_the_methods_that_have_controls(name: str) -> None:
    """What a study takes is estimated from these names; none would mean all."""
    assert PRESETS[name].controlled
    assert PRESETS[name].passing.controlled
