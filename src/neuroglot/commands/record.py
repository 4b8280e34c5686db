"""neuroglot record: one recording into a run's folder."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import InputOptions, RunOptions
from neuroglot.commands.sources import keep_source, read_source
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.languages import title
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.slices import run_of
from neuroglot.stages.record import RecordOptions, record_request
from neuroglot.stages.record import record as run_record


def record(where: RunOptions, source: InputOptions, options: RecordOptions, hold: HoldOptions) -> Answer:
    """Record a split of a corpus."""
    corpus = read_source(source)
    subject = load_subject(source.model, hold)
    artifact = open_artifact(run_of(hold.device, Path(where.run)), record_request(subject, corpus, options))
    keep_source(artifact, source)
    statistics = run_record(subject, corpus, options, artifact, PROGRESS)
    if statistics is None:
        text = "this rank's shards are recorded; the sums are merged by the first rank, or by whoever finishes last"
        return Answer({"artifact": str(artifact.folder), "merged": False}, Text(text))
    facts = artifact.facts()
    table = Table(title=f"recorded in {artifact.folder}")
    for column in ("language", "programs", "tokens"):
        table.add_column(column, justify="left" if column == "language" else "right")
    programs = statistics.programs.sum(axis=1).tolist()
    tokens = statistics.tokens.sum(axis=1).tolist()
    for language, count, total in zip(statistics.languages, programs, tokens, strict=True):
        table.add_row(title(language), f"{count:,}", f"{total:,}")
    if facts["programs cut to the context"]:
        table.caption = f"{facts['programs cut to the context']} programs were longer than the context, and cut there"
    data = {
        "artifact": str(artifact.folder),
        "programs": dict(zip(statistics.languages, programs, strict=True)),
        "tokens": dict(zip(statistics.languages, tokens, strict=True)),
        "facts": facts,
    }
    return Answer(data, table)
