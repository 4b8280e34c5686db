"""Pass rates on the page: what is shown is what was measured, nothing is concluded from 0, nothing becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from neuroglot.core.artifacts import Request, artifacts, write_json, write_text
from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.report import numbers, write_report
from neuroglot.report.collect import read_run
from neuroglot.report.effects import crosses_zero
from tests.report.synthetic import Texts, facts, write_run, write_stage
from tests.report.synthetic_rates import PLAIN, Passes, passed, write_passed
from tests.report.test_report import HOSTILE, hostile, read

NO_PASS_RATE = "nothing here is a pass rate"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = write_run(tmp_path_factory.mktemp("run") / "study")
    write_passed(run)
    return write_report(run)


def section(page: Path, anchor: str = "programs") -> str:
    text = page.read_text(encoding="utf-8")
    (found,) = re.findall(f'<section id="{anchor}".*?</section>', text, re.DOTALL)
    return str(found)


def said(page: Path) -> str:
    return " ".join(read(page).text)


def cells(page: Path) -> list[str]:
    """The cells with a change, in the order of the page."""
    return [cell for cell in re.findall(r"<g>.*?</g>", section(page), re.DOTALL) if "data-change" in cell]


def own(results: list[Result], method: str, metric: str) -> list[Result]:
    """What was measured under a method's sets, the universal set included, without random draws."""
    return [
        one
        for one in results
        if one.metric == metric and one.condition.get("method") in {method, "universal"} and "draw" not in one.condition
    ]


@pytest.mark.parametrize("method", ["pls", "lape"])
def test_every_rate_and_change_is_in_the_matrix(page: Path, method: str) -> None:
    results = list(passed(Texts()))
    names = re.findall(r'data-name="(programs-[0-9]+-[0-9]+)"', section(page))
    assert len(names) == 2
    figure = section(page).split(f'data-name="{names[["pls", "lape"].index(method)]}"')[1].split("</svg>")[0]
    found = [cell for cell in re.findall(r"<g>.*?</g>", figure, re.DOTALL) if "data-change" in cell]
    changes = {(one.condition["ablated"], one.language): one for one in own(results, method, "pass@3_change")}
    rates = {(one.condition["ablated"], one.language): one for one in own(results, method, "pass@3")}
    wanted = [
        (repr(rates[pair].value), repr(change.value), numbers.hundred(rates[pair].value), numbers.points(change.value))
        for pair, change in changes.items()
    ]
    drawn = [
        (
            re.findall(r'data-rate="(.*?)"', cell)[0],
            re.findall(r'data-change="(.*?)"', cell)[0],
            *re.findall(r">([^<>]*)</text>", cell)[:2],
        )
        for cell in found
    ]
    assert sorted(drawn) == sorted(wanted)
    plain = [one for one in results if one.metric == "pass@3" and not one.condition]
    assert re.findall(r'data-rate="([^"]*)"(?! data-change)', figure) == [repr(one.value) for one in plain]


def test_a_cell_is_hatched_where_the_interval_has_zero_and_framed_where_the_language_is_its_own(page: Path) -> None:
    results = list(passed(Texts()))
    changes = [one for method in ("pls", "lape") for one in own(results, method, "pass@3_change")]
    hatched = [("-hatch)" in cell) for cell in cells(page)]
    assert len(hatched) == len(changes)
    assert sum(hatched) == sum(map(crosses_zero, changes))
    for cell in cells(page):
        bounds = re.findall(r">\[(.*?), (.*?)\]</text>", cell)[0]
        low, high = (float(bound.replace(numbers.MINUS, "-")) for bound in bounds)
        assert ("-hatch)" in cell) is (low <= 0 <= high)
        label, language = re.findall(r"<title>(.*?) set silent: (.*?)&#x27;s pass@3", cell)[0]
        assert ('class="own"' in cell) is (label == language)
        assert ('class="cell better"' in cell) is (float(re.findall(r'data-change="(.*?)"', cell)[0]) > 0)


def test_the_mean_and_range_of_the_draws_are_under_each_cell_and_each_draw_in_the_table(page: Path) -> None:
    wanted = {"ablated": "go", "method": "pls", "control": "random"}
    draws = [
        one.value
        for one in passed(Texts())
        if one.metric == "pass@3_change" and one.language == "java" and wanted.items() <= dict(one.condition).items()
    ]
    assert len(draws) == 5
    text = section(page)
    cell = re.search(rf'data-mean="{re.escape(repr(sum(draws) / 5))}".*?</g>', text, re.DOTALL)
    assert cell is not None
    assert f">{numbers.points(min(draws))} … {numbers.points(max(draws))}</text>" in cell[0]
    assert "  ".join(numbers.fixed(100 * draw, 2) for draw in draws) in text


