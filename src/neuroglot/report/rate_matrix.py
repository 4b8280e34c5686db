"""The matrix of pass rates: what each language's programs pass with each set silent, beside random sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.cells import CELL, LEFT, Line, Look, legend, marked
from neuroglot.report.effects import Effects, crosses_zero
from neuroglot.report.html import Child, Markup, join
from neuroglot.report.rates import Rates
from neuroglot.report.svg import Box

_TOP, _PLAIN, _HIGH, _THIN, _GAP = 58.0, 42.0, 55.0, 29.0, 10.0
_NARROWEST = 430.0


@dataclass(frozen=True)
class _Plan:
    """What every cell of one matrix needs to know; row 0 is the model with nothing silent."""

    found: Rates
    effect: Effects
    name: str
    largest: float

    def drawn(self, label: str) -> bool:
        """Whether random sets were measured beside a set."""
        return any((label, language) in self.effect.draws for language in self.found.languages)

    @property
    def tops(self) -> tuple[float, ...]:
        """Where each row begins, and where the last one ends."""
        rows = [_HIGH + (2 + _THIN if self.drawn(label) else 0) for label in self.effect.labels]
        return tuple(accumulate((height + _GAP for height in (_PLAIN, *rows)), initial=_TOP))

    def box(self, row: int, column: int, height: float) -> Box:
        """Where a cell is."""
        return Box(LEFT + column * CELL, self.tops[row], CELL - 3, height)


def rate_matrix(found: Rates, effect: Effects, name: str, largest: float) -> Markup:
    """The figure of one method: silenced sets in rows, languages in columns, random sets under each row.

    `largest` is the change at which the scale of colour ends.
    """
    plan = _Plan(found, effect, name, largest)
    bottom = plan.tops[-1] + 4
    method = numbers.method_name(effect.method)
    title = f"{found.metric} in per cent and its change in points, by silenced set and language, {method}"
    body: list[Child] = [svg.hatch(name), _header(plan)]
    for column, language in enumerate(found.languages):
        body.append(_plain_cell(plan, column, language))
        for row, label in enumerate(effect.labels, start=1):
            body += [
                _set_cell(plan, (row, column), label, language),
                _random_cell(plan, (row, column), label, language),
            ]
    body += [_row_label(plan, row, label) for row, label in enumerate(effect.labels, start=1)]
    body.append(legend(name, bottom, f"≥ {numbers.hundred(largest)} points", "more programs pass"))
    width = max(LEFT + len(found.languages) * CELL, _NARROWEST)
    drawn = svg.drawing(name, title, (width, bottom + 26), *body)
    return svg.figure(drawn, f"{method}, {found.split or 'every'} split", None, _numbers(found, effect))


def _header(plan: _Plan) -> Markup:
    said = f"{plan.found.metric} of → (per cent; change in points)"
    parts = [svg.text(0, 14, "silent ↓", "small"), svg.text(LEFT, 14, said, "small")]
    for column, language in enumerate(plan.found.languages):
        middle = plan.box(0, column, _PLAIN).x + (CELL - 3) / 2
        parts.append(svg.text(middle, 35, numbers.name(language), "strong", "middle"))
        plain = plan.found.plain.get(language)
        if plain is not None:
            parts.append(svg.text(middle, 49, f"n = {numbers.count(plain.n)}", "small", "middle"))
    return join([*parts, svg.text(0, plan.tops[0] + _PLAIN / 2 + 4, "Nothing", "strong")])


def _row_label(plan: _Plan, row: int, label: str) -> Markup:
    y = plan.tops[row]
    drawn = plan.drawn(label)
    return join(
        [
            svg.text(0, y + _HIGH / 2 + 4, numbers.name(label), "strong"),
            svg.text(0, y + _HIGH + 14, "random: mean", "small") if drawn else None,
            svg.text(0, y + _HIGH + 26, "and range", "small") if drawn else None,
        ]
    )


def _missing(box: Box) -> Markup:
    return svg.text(box.x + box.width / 2, box.y + box.height / 2 + 4, numbers.MISSING, "label", "middle")


def _plain_cell(plan: _Plan, column: int, language: str) -> Markup:
    plain, box = plan.found.plain.get(language), plan.box(0, column, _PLAIN)
    if plain is None:
        return _missing(box)
    bounds = numbers.hundred_interval(plain.low, plain.high)
    hint = f"nothing silent: {numbers.possessive(language)} {_rate(plan.found, plain)}, n = {numbers.count(plain.n)}"
    lines = [Line(numbers.hundred(plain.value), 20, "value"), Line(bounds, 34)]
    return marked(box, plan.name, Look(), hint, lines, data_rate=repr(float(plain.value)))


def _set_cell(plan: _Plan, place: tuple[int, int], label: str, language: str) -> Markup:
    change, box = plan.effect.changes.get((label, language)), plan.box(*place, _HIGH)
    if change is None:
        return _missing(box)
    rate = plan.found.rate(plan.effect, label, language)
    look = Look(svg.strength(change.value, plan.largest), change.value > 0, crosses_zero(change), label == language)
    lines = [
        Line(numbers.hundred(rate.value) if rate else numbers.MISSING, 19, "value"),
        Line(numbers.points(change.value), 34, "small-value"),
        Line(numbers.hundred_interval(change.low, change.high), 47),
    ]
    return marked(
        box,
        plan.name,
        look,
        _hint(plan, label, rate, change),
        lines,
        data_rate=repr(float(rate.value)) if rate else None,
        data_change=repr(float(change.value)),
    )


def _hint(plan: _Plan, label: str, rate: Result | None, change: Result) -> str:
    shown = f"{_rate(plan.found, rate)}, a change of " if rate else f"{plan.found.metric} changes by "
    bounds = numbers.hundred_interval(change.low, change.high)
    by = f"{numbers.points(change.value)} {bounds}".rstrip()
    how = f" ({change.interval})" if change.interval else ""
    whose = numbers.possessive(change.language or "")
    return f"{numbers.name(label)} set silent: {whose} {shown}{by} points{how}, n = {numbers.count(change.n)}"


def _rate(found: Rates, rate: Result) -> str:
    bounds = numbers.hundred_interval(rate.low, rate.high)
    return f"{found.metric} is {numbers.rate(rate.value)} {bounds}".rstrip()


def _random_cell(plan: _Plan, place: tuple[int, int], label: str, language: str) -> Markup | None:
    draws = [draw.value for draw in plan.effect.draws.get((label, language), ())]
    if not draws:
        return None
    above = plan.box(*place, _HIGH)
    box = Box(above.x, above.y + _HIGH + 2, above.width, _THIN)
    mean, span = sum(draws) / len(draws), f"{numbers.points(min(draws))} … {numbers.points(max(draws))}"
    hint = (
        f"{len(draws)} random sets matched to {numbers.name(label)}: {numbers.possessive(language)} "
        f"{plan.found.metric} changes by {numbers.points(mean)} points on average, from {numbers.points(min(draws))} "
        f"to {numbers.points(max(draws))}"
    )
    look = Look(svg.strength(mean, plan.largest), mean > 0)
    lines = [Line(numbers.points(mean), 12), Line(span, 24)]
    return marked(box, plan.name, look, hint, lines, data_mean=repr(mean))


def _numbers(found: Rates, effect: Effects) -> Markup:
    head = ["Silent", "Language", found.metric, "Low", "High", "Change", "Low", "High", "n"]
    head += ["Random mean", "Random min", "Random max", "Each random draw"]
    rows: list[list[Child]] = [
        ["Nothing", numbers.name(language), *_rated(plain), *_rated(None), _count(plain), *_drawn(())]
        for language, plain in found.plain.items()
    ]
    rows += _set_rows(found, effect)
    return svg.details("Numbers, in per cent and points", svg.table(head, rows, "sortable compact"))


def _set_rows(found: Rates, effect: Effects) -> Iterator[list[Child]]:
    for label in effect.labels:
        for language in found.languages:
            change = effect.changes.get((label, language))
            if change is not None:
                rated = _rated(found.rate(effect, label, language))
                drawn = _drawn(effect.draws.get((label, language), ()))
                yield [numbers.name(label), numbers.name(language), *rated, *_rated(change), _count(change), *drawn]


def _rated(result: Result | None) -> list[Markup]:
    values = [result.value, result.low, result.high] if result else [None, None, None]
    return [_two(value) for value in values]


def _count(result: Result) -> Markup:
    return svg.number(numbers.count(result.n), result.n)


def _drawn(draws: tuple[Result, ...]) -> list[Markup]:
    values = [draw.value for draw in draws]
    if not values:
        return [_two(None), _two(None), _two(None), svg.number(numbers.MISSING)]
    each = svg.number("  ".join(numbers.fixed(100 * value, 2) for value in values), values[0])
    return [_two(sum(values) / len(values)), _two(min(values)), _two(max(values)), each]


def _two(fraction: float | None) -> Markup:
    hundred = None if fraction is None else 100 * fraction
    return svg.number(numbers.fixed(hundred, 2), hundred)
