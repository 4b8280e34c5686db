"""The two checks in the report: natural programs and the untrained twin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from neuroglot.core.artifacts import Request
from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.report import write_report
from neuroglot.report.check_findings import NATURAL, CheckedLanguages, check_sentences, void_sentence
from neuroglot.report.collect import read_run
from neuroglot.report.findings import verdict
from tests.report.synthetic import Texts, ablated, facts, write_run, write_stage

MAIN = list(ablated(Texts()))
ON_NATURAL = Texts(corpus="natural", split=NATURAL)
TWIN = Texts(model="untrained:neuroglot-tiny-12m")


def harmless(texts: Texts, *labels: str) -> list[Result]:
    """An ablation in which the sets of these languages do nothing."""
    return [
        replace(one, value=0.0) if one.condition.get("ablated") in labels and "control" not in one.condition else one
        for one in ablated(texts)
        if one.metric in ("loss", "loss_change")
    ]


def test_natural_programs_are_held_against_the_verdict() -> None:
    found = verdict(MAIN)
    assert found is not None
    assert [row.language for row in found.rows if not row.confirmed] == ["javascript"]
    natural = harmless(ON_NATURAL, "go")
    (said,) = check_sentences([*natural, *MAIN], ())
    assert "confirms 3 of 5 languages (C++, Java and Python)" in said
    assert "of the 4 confirmed above, 3 hold there, not Go" in said
    (said,) = check_sentences([*harmless(ON_NATURAL, "cpp", "java", "go"), *MAIN], ())
    assert "1 holds there, not C++, Java and Go" in said


def test_what_the_twin_shows_too_is_no_finding() -> None:
    clean = harmless(TWIN, *FIVE)
    (said,) = check_sentences(MAIN, clean)
    assert "confirms 0 of 5 languages." in said
    shown = harmless(TWIN, "cpp", "java", "python", "javascript")
    (said,) = check_sentences(MAIN, shown)
    assert "confirms 1 of 5 languages (Go): for Go the finding above is therefore none." in said


def test_the_verdict_is_on_the_main_split_whatever_else_was_measured() -> None:
    natural = harmless(ON_NATURAL, *FIVE)
    assert verdict([*natural, *MAIN]) == verdict(MAIN)
    assert check_sentences((), ()) == []
    assert check_sentences(MAIN, ()) == []


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    """A run with both checks."""
    run = write_run(tmp_path / "run")
    request = Request("ablate", {"corpus": "natural"}, {"corpus": "n"})
    write_stage(run, request, list(ablated(ON_NATURAL)), facts(ON_NATURAL, 3.0))
    write_run(run / "twin", TWIN)
    return run


def test_the_report_has_a_section_for_both(checked: Path) -> None:
    page = write_report(checked).read_text()
    section = page[page.index('id="checks"') : page.index('id="places"')]
    assert "On 164 natural programs" in section
    assert "In the untrained twin" in section
    assert section.count("<figure") >= 6
    assert "matrix-natural-0" in section
    assert "matrix-twin-0" in section
    before = page[page.index('id="matrix"') : page.index('id="checks"')]
    assert "The same on the natural split" not in before


def test_the_twin_is_a_run_of_its_own(checked: Path) -> None:
    run = read_run(checked)
    assert run.twin is not None
    assert {result.model for result in run.twin.results} == {TWIN.model}
    assert {result.model for result in run.results} == {Texts().model}
    assert not [notice for notice in run.notices if "models" in notice or "set aside" in notice]
    assert replace(run, twin=None) == replace(read_run(checked), twin=None)


def test_the_cards_say_what_the_checks_say(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    request = Request("ablate", {"corpus": "natural"}, {"corpus": "n"})
    write_stage(run, request, harmless(ON_NATURAL, "go"), facts(ON_NATURAL, 3.0))
    twin = Request("ablate", {"corpus": "twin"}, {"corpus": "t"})
    write_stage(run / "twin", twin, harmless(TWIN, "cpp", "java", "go", "javascript"), facts(TWIN, 3.0))
    page = write_report(run).read_text()
    cards = page[page.index('class="cards"') : page.index("<nav")].split("<li")[1:]
    said = dict(zip(FIVE, cards, strict=True))
    assert "● confirmed" in said["cpp"]
    assert "on natural programs too" in said["cpp"]
    assert "in the untrained twin too" in said["python"]
    assert "● confirmed" not in said["python"]
    assert "not on natural programs" in said["go"]
    assert "natural" not in said["javascript"]


def test_a_run_without_checks_says_so(tmp_path: Path) -> None:
    page = write_report(write_run(tmp_path / "run")).read_text()
    assert "The untrained twin was not studied." in page
    assert "The sets were not ablated on the natural programs." in page


def test_the_headline_takes_back_what_the_twin_shows_too() -> None:
    found = verdict(MAIN)
    assert found is not None
    some = CheckedLanguages(None, frozenset({"go", "javascript"}))
    assert void_sentence(found, some).startswith(" A model of random weights shows the same for Go:")
    every = CheckedLanguages(None, frozenset(FIVE))
    assert "for all of them:" in void_sentence(found, every)
    assert void_sentence(found, CheckedLanguages(None, frozenset({"javascript"}))) == ""
