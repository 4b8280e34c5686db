"""neuroglot rename: copies of programs in which every name of the author's own is random."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.judge import SHOWN, run_again
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import write_bytes
from neuroglot.core.corpus import Problem
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES, title
from neuroglot.core.verdicts import Program, Verdict
from neuroglot.corpora.problems import load_rows, sample_problems
from neuroglot.corpora.renamed import Copy, renamed_problem
from neuroglot.corpora.text import read_utf8
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.ledger import Ledger, judge_into
from neuroglot.languages import BY_SUFFIX
from neuroglot.languages.renaming.plan import rename as renamed_text

ENOUGH = 0.98
"""The share of verified programs that has to pass still, for the answer to be yes."""

COUNTS = ("programs", "skipped", "changed", "passed", "dropped")


@dataclass(frozen=True, slots=True)
class RenameOptions:
    """Which programs, and where the copies go."""

    source: Annotated[str, "a .jsonl file of problems, humaneval_x:PATH, mceval:PATH, mbxp:PATH, bundled, or a program"]
    out: Annotated[str, "file of the copies, in the source's form; skipped and dropped programs are left out"] = ""
    seed: Annotated[int, "the same seed gives a program the same names"] = 0
    verify: Annotated[bool, "run the tests before and after: copies that fail now are dropped"] = False
    split: Annotated[str, "a pool of the bundled problems, or half of a benchmark; all if not given"] = ""
    languages: Annotated[tuple[str, ...], "languages to rename"] = LANGUAGES
    tasks: Annotated[int, "problems of so many tasks a language; 0: all"] = 0
    draw: Annotated[int, "seed by which those tasks are drawn"] = 0
    verdicts: Annotated[str, "with --verify: keep verdicts in this file, and go on from it"] = ""


def rename(options: RenameOptions, how: JudgeOptions) -> Answer:
    """Write copies with random names; with --verify the answer is no where fewer than 98 % of them pass still."""
    source, out = Path(options.source).expanduser(), Path(options.out).expanduser()
    if not options.out:
        raise NeuroglotError("say where the copies go: --out FILE")
    if source.exists() and out.exists() and source.samefile(out):
        raise NeuroglotError(f"--out is the source itself, {out}: give another file")
    if source.is_file() and source.suffix.lower() in BY_SUFFIX:
        return _one(options, source, out)
    name, _, rest = options.source.partition(":")
    spec, split = (name, options.split or rest) if name == "bundled" else (options.source, options.split)
    problem_set, rows = load_rows(spec, split, options.languages)
    problem_set = sample_problems(problem_set, options.tasks, options.draw)
    copies = _copies(problem_set.problems, rows, options.seed)
    data: dict[str, Any] = {"out": str(out), "seed": options.seed, "languages": {}}
    failures: list[dict[str, str]] = []
    kept = list(copies)
    if options.verify:
        kept, failures = _verified(problem_set.problems, copies, how, options.verdicts)
    for language in problem_set.languages:
        own = [problem for problem in problem_set.problems if problem.language == language]
        data["languages"][language] = _counts(own, copies, kept, failures if options.verify else None)
    totals = {name: _sum([row[name] for row in data["languages"].values()]) for name in COUNTS}
    text = "".join(json.dumps(copies[task_id].row) + "\n" for task_id in kept)
    _write(out, text)
    data = {**totals, **data, "failures": failures}
    done = (totals["passed"] or 0) + (totals["dropped"] or 0)
    return Answer(data, _table(data), not options.verify or (totals["passed"] or 0) >= ENOUGH * done)


def _one(options: RenameOptions, source: Path, out: Path) -> Answer:
    """A single source file."""
    if options.verify:
        raise NeuroglotError(f"{source} has no tests to run: leave --verify out, or give problems with tests")
    text = read_utf8(source)
    try:
        found = renamed_text(BY_SUFFIX[source.suffix.lower()], text, f"{options.seed} {source.name}")
    except NeuroglotError as error:
        raise NeuroglotError(f"{source}: {error}") from error
    _write(out, found.text)
    changed = int(found.text != text)
    data = {"programs": 1, "skipped": 0, "changed": changed, "passed": None, "dropped": None, "out": str(out)}
    stays = f"; as they were stay {', '.join(found.kept)}" if found.kept else ""
    answer = {**data, "seed": options.seed, "kept": list(found.kept)}
    return Answer(answer, Text(f"{len(found.names):,} names changed in {out}{stays}"))


def _copies(problems: Sequence[Problem], rows: dict[str, Any], seed: int) -> dict[str, Copy]:
    """The copies by `task_id`, without programs that can't be renamed."""
    copies = {}
    PROGRESS.begin("renaming", len(problems))
    for problem in problems:
        try:
            copies[problem.task_id] = renamed_problem(problem, rows[problem.task_id], seed)
        except NeuroglotError as error:
            if problem.solutions:
                PROGRESS.say(f"{problem.task_id} is skipped: {error}")
        PROGRESS.advance()
    return copies


