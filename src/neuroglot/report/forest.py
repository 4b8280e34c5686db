"""Changes with their intervals under each other, on one axis around zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.html import Markup, join, tag

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 560.0, 232.0, 20.0, 14.0, 21.0


@dataclass(frozen=True)
class Mark:
    """A row: its words, the change, the changes of single trainings, and whether it matters most."""

    words: str
    change: Result
    single: tuple[float, ...] = ()
    strong: bool = True

    @property
    def values(self) -> list[float]:
        """Everything that has to be on the axis."""
        bounds = (self.change.value, self.change.low, self.change.high)
        return [*(value for value in bounds if value is not None), *self.single]


def forest(marks: Sequence[Mark], name: str, heading: str, unit: str) -> Markup:
    """The figure: a point and its interval a row, small dots where single trainings are."""
    low, high = (pick([0.0, *(value for mark in marks for value in mark.values)]) for pick in (min, max))
    spare = 0.05 * (high - low or 1.0)

    def at(value: float) -> float:
        share = (value - low + spare) / (high - low + 2 * spare)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    bottom = _TOP + len(marks) * _ROW
    ticks = svg.ticks(high, low)
    decimals = max(1, min(5, numbers.decimals_for(max(map(abs, ticks), default=1))))
    grid = [
        join(
            [
                tag("line", x1=at(tick), x2=at(tick), y1=_TOP, y2=bottom, class_="zero" if tick == 0 else "gridline"),
                svg.text(at(tick), bottom + 16, numbers.fixed(tick, decimals), "small", "middle"),
            ]
        )
        for tick in ticks
    ]
    rows = [_row(mark, at, _TOP + (place + 0.5) * _ROW) for place, mark in enumerate(marks)]
    words = svg.text(_WIDTH - _RIGHT, bottom + 34, unit, "small", "end")
    drawn = svg.drawing(name, f"{heading}, {unit}", (_WIDTH, bottom + 42), *grid, *rows, words)
    return svg.figure(drawn, heading)


def _row(mark: Mark, at: Callable[[float], float], y: float) -> Markup:
    change = mark.change
    parts = [svg.text(_LEFT - 10, y + 4, mark.words, "label strong" if mark.strong else "label", "end")]
    if change.low is not None and change.high is not None:
        parts.append(tag("line", x1=at(change.low), x2=at(change.high), y1=y, y2=y, class_="whisker"))
    parts += [tag("circle", cx=at(value), cy=y + 6, r=2, class_="draw") for value in mark.single]
    bounds = numbers.interval(change.low, change.high, 5)
    hint = tag("title", f"{mark.words}: {numbers.fixed(change.value, 5)} {bounds}".rstrip())
    parts.append(tag("circle", hint, cx=at(change.value), cy=y, r=4, class_="set"))
    return join(parts)
