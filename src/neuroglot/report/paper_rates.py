"""Our pass rates beside the paper's: each set on its own language, and its tables whole where ours are pass@3 too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.effects import UNIVERSAL, Effects
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.paper_figures import LABELS, TABLE_1, TABLE_2, PaperTable, rate_of
from neuroglot.report.rates import Rates
from neuroglot.report.sections import Contents

PAPER_K = 3
"""The k of the paper's pass@k."""

_Table = Mapping[str, PaperTable]

_DETAILS = (
    "The paper (Tables 1 and 2): pass@3 of three samples on the 164 problems of HumanEval-X a language, no intervals. "
    "25 of the 35 values of Table 1 are no multiples of 1/164, so they are not plain pass@3 of three samples. "
    "HumanEval-X's JavaScript tests use console.assert, which prints and goes on; 98.17 may owe to that."
)


def pass_rates(page: Contents) -> Markup | None:
    """Both comparisons; None where no programs were run in the paper's languages."""
    if not page.passed:
        return None
    found = page.passed[0][1]
    tables = [_own_table(found, effect, theirs) for effect, _, theirs in _compared(found)]
    if not tables or not set(found.languages) & set(FIVE):
        return None
    same = "humaneval" in found.corpus.lower()
    other = "another model" if same else "another model and another benchmark"
    caution = (
        f"Here: {found.metric} of {page.model} on {found.corpus}, {other}: directions can be compared, sizes can't."
    )
    return join(
        [
            tag("h3", "Pass rates with the own set silent, in per cent"),
            *tables,
            tag("p", f"{_DETAILS} {caution}", class_="note"),
            *_wholes(page),
        ]
    )


def _compared(found: Rates) -> list[tuple[Effects, str, _Table]]:
    """The first method that is PLS or like it beside Table 2, and LAPE beside Table 1."""
    sets = [one for one in found.changes if one.labels != (UNIVERSAL,)]
    pls = [(one, "Table 2", TABLE_2) for one in sets if one.method.startswith("pls")][:1]
    return [*pls, *((one, "Table 1", TABLE_1) for one in sets if one.method == "lape")]


def _own_table(found: Rates, effect: Effects, theirs: _Table) -> Markup:
    head: list[Child] = [numbers.method_name(effect.method)]
    head += [
        join([column, tag("br"), what]) for column in ("This run", *theirs) for what in ("plain", "own set", "random")
    ]
    rows: list[list[Child]] = []
    for language in found.languages:
        if language in FIVE:
            paper = [
                cell
                for column in theirs.values()
                for cell in (_intact(column, language), *_theirs(column, language, language))
            ]
            rows.append(
                [numbers.name(language), _plain(found, language), *_ours(found, effect, language, language), *paper]
            )
    return svg.table(head, rows, "sortable")


def _wholes(page: Contents) -> list[Markup]:
    """Every set and language of the first measurement by pass@3, folded, beside the whole of each table."""
    found = next((rates for _, rates in page.passed if rates.k == PAPER_K), None)
    if found is None:
        return []
    head = ["Silent", "Whose", *map(numbers.name, FIVE)]
    return [
        svg.details(
            f"{table} whole: pass@3 with each {numbers.method_name(effect.method)} set silent, in every language",
            svg.table(head, _whole_rows(found, effect, theirs), "compact"),
        )
        for effect, table, theirs in _compared(found)
    ]


def _whole_rows(found: Rates, effect: Effects, theirs: _Table) -> Iterator[list[Child]]:
    yield ["Nothing", "this run", *(_plain(found, language) for language in FIVE)]
    for model, column in theirs.items():
        yield ["Nothing", model, *(_intact(column, language) for language in FIVE)]
    for label in LABELS:
        name = numbers.name(label)
        yield [name, "this run", *(_ours(found, effect, label, language)[0] for language in FIVE)]
        for model, column in theirs.items():
            yield [name, model, *(_theirs(column, label, language)[0] for language in FIVE)]
        name = f"{name}: random"
        if any((label, language) in effect.draws for language in FIVE):
            yield [name, "this run, mean", *(_ours(found, effect, label, language)[1] for language in FIVE)]
        for model, column in theirs.items():
            if label in column.random:
                yield [name, model, *(_theirs(column, label, language)[1] for language in FIVE)]


def _plain(found: Rates, language: str) -> Markup:
    plain = found.plain.get(language)
    return _cell(plain.value if plain else None)


def _ours(found: Rates, effect: Effects, label: str, language: str) -> tuple[Markup, Markup]:
    """Ours with a set silent, and the mean over its random sets."""
    rate, change = found.rate(effect, label, language), effect.changes.get((label, language))
    random = _mean(found.draws.get((effect.source(label), label, language), ()))
    shift = _mean(effect.draws.get((label, language), ()))
    return (
        _cell(rate.value if rate else None, _shift(change)),
        _cell(random, numbers.points(shift) if shift is not None else ""),
    )


def _mean(draws: Sequence[Result]) -> float | None:
    return sum(draw.value for draw in draws) / len(draws) if draws else None


def _shift(change: Result | None) -> str:
    if change is None:
        return ""
    return f"{numbers.points(change.value)} {numbers.hundred_interval(change.low, change.high)}".rstrip()


def _intact(column: PaperTable, language: str) -> Markup:
    return _cell(rate_of(column.plain, language))


def _theirs(column: PaperTable, label: str, language: str) -> tuple[Markup, Markup]:
    """The paper's with a set silent, and with random neurons."""
    silenced, random = (rate_of(rows.get(label), language) for rows in (column.sets, column.random))
    plain = rate_of(column.plain, language)
    return _beside(silenced, plain), _beside(random, plain)


def _beside(rate: float | None, plain: float | None) -> Markup:
    return _cell(rate, "" if rate is None or plain is None else numbers.points(rate - plain))


def _cell(fraction: float | None, small: str = "") -> Markup:
    value = None if fraction is None else repr(100 * fraction)
    shown = numbers.hundred(fraction)
    return tag("td", shown, tag("small", small) if small else None, class_="number", data_value=value)
