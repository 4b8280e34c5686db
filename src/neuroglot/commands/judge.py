"""neuroglot judge: run programs against tests in the sandbox; canonical solutions, or samples that a model wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import write_text
from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES, title
from neuroglot.core.samples import Sample, read_samples
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.corpora.known_faults import KNOWN_FAULTS
from neuroglot.corpora.problems import PROBLEMS, load_problems
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions, judge
from neuroglot.execution.ledger import Ledger, judge_into
from neuroglot.execution.scoring import Score, Tally, scores, shares, tally

SHOWN = 12
CHANCES = 5
BY_CHANCE = (Status.WRONG_ANSWER, Status.EXCEPTION)


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """Whose canonical solutions are run."""

    problems: Annotated[str, PROBLEMS]
    split: Annotated[str, "a pool of the bundled problems, or half of a benchmark; all if not given"] = ""
    languages: Annotated[tuple[str, ...], "languages to run"] = LANGUAGES
    verdicts: Annotated[str, "keep verdicts in this file, and go on from it"] = ""


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """Which samples, of which problems."""

    samples: Annotated[str, "JSONL with task_id and generation (or completion) a line"]
    problems: Annotated[str, PROBLEMS] = "humaneval_x"
    split: Annotated[str, "a pool of the bundled problems, or half of a benchmark; all if not given"] = ""
    k: Annotated[tuple[str, ...], "pass@k for these k; by default those of 1, 3, 10, 100 that the samples allow"] = ()
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000
    seed: Annotated[int, "of the bootstrap"] = 0
    verdicts: Annotated[str, "keep verdicts in this file, and go on from it"] = ""
    out: Annotated[str, "write each sample's status and detail to this file, as JSONL"] = ""


def verify(options: VerifyOptions, how: JudgeOptions) -> Answer:
    """Run the canonical solution of every problem; the answer is no where one fails that isn't known to."""
    problem_set = load_problems(options.problems, options.split, options.languages)
    solved = [problem for problem in problem_set.problems if problem.solutions]
    programs = [program_of(problem, problem.solutions[0]) for problem in solved]
    verdicts = _judge(programs, how, options.verdicts)
    unsteady = run_again(programs, verdicts, how)
    failures = [
        _failure(problem_set.name, problem, verdict)
        for problem, verdict in zip(solved, verdicts, strict=True)
        if not verdict.passed
    ]
    total, passed = len(problem_set.problems), sum(verdict.passed for verdict in verdicts)
    data = {
        "benchmark": problem_set.name,
        "total": total,
        "passed": passed,
        "without_solution": total - len(solved),
        "failures": failures,
        "unsteady": [solved[number].task_id for number in unsteady],
        "languages": _by_language(problem_set, solved, verdicts),
        "sandbox": how.sandbox,
    }
    return Answer(data, _verified(data), all("known" in failure for failure in failures))


def score(options: ScoreOptions, how: JudgeOptions) -> Answer:
    """Run every sample against its problem's tests: pass@k by language."""
    samples = read_samples(Path(options.samples))
    problems = {row.task_id: row for row in load_problems(options.problems, options.split).problems}
    unknown = [sample.task_id for sample in samples if sample.task_id not in problems]
    if unknown:
        raise NeuroglotError(
            f"{options.problems} has no problem {unknown[0]!r} ({len(unknown)} samples are of unknown problems); "
            "give the samples' benchmark with --problems, and its --split"
        )
    programs = [program_of(problems[sample.task_id], sample.text) for sample in samples]
    verdicts = _judge(programs, how, options.verdicts)
    if options.out:
        rows = [_row(sample, verdict) for sample, verdict in zip(samples, verdicts, strict=True)]
        write_text(Path(options.out), "".join(rows))
    named = ((sample.task_id, verdict) for sample, verdict in zip(samples, verdicts, strict=True))
    counted = tally(tuple(problems.values()), named)
    languages = [language for language in LANGUAGES if counted.of(language).problems]
    ks = _ks(options.k, counted)
    found = {one: scores(counted.of(one), ks, options.bootstrap, options.seed) for one in languages}
    ended = {
        one: shares([v for s, v in zip(samples, verdicts, strict=True) if problems[s.task_id].language == one])
        for one in languages
    }
    data = {
        "samples": len(samples),
        "languages": {one: _score_data(found[one], counted.of(one), ended[one]) for one in languages},
        "missing": [
            row.task_id for row in problems.values() if row.language in languages and row not in counted.problems
        ],
        "interval": f"95 % percentile bootstrap over problems, {options.bootstrap} draws, seed {options.seed}",
        "sandbox": how.sandbox,
    }
    return Answer(data, _scored(data))


def _judge(programs: Sequence[Program], how: JudgeOptions, verdicts: str) -> list[Verdict]:
    PROGRESS.begin("judging", len(programs))
    return judge_into(Ledger(Path(verdicts) if verdicts else None, how), programs, how, PROGRESS.advance)


