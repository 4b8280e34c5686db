"""neuroglot summarize apply: a sentence for every function of some files, listed, as a patch, or written into them."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import MODEL
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import write_bytes, write_text
from neuroglot.core.clone_groups import Skipped
from neuroglot.core.documented import Documented, DocumentedSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.languages.doc_insertion import Insertion, inserted, insertion
from neuroglot.languages.documentation import without_documentation
from neuroglot.languages.functions import FunctionSpan, functions
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.stages.clone_scan import FileOptions
from neuroglot.stages.clone_scan.source_text import UTF8, SourceText, read_source
from neuroglot.stages.clone_scan.walk import SourceFile, walk
from neuroglot.stages.summarize import PromptOptions, summaries

MARK = "\ufeff"
"""A byte order mark, which is no part of a SourceText."""

Edits = dict[SourceFile, tuple[str, str]]
"""The whole text of a file before and after."""


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """Which functions are summarized by what, and what becomes of it."""

    paths: Annotated[tuple[str, ...], "files and folders"]
    model: Annotated[str, MODEL] = "embedded"
    adapter: Annotated[
        str, "folder of LoRA adapters, such as RUN/summarize/KEY/adapters-...; none: the plain model"
    ] = ""
    languages: Annotated[tuple[str, ...], "languages that are read"] = LANGUAGES
    include: Annotated[tuple[str, ...], "only files that match one of these patterns of .gitignore's form"] = ()
    exclude: Annotated[tuple[str, ...], "no file that matches one of these (tests/, *_pb2.py)"] = ()
    min_lines: Annotated[int, "shorter functions are left out"] = 3
    documented: Annotated[bool, "summarize functions that have documentation too; it is never replaced"] = False
    diff: Annotated[str, "write what --write would change into this file, as a patch"] = ""
    write: Annotated[bool, "write the summaries into the files, as documentation comments"] = False


@dataclass(frozen=True, slots=True)
class Target:
    """A function that is to be summarized, in the text of its file."""

    file: SourceFile
    source: SourceText
    span: FunctionSpan


def apply(options: ApplyOptions, prompting: PromptOptions, hold: HoldOptions) -> Answer:
    """Summarize; files are changed with --write alone."""
    if options.diff and options.write:
        raise NeuroglotError("give --diff for a patch or --write to write, not both")
    found = walk(options.paths, FileOptions(options.include, options.exclude, options.languages))
    targets, skipped = _targets(found.files, options)
    if not targets:
        raise NeuroglotError(
            f"no function to summarize in {', '.join(options.paths)}: try --documented or --min-lines 1"
        )
    subject = load_subject(options.model, hold)
    code = tuple(
        Documented(one.file.language, without_documentation(one.source.text, one.span), "", one.file.shown, str(place))
        for place, one in enumerate(targets)
    )
    adapter = Path(options.adapter).expanduser() if options.adapter else None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "summaries.jsonl"
        said = summaries(subject, adapter, DocumentedSet("functions", "", code), prompting, out, PROGRESS)
    edits, unwritten = _edits(targets, said)
    if options.write:
        _write(edits)
    if options.diff:
        write_text(Path(options.diff).expanduser(), _patch(edits))
    rows = [_row(target, text) for target, text in zip(targets, said, strict=True)]
    left_out = [*found.skipped, *skipped, *(unwritten if options.diff or options.write else [])]
    written = sorted(one.shown for one in edits) if options.write else []
    data = {
        "functions": rows,
        "skipped": [{"path": one.path, "reason": one.reason, "detail": one.detail} for one in left_out],
        "written": written,
    }
    return Answer(data, _table(rows, left_out, written))


def _targets(files: Sequence[SourceFile], options: ApplyOptions) -> tuple[list[Target], list[Skipped]]:
    targets, skipped = [], []
    for file in files:
        source = read_source(file.path, file.shown)
        if isinstance(source, Skipped):
            skipped.append(source)
            continue
        for span in functions(source.text, file.language):
            lines = span.last_line - span.first_line + 1
            is_known = span.documentation is not None and not options.documented
            if span.broken or span.parent is not None or lines < options.min_lines or is_known:
                continue
            targets.append(Target(file, source, span))
    return targets, skipped


def _edits(targets: Sequence[Target], said: Sequence[str]) -> tuple[Edits, list[Skipped]]:
    """What would change, and why functions stay without a comment."""
    by_file: dict[SourceFile, list[Insertion]] = {}
    texts, skipped = {}, []
    for target, summary in zip(targets, said, strict=True):
        found = _insertion(target, summary)
        if isinstance(found, str):
            skipped.append(Skipped(f"{target.file.shown}:{target.span.first_line}", "no comment", found))
        else:
            texts[target.file] = target.source.text
            by_file.setdefault(target.file, []).append(found)
    edits = {}
    for file, places in by_file.items():
        mark = MARK if file.path.read_bytes().startswith(MARK.encode()) else ""
        edits[file] = mark + texts[file], mark + inserted(texts[file], places)
    return edits, skipped


def _insertion(target: Target, summary: str) -> Insertion | str:
    if not summary.strip():
        return "the model wrote nothing"
    if target.source.encoding != UTF8:
        return f"the file is {target.source.encoding}, not UTF-8"
    return insertion(target.source.text, target.file.language, target.span, summary)


def _write(edits: Edits) -> None:
    """Replace files whole, with the rights that they have."""
    for file, (before, after) in edits.items():
        if file.path.read_bytes() != before.encode():
            raise NeuroglotError(f"{file.shown} was changed meanwhile: nothing was written into it; run it again")
        mode = file.path.stat().st_mode
        write_bytes(file.path, after.encode())
        file.path.chmod(mode)


def _patch(edits: Edits) -> str:
    """The edits as one unified diff; lines end with a newline alone, so that other line ends stay as they are."""
    found: list[str] = []
    for file, sides in edits.items():
        before, after = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in sides)
        name = file.shown.lstrip("/")
        for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
            found.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(found)


def _row(target: Target, summary: str) -> dict[str, Any]:
    return {
        "path": target.file.shown,
        "line": target.span.first_line,
        "name": target.span.qualified,
        "language": target.file.language,
        "documented": target.span.documentation is not None,
        "summary": summary,
    }


def _table(rows: Sequence[dict[str, Any]], skipped: Sequence[Skipped], written: Sequence[str]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    for name in ("where", "function", "summary"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(Text(f"{row['path']}:{row['line']} "), Text(f"{row['name']} "), Text(row["summary"]))
    lines = [Text(f"left out: {one.path}: {one.reason} {one.detail}".rstrip()) for one in skipped]
    return Group(table, *lines, *([Text(f"written into {len(written)} files")] if written else []))
