"""The explorer in a browser: every view, offline, by keyboard, light and dark; hostile texts; addresses; exports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from neuroglot.report.explorer import write_explorer
from tests.report.explorer.browser import AXE, browser, needs_axe, needs_chromium, watched
from tests.report.explorer.synthetic import HOSTILE, LINES, examined, write_run

__all__ = ["browser"]
pytestmark = needs_chromium

FIRST = "#/n/0/mlp.gate/0"
VIEWS = ("#/", "#/neurons", FIRST, "#/parallel", "#/compare", "#/basket", "#/nowhere")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An explorer with hostile texts."""
    written = write_explorer(write_run(tmp_path_factory.mktemp("run"), examined(60, hostile=HOSTILE)))
    assert written is not None
    return written


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_opens_offline_without_an_error(browser: Any, path: Path, scheme: str) -> None:
    with watched(browser, color_scheme=scheme) as seen:
        for view in VIEWS:
            seen.at(path, view)
            assert seen.heading()
            assert seen.heading() != "This can\u2019t be shown"
            ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[scheme]


def test_hostile_texts_are_shown_as_they_are(browser: Any, path: Path) -> None:
    with watched(browser) as seen:
        seen.at(path, FIRST)
        assert seen.page.evaluate("document.querySelector('.verdict').textContent").endswith(HOSTILE)
        seen.page.click("button[data-kind='highest']")
        code = seen.page.evaluate("() => document.querySelector('.example code:not(.token)').textContent")
        assert code in f"{HOSTILE}\nx = 1\n"
        assert "\u202e" in code or "<script>" in code
        assert seen.page.evaluate("document.querySelectorAll('main img, main script').length") == 0
        promoted = seen.page.evaluate("document.querySelector('.tokens .token').textContent")
        assert promoted == HOSTILE.replace(" ", "\u2423")
        turned = seen.page.evaluate(
            "[...document.querySelectorAll('.hidden-character')]"
            ".every(one => getComputedStyle(one).unicodeBidi === 'isolate')"
        )
        assert turned


def test_white_space_and_shared_characters_are_kept(browser: Any, path: Path) -> None:
    with watched(browser) as seen:
        seen.at(path, "#/parallel?of=0%2Fmlp.gate%2F0")
        texts = seen.page.evaluate("[...document.querySelectorAll('.pane code')].map(one => one.textContent)")
        assert texts == [LINES.format(n=0)] * 5
        assert seen.page.evaluate("getComputedStyle(document.querySelector('.pane pre')).whiteSpace").startswith("pre")


def test_an_address_leads_back_to_the_same_view(browser: Any, path: Path) -> None:
    with watched(browser) as seen:
        seen.at(path, f"{FIRST}?lang=go&show=random")
        assert seen.page.input_value("#examples select") == "go"
        assert seen.page.get_attribute("button[data-kind=random]", "aria-pressed") == "true"
        shown = seen.page.evaluate("[...document.querySelectorAll('.example')].map(one => one.dataset.language)")
        assert set(shown) <= {"go"}
        seen.at(path, "#/neurons?q=node&lang=&layer=2&site=attn.o&at=1")
        seen.page.wait_for_selector(".line.chosen")
        chosen = seen.page.inner_text(".line.chosen .c-address")
        rows = seen.page.eval_on_selector_all(".inner .c-address", "all => all.map(one => one.textContent)")
        assert rows.index(chosen) == 1
        assert all(row.startswith("2/attn.o/") for row in rows)
        address = seen.page.evaluate("location.hash")
        seen.at(path, address)
        seen.page.wait_for_selector(".line.chosen")
        assert seen.page.inner_text(".line.chosen .c-address") == chosen
        seen.at(path, "#/parallel?of=set%3Amargin+go&task=1&layer=4")
        assert seen.page.input_value("select[name=set]") == "set:margin go"
        assert "layer 4" in seen.page.inner_text("main")


def test_everything_is_reached_by_keyboard_alone(browser: Any, path: Path) -> None:
    with watched(browser) as seen:
        seen.at(path)
        keys = seen.page.keyboard
        seen.after(lambda: keys.press("/"))
        seen.page.wait_for_function("() => document.activeElement.name === 'q'")
        keys.type("at node")
        seen.page.wait_for_function("() => document.querySelector('main .note').textContent.startsWith('59 neurons')")
        keys.press("Escape")
        assert seen.page.evaluate("document.activeElement.getAttribute('role')") == "grid"
        for key in ("j", "j", "k", "b"):
            keys.press(key)
        chosen = seen.page.inner_text(".line.chosen .c-address")
        assert seen.page.inner_text(".basket-count") == "1"
        seen.after(lambda: keys.press("Enter"))
        assert seen.heading() == chosen
        seen.after(lambda: keys.press("j"))
        following = seen.heading()
        assert following != chosen
        seen.after(lambda: keys.press("k"))
        assert seen.heading() == chosen
        keys.press("t")
        assert seen.page.get_attribute("html", "data-theme") == "dark"
        seen.after(lambda: keys.press("p"))
        assert seen.page.input_value("input[name=of]") == chosen
        for key, words in (("4", "Run against run"), ("5", "Basket"), ("1", "Neurons of toy"), ("2", "Neurons")):
            seen.after(lambda pressed=key: keys.press(pressed))
            assert seen.heading() == words
        keys.press("?")
        assert seen.page.evaluate("document.querySelector('dialog').open")
        keys.press("Escape")
        assert not seen.page.evaluate("document.querySelector('dialog').open")


