"""The paper's tables are whole, and stand beside pass@3 alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neuroglot.core.languages import FIVE
from neuroglot.report import numbers, write_report
from neuroglot.report.paper_figures import LABELS, TABLE_1, TABLE_2, rate_of
from tests.report.synthetic import Texts, write_run
from tests.report.synthetic_rates import Passes, passed, write_passed
from tests.report.test_passing import section


def test_the_papers_tables_are_whole() -> None:
    for table in (TABLE_1, TABLE_2):
        for column in table.values():
            assert tuple(column.sets) == LABELS
            assert column.sets["universal"] == (0.0,) * 5
            assert all(len(row) == len(FIVE) for row in (column.plain, *column.sets.values(), *column.random.values()))
    assert not TABLE_1["Llama-3.1-8B"].random
    assert all(tuple(column.random) == LABELS for column in TABLE_2.values())
    assert TABLE_1["Llama-3.1-8B"].plain == TABLE_2["Llama-3.1-8B"].plain
    assert rate_of(TABLE_2["Qwen2.5-Coder-32B"].sets["go"], "go") == pytest.approx(0.0427)
    assert rate_of(None, "go") is None


def test_both_tables_are_beside_ours_in_every_language(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    write_passed(run)
    text = section(write_report(run), "paper")
    assert "Table 2 whole: pass@3 with each PLS set silent" in text
    assert "Table 1 whole: pass@3 with each LAPE set silent" in text
    whole = text.split("Table 2 whole")[1].split("Table 1 whole")[0]
    ours, llama, qwen = re.findall(r'<tr><th scope="row">Go</th>(.*?)</tr>', whole)
    assert "this run" in ours
    assert "Llama-3.1-8B" in llama
    assert re.findall(r'<td class="number"[^>]*>([^<]*)', qwen) == ["75.6", "66.5", "71.3", "4.3", "92.1"]
    found = {
        one.language: one.value
        for one in passed(Texts(), Passes())
        if one.metric == "pass@3" and dict(one.condition) == {"method": "pls", "ablated": "go"}
    }
    assert re.findall(r'<td class="number"[^>]*>([^<]*)', ours) == [numbers.hundred(found[one]) for one in FIVE]
    drawn = re.findall(r'<tr><th scope="row">Go: random</th>(.*?)</tr>', whole)
    assert [("this run" in row, "42.7" in row) for row in drawn] == [(True, False), (False, True), (False, False)]
    lape = text.split("Table 1 whole")[1]
    assert ": random" not in lape
    assert len(re.findall(r'<th scope="row">Universal</th>', lape)) == 2


def test_another_k_is_not_set_beside_the_whole_tables(tmp_path: Path) -> None:
    run = write_run(tmp_path / "study")
    write_passed(run, passes=Passes(k=1))
    text = section(write_report(run), "paper")
    assert "whole: pass@3" not in text
    assert "Here: pass@1 of" in text
