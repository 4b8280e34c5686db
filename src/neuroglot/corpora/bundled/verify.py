"""Runs every solution of every task against its tests, and measures what the tests notice.

`python -m neuroglot.corpora.bundled.verify --pool all` writes VERIFIED.json beside this file, after each language anew.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from neuroglot.core.corpus import Problem
from neuroglot.core.languages import LANGUAGES, canonical
from neuroglot.corpora.bundled import POOLS, generator_hash, problems, tasks
from neuroglot.corpora.bundled.ir import Function
from neuroglot.corpora.bundled.programs import program
from neuroglot.corpora.bundled.quality import drawn_versions, jaccard, wrong_programs, wrong_versions
from neuroglot.corpora.bundled.tasks import Task
from neuroglot.execution.toolchains import TOOLCHAINS
from neuroglot.execution.trusted import run

VERIFIED = Path(__file__).with_name("VERIFIED.json")
MUTANTS_PER_SOLUTION = 5

Mutants = dict[str, list[tuple[Task, list[Function]]]]
"""By pool: tasks with wrong versions."""


def sampled(pool: str, sample: int, seed: int) -> list[Task]:
    """Tasks of a pool: so many, drawn by the seed; all for 0."""
    everything = list(tasks(pool))
    if sample <= 0 or sample >= len(everything):
        return everything
    return random.Random(f"{pool} {seed}").sample(everything, sample)


def whole_programs(row: Problem) -> list[str]:
    """Each solution of a problem as a whole program with its tests."""
    return [row.test_setup + row.prompt + solution + row.test for solution in row.solutions]


def _rows(pool: str, language: str, chosen: Sequence[Task]) -> list[Problem]:
    wanted = {f"bundled/{task.id}" for task in chosen}
    return [row for row in problems(pool, (language,)) if row.task in wanted]


def execute(pool: str, language: str, chosen: Sequence[Task]) -> dict[str, Any]:
    """Runs the solutions of the chosen tasks in a language; names those that fail."""
    rows = _rows(pool, language, chosen)
    named = [(row.task_id, text) for row in rows for text in whole_programs(row)]
    outcomes = run(language, [text for _, text in named])
    failed = [name for (name, _), outcome in zip(named, outcomes, strict=True) if not outcome.passed]
    counts = {"tasks": len(rows), "solutions": len(named), "passed": len(named) - len(failed)}
    return {**counts, "failed": failed} if failed else counts


def drawn_mutants(pools: Sequence[str], sample: int, seed: int) -> Mutants:
    """Wrong versions of a sample of every pool's tasks, the same for every language."""
    random_source = random.Random(seed)

    def drawn(task: Task) -> tuple[Task, list[Function]]:
        return task, drawn_versions(task, MUTANTS_PER_SOLUTION, random_source)

    return {pool: [drawn(task) for task in sampled(pool, sample, seed)] for pool in pools}


def mutation(language: str, drawn: Mutants) -> dict[str, Any]:
    """The share of wrong programs, really run in a language, that the tests reject."""
    texts: list[str] = []
    for pool, chosen in drawn.items():
        rows = {row.task: row for row in problems(pool, (language,))}
        for task, versions in chosen:
            texts += wrong_programs(task, rows[f"bundled/{task.id}"], versions)
    killed = sum(not outcome.passed for outcome in run(language, texts))
    return {"mutants": len(texts), "killed": killed, "rate": round(killed / len(texts), 4)}


def interpreted_mutation(pool: str, sample: int, seed: int) -> dict[str, Any]:
    """The same by interpretation, with every mutant of every implementation."""
    verdicts = [
        noticed
        for task in sampled(pool, sample, seed)
        for function in task.functions
        for _, noticed in wrong_versions(task, function)
    ]
    return {"mutants": len(verdicts), "killed": sum(verdicts), "rate": round(sum(verdicts) / len(verdicts), 4)}


def difference(language: str, pools: Sequence[str]) -> dict[str, float]:
    """The median token Jaccard of a task's first two implementations: of the solutions, and of whole programs."""
    solutions = [jaccard(*row.solutions[:2]) for pool in pools for row in problems(pool, (language,))]
    programs = [
        jaccard(*(program(task, function, language) for function in task.functions[:2]))
        for pool in pools
        for task in tasks(pool)
    ]
    return {"solutions": round(statistics.median(solutions), 4), "programs": round(statistics.median(programs), 4)}


def blank(pools: Sequence[str], languages: Sequence[str], options: argparse.Namespace) -> dict[str, Any]:
    """The report before any language has been run."""
    able = [language for language in languages if TOOLCHAINS[language].present]
    return {
        "generator_hash": generator_hash(),
        "sample": options.sample or "all",
        "seed": options.seed,
        "tools": {language: TOOLCHAINS[language].version() for language in able},
        "skipped": {language: TOOLCHAINS[language].reason() for language in languages if language not in able},
        "pools": {pool: {} for pool in pools},
        "mutation": {},
        "mutation_interpreted": {
            pool: interpreted_mutation(pool, options.mutation_sample * 4, options.seed) for pool in pools
        },
        "jaccard": {},
    }


def verified(report: dict[str, Any], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The report, after each language that it could be run for."""
    pools = list(report["pools"])
    drawn = drawn_mutants(pools, options.mutation_sample, options.seed)
    for language in report["tools"]:
        start = time.monotonic()
        for pool in pools:
            chosen = sampled(pool, options.sample, options.seed)
            report["pools"][pool][language] = execute(pool, language, chosen)
        report["mutation"][language] = mutation(language, drawn)
        report["jaccard"][language] = difference(language, pools)
        print(f"{language}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
        yield report


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: python -m neuroglot.corpora.bundled.verify --pool test --sample 20 --languages python go",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pool", default="all", choices=("all", *POOLS), help="which pool")
    parser.add_argument("--sample", type=int, default=0, help="tasks of each pool; 0 for all")
    parser.add_argument("--mutation-sample", type=int, default=15, help="tasks of each pool whose mutants are run")
    parser.add_argument("--seed", type=int, default=0, help="draws the samples")
    parser.add_argument("--languages", nargs="+", type=canonical, default=list(LANGUAGES), help="which languages")
    parser.add_argument("--output", type=Path, default=VERIFIED, help="where the report goes")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Verifies and writes the report; 0 if everything passed, else 1."""
    options = _arguments(given)
    pools = POOLS if options.pool == "all" else (options.pool,)
    report = blank(pools, options.languages, options)
    for finished in verified(report, options):
        options.output.write_text(json.dumps(finished, indent=1) + "\n")
    rows = [row for pool in report["pools"].values() for row in pool.values()]
    passed, count = sum(row["passed"] for row in rows), sum(row["solutions"] for row in rows)
    print(f"{passed} of {count} solutions passed; written to {options.output}", file=sys.stderr)
    return 0 if passed == count else 1


if __name__ == "__main__":
    sys.exit(main())
