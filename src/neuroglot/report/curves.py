"""A figure of curves over the layers: values with their intervals, levels without a layer, and a table behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.html import Child, Markup, join, tag

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 600.0, 300.0, 46.0, 176.0, 18.0, 40.0
_COLOURS = 8
_LABELS = 12

EMBEDDING = -1
"""Where what enters layer 0 is drawn."""


@dataclass(frozen=True)
class Curve:
    """One curve: its words, its Results by layer, its colour's number, and, hollow and dashed, whether it stands beside
    another of the same colour. `level` is a Result without a layer, drawn as a line across in the same colour."""

    words: str
    points: Mapping[int, Result]
    colour: int
    beside: bool = False
    level: Result | None = None


@dataclass(frozen=True)
class Panel:
    """What a figure shows: `unit` stands at the top of its axis; `levels` are lines across, by their words."""

    name: str
    heading: str
    unit: str
    curves: Sequence[Curve]
    caption: str = ""
    levels: Mapping[str, Result] = field(default_factory=dict)
    zero: bool = True


def points_of(results: Sequence[Result]) -> dict[int, Result]:
    """Results by layer; what enters layer 0 stands before it."""
    found = {}
    for result in results:
        if result.layer is not None:
            found[result.layer] = result
        elif result.condition.get("at") == "embedding":
            found[EMBEDDING] = result
    return dict(sorted(found.items()))


def panel(shown: Panel) -> Markup | None:
    """The figure with its table; nothing where there are no points."""
    drawn = [curve for curve in shown.curves if curve.points]
    if not drawn:
        return None
    scales = _Scales(shown, drawn)
    picture = svg.drawing(
        shown.name,
        shown.heading,
        (_WIDTH, _HEIGHT),
        scales.grid(shown.unit),
        *(_level(level, scales, "zero") for level in shown.levels.values()),
        *(_curve(curve, scales) for curve in drawn),
        _legend(drawn, shown.levels, scales),
    )
    table = svg.details("The numbers", _table(drawn, shown.levels))
    return svg.figure(picture, shown.heading, shown.caption or None, table)


class _Scales:
    """Layers across, values up."""

    def __init__(self, shown: Panel, curves: Sequence[Curve]) -> None:
        layers = sorted({layer for curve in curves for layer in curve.points})
        self.layers = layers
        self.first, self.span = layers[0], max(1, layers[-1] - layers[0])
        levels = [*shown.levels.values(), *(curve.level for curve in curves if curve.level is not None)]
        every = [bound for one in levels for bound in (one.value,)]
        every += [
            bound
            for curve in curves
            for point in curve.points.values()
            for bound in (point.value, point.low, point.high)
            if bound is not None
        ]
        low, high = min(every), max(every)
        self.low = min(0.0, low) if shown.zero else low
        self.high = high if high > self.low else self.low + 1.0

    def across(self, layer: int) -> float:
        return _LEFT + 8 + (layer - self.first) / self.span * (_WIDTH - _LEFT - _RIGHT - 16)

    def up(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (_HEIGHT - _BOTTOM - _TOP)

    def grid(self, unit: str) -> Markup:
        parts = [svg.text(0, _TOP - 6, unit, "small")]
        for value in svg.ticks(self.high, self.low):
            y = self.up(value)
            kind = "zero" if value == 0 else "gridline"
            parts.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_=kind))
            parts.append(svg.text(_LEFT - 6, y + 3.5, f"{value:g}", "small", "end"))
        step = -(-len(self.layers) // _LABELS)
        for place, layer in enumerate(self.layers):
            if layer == EMBEDDING or (place - (self.layers[0] == EMBEDDING)) % step == 0:
                words = "emb" if layer == EMBEDDING else str(layer)
                parts.append(svg.text(self.across(layer), _HEIGHT - _BOTTOM + 16, words, "small", "middle"))
        parts.append(svg.text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 6, "layer", "small", "middle"))
        return join(parts)


def _curve(curve: Curve, scales: _Scales) -> Markup:
    series = _series(curve)
    places = [(scales.across(layer), scales.up(point.value)) for layer, point in curve.points.items()]
    line = tag("path", d="M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in places), class_=f"curve {series}")
    whiskers = [
        tag("line", x1=x, x2=x, y1=scales.up(point.low), y2=scales.up(point.high), class_=f"reach {series}")
        for (x, _), point in zip(places, curve.points.values(), strict=True)
        if point.low is not None and point.high is not None
    ]
    dots = [
        tag("g", tag("title", _hint(curve, layer, point)), tag("circle", cx=x, cy=y, r=3.2, class_=f"point {series}"))
        for (x, y), (layer, point) in zip(places, curve.points.items(), strict=True)
    ]
    across = _level(curve.level, scales, f"curve again {series}") if curve.level is not None else None
    return join([across, line if len(places) > 1 else None, *whiskers, *dots])


def _level(level: Result, scales: _Scales, class_: str) -> Markup:
    y = scales.up(level.value)
    return tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_=class_)


def _legend(curves: Sequence[Curve], levels: Mapping[str, Result], scales: _Scales) -> Markup:
    """Curves with their dots; a level's words stand at the line, moved down where two would touch."""
    left = _WIDTH - _RIGHT + 14
    parts = []
    for row, curve in enumerate(curves):
        y = _TOP + 8 + 17 * row
        parts.append(tag("circle", cx=left, cy=y, r=3.2, class_=f"point {_series(curve)}"))
        parts.append(svg.text(left + 10, y + 4, curve.words, "small"))
    lowest = _TOP + 8 + 17 * len(curves)
    for words, level in sorted(levels.items(), key=lambda pair: -pair[1].value):
        y = max(lowest, scales.up(level.value))
        parts.append(svg.text(left - 6, y + 4, f"{numbers.MISSING} {words}", "small"))
        lowest = y + 14
    return join(parts)


def _hint(curve: Curve, layer: int, point: Result) -> str:
    where = "embedding" if layer == EMBEDDING else f"layer {layer}"
    return f"{curve.words}, {where}: {numbers.fixed(point.value)} {numbers.interval(point.low, point.high, 3)}".strip()


def _table(curves: Sequence[Curve], levels: Mapping[str, Result]) -> Markup:
    head: list[Child] = ["layer", *(curve.words for curve in curves)]
    layers = sorted({layer for curve in curves for layer in curve.points})
    rows: list[list[Child]] = [
        ["embedding" if layer == EMBEDDING else str(layer), *(_cell(curve.points.get(layer)) for curve in curves)]
        for layer in layers
    ]
    if any(curve.level for curve in curves):
        rows.append(["without a state", *(_cell(curve.level) for curve in curves)])
    beside: list[list[Child]] = [[words, _cell(level)] for words, level in levels.items()]
    return join([svg.table(head, rows, "compact"), svg.table(["", "value"], beside, "compact") if beside else None])


def _cell(result: Result | None) -> Markup:
    if result is None:
        return svg.number(numbers.MISSING)
    shown = f"{numbers.fixed(result.value)} {numbers.interval(result.low, result.high, 3)}".strip()
    return svg.number(shown, result.value)


def _series(curve: Curve) -> str:
    again = " again" if curve.beside or curve.colour >= _COLOURS else ""
    return f"series-{curve.colour % _COLOURS}{again}"