def test_the_bars_hold_every_program_once(page: Path) -> None:
    results = list(passed(Texts()))
    figure = section(page).split('data-name="programs-0-0-ended"')[1].split("</svg>")[0]
    drawn = sorted(float(value) for value in re.findall(r'data-count="(.*?)"', figure))
    plain = [one for one in results if one.metric == "programs" and "ablated" not in one.condition]
    counted = [*plain, *own(results, "pls", "programs")]
    assert drawn == sorted(float(one.value) for one in counted if one.value)
    assert sum(drawn) == 90 * 5 * 7


def test_the_sentences_carry_the_rates_and_the_counts(page: Path) -> None:
    text = said(page)
    assert "C++ 40.0\u202f% [22.5, 57.5], Java 60.0\u202f%" in text
    assert "(30 problems a language)" in text
    assert "By programs (PLS): in 4 of 5 languages the own language's pass@3 falls more" in text
    assert "at least 5 of 5 random draws" in text
    assert "JavaScript: not confirmed." in text
    assert "only 3 of 5 random sets lower it less" in text
    assert "By programs (LAPE): in" in text
    assert "nothing is confirmed, for no random draws were measured" in text
    assert "exceed all of them in one case of 6" in text
    assert "They ran in the sandbox bubblewrap." in text
    assert "ran unprotected" not in text


def test_both_measures_speak(page: Path) -> None:
    found = read_run(page.parent)
    assert not [notice for notice in found.notices if "set aside" in notice]
    assert {"loss", "loss_change", "pass@3", "pass@3_change", "programs"} <= {one.metric for one in found.results}
    assert [one.measure for one in found.passed] == ["pass@3"]
    text = said(page)
    assert "In 4 of 5 languages the own language's loss rises" in text
    assert NO_PASS_RATE not in text
    assert "this report as a change of pass@3 on bundled-parallel and as a rise of held-out loss" in text


def test_of_two_measurements_by_the_same_measure_the_newer_speaks_and_another_k_or_split_is_folded(
    tmp_path: Path,
) -> None:
    run = write_run(tmp_path / "study")
    first = write_passed(run)
    other = Passes(plain={**PLAIN, "python": 0.9})
    results = list(passed(Texts(), other))
    request = Request("ablate", {"metric": "pass@3", "split": "test", "again": True}, {})
    again = write_stage(run, request, results, facts(Texts(), 1.0))
    single = write_passed(run, passes=Passes(k=1))
    looked = write_passed(run, passes=Passes(split="validation"))
    found = read_run(run)
    assert [one.artifact.name for one in found.passed] == [looked.name, single.name, again.name]
    assert [notice.split()[0] for notice in found.notices if "set aside" in notice] == [first.name]
    text = said(write_report(run))
    assert "Python 90.0\u202f%" in text
    assert f"pass@1 on the test split of bundled-parallel ({single.name})" in text
    assert f"pass@3 on the validation split of bundled-parallel ({looked.name})" in text


