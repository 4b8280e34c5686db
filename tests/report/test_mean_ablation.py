"""The two kinds of ablation stand beside each other, and nothing of one is shown as the other's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neuroglot.core.artifacts import artifacts
from neuroglot.core.results import Result
from neuroglot.report import numbers, write_report
from neuroglot.report.collect import read_run
from neuroglot.report.effects import effects
from neuroglot.report.findings import sentences
from neuroglot.report.kinds import kind_of, of_kind
from neuroglot.report.rates import rates
from tests.report.synthetic import Texts, ablated, write_run
from tests.report.synthetic_means import FACTOR, held, write_held, write_held_passes
from tests.report.synthetic_rates import passed, write_passed
from tests.report.test_passing import section
from tests.report.test_report import HOSTILE, read


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = write_run(tmp_path_factory.mktemp("run") / "study")
    write_passed(run)
    write_held(run)
    write_held_passes(run)
    return write_report(run)


def without_mean(text: str) -> str:
    """The page but for the section about means and the one that lists all artefacts."""
    for anchor in ("mean", "how"):
        text = re.sub(f'<section id="{anchor}".*?</section>', "", text, flags=re.DOTALL)
    return text


def test_the_kinds_are_indexed_apart_whatever_their_order() -> None:
    zero, mean = list(ablated(Texts())), held(ablated(Texts()))
    assert {kind_of(one) for one in mean if one.condition} == {"mean"}
    for results in ([*zero, *mean], [*mean, *zero]):
        (first, *_), (other, *_) = effects(results), effects(results, kind="mean")
        assert first == effects(zero)[0]
        assert other == effects(mean)[0] == effects(mean, kind="mean")[0]
        assert sentences(results) == sentences(zero)
    change = effects(mean)[0].own("go")
    assert change is not None
    assert change.value == pytest.approx(FACTOR * effects(zero)[0].changes["go", "go"].value)
    assert effects(zero, kind="mean") == ()


def test_pass_rates_are_indexed_apart_too_each_with_the_baseline() -> None:
    zero, mean = list(passed(Texts())), held(passed(Texts()))
    assert rates([*mean, *zero]) == rates(zero)
    found = rates([*zero, *mean], kind="mean")
    assert found == rates(mean)
    assert found is not None
    assert set(found.plain) == {"cpp", "java", "python", "go", "javascript"}
    plain = Result("pass@3", 0.5, 9, "share", "ablate", "tiny", language="go")
    assert of_kind([plain], "mean") == (plain,)


def test_each_kind_speaks_for_itself_and_none_is_set_aside(page: Path) -> None:
    found = read_run(page.parent)
    assert not [notice for notice in found.notices if "set aside" in notice]
    assert {one.measure for one in found.ablations} == {
        "loss", "pass@3", "loss (mean ablation)", "pass@3 (mean ablation)",
    }  # fmt: skip
    assert [one.measure for one in found.passed] == ["pass@3"]
    assert {kind_of(one) for one in found.results} == {"zero"}


def test_all_but_the_section_about_means_is_as_without_it(page: Path, tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    write_passed(run)
    plain = without_mean(write_report(run).read_text(encoding="utf-8"))
    there = without_mean(page.read_text(encoding="utf-8"))
    dated = re.compile(r"20\d\d-\d\d-\d\dT[0-9:+]*")
    same = [dated.sub("", text) for text in (plain, there)]
    same = [re.sub(r"<div><dt>Hashes</dt>.*?</div>", "", text) for text in same]
    assert same[0] == same[1]


def test_every_set_stands_beside_itself_under_zero(page: Path) -> None:
    text = section(page, "mean")
    (zero, *_) = effects(ablated(Texts()))
    mean = effects(held(ablated(Texts())))[0]
    (row,) = re.findall(r'<tr><th scope="row">PLS</th><td>Go</td>.*?</tr>', text)[:1]
    shown = re.findall(r"<td[^>]*>([^<]*)(?:<small>(.*?)</small>)?</td>", row)[1:]
    for (value, bounds), effect in ((shown[0], mean), (shown[3], zero)):
        own = effect.changes["go", "go"]
        assert value == numbers.nats(own.value)
        assert bounds == numbers.interval(own.low, own.high)
    assert shown[2][0] == shown[5][0] == "{} of {}".format(*(mean.beaten("go") or ()))
    assert text.count('<th scope="row">Universal</th><td>Universal</td>') == 2
    assert "Held-out loss, nats a token: test split" in text
    assert "pass@3, points: test split" in text
    assert "neuroglot ablate RUN --kind mean" not in text
    assert "other programs" not in text


def test_kinds_that_were_measured_on_other_programs_are_said_to_be(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    write_held(run, corpus="another")
    assert "was measured on other programs than this one" in section(write_report(run), "mean")


def test_without_a_mean_ablation_the_page_says_how(tmp_path: Path) -> None:
    text = section(write_report(write_run(tmp_path / "study")), "mean")
    assert "<code>neuroglot ablate RUN --kind mean</code>" in text


def test_a_mean_ablation_alone_is_shown_without_inventing_zero(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study", stages=("record", "select"))
    write_held(run)
    page = write_report(run)
    assert "there is no matrix" in section(page, "matrix")
    row = re.findall(r'<tr><th scope="row">PLS</th><td>Go</td>.*?</tr>', section(page, "mean"))[0]
    assert row.count(f">{numbers.MISSING}</td>") == 3


def test_nothing_in_a_mean_ablation_becomes_markup(tmp_path: Path) -> None:
    texts = Texts(HOSTILE, HOSTILE, HOSTILE, HOSTILE, {HOSTILE: HOSTILE})
    run = write_run(tmp_path / "study", texts)
    write_held(run, texts)
    write_held_passes(run, texts)
    names = [name for name, _ in read(write_report(run)).elements]
    assert names.count("script") == names.count("style") == 1
    assert not {"img", "iframe", "object", "embed", "base", "form", "link"} & set(names)
    assert len(artifacts(run, "ablate")) == 3
