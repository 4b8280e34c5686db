"""The causal matrix: which set's removal hurts which language, beside random sets of the same size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.cells import CELL, LEFT, Line, Look, legend, marked
from neuroglot.report.effects import UNIVERSAL, Effects, crosses_zero
from neuroglot.report.html import Child, Markup, join
from neuroglot.report.svg import Box

_TOP, _HIGH, _THIN, _GAP = 58.0, 42.0, 17.0, 10.0


@dataclass(frozen=True)
class _Plan:
    """What every cell of one matrix needs to know."""

    effect: Effects
    name: str
    largest: float
    small: bool

    def shown(self, value: float) -> str:
        """A change as it is written in a cell: in thousandths where all are small."""
        scaled = value * 1000 if self.small else value
        return numbers.fixed(scaled, 0 if abs(scaled) >= 100 else 2 if self.small else 3)

    def bounds(self, result: Result) -> str:
        """The interval as it is written in a cell."""
        if result.low is None or result.high is None:
            return ""
        return f"{self.shown(result.low)}, {self.shown(result.high)}"

    def box(self, row: int, column: int) -> Box:
        """Where a cell is."""
        return Box(LEFT + column * CELL, _TOP + row * self.pitch, CELL - 3, _HIGH)

    @property
    def pitch(self) -> float:
        """From one row to the next: without controls no room is left for them."""
        return _HIGH + (_THIN + _GAP if self.effect.draws else 3)


def matrix(effect: Effects, losses: Mapping[str, Result], name: str, largest: float) -> Markup:
    """The figure of one method: ablated sets in rows, evaluated languages in columns, controls under each row.

    `largest` is where the scale of colour ends: `scale` of all that is to be compared.
    """
    plan = _Plan(effect, name, largest, 0 < largest < 0.01)
    rows = len(effect.labels)
    width = LEFT + len(effect.languages) * CELL
    bottom = _TOP + rows * plan.pitch + 12
    method = numbers.method_name(effect.method)
    title = f"Change of held-out loss in nats a token, by ablated set and language, {method}"
    body: list[Child] = [svg.hatch(name), _header(plan, losses)]
    for row, label in enumerate(effect.labels):
        body.append(_row_label(plan, row, label))
        body += [_set_cell(plan, row, column) for column in range(len(effect.languages))]
        body += [_control_cell(plan, row, column) for column in range(len(effect.languages))]
    body.append(legend(name, bottom, f"≥ {plan.shown(plan.largest)}", "loss falls"))
    drawn = svg.drawing(name, title, (width, bottom + 26), *body)
    return svg.figure(drawn, f"{method}, {effect.split} split", None, _numbers(effect))


def scale(measured: Sequence[Effects]) -> float:
    """The largest change under a language's set; the universal set counts only where there is no other."""
    changes = [(label, abs(result.value)) for one in measured for (label, _), result in one.changes.items()]
    of_languages = [value for label, value in changes if label != UNIVERSAL]
    return max(of_languages or [value for _, value in changes], default=0.0)


def _header(plan: _Plan, losses: Mapping[str, Result]) -> Markup:
    unit = "thousandths of a nat a token" if plan.small else "nats a token"
    parts = [svg.text(0, 14, "set to zero ↓", "small"), svg.text(LEFT, 14, f"held-out loss of → ({unit})", "small")]
    for column, language in enumerate(plan.effect.languages):
        middle = plan.box(0, column).x + (CELL - 3) / 2
        parts.append(svg.text(middle, 35, numbers.name(language), "strong", "middle"))
        if language in losses:
            unablated = f"{numbers.fixed(losses[language].value, 3)} intact"
            parts.append(svg.text(middle, 49, unablated, "small", "middle"))
    return join(parts)


def _row_label(plan: _Plan, row: int, label: str) -> Markup:
    y = plan.box(row, 0).y
    drawn = any((label, language) in plan.effect.draws for language in plan.effect.languages)
    return join(
        [
            svg.text(0, y + _HIGH / 2 + 4, numbers.name(label), "strong"),
            svg.text(0, y + _HIGH + 13, "random, matched", "small") if drawn else None,
        ]
    )


def _set_cell(plan: _Plan, row: int, column: int) -> Markup:
    label, language = plan.effect.labels[row], plan.effect.languages[column]
    result, box = plan.effect.changes.get((label, language)), plan.box(row, column)
    if result is None:
        return svg.text(box.x + box.width / 2, box.y + _HIGH / 2 + 4, numbers.MISSING, "label", "middle")
    share = svg.strength(result.value, plan.largest)
    look = Look(share, result.value < 0, crosses_zero(result), label == language)
    lines = [Line(plan.shown(result.value), 20, "value"), Line(plan.bounds(result), 34)]
    hint = _hint(label, language, result)
    return marked(box, plan.name, look, hint, lines, data_value=repr(float(result.value)))


def _control_cell(plan: _Plan, row: int, column: int) -> Markup | None:
    label, language = plan.effect.labels[row], plan.effect.languages[column]
    draws = [draw.value for draw in plan.effect.draws.get((label, language), ())]
    if not draws:
        return None
    above = plan.box(row, column)
    box = Box(above.x, above.y + _HIGH + 2, above.width, _THIN)
    mean = sum(draws) / len(draws)
    hint = (
        f"{len(draws)} random sets matched to {numbers.name(label)}: {numbers.name(language)}'s loss changes by "
        f"{numbers.nats(mean)} on average, from {numbers.nats(min(draws))} to {numbers.nats(max(draws))}"
    )
    look = Look(svg.strength(mean, plan.largest), mean < 0)
    return marked(box, plan.name, look, hint, [Line(plan.shown(mean), 12)], data_mean=repr(mean))


def _hint(label: str, language: str, result: Result) -> str:
    bounds = numbers.interval(result.low, result.high)
    how = f" ({result.interval})" if result.interval else ""
    change = f"{numbers.nats(result.value)} {bounds}".rstrip()
    return (
        f"{numbers.name(label)} set zeroed: {numbers.possessive(language)} loss changes by {change} "
        f"nats a token{how}, n = {numbers.count(result.n)}"
    )


def _numbers(effect: Effects) -> Markup:
    rows: list[list[Child]] = []
    for label in effect.labels:
        for language in effect.languages:
            result = effect.changes.get((label, language))
            if result is not None:
                draws = [draw.value for draw in effect.draws.get((label, language), ())]
                rows.append([numbers.name(label), numbers.name(language), *_cells(result, draws)])
    head = ["Set", "Language", "Change", "Low", "High", "n", "Random mean", "Random min", "Random max"]
    return svg.details("Numbers", svg.table(head, rows, "sortable compact"))


def _cells(result: Result, draws: list[float]) -> list[Markup]:
    values = [result.value, result.low, result.high]
    random = [sum(draws) / len(draws), min(draws), max(draws)] if draws else [None, None, None]
    counted = svg.number(numbers.count(result.n), result.n)
    return [*(_five(value) for value in values), counted, *(_five(value) for value in random)]


def _five(value: float | None) -> Markup:
    return svg.number(numbers.fixed(value, 5), value)
