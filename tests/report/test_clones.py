"""The section on clone detection: curve, baselines, twin and verdict as they were measured; text only as text."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from neuroglot.commands.clones import outcome
from neuroglot.core.artifacts import Request, open_artifact
from neuroglot.core.results import Result
from neuroglot.report.clone_words import clone_sentences, indexed
from neuroglot.report.clones import clones
from neuroglot.report.collect import TWIN, read_run
from neuroglot.report.sections import contents
from neuroglot.report.tables.clones import clone_table

METRICS = ("f1", "precision", "recall", "ap")
LEXICAL = {"jaccard": 0.6, "tfidf": 0.55, "all pairs": 0.667}


def one(metric: str, value: float, layer: int | None = None, width: float = 0.02, **condition: Any) -> Result:
    model, corpus = condition.pop("model", "model"), condition.pop("corpus", "toy")
    return Result(
        f"clone_{metric}", value, 400, "share", "clones", model, corpus, "test", layer=layer,
        condition={"names": "own", **condition}, low=value - width, high=value + width, interval="95 %",
    )  # fmt: skip


def measured(leads: float = 0.1, band: bool = True, **more: Any) -> list[Result]:
    found = []
    told = {"representation": "layer", "pooling": "mean", "variant": "centred", **more}
    for layer in range(4):
        found += [one(metric, 0.7 + 0.02 * layer, layer, **told) for metric in METRICS]
        found.append(one("f1", 0.5, layer, **told, pair="cpp-java"))
        found.append(one("map_at_r", 0.31, layer, **told))
    names = {**LEXICAL, **({"band": 0.75} if band else {})}
    for name, value in names.items():
        about = {"representation": name, **more, **({"layers": "1-2"} if name == "band" else {})}
        found += [one(metric, value, **about) for metric in METRICS]
    found += [one("f1", 0.76, 3, **{**told, "representation": "chosen layer"})]
    for subject in ("band", "chosen layer") if band else ("chosen layer",):
        for less in ("layer", "jaccard", "tfidf"):
            found.append(one("f1_lead", leads, representation=subject, less=less, **more))
            found.append(one("ap_lead", 0.04, representation=subject, less=less, **more))
    return found


def finished(run: Path, results: list[Result], number: int = 0, pairs: str = "same") -> None:
    open_artifact(run, Request("clones", {"number": number}, {"test pairs": pairs})).finish(results, {})


def markup_of(run: Path) -> str:
    return str(clones(contents(read_run(run))))


def test_the_figure_has_band_baselines_and_twin(tmp_path: Path) -> None:
    finished(tmp_path, measured())
    finished(tmp_path, [*measured(names="random")], 1)
    finished(tmp_path / TWIN, measured())
    drawn = markup_of(tmp_path)
    assert drawn.count("<svg") == 2
    assert drawn.count('class="band"') == 2
    assert "shared tokens (Jaccard): 0.600 [0.580, 0.620]" in drawn
    assert "every pair a clone" in drawn
    assert drawn.count("a layer by itself (twin)") >= 1
    assert "concept band, 1-2" in drawn
    assert "toy, random names" in drawn
    assert "C++ and Java" in drawn
    assert "0.310" in drawn
    for number in ("0.823", "0.684", "0.860", "0.768"):
        assert number in drawn.split("Beside the paper")[1]


def test_the_verdict_is_what_the_leads_say() -> None:
    def said(results: list[Result]) -> str:
        return clone_sentences(indexed(results)[0])[0]

    assert "The concept band beats the last layer, shared tokens and TF-IDF" in said(measured(0.1))
    assert "+0.100 [0.080, 0.120]" in said(measured(0.1))
    assert "no threshold: the last layer +0.040" in clone_sentences(indexed(measured())[0])[1]
    assert "does not beat the last layer, shared tokens and TF-IDF" in said(measured(0.01))
    assert "There is no band; the layer chosen on validation beats" in said(measured(0.1, band=False))
    mixed = [*measured(0.1)]
    mixed = [row for row in mixed if row.condition.get("less") != "jaccard"]
    mixed.append(one("f1_lead", -0.1, representation="band", less="jaccard"))
    assert "beats the last layer and TF-IDF, and not shared tokens" in said(mixed)


def test_a_twin_on_other_pairs_is_not_set_beside(tmp_path: Path) -> None:
    finished(tmp_path, measured())
    finished(tmp_path / TWIN, measured(), pairs="other")
    assert "twin)" not in markup_of(tmp_path)


def test_other_models_are_named_and_have_no_twin_here(tmp_path: Path) -> None:
    finished(tmp_path, measured(model="mine"), 0)
    finished(tmp_path, measured(model="another"), 1)
    finished(tmp_path, measured(model="mine", leads=0.3), 2)
    finished(tmp_path / TWIN, measured(model="untrained:mine"))
    drawn = markup_of(tmp_path)
    assert drawn.count("<svg") == 2, "neither hides the other"
    headings = re.findall(r"All numbers: ([^<]*)<", drawn)
    assert headings == ["toy, own names", "toy, own names, another"]
    first, second = drawn.split("<svg")[1:]
    assert "twin)" in first
    assert "twin)" not in second
    assert "another: The concept band" in drawn
    assert "+0.300" in drawn


def test_f1_by_languages_has_its_intervals(tmp_path: Path) -> None:
    finished(tmp_path, measured())
    assert "0.500 [0.480, 0.520]" in markup_of(tmp_path).split("F1 by languages")[1]


def test_all_numbers_are_in_a_table_of_their_own(tmp_path: Path) -> None:
    finished(tmp_path, measured(corpus="=1+1"))
    finished(tmp_path / TWIN, measured(model="untrained:model"))
    rows = list(csv.DictReader(io.StringIO(clone_table(read_run(tmp_path)))))
    assert len(rows) == 2 * len(measured())
    curve = [row for row in rows if (row["metric"], row["representation"], row["pair"]) == ("clone_f1", "layer", "")]
    assert [(row["layer"], float(row["value"])) for row in curve[:4]] == [
        (str(layer), pytest.approx(0.7 + 0.02 * layer)) for layer in range(4)
    ]
    assert [row["model"] for row in curve] == ["model"] * 4 + ["untrained:model"] * 4
    assert rows[0]["corpus"] == "'=1+1"


def test_nothing_is_said_where_nothing_was_measured(tmp_path: Path) -> None:
    open_artifact(tmp_path, Request("record", {}, {})).finish([], {})
    assert "No pairs were told apart" in markup_of(tmp_path)


def test_the_newest_evaluation_speaks_and_names_are_text(tmp_path: Path) -> None:
    finished(tmp_path, measured(corpus="<b>x</b>"))
    assert "&lt;b&gt;x&lt;/b&gt;" in markup_of(tmp_path)
    assert "<b>x" not in markup_of(tmp_path)


def test_the_table_marks_the_band_and_fits_80_columns() -> None:
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    skipped = [{"what": "this", "why": "that"}, {"what": "\udcff", "why": "\x1b[31m"}]
    console.print(outcome([*measured(), *measured(names="random")], skipped))
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= 80
    assert [f"* layer {layer} " in text for layer in range(4)] == [False, True, True, False]
    assert "0.720 [0.700, 0.740]" in " ".join(text.split())
    assert "* layer 1 0.720 [0.700, 0.740] 0.720 0.720 0.720 0.310 mean, centred" in " ".join(text.split())
    for name in ("band 1-2", "chosen: 3", "shared tokens", "TF-IDF", "all pairs"):
        assert sum(line.strip().partition(name)[2].strip().startswith("0.") for line in text.splitlines()) == 2
    assert "left out: this: that" in text
    assert not re.search("[\x1b\udcff]", text)
    assert " ".join(text.split()).count("The concept band beats") == 2