def test_exports_say_what_is_shown(browser: Any, path: Path) -> None:
    with watched(browser) as seen:

        def saved(selector: str) -> str:
            with seen.page.expect_download() as download:
                seen.page.click(selector)
            return Path(download.value.path()).read_text(encoding="utf-8")

        seen.at(path, FIRST)
        drawn = saved("figure[data-name=mean-activation] button >> text=SVG")
        assert drawn.startswith("<svg")
        assert "class=" not in drawn
        rows = list(csv.reader(io.StringIO(saved("figure[data-name=ablated-alone] button >> text=CSV"))))
        assert rows[0] == ["language", "rise of loss", "low", "high"]
        assert len(rows) == 6
        seen.page.click(".keep")
        seen.at(path, "#/basket")
        assert saved("main button >> text=CSV") == "set,layer,site,index\nbasket,0,mlp.gate,0\n"
        assert json.loads(saved("main button:text-is('JSON')")) == {"basket": ["0/mlp.gate/0"]}
        keys = json.loads(saved("main button:text-is('Paper\u2019s keys')"))
        assert keys == {"basket": ["layer_0_mlp_gate_proj_neuron_0"]}
        for command in ("select file RUN --sets basket.json", "ablate RUN --methods basket", "--method basket"):
            assert command in seen.page.inner_text("main pre")
        python = saved("main button >> text=Python")
        assert 'ng.Neuron(0, "mlp.gate", 0),' in python
        compile(python, "basket.py", "exec")


def test_cells_that_a_spreadsheet_would_compute_are_defused(browser: Any, tmp_path: Path) -> None:
    written = write_explorer(write_run(tmp_path, examined(3, hostile="=1+1")))
    assert written is not None
    with watched(browser) as seen:
        seen.at(written, FIRST)
        with seen.page.expect_download() as download:
            seen.page.click("h3 >> text=At its highest >> button")
        row = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))[1]
        assert row[1] == "'=1+1"


def test_runs_are_compared_on_the_same_weights_and_by_layer_otherwise(browser: Any, path: Path, tmp_path: Path) -> None:
    same = write_explorer(write_run(tmp_path / "same", examined(60), more=30, shift=14.0))
    other = write_explorer(write_run(tmp_path / "other", examined(60), more=30, weights="v" * 20))
    with watched(browser) as seen:
        seen.at(path, "#/compare")
        seen.after(lambda: seen.page.set_input_files("input[type=file]", str(same)))
        assert "Sets: gained and lost" in seen.page.inner_text("main")
        go = seen.page.inner_text("tr:has(th:text-is('pls go'))").split("\t")
        assert go[2:4] == ["10", "0"]
        both = seen.page.inner_text("[aria-label='Mean activations in both files'] tr:has(th:text-is('Go'))")
        means = both.split("\t")
        # The gates' sums over 14 tokens were recorded as larger by 14 in the other run; the outputs' were not.
        gates, outputs = 30 + 30, 30 - 5
        assert means[1] == str(gates + outputs)
        assert float(means[3]) == pytest.approx(2 * gates / (gates + outputs), rel=1e-3)
        apart = seen.page.inner_text("[aria-label='Neurons whose mean activations differ most']")
        assert "mlp.gate" in apart
        assert "attn.o" not in apart
        seen.after(lambda: seen.page.set_input_files("input[type=file]", str(other)))
        text = seen.page.inner_text("main")
        assert "Other weights" in text
        assert "gained" not in text
        assert "Mean activations" not in text


def test_shards_are_read_from_the_folder_beside(browser: Any, tmp_path: Path) -> None:
    written = write_explorer(write_run(tmp_path, examined(90)), split=True)
    assert written is not None
    with watched(browser) as seen:
        seen.at(written, "#/n/1/mlp.gate/6")
        assert seen.heading() == "1/mlp.gate/6"
        assert seen.page.locator(".example").count() > 0


def test_100_000_rows_scroll(browser: Any, tmp_path: Path) -> None:
    written = write_explorer(write_run(tmp_path, examined(12), more=24_000))
    assert written is not None
    with watched(browser) as seen:
        seen.at(written, "#/neurons")
        seen.page.wait_for_selector(".inner .line")
        assert seen.page.get_attribute(".rows", "aria-rowcount") == "24013"
        seen.page.evaluate("document.querySelector('.rows').scrollTop = 34 * 20000")
        seen.page.wait_for_selector("#row-20005")
        assert seen.page.locator(".inner .line").count() < 80


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, path: Path, scheme: str) -> None:
    with watched(browser, color_scheme=scheme) as seen:
        for view in VIEWS[:-1]:
            seen.at(path, view)
            seen.page.wait_for_timeout(100)
            seen.page.evaluate(AXE.read_text(encoding="utf-8"))
            found = seen.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            serious = [
                (one["id"], one["nodes"][0]["target"], one["nodes"][0]["failureSummary"])
                for one in found["violations"]
                if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], view