def _verified(
    problems: Sequence[Problem], copies: dict[str, Copy], how: JudgeOptions, verdicts: str
) -> tuple[list[str], list[dict[str, str]]]:
    """The copies that pass, and how those ended that passed before and don't any more."""
    ledger = Ledger(Path(verdicts) if verdicts else None, how)
    tried = [problem for problem in problems if problem.task_id in copies]
    before = _judged("before", [program_of(one, one.solutions[0]) for one in tried], how, ledger)
    passing = [problem for problem, verdict in zip(tried, before, strict=True) if verdict.passed]
    new = [copies[problem.task_id].problem for problem in passing]
    after = _judged("after", [program_of(one, one.solutions[0]) for one in new], how, ledger)
    failures = [
        {"task_id": problem.task_id, "language": problem.language, "status": verdict.status, "detail": verdict.detail}
        for problem, verdict in zip(new, after, strict=True)
        if not verdict.passed
    ]
    kept = [problem.task_id for problem, verdict in zip(new, after, strict=True) if verdict.passed]
    return kept, failures


def _judged(name: str, programs: Sequence[Program], how: JudgeOptions, ledger: Ledger) -> list[Verdict]:
    PROGRESS.begin(name, len(programs))
    verdicts = judge_into(ledger, programs, how, PROGRESS.advance)
    run_again(programs, verdicts, how)
    return verdicts


def _counts(
    own: Sequence[Problem], copies: dict[str, Copy], kept: Sequence[str], failures: Sequence[dict[str, str]] | None
) -> dict[str, int | None]:
    ids = {problem.task_id for problem in own}
    made = [task_id for task_id in kept if task_id in ids]
    dropped = None if failures is None else sum(row["task_id"] in ids for row in failures)
    return {
        "programs": len(own),
        "skipped": len(own) - len(made) - (dropped or 0),
        "changed": sum(bool(copies[task_id].names) for task_id in made),
        "passed": None if failures is None else len(made),
        "dropped": dropped,
        "with_names_kept": sum(bool(copies[task_id].kept) for task_id in made),
    }


def _sum(values: Sequence[int | None]) -> int | None:
    return None if None in values else sum(value or 0 for value in values)


def _write(out: Path, text: str) -> None:
    data = text.encode()
    write_bytes(out, gzip.compress(data, mtime=0) if out.suffix == ".gz" else data)


def _table(data: dict[str, Any]) -> RenderableType:
    table = Table(title=f"programs with random names, in {data['out']}")
    columns = (*COUNTS, "with_names_kept")
    table.add_column("language")
    for column in columns:
        table.add_column(column.replace("_", " "), justify="right")
    for language, row in data["languages"].items():
        table.add_row(title(language), *("-" if row[name] is None else f"{row[name]:,}" for name in columns))
    lines = [Text(f"{row['task_id']}: {row['status']}: {row['detail']}") for row in data["failures"][:SHOWN]]
    more = len(data["failures"]) - SHOWN
    return Group(table, *lines, *([Text(f"and {more:,} more; --json lists all")] if more > 0 else []))
