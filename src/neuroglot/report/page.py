"""The page as a whole: sections, style and script in one file, under a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from pathlib import Path

from neuroglot.core.artifacts import write_text
from neuroglot.report import (
    by_chance,
    checks,
    clones,
    frontier,
    layers,
    mean_ablation,
    paper,
    passing,
    probes,
    sections,
    steering,
    streams,
    summaries,
    tuning,
)
from neuroglot.report.collect import Run, read_run
from neuroglot.report.html import join, tag
from neuroglot.report.navigation import navigation
from neuroglot.report.tables import write_tables

_SECTIONS = (
    sections.overview,
    sections.causes,
    passing.programs,
    sections.chance,
    by_chance.by_chance,
    mean_ablation.mean_ablation,
    steering.steering,
    checks.checks,
    sections.where,
    sections.methods,
    frontier.frontier,
    layers.layers,
    clones.clones,
    tuning.tuning,
    summaries.summaries,
    probes.probes,
    streams.streams,
    paper.paper,
    sections.corpus,
    sections.how,
)


def write_report(run: Path) -> Path:
    """Read a run folder, write `report.html` into it (atomically) and return its path; its numbers go into `tables/`.

    Raises NeuroglotError where the folder is no run or holds something that can't be read.
    """
    found, target = read_run(run), run / "report.html"
    write_tables(found)
    write_text(target, page(found))
    return target


def page(run: Run) -> str:
    """The whole document."""
    known = sections.contents(run)
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = join(
        [
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=policy),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("meta", name="generator", content="neuroglot"),
            tag("title", f"neuroglot: {known.model}" if known.model else "neuroglot"),
        ]
    )
    drawn = [make(known) for make in _SECTIONS]
    body = tag("body", sections.opening(known), navigation(), tag("main", *drawn))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>{head}<style>{style}</style></head>\n'
        f"{body}\n<script>{script}</script>\n</html>\n"
    )


def _asset(name: str) -> str:
    text = resources.files("neuroglot.report").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
