"""neuroglot select --benchmark: every method on models whose language neurons are known."""

from __future__ import annotations

from dataclasses import asdict

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.console import PROGRESS
from neuroglot.planted_benchmark import BAR, DEFAULT, JUDGED, Benchmark, Row
from neuroglot.planted_benchmark import benchmark as run_benchmark


def benchmark() -> Answer:
    """Run the benchmark; the answer is no where our default method misses what was planted."""
    found = run_benchmark(progress=PROGRESS)
    thresholds, sites = JUDGED
    data = {
        "ok": found.ok,
        "default": {"method": DEFAULT, "thresholds": thresholds, "sites": list(sites), "bar": BAR},
        "rows": [asdict(row) for row in found.rows],
        "skipped": dict(found.skipped),
    }
    return Answer(data, _text(found), found.ok)


def _text(found: Benchmark) -> RenderableType:
    reasons = [Text(f"{name} was not tried: {reason}") for name, reason in found.skipped.items()]
    return Group(_table(found), *reasons, Text(verdict(found)))


def _table(found: Benchmark) -> Table:
    """A line for each method, sites and thresholds; P, R, F1 and the worst seed's F1 for each difficulty."""
    difficulties = list(dict.fromkeys(row.difficulty for row in found.rows))
    table = Table(
        title="recovery of planted units",
        caption=(
            "P precision, R recall, F1: means over languages and seeds; low: F1 of the worst seed; "
            "size by a method's own defaults, the true share of all units, or the true number of each language"
        ),
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=0,
    )
    for column in ("method", "sites", "size by"):
        table.add_column(column, no_wrap=True)
    for difficulty in difficulties:
        for score in ("P", "R", "F1", "low"):
            table.add_column(f"{difficulty if score == 'P' else ''}\n{score}", justify="right", no_wrap=True)
    lines: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in found.rows:
        sites = "+".join(site.removeprefix("mlp.") for site in row.sites) or "own"
        lines.setdefault((row.method, sites, row.thresholds), {})[row.difficulty] = row
    for key, by_difficulty in lines.items():
        cells = [cell for difficulty in difficulties for cell in _cells(by_difficulty.get(difficulty))]
        table.add_row(*key, *cells, style="bold" if key[0] == DEFAULT else "")
    return table


def _cells(row: Row | None) -> tuple[str, ...]:
    if row is None:
        return ("-",) * 4
    return tuple(f"{score:.2f}" for score in (row.precision.mean, row.recall.mean, row.f1.mean, row.f1.low))


def verdict(found: Benchmark) -> str:
    """What the benchmark says of the default method, in a sentence."""
    _, sites = JUDGED
    scores = ", ".join(
        f"precision {row.precision.mean:.2f} and recall {row.recall.mean:.2f} ({row.difficulty})"
        for row in found.judged
    )
    return (
        f"{DEFAULT} at {', '.join(sites)}, at its own defaults: {scores or 'not tried'}; "
        f"{BAR:g} is {'reached' if found.ok else 'not reached'} in every difficulty"
    )
