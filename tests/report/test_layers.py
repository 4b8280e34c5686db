"""The section on concept layers: curves with their numbers, the band or that there is none, text only as text."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import Request, open_artifact
from neuroglot.core.results import Result
from neuroglot.report.collect import TWIN, read_run
from neuroglot.report.layers import layers
from neuroglot.report.page import write_report
from neuroglot.report.sections import contents

LAYERS = 6
METRICS = ("similarity", "similarity_unrelated", "similarity_gap", "effect_size", "recall@1", "prefers_meaning")


def one(metric: str, value: float, layer: int | None, split: str = "test", **condition: Any) -> Result:
    return Result(
        metric, value, 30, "unit", "layers", "<b>model</b>", "toy", split, layer=layer, condition=condition,
        low=value - 0.05, high=value + 0.05, interval="95 %",
    )  # fmt: skip


def measured(pair: str = "cpp-java") -> list[Result]:
    found = []
    for layer in range(LAYERS):
        about = {"states": "residual", "pooling": "mean"}
        for variant in ("raw", "centred", "whitened"):
            for relation in ("across", "across renamed", "within"):
                told = {**about, "variant": variant, "relation": relation}
                found += [one(metric, 0.5 + 0.01 * layer, layer, **told) for metric in METRICS]
                found += [one(metric, 0.4, layer, **told, pair=pair) for metric in ("similarity", "similarity_gap")]
        found.append(one("cka", 0.3, layer, **about, relation="across"))
        for rule in ("position", "mean"):
            found.append(one("swap_tolerance", 0.1, layer, aligned=rule))
            for swap in ("translation", "unrelated", "mean"):
                found.append(one("swap_loss_change", -0.01 * layer, layer, swap=swap, aligned=rule))
    found += [one("recall@1", 0.123, None, relation="across renamed", baseline=name) for name in ("jaccard", "tfidf")]
    return found


def band(first: int, last: int) -> list[Result]:
    rows = (("band_found", 1.0), ("band_support", 0.91), ("band_first", first), ("band_last", last))
    made = [one(metric, value, None, "validation", role="band") for metric, value in rows]
    return [replace(row, low=row.value - 1, high=row.value) for row in made]


def finished(run: Path, results: list[Result]) -> None:
    open_artifact(run, Request("layers", {"near": len(results)}, {})).finish(results, {})


def markup_of(run: Path) -> str:
    return str(layers(contents(read_run(run))))


def test_curves_stand_side_by_side_with_their_band_and_their_numbers(tmp_path: Path) -> None:
    finished(tmp_path, [*measured(), *band(2, 4)])
    drawn = markup_of(tmp_path)
    assert drawn.count("<svg") == drawn.count("The numbers") == 8 + 2 + 4
    assert drawn.index("Across languages: raw cosine") < drawn.index("Across languages: adjusted")
    assert drawn.count('class="band"') == drawn.count("<svg")
    assert "layers 2 [1, 2] to 4 [3, 4] of 6" in drawn
    assert "2 (band)" in drawn
    assert "1 (band)" not in drawn
    assert "0.123" in drawn  # without a model
    assert drawn.count('class="ribbon') >= 8
    assert "\u22120.050" in drawn
    assert "C++ and Java" in drawn
    assert "the best layer (5, mean-pooled, centred) finds 55.0 [50.0, 60.0]" in drawn
    assert "without any model, find 12.3" in drawn
    assert "in layers 0, 1, 2, 3, 4 and 5." in drawn


def test_natural_programs_stand_beside_the_corpus_whichever_was_measured_last(tmp_path: Path) -> None:
    plain = [*measured(), *band(2, 4)]
    finished(tmp_path, plain)
    on_natural = [replace(row, split="natural") if row.split == "test" else row for row in plain]
    on_natural = [
        replace(row, value=0.9) if row.metric == "effect_size" and row.layer == 4 else row for row in on_natural
    ]
    finished(tmp_path, [*on_natural, one("similarity", 0.1, 0, odd="x")])
    drawn = markup_of(tmp_path)
    assert drawn.index("layers 2 [1, 2] to 4 [3, 4] of 6") < drawn.index("On the natural programs")
    assert "highest at layer 4 (0.900 [0.490, 0.590]), inside the band" in drawn
    ids = re.findall(r'id="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))
    assert drawn.count("<svg") == 2 * (8 + 2) + 4


def test_no_band_is_said_and_nothing_is_shaded(tmp_path: Path) -> None:
    none = one("band_found", 0.0, None, "validation", role="band", why="the curve is <i>flat</i>")
    finished(tmp_path, [*measured(), none])
    drawn = markup_of(tmp_path)
    assert "no band (the curve is &lt;i&gt;flat&lt;/i&gt;)" in drawn
    assert 'class="band"' not in drawn


def test_the_twin_is_drawn_beside(tmp_path: Path) -> None:
    finished(tmp_path, [*measured(), *band(2, 4)])
    finished(tmp_path / TWIN, [*measured(), one("band_found", 0.0, None, "validation", role="band", why="it falls")])
    drawn = markup_of(tmp_path)
    assert "does the same (twin)" in drawn
    assert "The untrained twin: no band (it falls)" in drawn
    assert 'class="curve series-0 again"' in drawn


def test_what_was_read_is_text(tmp_path: Path) -> None:
    finished(tmp_path, [*measured("<script>-go"), *band(0, 5)])
    page = write_report(tmp_path).read_text(encoding="utf-8")
    assert "<script>" not in page.split('id="layers"')[1].split("</section>")[0]
    assert "&lt;script&gt; and Go" in page
    assert 'href="#layers"' in page
    assert 'id="layers"' in page


def test_what_was_not_measured_is_said(tmp_path: Path) -> None:
    open_artifact(tmp_path, Request("record", {}, {})).finish([], {})
    assert "No layer was compared" in markup_of(tmp_path)
