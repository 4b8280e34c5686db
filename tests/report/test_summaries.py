"""The section about summaries: Table 5's form, a verdict from the leads, and no markup from what is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from neuroglot.core.artifacts import Request
from neuroglot.core.results import Result
from neuroglot.report.collect import read_run
from neuroglot.report.paper_summaries import SIX, TABLE_5
from neuroglot.report.sections import contents
from neuroglot.report.summaries import ARM_NAMES, Summed, summaries, verdicts
from tests.report.synthetic import write_run, write_stage
from tests.report.test_report import HOSTILE, Reader

SCORES = {"base": 9.0, "concept-lora": 13.0, "two-stage": 14.5, "concept-transfer": 16.0, "equal": 18.0}
LEADS = {
    "base": (7.0, 5.0, 9.0),
    "concept-lora": (3.0, 1.0, 5.0),
    "two-stage": (1.5, -0.5, 3.5),
    "equal": (-2.0, -3.0, -1.0),
}


def _result(metric: str, value: float, language: str | None, **condition: Any) -> Result:
    about = {"model": "tiny", "corpus": "toy", "split": "test", "stage": "summarize", "unit": "points", "n": 40}
    return Result(metric, value, language=language, condition=condition, low=value - 1, high=value + 1, **about)


def summed(scores: Mapping[str, float] = SCORES) -> list[Result]:
    """Five arms in two languages, and a smaller amount in the low one."""
    found = []
    for arm, value in scores.items():
        for language in ("ruby", "python"):
            for metric, factor in (("summary_bleu", 1), ("summary_rouge_l", 2), ("summary_chrf", 3)):
                found.append(_result(metric, factor * value, language, arm=arm, amount=100))
        found.append(_result("summary_bleu", value / 2, "ruby", arm=arm, amount=10))
        if arm != "base":
            found.append(_result("summary_weights", 1000.0, None, arm=arm, layers="4-7"))
            found.append(_result("summary_loss", 1.5, "ruby", arm=arm, amount=100, rate=0.001))
        if arm in LEADS:
            value, low, high = LEADS[arm]
            for metric in ("summary_bleu_lead", "summary_rouge_l_lead"):
                one = _result(metric, value, "ruby", arm="concept-transfer", amount=100, over=arm)
                found.append(replace(one, low=low, high=high))
    return found


def _text(folder: Path, results: list[Result], facts: dict[str, Any] | None = None) -> str:
    run = write_run(folder, stages=())
    write_stage(run, Request("summarize", {"low": "ruby"}, {}), results, facts or {})
    text = str(summaries(contents(read_run(run))))
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return text


def test_without_results_the_section_says_what_makes_some(tmp_path: Path) -> None:
    assert "neuroglot summarize run RUN" in str(summaries(contents(read_run(write_run(tmp_path, stages=())))))


def test_the_verdict_is_what_the_leads_intervals_say() -> None:
    bleu, rouge = verdicts(Summed(summed(), "ruby"))
    assert bleu == (
        "BLEU-4 (CodeXGLUE) in Ruby, 100 examples: the lead of concept transfer is above zero over Base "
        "(7.0 [5.0, 9.0]) and Concept-LoRA (3.0 [1.0, 5.0]); below zero over Control: equal weights "
        "(\u22122.0 [\u22123.0, \u22121.0]); not told from zero over Two-Stage LoRA (1.5 [\u22120.5, 3.5])."
    )
    assert rouge.startswith("ROUGE-L in Ruby")


def test_the_table_has_every_arm_and_language_and_the_paper_is_beside(tmp_path: Path) -> None:
    facts = {"band": {"first": 4, "last": 5, "source": "layers/abc"}, "skipped": [{"what": "METEOR", "why": "no nltk"}]}
    text = _text(tmp_path / "run", summed(), facts)
    assert all(ARM_NAMES[arm] in text for arm in SCORES)
    assert ARM_NAMES["elsewhere"] not in text
    assert "16.0<small>[15.0, 17.0]</small>" in text
    assert "Concept layers 4 to 5: layers/abc." in text
    assert "Left out: METEOR: no nltk." in text
    assert "By the number of examples in Ruby" in text
    assert "8.0<small>[7.0, 9.0]</small>" in text
    assert "0.001: 1.500 (Ruby)" in text
    assert text.count("<svg") == 1
    assert "16.15" in text
    one = _text(tmp_path / "one", [row for row in summed() if row.condition.get("amount") != 10])
    assert "By the number of examples" not in one


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    bad = [replace(one, corpus=HOSTILE, model=HOSTILE) for one in summed()]
    bad += [
        replace(one, condition={**one.condition, "arm": HOSTILE, "layers": HOSTILE, "amount": HOSTILE}) for one in bad
    ]
    bad += [replace(one, language=HOSTILE) for one in bad[:6]]
    facts = {"band": {"first": HOSTILE, "source": HOSTILE}, "skipped": [{"what": HOSTILE, "why": HOSTILE}]}
    text = _text(tmp_path / "run", bad, facts)
    assert "<script" not in text
    assert "<img" not in text


def test_the_papers_table_is_whole() -> None:
    assert list(TABLE_5) == list(ARM_NAMES)[:5]
    assert all(len(row) == len(SIX) for row in TABLE_5.values())
    ruby = {arm: row[SIX.index("ruby")] for arm, row in TABLE_5.items()}
    assert max(ruby, key=lambda arm: ruby[arm]) == "concept-transfer"
    assert ruby["concept-transfer"] == (16.15, 31.80)
    assert sum(value for row in TABLE_5.values() for pair in row for value in pair) == pytest.approx(1378.92)
