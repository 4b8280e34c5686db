"""Source files as functions: read from the cache where their content is known, else parsed and kept there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import content_hash
from neuroglot.core.clone_groups import Skipped
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.progress import Progress
from neuroglot.stages.clone_scan.extract import FoundFunction, extract
from neuroglot.stages.clone_scan.options import FileOptions
from neuroglot.stages.clone_scan.source_text import UTF8, SourceText, read_source
from neuroglot.stages.clone_scan.store import rows, tidy, write_rows
from neuroglot.stages.clone_scan.walk import SourceFile

SCHEMA = 3
"""Changes whenever the same file would give other functions or other hashes."""

FLUSH = 500
"""Files that are parsed between two parts of the cache."""

_PARSERS = ("tree-sitter", *(f"tree-sitter-{name}" for name in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Found:
    """A function and its file."""

    file: SourceFile
    function: FoundFunction


@dataclass(slots=True)
class Reading:
    """What was read of all files; `encodings` counts those that are not UTF-8, `counts` what was left out or broken."""

    found: list[Found] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)


def read_functions(files: Sequence[SourceFile], options: FileOptions, cache: Path, progress: Progress) -> Reading:
    """The functions of all files that are long enough, file by file."""
    folder = cache / "functions" / _parsers()
    known = {str(row["key"]): row for _, _, row in rows(folder) if "key" in row}
    reading, fresh = Reading(), []
    progress.begin("parsing", len(files))
    for file in files:
        row = _row(file, known, reading)
        if row is not None and row["key"] not in known:
            known[row["key"]] = row
            fresh.append(row)
        if len(fresh) >= FLUSH:
            write_rows(folder, fresh)
            fresh = []
        for function in map(FoundFunction.of, row["functions"] if row else ()):
            _take(Found(file, function), options, reading)
        progress.advance()
    if fresh:
        write_rows(folder, fresh)
    tidy(folder, vectors=False)
    return reading


def texts_of(files: Sequence[SourceFile], wanted: set[str]) -> Iterator[tuple[str, str]]:
    """What the model reads of functions, file by file, for those whose `content` is wanted, each once."""
    wanted = set(wanted)
    for file in files:
        source = read_source(file.path, file.shown)
        if isinstance(source, SourceText):
            _, texts = extract(file.language, source.text)
            for content in texts.keys() & wanted:
                wanted.remove(content)
                yield content, texts[content]


def _row(file: SourceFile, known: dict[str, dict[str, Any]], reading: Reading) -> dict[str, Any] | None:
    source = read_source(file.path, file.shown)
    if isinstance(source, Skipped):
        reading.skipped.append(source)
        return None
    key = hashlib.sha256(f"{file.language}\0{source.text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    row = known.get(key)
    if row is None:
        try:
            found, _ = extract(file.language, source.text)
        except NeuroglotError as error:
            reading.skipped.append(Skipped(file.shown, "no valid Unicode", str(error)))
            return None
        row = {"key": key, "functions": [one.row() for one in found]}
    reading.files[file.language] += 1
    if source.encoding != UTF8:
        reading.encodings[source.encoding] += 1
    return row


def _take(found: Found, options: FileOptions, reading: Reading) -> None:
    if found.function.lines < options.min_lines or found.function.tokens < options.min_tokens:
        reading.counts["too short"] += 1
        return
    reading.counts["with syntax errors"] += found.function.broken
    reading.found.append(found)


def _parsers() -> str:
    return content_hash({"schema": SCHEMA, **{name: version(name) for name in _PARSERS}})[:12]
