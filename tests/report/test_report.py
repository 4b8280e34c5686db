"""The page: nothing in a run becomes markup, nothing is lost, and parts may be missing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from neuroglot.core.artifacts import Request, artifacts, open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result
from neuroglot.report import write_report
from neuroglot.report.collect import read_run
from neuroglot.report.html import join, tag
from tests.report.synthetic import Texts, ablated, facts, write_run, write_stage

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>\u202e\ud800\x00&lt;"


class Reader(HTMLParser):
    """Elements, attributes and text of a page; refuses tags that don't close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: Path) -> Reader:
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    assert not reader.open
    return reader


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(write_run(tmp_path_factory.mktemp("run") / "study"))


def test_it_is_one_small_file_beside_the_stages(page: Path) -> None:
    assert page.name == "report.html"
    assert page.stat().st_size < 2_000_000
    assert not list(page.parent.glob(".*"))
    text = page.read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[^\"'<> ]+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}


def test_the_policy_names_the_style_and_the_script_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    policy = next(
        given["content"] or "" for name, given in read(page).elements if name == "meta" and "http-equiv" in given
    )
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for element in ("style", "script"):
        (body,) = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy


def test_ids_are_unique_and_links_and_labels_lead_somewhere(page: Path) -> None:
    elements = read(page).elements
    ids = [given["id"] for _, given in elements if "id" in given]
    assert len(ids) == len(set(ids))
    for _, given in elements:
        if "aria-labelledby" in given:
            assert given["aria-labelledby"] in ids
        if (given.get("href") or "").startswith("#"):
            assert (given["href"] or "")[1:] in ids


def test_every_change_of_loss_is_in_the_matrix(page: Path) -> None:
    (artifact,) = artifacts(page.parent, "ablate")
    chosen = [one for one in artifact.results() if one.metric == "loss_change" and "control" not in one.condition]
    drawn = [
        float(given["data-value"] or "")
        for name, given in read(page).elements
        if name == "rect" and "data-value" in given
    ]
    languages = [one for one in chosen if one.condition["ablated"] != "universal"]
    universal = [one for one in chosen if one.condition["ablated"] == "universal"]
    assert sorted(drawn) == sorted(one.value for one in [*languages, *universal, *universal])
    text = page.read_text(encoding="utf-8")
    for one in chosen:
        shown = f"{one.value:.3f}".replace("-", "\u2212")
        shown = "0.000" if shown == "\u22120.000" else shown
        cell = re.search(rf'data-value="{re.escape(repr(one.value))}".*?</g>', text, re.DOTALL)
        assert cell is not None
        assert f">{shown}</text>" in cell[0]


def test_the_mean_over_the_draws_is_under_each_cell(page: Path) -> None:
    (artifact,) = artifacts(page.parent, "ablate")
    wanted = {"ablated": "go", "method": "pls", "control": "random"}
    draws = [
        one.value
        for one in artifact.results()
        if one.metric == "loss_change" and one.language == "java" and wanted.items() <= dict(one.condition).items()
    ]
    assert len(draws) == 20
    assert f'data-mean="{sum(draws) / 20!r}"' in page.read_text(encoding="utf-8")


def hostile(result: Result) -> Result:
    condition = {
        key: HOSTILE if key in {"method", "label", "site"} else value for key, value in result.condition.items()
    }
    return replace(
        result, condition=condition, unit=HOSTILE, language=HOSTILE if result.language == "php" else result.language
    )


def test_nothing_in_a_run_becomes_markup(tmp_path: Path) -> None:
    texts = Texts(HOSTILE, HOSTILE, HOSTILE, HOSTILE, {HOSTILE: HOSTILE})
    run = write_run(tmp_path / "study", texts)
    with_hostile = [replace(one, language="php") if one.language == "go" else one for one in ablated(texts)]
    more = [hostile(one) for one in with_hostile]
    more += [replace(one, metric=HOSTILE) for one in more[:5]]
    more += [
        replace(one, condition={**one.condition, "ablated": HOSTILE}) for one in more if "ablated" in one.condition
    ]
    write_stage(run, Request("ablate", {"other": HOSTILE}, {HOSTILE: HOSTILE}), more, facts(texts, 1.0))
    skipping = [{"what": HOSTILE, "why": HOSTILE}, HOSTILE]
    hostile_facts = {"skipped": skipping, "device": HOSTILE, "versions": {HOSTILE: HOSTILE}, "date": HOSTILE}
    write_stage(run, Request("examine", {HOSTILE: HOSTILE}, {}), [], hostile_facts)
    reader = read(write_report(run))
    names = [name for name, _ in reader.elements]
    assert names.count("script") == names.count("style") == 1
    assert not {"img", "iframe", "object", "embed", "base", "form", "link"} & set(names)
    for _, given in reader.elements:
        assert not [name for name in given if name.startswith("on") or name == "style"]
    assert any("<script>alert(1)" in piece for piece in reader.text)


@pytest.mark.parametrize(
    ("stages", "missing"),
    [
        (("record", "select"), ["ablate"]),
        (("record",), ["select", "ablate"]),
        (("select", "ablate"), ["record"]),
        (("ablate",), ["record", "select"]),
        ((), ["record", "select", "ablate"]),
    ],
)
def test_a_run_with_missing_stages_gives_what_there_is(
    tmp_path: Path, stages: tuple[str, ...], missing: list[str]
) -> None:
    run = write_run(tmp_path / "study", stages=stages)
    text = " ".join(read(write_report(run)).text)
    for stage in ("record", "select", "ablate"):
        assert (f"Stage {stage} has not run" in text) is (stage in missing)
    assert ("In 4 of 5 languages" in text) is ("ablate" in stages)


def test_an_unfinished_stage_is_named(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study", stages=("record",))
    begun = open_artifact(run, Request("select", {"method": "pls"}, {}))
    assert any(f"not finished ({begun.folder.name})" in notice for notice in read_run(run).notices)


def test_artefacts_of_one_method_are_not_merged(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    (first,) = artifacts(run, "ablate")
    again = [replace(one, value=one.value + 1) for one in first.results()]
    write_stage(run, Request("ablate", {"draws": 20, "again": True}, {}), again, {})
    found = read_run(run)
    assert len(found.results) == len(
        {(one.metric, one.language, one.layer, str(one.condition)) for one in found.results}
    )
    assert sum("set aside" in notice for notice in found.notices) == 1


def test_the_selection_that_was_ablated_is_shown_before_a_newer_one(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    newer = Result("neurons", 3, 100, "neurons", "select", "tiny", condition={"method": "pls", "label": "go"})
    write_stage(run, Request("select", {"method": "pls", "share": 0.5}, {}), [newer], {})
    assert "Zeroing the 143 Go neurons" in " ".join(read(write_report(run)).text)


def test_values_that_are_no_numbers_are_left_out(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    (artifact,) = artifacts(run, "ablate")
    lines = (artifact.folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[0])
    bad = [
        {**row, "value": HOSTILE},
        {**row, "n": HOSTILE},
        {**row, "low": float("nan")},
        {**row, "condition": HOSTILE},
    ]
    text = "\n".join([*lines, *map(json.dumps, bad)])
    (artifact.folder / "results.jsonl").write_text(text, encoding="utf-8")
    assert "alert(1)" not in write_report(run).read_text(encoding="utf-8")


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroglotError, match="no run folder"):
        write_report(tmp_path / "nothing")


def test_html_is_escaped_by_construction() -> None:
    assert str(tag("p", "<b>", tag("i", "&"), title='"')) == '<p title="&quot;">&lt;b&gt;<i>&amp;</i></p>'
    assert str(join(["<", None, 1.50, 2], ", ")) == "&lt;, 1.5, 2"
    for name in ("onclick", "style", "a b"):
        with pytest.raises(ValueError, match="no attribute"):
            tag("p", **{name: "x"})
    for name in ("script", "style", "p onclick"):
        with pytest.raises(ValueError, match="no element"):
            tag(name)
