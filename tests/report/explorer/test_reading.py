"""What the explorer says of itself in a browser: what it left out, filters, paper, and reading without a mouse."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from neuroglot.report.explorer import fit as fit_module
from neuroglot.report.explorer import write_explorer
from tests.report.explorer.browser import browser, needs_chromium, watched
from tests.report.explorer.synthetic import examined, write_run

__all__ = ["browser"]
pytestmark = needs_chromium

FIRST = "#/n/0/mlp.gate/0"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An explorer that holds everything."""
    written = write_explorer(write_run(tmp_path_factory.mktemp("run"), examined(60)))
    assert written is not None
    return written


def test_what_one_file_leaves_out_keeps_its_label(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_module, "MOST", 40)
    monkeypatch.setattr(fit_module, "WHOLE", 30)
    written = write_explorer(write_run(tmp_path, examined(60)))
    assert written is not None
    with watched(browser) as seen:
        seen.at(written, "#/neurons?q=at+node&method=margin")
        seen.page.wait_for_selector(".inner .line")
        rows = seen.page.eval_on_selector_all(".inner .line", "all => all.map(one => one.textContent)")
        without = [row for row in rows if "examined, its page was left out: --split keeps all" in row]
        assert len(rows) > len(without) > 0
        assert all("high at node number" in row for row in rows)
        seen.at(written)
        assert "100 neurons by address, 60 of them examined" in seen.page.inner_text(".verdict")
        seen.at(written, "#/neurons?q=at+node&method=margin")
        address = seen.page.inner_text(".inner .line:has-text('left out') .c-address >> nth=0")
        seen.at(written, f"#/n/{address}")
        assert "its page was left out" in seen.page.inner_text("main")
        assert "high at node number" in seen.page.inner_text(".verdict")
        seen.at(written, "#/parallel?of=set%3Amargin+go")
        said = seen.page.inner_text("main .lead")
        assert "The set has 8: the others have no activations on whole programs in this file" in said
        covered = seen.page.evaluate(
            "[...document.querySelectorAll(\"[aria-label='Neurons of the set by layer'] tbody tr\")]"
            ".map(row => [...row.children].map(one => Number(one.textContent)))"
        )
        assert sum(row[1] for row in covered) == 8
        assert f"Mean over {sum(row[2] for row in covered)} neurons in layers" in said


def test_a_filter_is_seen_and_what_has_no_number_comes_last(browser: Any, path: Path) -> None:
    with watched(browser, viewport={"width": 1200, "height": 2000}) as seen:
        seen.at(path, "#/neurons?method=margin&set=go")
        assert seen.page.input_value("select[name=set]") == "go"
        seen.page.select_option("select[name=method]", "pls")
        assert "set=go" in seen.page.evaluate("location.hash")
        seen.page.select_option("select[name=method]", "random")
        assert seen.page.input_value("select[name=set]") == ""
        assert "set=" not in seen.page.evaluate("location.hash")
        seen.at(path, "#/neurons?site=attn.o&sort=margin-go")
        seen.page.wait_for_selector(".inner .line")
        rows = seen.page.eval_on_selector_all(".inner .c-address", "all => all.map(one => one.textContent)")
        assert len(rows) == 30
        assert [row.startswith("5/") for row in rows] == [False] * 25 + [True] * 5
        margins = seen.page.eval_on_selector_all(
            ".inner .strip", "all => all.slice(0, 25).map(one => one.getAttribute('aria-label'))"
        )
        best = [first_less_next(label, "Go") for label in margins]  # of two digits
        assert all(other < one + 0.2 for one, other in pairwise(best))
        seen.at(path)
        shown = seen.page.eval_on_selector_all(".starts a", "all => all.map(one => one.textContent)")
        assert len(shown) > 10
        assert not any(one.startswith("5/attn.o/") for one in shown)


def first_less_next(label: str, title: str) -> float:
    """A language's attribution less the largest of the others', of a strip's description."""
    values = {
        name: float(value.replace("\u2212", "-"))
        for name, value in (one.rsplit(" ", 1) for one in label.removeprefix("attribution: ").split(", "))
    }
    return values.pop(title) - max(values.values())


def test_a_long_table_is_few_pages_on_paper(browser: Any, tmp_path: Path) -> None:
    written = write_explorer(write_run(tmp_path, examined(12), more=24_000))
    assert written is not None
    with watched(browser) as seen:
        seen.at(written, "#/neurons")
        seen.page.wait_for_selector(".inner .line")
        assert not seen.page.is_visible(".print-only")
        paper = seen.page.pdf(format="A4")
        assert 0 < len(re.findall(rb"/Type\s*/Page\b", paper)) <= 4
        seen.page.emulate_media(media="print")
        words = seen.page.inner_text(".print-only")
        assert re.search(r"Only the \d+ rows that were in sight are printed, of 24,012", words)
        boxes = seen.page.eval_on_selector_all(".inner .line", "all => all.map(one => one.getBoundingClientRect().top)")
        assert all(other > one for one, other in pairwise(boxes))


def test_values_and_layers_are_reached_without_a_mouse(browser: Any, path: Path) -> None:
    with watched(browser) as seen:
        keys = seen.page.keyboard
        seen.at(path, FIRST)
        seen.page.click("button[data-kind='quantile 0.5']")
        seen.page.focus(".example pre")
        said = []
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
            keys.press(key)
            said.append(seen.page.inner_text("#status"))
        assert re.search(r": (\u2212?[\d.]+|0)$", said[0])
        assert said[0] == said[2] != said[1]
        assert seen.page.inner_text("#tip") == said[2]
        assert seen.page.locator(".t.at").count() == 1
        seen.at(path, "#/parallel")
        seen.page.focus("select[name=layer]")
        seen.after(lambda: seen.page.select_option("select[name=layer]", "1"))
        assert "Similarity at layer 1" in seen.page.inner_text("main")
        assert seen.page.evaluate("document.activeElement.name") == "layer"
        seen.at(path)
        seen.page.focus("select[name=of]")
        seen.after(lambda: seen.page.select_option("select[name=of]", "margin go"))
        assert seen.page.evaluate("document.activeElement.name") == "of"
        seen.page.click("figure[data-name=layer-site] summary")
        seen.after(lambda: seen.page.locator("figure[data-name=layer-site] td a").first.press("Enter"))
        assert seen.page.input_value("select[name=set]") == "go"
        assert seen.page.input_value("select[name=layer]") != ""


def test_what_was_no_held_out_loss_is_not_called_so(browser: Any, path: Path, tmp_path: Path) -> None:
    there = write_explorer(write_run(tmp_path, examined(5), held_out=("toy corpus", "validation")))
    assert there is not None
    with watched(browser) as seen:
        seen.at(path, FIRST)
        assert "held-out loss" in seen.page.inner_text("figure[data-name=ablated-alone]")
        seen.at(there, FIRST)
        words = seen.page.inner_text("figure[data-name=ablated-alone]")
        assert "loss on the split on which the sets were found" in words
        assert "held-out" not in words
        seen.at(there)
        assert "where the sets were found" in seen.page.inner_text("dl.facts")
