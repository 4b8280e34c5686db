"""The closer look of a study: which sets it takes, and what it says it was made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from neuroglot.applied.examine import ExamineAmounts, run_examine
from neuroglot.core.artifacts import artifacts, open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.progress import Silent
from neuroglot.models.subject import Subject
from neuroglot.report.explorer import write_explorer
from neuroglot.stages.examine import ExamineOptions
from neuroglot.stages.record import RecordOptions
from neuroglot.stages.select import METHODS, MarginOptions, select, select_request
from neuroglot.steps import Inputs, run_record


def test_a_study_looks_at_the_sets_of_its_selections(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    given = Inputs(llama, corpus, replace(corpus, split="test"))
    statistics, recorded = run_record(tmp_path, given, RecordOptions(shards=1), Silent())
    method, options = METHODS["margin"], MarginOptions(per_language=2)
    selected = open_artifact(tmp_path, select_request("margin", options, recorded))
    sets = select(method, options, statistics, recorded, selected)
    closer = ExamineOptions(top=2, between=1, window=8, sampled=32, pushed=2, similar=1, parallel=1, bootstrap=20)
    amounts = ExamineAmounts(random=1, tasks=4, ablate=2, options=closer)
    run_examine(tmp_path, given, (statistics, recorded), ({"margin": selected}, {"margin": sets}), amounts, Silent())
    (examined,) = artifacts(tmp_path, "examine")
    assert examined.request.identity["selection by margin"] == selected.hash()
    assert {one.split for one in examined.results() if one.metric == "loss_change"} == {"test"}
    assert write_explorer(tmp_path) == tmp_path / "explorer.html"
