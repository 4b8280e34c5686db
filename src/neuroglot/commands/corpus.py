"""neuroglot corpus: what a corpus holds, and the bundled problems as a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

from rich.table import Table

from neuroglot.answer import Answer
from neuroglot.commands.options import CORPUS
from neuroglot.core.artifacts import write_text
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE, title
from neuroglot.corpora import bundled, load_corpus
from neuroglot.corpora.bundled.export import to_humaneval_x


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """Which corpus, and whether its problems are written to a file."""

    corpus: Annotated[str, CORPUS]
    split: Annotated[str, "validation or test; with --out also pretrain or adapt"] = "validation"
    languages: Annotated[tuple[str, ...], "languages to count"] = FIVE
    out: Annotated[str, "write the bundled problems of the split here, as JSONL in HumanEval-X's form"] = ""


def corpus(options: CorpusOptions) -> Answer:
    """Count programs, tasks and characters by language; export where asked."""
    if options.out:
        return _export(options)
    found = load_corpus(options.corpus, options.split, options.languages)
    table = Table(title=f"{options.corpus}, {options.split}")
    for column in ("language", "programs", "tasks", "characters", "median length"):
        table.add_column(column, justify="left" if column == "language" else "right")
    rows = {}
    for language in found.languages:
        programs = [snippet for snippet in found.snippets if snippet.language == language]
        lengths = [len(snippet.text) for snippet in programs]
        tasks = len({snippet.task for snippet in programs if snippet.task is not None})
        rows[language] = {"programs": len(programs), "tasks": tasks, "characters": sum(lengths)}
        table.add_row(
            title(language), f"{len(programs):,}", f"{tasks:,}", f"{sum(lengths):,}", f"{median(lengths):,.0f}"
        )
    data = {"corpus": options.corpus, "split": options.split, "hash": found.hash(), "languages": rows}
    return Answer(data, table)


def _export(options: CorpusOptions) -> Answer:
    if options.corpus != "bundled" or options.split not in bundled.POOLS:
        pools = ", ".join(bundled.POOLS)
        raise NeuroglotError(f"--out writes the problems of the bundled corpus; its splits are {pools}")
    problems = bundled.problems(options.split, options.languages)
    rows = [json.dumps(row) for row in to_humaneval_x(problems)]
    write_text(Path(options.out), "\n".join(rows) + "\n")
    return Answer({"file": options.out, "problems": len(rows)}, f"{len(rows):,} problems in {options.out}")
