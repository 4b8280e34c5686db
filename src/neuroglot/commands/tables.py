"""Tables that fit a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.core.languages import title
from neuroglot.core.results import Result
from neuroglot.report.effects import Effects, splits
from neuroglot.report.findings import objections, verdict, verdict_sentence
from neuroglot.report.kinds import of_kind
from neuroglot.report.rate_findings import short_sentences
from neuroglot.report.rates import Rates
from neuroglot.report.rates import rates as index_rates

MATRICES = 4
"""So many methods are shown by whole matrices; of more, those with random controls are, and all in one table."""


def outcome(results: Iterable[Result]) -> RenderableType:
    """What an ablation did, by whatever it was measured: held-out loss, programs that pass, or both."""
    results = tuple(results)
    return Group(effects(results), rates(results))


def effects(results: Iterable[Result]) -> RenderableType:
    """The causal matrix of every method on the main split, and what it says; nothing where no loss was measured."""
    results = of_kind(results)
    first = next(iter(splits(results)), None)
    results = tuple(r for r in results if r.split == first)
    changes = [r for r in results if r.metric == "loss_change" and "control" not in r.condition]
    exceeded = {
        (r.condition["method"], r.condition["ablated"]): f"{r.value:.0f}/{r.n}"
        for r in results
        if r.metric == "draws_exceeded"
    }
    languages = list(dict.fromkeys(r.language for r in changes if r.language))
    parts: list[RenderableType] = []
    methods = list(dict.fromkeys(str(r.condition["method"]) for r in changes))
    if len(methods) > MATRICES:
        parts.append(_in_short(methods, changes))
        methods = [method for method in methods if method in {m for m, _ in exceeded}]
    for method in methods:
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


def _in_short(methods: Sequence[str], changes: Sequence[Result]) -> Table:
    """One row a method: means over its languages' sets."""
    table = Table(title="rise of held-out loss by method, nats a token, mean over the languages' sets")
    for column in ("method", "own language", "most harmed other", "sets that harm their own most"):
        table.add_column(column, justify="left" if column == "method" else "right")
    for method in methods:
        rows: dict[str, dict[str, float]] = {}
        for r in changes:
            if r.condition["method"] == method and r.language:
                rows.setdefault(str(r.condition["ablated"]), {})[r.language] = r.value
        pairs = [
            (row[label], max(value for language, value in row.items() if language != label))
            for label, row in rows.items()
            if label in row and len(row) > 1
        ]
        if pairs:
            own, other = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
            leads = sum(mine > most for mine, most in pairs)
            table.add_row(method, f"{own:.4f}", f"{other:.4f}", f"{leads} of {len(pairs)}")
    return table


def rates(results: Iterable[Result]) -> RenderableType:
    """Pass rates and their changes for every method, and what they say; nothing where no programs were run."""
    results = tuple(results)
    found = index_rates(results)
    if found is None:
        return Group()
    tables = [_rates(found, effect) for effect in found.changes] or [_rates(found, None)]
    return Group(*tables, *(Text(sentence) for sentence in short_sentences(results)))


def _rates(found: Rates, effect: Effects | None) -> Table:
    """One method's table, in so little room that five languages fit 80 columns; without a method the plain rates."""
    which = f" with the {effect.method} set of a row silent" if effect else ""
    table = Table(
        title=Text(f"{found.metric} in per cent (change in points){which}"),
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=0,
    )
    table.add_column("silent")
    for language in found.languages:
        table.add_column(title(language), justify="right")
    table.add_column("beats\nrandom", justify="right")
    table.add_row("nothing", *(_rate(found.plain.get(language)) for language in found.languages), "-")
    if effect:
        for label in effect.labels:
            cells = [_rate_and_change(found, effect, label, language) for language in found.languages]
            beaten = found.falls(effect).beaten(label)
            table.add_row(Text(label), *cells, f"{beaten[0]}/{beaten[1]}" if beaten else "-")
    return table


def _rate(result: Result | None) -> str:
    return "-" if result is None else f"{100 * result.value:.1f}"


def _rate_and_change(found: Rates, effect: Effects, label: str, language: str) -> Text:
    change = effect.changes.get((label, language))
    if change is None:
        return Text("-")
    shown = f"{_rate(found.rate(effect, label, language))} ({points(change.value)})"
    return Text(shown, style="bold" if language == label else "")


def points(change: float) -> str:
    """A change in percentage points with its sign: one decimal below ten, none from there on."""
    hundred = 100 * change
    if abs(hundred) < 0.05:
        return "0.0"
    return f"{hundred:+.1f}" if abs(hundred) < 9.95 else f"{hundred:+.0f}"
