"""The table of pass rates: nothing silent, each set silent, and random sets, by method, with the changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroglot.report import numbers
from neuroglot.report.collect import LOSS_MEASURE, Loaded, Run
from neuroglot.report.effects import Effects, Selection
from neuroglot.report.kinds import ZERO
from neuroglot.report.rates import Rates, rates
from neuroglot.report.tables import markdown
from neuroglot.report.tables.markdown import Cell
from neuroglot.report.tables.sets import MATCHED, SHARE, rows_by_set, selections, sizes_and_draws

_EXPLAINED = (
    "Per cent of the problems that at least one of K samples solves, with 95 % intervals, and changes against nothing "
    f"silent in points. {MATCHED} Draws exceeded: random sets that lower the own language's rate less; not counted "
    f"where the rate is too low to fall. {SHARE}"
)


def pass_ablations(run: Run) -> list[tuple[Loaded, Rates]]:
    """The ablations that were measured by programs, with their rates: zero before mean, the test split first."""
    some = [one for one in run.ablations if one.metric != LOSS_MEASURE]
    found = [(one, index) for one in some if (index := rates(one.results, kind=one.kind)) is not None]
    return sorted(found, key=lambda pair: (pair[0].kind != ZERO, pair[1].split != "test", -pair[1].k))


def named(one: Loaded, found: Rates) -> str:
    """What was measured, where, and how it was silenced."""
    return (
        f"{found.metric} on the {found.split or 'whole'} split of {found.corpus}, {one.kind} ablation "
        f"({one.artifact.name})"
    )


def pass_tables(run: Run) -> str:
    """The document."""
    parts = [markdown.heading(1, "Programs that pass with sets silent"), markdown.paragraph(_EXPLAINED)]
    chosen = selections(run)
    measured = [part for one, found in pass_ablations(run) for part in _measurement(one, found, chosen)]
    lacking = "No programs were run with sets silent: `neuroglot ablate RUN --metric pass@3` writes and runs some."
    return markdown.document([*parts, *(measured or [markdown.paragraph(lacking)])])


def _measurement(one: Loaded, found: Rates, chosen: Mapping[str, Selection]) -> Iterator[str]:
    yield markdown.heading(2, named(one, found))
    if not found.changes:
        yield _rates(found, None)
    for effect in found.changes:
        yield markdown.heading(3, numbers.method_name(effect.method))
        yield _rates(found, effect)
        yield _changes(found, effect)
        falls = found.falls(effect)
        yield sizes_and_draws(effect, chosen, markdown.points, numbers.points, falls.beaten)


def _rates(found: Rates, effect: Effects | None) -> str:
    plain = found.plain
    rows: list[list[Cell]] = [["Nothing", *(markdown.hundred(plain.get(language)) for language in found.languages)]]
    if effect is not None:
        rows += rows_by_set(
            effect,
            found.languages,
            lambda label, language: markdown.hundred(found.rate(effect, label, language)),
            lambda label, language: found.draws.get((effect.source(label), label, language), ()),
            numbers.hundred,
        )
    return markdown.table([f"{found.metric}, per cent", *map(numbers.name, found.languages)], rows)


def _changes(found: Rates, effect: Effects) -> str:
    rows = rows_by_set(
        effect,
        found.languages,
        lambda label, language: markdown.points(effect.changes.get((label, language))),
        lambda label, language: effect.draws.get((label, language), ()),
        numbers.points,
    )
    return markdown.table(["Change, points", *map(numbers.name, found.languages)], rows)
