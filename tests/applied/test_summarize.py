"""Summaries in a study: a comparison in its run, or the reason why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuroglot.applied import summarize
from neuroglot.applied.summarize import run_summaries
from neuroglot.core.artifacts import artifacts
from neuroglot.core.documented import Documented, DocumentedSet
from neuroglot.core.progress import Silent
from neuroglot.learning import LearnOptions
from neuroglot.models.subject import Subject
from neuroglot.stages.summarize import How, PromptOptions, SummarizeOptions

HOW = How(LearnOptions(rows=2, length=128, steps=1), PromptOptions(new_tokens=3))
OPTIONS = SummarizeOptions(arms=("base",), languages=("ruby", "go"), bootstrap=10)


def _pairs(spec: str, split: str, languages: tuple[str, ...]) -> DocumentedSet:
    rows = [Documented(one, f"f({n})", f"Says {n} aloud.", split) for one in languages if one != "go" for n in range(2)]
    return DocumentedSet(spec, split, tuple(rows))


def test_what_is_compared_is_in_the_run_and_what_is_left_out_comes_back(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summarize, "load_pairs", _pairs)
    skipped = run_summaries(tmp_path, llama, "toy", OPTIONS, HOW, Silent())
    assert {"what": "Go", "why": "toy has no test examples in it"} in skipped
    (found,) = artifacts(tmp_path, "summarize")
    assert {one.language for one in found.results()} == {"ruby"}


def test_without_pairs_the_reason_comes_back(llama: Subject, tmp_path: Path) -> None:
    (row,) = run_summaries(tmp_path, llama, "codesearchnet:/not/there", OPTIONS, HOW, Silent())
    assert row["what"] == "summaries"
    assert "/not/there" in row["why"]
