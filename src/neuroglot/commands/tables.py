"""Tables that fit a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.core.languages import title
from neuroglot.core.results import Result
from neuroglot.report.findings import objections, verdict, verdict_sentence


def effects(results: Iterable[Result]) -> RenderableType:
    """The causal matrix of every method, and what it says."""
    results = tuple(results)
    changes = [r for r in results if r.metric == "loss_change" and "control" not in r.condition]
    exceeded = {
        (r.condition["method"], r.condition["ablated"]): f"{r.value:.0f}/{r.n}"
        for r in results
        if r.metric == "draws_exceeded"
    }
    languages = list(dict.fromkeys(r.language for r in changes if r.language))
    parts: list[RenderableType] = []
    for method in dict.fromkeys(str(r.condition["method"]) for r in changes):
        table = Table(title=f"rise of held-out loss, nats a token, with the {method} set of a row silent")
        table.add_column("silent")
        for language in languages:
            table.add_column(title(language), justify="right")
        table.add_column("beats random", justify="right")
        rows = dict.fromkeys(str(r.condition["ablated"]) for r in changes if r.condition["method"] == method)
        for label in rows:
            cells = {
                r.language: r.value
                for r in changes
                if r.condition["method"] == method and r.condition["ablated"] == label
            }
            shown = [
                Text(f"{cells[language]:.4f}", style="bold" if language == label else "") for language in languages
            ]
            table.add_row(label, *shown, exceeded.get((method, label), "-"))
        parts.append(table)
    found = verdict(results)
    if found is not None:
        parts.append(Text(verdict_sentence(found)))
        parts += [Text(sentence) for sentence in objections(found)]
    return Group(*parts)
