"""The file as a whole: what fits goes in, the rest goes to shards or is named as left out."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import write_text
from neuroglot.core.examined import Examined
from neuroglot.core.languages import TITLES
from neuroglot.report.explorer.card import card
from neuroglot.report.explorer.document import SHARD, document, shard
from neuroglot.report.explorer.fit import MOST, ROOM, Fit, by_turns, fit
from neuroglot.report.explorer.pages import PAGES, PROGRAMS, page_block, program_block
from neuroglot.report.explorer.rows import rows_of, table_block
from neuroglot.report.explorer.source import Source, read_source

FILE, FOLDER = "explorer.html", "explorer-data"
"""What is written into a run's folder; the folder of shards only where the file is split."""

FRAME = 200_000
"""Bytes that the style, the script and the manifest take, about."""


@dataclass
class _Blocks:
    """Blocks by number, as they are made."""

    texts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> int:
        """The number of a new block."""
        self.texts.append(text)
        self.size += len(text)
        return len(self.texts) - 1


def write_explorer(run: Path, split: bool = False) -> Path | None:
    """Write a run's `explorer.html` from its newest examination and return its path; None where there is none.

    With `split` the data go to scripts in a folder beside it, with no limit on size; else what is more than one file
    holds is left out, and the file says so. Raises NeuroglotError where the run holds something that can't be read.
    """
    source = read_source(run)
    if source is None:
        return None
    blocks = _Blocks()
    manifest = manifest_of(source, blocks, split)
    target, folder = run / FILE, run / FOLDER
    if folder.exists():
        shutil.rmtree(folder)
    if split:
        for number, text in enumerate(blocks.texts):
            write_text(folder / SHARD.format(number), shard(number, text))
    write_text(target, document(manifest, () if split else blocks.texts, FOLDER if split else None))
    return target


def manifest_of(source: Source, blocks: _Blocks, split: bool) -> dict[str, Any]:
    """What the page knows before any block is decoded; the blocks are made on the way."""
    found = source.examined if split else by_turns(source.examined)
    source, rows = replace(source, examined=found), rows_of(source)
    sites = list(dict.fromkeys([*found.sites, *(neuron.site for neuron in rows.neurons)]))
    places = {neuron: place for place, neuron in enumerate(found.neurons)}
    programs = [
        blocks.add(program_block(found, first, first + PROGRAMS)) for first in range(0, len(found.documents), PROGRAMS)
    ]
    table = blocks.add(table_block(source, rows, sites, places))
    fitted = fit(found, FRAME + blocks.size, split)
    pages, kept = _page_blocks(fitted, blocks)
    whole = min(fitted.whole, kept)
    return {
        "schema": 1,
        "card": card(source),
        "languages": [{"name": one, "title": TITLES.get(one, one)} for one in found.languages],
        "classes": list(found.classes),
        "sites": sites,
        "kinds": list(found.kinds),
        "readings": list(found.readings),
        "layers": found.facts.get("layers", 0),
        "facts": dict(found.facts),
        "sets": [list(pair) for pair in rows.sets],
        "pages": {"count": kept, "size": PAGES, "blocks": pages, "whole": whole},
        "programs": {"count": len(found.documents), "size": PROGRAMS, "blocks": programs},
        "table": table,
        "parallel": _parallel(found),
        "parallelTokens": int(found.figures["parallel_values"].shape[1]),
        "leftOut": [*source.notes, *fitted.said, *_left_out(found, kept, whole, rows.left_out)],
    }


def _page_blocks(fitted: Fit, blocks: _Blocks) -> tuple[list[int], int]:
    """The numbers of the pages' blocks, and how many neurons fitted."""
    numbers: list[int] = []
    before = blocks.size
    for first in range(0, fitted.most, PAGES):
        text = page_block(fitted.examined, first, min(first + PAGES, fitted.most), fitted.whole)
        if fitted.room is not None and blocks.size - before + len(text) > fitted.room:
            return numbers, first
        numbers.append(blocks.add(text))
    return numbers, fitted.most


def _left_out(found: Examined, kept: int, whole: int, rows: int) -> Sequence[str]:
    said = []
    if kept < len(found):
        said.append(
            f"{len(found) - kept:,} of {len(found):,} examined neurons have no page in this file, which holds "
            f"{ROOM // 1_000_000} MB and {MOST:,} neurons, of every set and layer by turns: "
            "`neuroglot report RUN --split` writes all of them"
        )
    if whole < kept:
        said.append(
            f"Only {whole:,} neurons, of every set and layer by turns, have their activations on whole programs in "
            "this file"
        )
    if rows:
        said.append(f"{rows:,} neurons that are in a set and were not examined are not in the table")
    return said


def _parallel(found: Examined) -> list[dict[str, Any]]:
    """The tasks: their programs, where each begins in the activations, and the similarities by layer."""
    tasks, offset = [], 0
    similarity = found.figures["similarity"]
    for number, row in enumerate(found.parallel):
        starts = []
        for place in row:
            starts.append(offset)
            offset += len(found.documents[place].ends)
        alike = similarity[number].round(4).tolist() if number < len(similarity) else None
        task = found.documents[row[0]].task
        tasks.append({"task": task, "programs": list(row), "starts": starts, "similarity": alike})
    return tasks
