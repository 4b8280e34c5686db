"""neuroglot clones scan: functions of a code base with the same tokens, or that look alike, in several languages."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import MODEL
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import write_text
from neuroglot.core.clone_groups import CloneGroup, CloneKind, CloneMember, CloneScan
from neuroglot.core.languages import title
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.report.clone_pages import clone_page, shown_groups, shown_members
from neuroglot.report.clone_sarif import sarif
from neuroglot.report.html import sound
from neuroglot.stages.clone_scan import FileOptions, MatchOptions, ReadOptions, ScanOptions, chosen_layers, scan
from neuroglot.stages.clone_scan.source_text import SourceText, read_source

MEMBERS = 6
"""Functions of a group that the terminal names."""


@dataclass(frozen=True, slots=True)
class CloneScanOptions:
    """What is scanned, by which layers of which model, and what is written."""

    paths: Annotated[tuple[str, ...], "files and folders to scan"]
    model: Annotated[str, MODEL] = "embedded"
    layers: Annotated[str, "layers that are read, like 4-5 or 3,4; else the run's band, else the middle third"] = ""
    run: Annotated[str, "a run whose band of concept layers is read (neuroglot layers RUN)"] = ""
    cache: Annotated[str, "folder in which what was read is kept for the next scan"] = ".neuroglot/clones"
    out: Annotated[str, "write a page here, with the functions side by side"] = ""
    sarif: Annotated[str, "write the groups here in SARIF 2.1.0"] = ""
    show: Annotated[int, "groups of each kind on the terminal; the page shows ten times as many"] = 10
    fail_on_clones: Annotated[bool, "exit with 1 where a clone is found"] = False


def clones_scan(
    what: CloneScanOptions, files: FileOptions, match: MatchOptions, read: ReadOptions, hold: HoldOptions
) -> Answer:
    """Scan for clones; finding some is a no only with --fail-on-clones."""
    subject = load_subject(what.model, hold)
    layers = chosen_layers(subject, what.layers, what.run)
    found = scan(what.paths, subject, layers, ScanOptions(files, match, read), _cache(what.cache), PROGRESS)
    if what.out:
        groups = shown_groups(found, 10 * what.show)
        write_text(Path(what.out), clone_page(found, groups, _texts(groups)))
    if what.sarif:
        write_text(Path(what.sarif), json.dumps(sarif(found), indent=1) + "\n")
    return Answer(_data(found), _table(found, what), not (what.fail_on_clones and found.groups))


def _cache(name: str) -> Path:
    """The folder of the cache; git is told to ignore it."""
    folder = Path(name).expanduser()
    if not (folder / ".gitignore").exists():
        write_text(folder / ".gitignore", "*\n")
    return folder


def _texts(groups: Iterable[CloneGroup]) -> dict[CloneMember, str]:
    """What the functions say that the page shows, with the white space before their first lines; file by file."""
    wanted: dict[str, list[CloneMember]] = {}
    for group in groups:
        for member in shown_members(group):
            wanted.setdefault(member.path, []).append(member)
    found = {}
    for path, members in wanted.items():
        source = read_source(Path(path), path)
        if isinstance(source, SourceText):
            for one in members:
                line = source.text.rfind("\n", 0, one.start) + 1
                before = source.text[line : one.start]
                found[one] = (before if not before.strip() else "") + source.text[one.start : one.end]
    return found


def _data(found: CloneScan) -> dict[str, Any]:
    return {
        "files": found.files,
        "functions": found.functions,
        "threshold": found.threshold,
        "layers": list(found.layers),
        "model": found.model,
        "search": found.search,
        "notes": list(found.notes),
        "left_out": found.left_out,
        "skipped": [asdict(one) for one in found.skipped],
        "groups": [{**asdict(group), "fingerprint": group.fingerprint} for group in found.groups],
    }


def _table(found: CloneScan, what: CloneScanOptions) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for name in ("kind", "similarity", "lines"):
        table.add_column(name, justify="left" if name == "kind" else "right")
    table.add_column("functions", overflow="fold")
    for group in shown_groups(found, what.show):
        named = [f"{one.path}:{one.first_line}-{one.last_line} {one.name}" for one in group.members[:MEMBERS]]
        more = len(group.members) - MEMBERS
        lines = Text(sound("\n".join([*named, *([f"and {more:,} more"] if more > 0 else [])])))
        table.add_row(str(group.kind), f"{group.similarity:.3f}", f"{group.lines:,}", lines)
    counts = ", ".join(f"{found.count(kind):,} {kind}" for kind in CloneKind)
    hidden = len(found.groups) - len(shown_groups(found, what.show))
    say = [
        f"groups of clones: {counts}" + (f"; {hidden:,} are not shown here (--show, --out, --json)" if hidden else "")
    ]
    say += [_scanned(found), *found.notes]
    say += _left_out(found)
    say += [f"written: {os.fspath(name)}" for name in (what.out, what.sarif) if name]
    return Group(*([table] if found.groups else []), *(Text(sound(line)) for line in say))


def _scanned(found: CloneScan) -> str:
    files, functions = sum(found.files.values()), sum(found.functions.values())
    each = ", ".join(f"{count:,} {title(language)}" for language, count in found.functions.items())
    return f"scanned: {files:,} files, {functions:,} functions" + (f" ({each})" if each else "")


def _left_out(found: CloneScan) -> list[str]:
    counts = {**found.left_out, **found.reasons()}
    broken = counts.pop("with syntax errors", 0)
    named = [f"{count:,} {reason}" for reason, count in counts.items() if count]
    lines = [f"left out: {', '.join(named)}"] if named else []
    return lines + ([f"{broken:,} functions have syntax errors, and were read as they are"] if broken else [])
