"""Frontiers: points against plain arithmetic, comparison against cases that can be read off, and the stage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroglot.core.artifacts import Artifact, Request, open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.core.points import Point, points_hash
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import AblateOptions, ablate, ablate_request
from neuroglot.stages.ablate.effects import Evaluation, evaluation
from neuroglot.stages.ablate.frontier_points import Placed, compared, placed
from neuroglot.stages.ablate.frontiers import FrontierOptions, frontier, frontier_request
from neuroglot.stages.record import RecordOptions, record, record_request
from neuroglot.stages.select.curves import MORE_CURVES, REFERENCE, points

ORIGIN = {"stage": "frontier", "model": "m", "corpus": "c", "split": "test", "seed": 0}


def against(corpus: Corpus) -> Evaluation:
    count = len(corpus.snippets)
    return evaluation(corpus, np.full(count, 10), np.full(count, 20.0), 50, ORIGIN)


def test_a_point_is_the_mean_over_its_sets(corpus: Corpus) -> None:
    here = against(corpus)
    rises = {"python": (0.5, 0.1, 0.0), "go": (0.2, 0.8, 0.4), "javascript": (0.0, 0.0, 0.3)}
    order = [here.languages.index(language) for language in rises]
    losses = {}
    for language, values in rises.items():
        by_place = np.zeros(3)
        by_place[order] = values
        losses[language] = here.baseline + 10 * by_place[here.language]
    one = placed(here, Point("m", "s", 4, {}), losses)
    assert one.own[0] == pytest.approx((0.5 + 0.8 + 0.3) / 3)
    assert one.largest_other[0] == pytest.approx((0.1 + 0.4 + 0.0) / 3)
    assert one.mean_other[0] == pytest.approx((0.05 + 0.3 + 0.0) / 3)
    np.testing.assert_allclose(one.own[1:], one.own[0])  # every task changes alike, so every draw says the same
    assert one.specificity("largest_other")[0] == pytest.approx(1.6 / 0.5)


def at(method: str, size: int, own: float, other: float) -> Placed:
    draws = np.ones(51)
    return Placed(Point(method, "", size, {}), own * draws, other * draws, other * draws)


def test_gain_is_the_best_specificity_at_no_less_effect(corpus: Corpus) -> None:
    reference = [at("pls", 1, 1.0, 0.5), at("pls", 2, 4.0, 4.0)]
    other = [at("new", 1, 1.5, 0.25), at("new", 2, 3.0, 1.0), at("new", 3, 0.5, 0.01)]
    gains = {
        result.condition["per_language"]: result.value
        for result in compared(against(corpus), [*reference, *other], ("pls", ""))
        if result.metric == "frontier_gain_largest_other"
    }
    assert gains == {1: pytest.approx(6.0 / 2.0), 2: 0.0}  # 0: no point of the new one reaches an effect of 4


def test_others_that_do_not_suffer_make_specificity_infinite_and_no_effect_makes_it_none() -> None:
    assert np.isinf(at("m", 1, 1.0, 0.0).specificity("largest_other")).all()
    assert np.isinf(at("m", 1, 1.0, -0.5).specificity("mean_other")).all()
    assert (at("m", 1, -1.0, 0.5).specificity("mean_other") == 0).all()


def made(folder: Path, subject: Subject, corpus: Corpus) -> tuple[list[Point], Artifact]:
    options = RecordOptions(batch_tokens=300, programs=True)
    recorded = open_artifact(folder, record_request(subject, corpus, options))
    statistics = record(subject, corpus, options, recorded)
    assert statistics is not None
    found, skipped = points(statistics, MORE_CURVES, (0.005, 0.02))
    assert skipped == []
    assert len(found) == 2 * len(MORE_CURVES)
    return found, recorded


def test_the_stage_measures_what_an_ablation_measures_and_goes_on_where_it_was(
    tmp_path: Path, llama: Subject, corpus: Corpus
) -> None:
    found, recorded = made(tmp_path, llama, corpus)
    options = FrontierOptions(bootstrap=50, batch_tokens=300)
    some = [point for point in found if point.method in ("pls", "margin")]
    artifact = open_artifact(tmp_path, frontier_request(llama, corpus, options, some, recorded))
    results = frontier(llama, corpus, some, options, artifact)
    assert frontier(llama, corpus, some, options, artifact) == results
    point = some[-1]
    sets = {label: neurons for label, neurons in point.sets.items() if len(neurons)}
    ablating = AblateOptions(draws=0, controlled=(), bootstrap=50, batch_tokens=300)
    direct = ablate(
        llama, corpus, {"x": sets}, ablating, open_artifact(tmp_path, ablate_request(llama, corpus, ablating, {}))
    )
    expected = {(r.condition["ablated"], r.language): (r.value, r.low) for r in direct if r.metric == "loss_change"}
    about = {"method": point.method, "setting": point.setting, "per_language": point.per_language}
    got = {
        (r.condition["ablated"], r.language): (r.value, r.low)
        for r in results
        if r.metric == "loss_change" and about.items() <= r.condition.items()
    }
    assert got == expected
    assert {r.condition["method"] for r in results if r.metric == "frontier_own"} == {"pls", "margin"}
    assert any(r.metric.startswith("frontier_gain") for r in results)


def test_points_of_older_recordings_say_what_is_missing(tmp_path: Path, llama: Subject, corpus: Corpus) -> None:
    options = RecordOptions(batch_tokens=300)
    recorded = open_artifact(tmp_path, record_request(llama, corpus, options))
    statistics = record(llama, corpus, options, recorded)
    assert statistics is not None
    found, skipped = points(statistics, MORE_CURVES, (0.01,))
    assert [row["what"] for row in skipped] == ["the frontier of average-precision"]
    assert "--programs" in skipped[0]["why"]
    assert found[0].method == REFERENCE.method


def test_other_sets_are_another_frontier(tmp_path: Path, llama: Subject, corpus: Corpus) -> None:
    one = Point("m", "s", 1, {"go": neuron_set("go", "m", [Neuron(0, "attn.q", 1)])})
    other = replace(one, sets={"go": neuron_set("go", "m", [Neuron(0, "attn.q", 2)])})
    assert points_hash([one]) != points_hash([other])
    recorded = open_artifact(tmp_path, Request("record", {"model": "m"}, {"weights": "w"}))
    open_artifact(tmp_path, frontier_request(llama, corpus, FrontierOptions(), [one], recorded))
    with pytest.raises(NeuroglotError, match="different sets"):
        open_artifact(tmp_path, frontier_request(llama, corpus, FrontierOptions(), [other], recorded))
