"""Clones that differ, tests that notice mistakes, and the record of the full verification."""

from __future__ import annotations

import json
import random
import statistics

import pytest

from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora.bundled import POOLS, generator_hash, problems, tasks
from neuroglot.corpora.bundled.programs import program
from neuroglot.corpora.bundled.quality import drawn_versions, jaccard, wrong_programs, wrong_versions
from neuroglot.corpora.bundled.verify import VERIFIED, sampled, whole_programs
from neuroglot.execution.toolchains import TOOLCHAINS
from neuroglot.execution.trusted import run


@pytest.mark.parametrize("language", LANGUAGES)
def test_implementations_of_a_task_share_few_tokens(language: str) -> None:
    solutions = [jaccard(*row.solutions[:2]) for row in problems("adapt", (language,))]
    assert statistics.median(solutions) < 0.6
    snippets = [jaccard(*(program(task, f, language) for f in task.functions[:2])) for task in tasks("adapt")]
    assert statistics.median(snippets) < 0.6


def test_jaccard_counts_distinct_tokens() -> None:
    assert jaccard("a + b", "a + c") == 0.5
    assert jaccard("x x x", "x") == 1.0


@pytest.mark.parametrize("pool", POOLS)
def test_tests_notice_most_mutants(pool: str) -> None:
    verdicts = [
        noticed
        for task in sampled(pool, 25, seed=1)
        for function in task.functions
        for _, noticed in wrong_versions(task, function)
    ]
    assert len(verdicts) > 150
    assert sum(verdicts) / len(verdicts) >= 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_of_solutions_passes_and_mutants_fail(language: str) -> None:
    toolchain = TOOLCHAINS[language]
    if not toolchain.present:
        pytest.skip(toolchain.reason())
    random_source = random.Random(language)
    right: list[str] = []
    wrong: list[str] = []
    for pool in ("adapt", "validation", "test"):
        rows = {row.task: row for row in problems(pool, (language,))}
        for task in sampled(pool, 6, seed=2):
            row = rows[f"bundled/{task.id}"]
            right += whole_programs(row)
            wrong += wrong_programs(task, row, drawn_versions(task, 1, random_source))
    outcomes = run(language, right + wrong)
    assert [outcome.detail for outcome in outcomes[: len(right)] if not outcome.passed] == []
    rejected = sum(not outcome.passed for outcome in outcomes[len(right) :])
    assert rejected / len(wrong) >= 0.8  # of a sample this small; the full measure is in VERIFIED.json


def test_the_record_is_of_this_output_and_everything_passed() -> None:
    record = json.loads(VERIFIED.read_text())
    assert record["generator_hash"] == generator_hash(), "run python -m neuroglot.corpora.bundled.verify"
    assert record["sample"] == "all"
    for pool in POOLS:
        for language in record["tools"]:
            row = record["pools"][pool][language]
            assert row["passed"] == row["solutions"] >= 2 * len(tasks(pool))
    assert all(row["rate"] >= 0.9 for row in record["mutation"].values())
    assert all(row["solutions"] < 0.6 for row in record["jaccard"].values())