def test_a_newer_measurement_of_one_method_leaves_the_others_with_their_own_baseline(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    write_passed(run)
    only = Passes(plain={**PLAIN, "python": 0.9}, strength={"pls": 0.5})
    request = Request("ablate", {"metric": "pass@3", "split": "test", "methods": ["pls"]}, {})
    write_stage(run, request, list(passed(Texts(), only)), {})
    newer, older = read_run(run).passed
    for one, python, methods in ((newer, 0.9, {"pls", "universal"}), (older, 0.7, {"lape"})):
        plain = {
            result.language: result.value for result in one.results if result.metric == "pass@3" if not result.condition
        }
        assert plain == {**PLAIN, "python": python}
        assert {str(result.condition.get("method", "")) for result in one.results} - {""} == methods


def test_where_nothing_passes_there_is_no_verdict(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    write_passed(run, passes=Passes(plain={**PLAIN, "cpp": 0.0, "java": 1 / 30}))
    text = said(write_report(run))
    assert "no verdict for C++ (0.0\u202f% [0.0, 0.0]) and Java (3.3\u202f% [0.0, 9.8])" in text
    assert "nothing can fall from 0" in text
    assert "By programs (PLS): in 2 of 3 languages that can fall" in text
    assert not re.search(r"(C\+\+|Java): (not )?confirmed", text)
    assert text.count("no verdict for C++") == 2
    nothing = write_run(tmp_path / "nothing")
    write_passed(nothing, passes=Passes(plain=dict.fromkeys(FIVE, 0.0)))
    text = said(write_report(nothing))
    assert "nothing can fall from 0" in text
    assert "no verdict for any language" in text
    assert "By programs (PLS)" not in text
    assert "not certainty" in text
    assert "case of 6" not in text


def test_programs_that_ran_unprotected_are_said_to_have(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    write_passed(run, sandbox="none")
    assert "These programs ran unprotected (sandbox: none)" in said(write_report(run))


def test_without_programs_the_page_says_so_and_how(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    page = write_report(run)
    assert "No programs were run" in section(page)
    assert "<code>neuroglot ablate RUN --metric pass@3</code>" in section(page)
    assert NO_PASS_RATE in said(page)
    assert "this report as a rise of held-out loss in nats a token." in said(page)
    assert "Pass rates with the own set silent" not in said(page)


def test_what_a_study_skipped_is_listed(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    rows = [{"what": "programs written by the model", "why": f"no sandbox {HOSTILE}"}, HOSTILE, 3]
    write_json(run / "skipped.json", {"skipped": rows})
    reader = read(write_report(run))
    assert "programs written by the model" in reader.text
    assert any("no sandbox </script>" in piece for piece in reader.text)
    write_json(run / "skipped.json", {"skipped": "nothing"})
    assert read_run(run).skipped == ()


def test_the_papers_rates_are_beside_ours(page: Path) -> None:
    text = section(page, "paper")
    (row,) = re.findall(r'<tr><th scope="row">Go</th><td class="number" data-value="50.0">.*?</tr>', text)[:1]
    shown = re.findall(r"<td[^>]*>([^<]*)(?:<small>(.*?)</small>)?</td>", row)
    plain, with_set, _, *theirs = shown
    own_rate = next(
        one
        for one in passed(Texts())
        if one.metric == "pass@3" and one.language == "go" and dict(one.condition) == {"ablated": "go", "method": "pls"}
    )
    assert plain == ("50.0", "")
    assert with_set[0] == numbers.hundred(own_rate.value)
    assert with_set[1].startswith(numbers.points(own_rate.value - 0.5))
    assert theirs[:3] == [("34.8", ""), ("4.3", numbers.points(-0.3049)), ("32.9", numbers.points(-0.0183))]
    assert theirs[3:] == [("71.3", ""), ("4.3", numbers.points(-0.6707)), ("58.0", numbers.points(-0.1336))]
    assert "another model and another benchmark" in text


def test_nothing_in_a_measurement_by_programs_becomes_markup(tmp_path: Path) -> None:
    texts = Texts(HOSTILE, HOSTILE, HOSTILE, HOSTILE, {HOSTILE: HOSTILE})
    run = write_run(tmp_path / "study", texts)
    write_passed(run, texts, Passes(split=HOSTILE), sandbox=HOSTILE)
    results = list(passed(texts))
    more = [hostile(replace(one, language="php") if one.language == "go" else one) for one in results]
    more += [replace(one, condition={**one.condition, "ablated": HOSTILE}) for one in more if one.condition]
    more += [replace(one, condition={**one.condition, "status": HOSTILE}) for one in more if one.metric == "programs"]
    more += [replace(one, metric=f"pass@3{HOSTILE}") for one in more[:5]]
    given = {**facts(texts, 1.0), "sandbox": HOSTILE, "samples": HOSTILE, "distinct programs": HOSTILE}
    write_stage(run, Request("ablate", {"metric": f"pass@3{HOSTILE}"}, {}), more, given)
    reader = read(write_report(run))
    names = [name for name, _ in reader.elements]
    assert names.count("script") == names.count("style") == 1
    assert not {"img", "iframe", "object", "embed", "base", "form", "link"} & set(names)
    for _, given in reader.elements:
        assert not [name for name in given if name.startswith("on") or name == "style"]
    assert any("<script>alert(1)" in piece for piece in reader.text)


def test_a_measurement_without_sets_shows_the_plain_model(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    artifact = write_passed(run)
    plain = [one for one in artifact.results() if not one.condition or set(one.condition) == {"status"}]
    (run / "ablate" / artifact.folder.name / "results.jsonl").unlink()
    artifact.finish(plain, artifact.facts())
    page = write_report(run)
    assert "With nothing silent the model's pass@3 is: C++ 40.0" in said(page)
    assert "No programs were run" not in said(page)
    write_text(run / "skipped.json", "{}")
    assert read_run(run).skipped == ()
    assert len(artifacts(run, "ablate")) == 2