def run_again(programs: Sequence[Program], verdicts: list[Verdict], how: JudgeOptions) -> list[int]:
    """Which programs fail in some runs and pass in others: a chance that the data leave open is not a fault of theirs.

    Failed ones are run again, up to `CHANCES` times; the verdicts of those that pass are replaced.
    """
    unsteady: list[int] = []
    for _ in range(CHANCES):
        failed = [number for number, verdict in enumerate(verdicts) if verdict.status in BY_CHANCE]
        for number, verdict in zip(failed, judge([programs[number] for number in failed], how), strict=True):
            if verdict.passed:
                verdicts[number] = verdict
                unsteady.append(number)
    return sorted(unsteady)


def _failure(benchmark: str, problem: Problem, verdict: Verdict) -> dict[str, str]:
    known = KNOWN_FAULTS.get((benchmark, problem.task_id))
    row = {"task_id": problem.task_id, "status": verdict.status.value, "detail": verdict.detail}
    return {**row, "known": known} if known else row


def _by_language(
    problem_set: ProblemSet, solved: Sequence[Problem], verdicts: Sequence[Verdict]
) -> dict[str, dict[str, int]]:
    rows = {}
    for language in problem_set.languages:
        own = [verdict for problem, verdict in zip(solved, verdicts, strict=True) if problem.language == language]
        total = sum(problem.language == language for problem in problem_set.problems)
        passed = sum(verdict.passed for verdict in own)
        rows[language] = {"total": total, "passed": passed, "without_solution": total - len(own)}
    return rows


def _verified(data: dict[str, Any]) -> RenderableType:
    table = Table(title=f"canonical solutions of {data['benchmark']}")
    for column in ("language", "problems", "passed", "failed", "without solution"):
        table.add_column(column, justify="left" if column == "language" else "right")
    for language, row in data["languages"].items():
        failed = row["total"] - row["passed"] - row["without_solution"]
        cells = (row["total"], row["passed"], failed, row["without_solution"])
        table.add_row(title(language), *(f"{cell:,}" for cell in cells))
    lines = [
        Text(
            f"{row['task_id']}: {row['status']}: {row['detail']}"
            + (f" (known: {row['known']})" if "known" in row else "")
        )
        for row in data["failures"][:SHOWN]
    ]
    lines += [Text(f"{task_id}: passes in some runs and fails in others") for task_id in data["unsteady"]]
    more = len(data["failures"]) - SHOWN
    return Group(table, *lines, *([Text(f"and {more:,} more; --json lists all")] if more > 0 else []))


def _row(sample: Sample, verdict: Verdict) -> str:
    row = {"task_id": sample.task_id, "sample": sample.number, "status": verdict.status, "passed": verdict.passed}
    return json.dumps({**row, "detail": verdict.detail, "seconds": verdict.seconds}) + "\n"


def _ks(asked: tuple[str, ...], counted: Tally) -> list[int]:
    try:
        ks = [int(text.removeprefix("pass@")) for text in asked]
    except ValueError as error:
        raise NeuroglotError(f"--k takes whole numbers, not {','.join(asked)}") from error
    return ks or [k for k in (1, 3, 10, 100) if k <= min(counted.samples, default=0)]


def _score_data(found: Sequence[Score], counted: Tally, ended: Any) -> dict[str, Any]:
    values = {f"pass@{one.k}": {"value": one.value, "low": one.low, "high": one.high} for one in found}
    runs = {"problems": len(counted.problems), "samples": sum(counted.samples), "passed": sum(counted.right)}
    return {**values, **runs, "status": dict(ended)}


def _scored(data: dict[str, Any]) -> RenderableType:
    metrics = [name for row in data["languages"].values() for name in row if name.startswith("pass@")]
    table = Table(title="programs that pass their tests")
    table.add_column("language")
    for column in (*dict.fromkeys(metrics), "problems", "samples"):
        table.add_column(column, justify="right")
    table.add_column("how the others ended")
    for language, row in data["languages"].items():
        cells = [_interval(row[name]) for name in dict.fromkeys(metrics)]
        others = ", ".join(f"{name} {count:,}" for name, count in row["status"].items() if name != "passed")
        table.add_row(title(language), *cells, f"{row['problems']:,}", f"{row['samples']:,}", others)
    table.caption = data["interval"]
    left = len(data["missing"])
    return Group(
        table, *([Text(f"{left:,} problems of these languages have no sample and don't count")] if left else [])
    )


def _interval(found: dict[str, Any]) -> str:
    if found["low"] is None:
        return f"{100 * found['value']:.1f} %"
    return f"{100 * found['value']:.1f} % [{100 * found['low']:.1f}, {100 * found['high']:.1f}]"
