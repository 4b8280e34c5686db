"""Curves over depth: one drawing for whatever is measured layer by layer, with intervals, bands and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neuroglot.core.layers import Band
from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.html import Child, Markup, join, tag

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 560.0, 280.0, 46.0, 14.0, 14.0, 44.0
_COLOURS = 8
_LEGEND_STEP = 16.0


@dataclass(frozen=True)
class Line:
    """A curve in a figure: what it is called, its Results by layer, its colour, and whether it is dashed (a twin's)."""

    words: str
    points: tuple[Result, ...]
    colour: int
    dashed: bool = False


@dataclass(frozen=True)
class Level:
    """A value that has no depth, as a line across."""

    words: str
    result: Result
    colour: int


@dataclass(frozen=True)
class Figure:
    """What is drawn over depth; `zero` says that the axis reaches 0 whatever the values."""

    name: str
    heading: str
    axis: str
    lines: tuple[Line, ...]
    layers: int
    band: Band | None = None
    levels: tuple[Level, ...] = ()
    zero: bool = False


def depth_figure(asked: Figure) -> Markup:
    """The figure with its numbers folded below."""
    results = [point for line in asked.lines for point in line.points] + [level.result for level in asked.levels]
    ends = [bound for result in results for bound in (result.value, result.low, result.high) if bound is not None]
    across, up = _Axis(0, max(asked.layers - 1, 1), _LEFT, _WIDTH - _RIGHT), _value_axis(ends, asked.zero)
    rows = len(asked.lines) + len(asked.levels)
    height = _HEIGHT + _LEGEND_STEP * ((rows + 1) // 2)
    drawn = svg.drawing(
        asked.name,
        f"{asked.heading}: {asked.axis} by layer",
        (_WIDTH, height),
        _band(asked.band, across) if asked.band else None,
        _grid(across, up, asked),
        *(_level(level, up) for level in asked.levels),
        *(_ribbon(line, across, up) for line in asked.lines if not line.dashed),
        *(_curve(line, across, up) for line in asked.lines),
        _legend(asked),
    )
    return svg.figure(drawn, asked.heading, None, svg.details("The numbers", _table(asked)))


@dataclass(frozen=True)
class _Axis:
    """From values to places in the drawing."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def _value_axis(values: Sequence[float], zero: bool) -> _Axis:
    low, high = min(values, default=0.0), max(values, default=1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    spare = 0.05 * ((high - low) or abs(high) or 1.0)
    return _Axis(low - spare, high + spare, _HEIGHT - _BOTTOM, _TOP)


def _band(band: Band, across: _Axis) -> Markup:
    """The band as a field behind the curves; the ends' intervals as a bar at its foot."""
    half = 0.5 / (across.high - across.low) * (across.end - across.start)
    left, right = across.at(band.first) - half, across.at(band.last) + half
    bottom = _HEIGHT - _BOTTOM
    field = tag("rect", x=left, y=_TOP, width=right - left, height=bottom - _TOP, class_="band")
    bars = [
        tag("line", x1=across.at(low) - half / 2, x2=across.at(high) + half / 2, y1=y, y2=y, class_="own thin")
        for y, (low, high) in zip((bottom - 3, bottom), (band.first_interval, band.last_interval), strict=True)
    ]
    hint = f"band: layers {band.first} {list(band.first_interval)} to {band.last} {list(band.last_interval)}"
    return tag("g", tag("title", hint), field, *bars)


def _grid(across: _Axis, up: _Axis, asked: Figure) -> Markup:
    parts = []
    for value in svg.ticks(up.high, up.low):
        y = up.at(value)
        if not _TOP <= y <= _HEIGHT - _BOTTOM:
            continue
        class_ = "zero" if value == 0 else "gridline"
        parts.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_=class_))
        parts.append(svg.text(_LEFT - 6, y + 3.5, f"{value:g}".replace("-", numbers.MINUS), "small", "end"))
    step = (_WIDTH - _LEFT - _RIGHT) / max(asked.layers, 1)
    every = next(every for every in (1, 2, 5, 10, 20, 50, 100) if step * every >= 18 or every == 100)
    for layer in range(0, asked.layers, every):
        parts.append(svg.text(across.at(layer), _HEIGHT - _BOTTOM + 15, str(layer), "small", "middle"))
    parts.append(svg.text(_WIDTH - _RIGHT, _HEIGHT - 14, "layer (from 0)", "small", "end"))
    parts.append(svg.text(_LEFT, _HEIGHT - 14, asked.axis, "small"))
    return join(parts)


def _level(level: Level, up: _Axis) -> Markup:
    y = up.at(level.result.value)
    hint = f"{level.words}: {_shown(level.result)}"
    line = tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_=f"level {_series(level.colour)}")
    return tag("g", tag("title", hint), line)


def _ribbon(line: Line, across: _Axis, up: _Axis) -> Markup | None:
    bounds = [
        (across.at(point.layer), up.at(point.low), up.at(point.high))
        for point in line.points
        if point.layer is not None and point.low is not None and point.high is not None
    ]
    if len(bounds) < 2:
        return None
    there = [f"{x:.2f} {low:.2f}" for x, low, _ in bounds]
    back = [f"{x:.2f} {high:.2f}" for x, _, high in reversed(bounds)]
    return tag("path", d=f"M{'L'.join([*there, *back])}Z", class_=f"ribbon {_series(line.colour)}")


def _curve(line: Line, across: _Axis, up: _Axis) -> Markup:
    places = [(across.at(point.layer), up.at(point.value), point) for point in line.points if point.layer is not None]
    again = " again" if line.dashed else ""
    path = f"M{'L'.join(f'{x:.2f} {y:.2f}' for x, y, _ in places)}"
    drawn = tag("path", d=path, class_=f"curve {_series(line.colour)}{again}") if len(places) > 1 else None
    dots = [
        tag(
            "g",
            tag("title", f"{line.words}, layer {point.layer}: {_shown(point)}"),
            tag("circle", cx=x, cy=y, r=2.6, class_=f"point {_series(line.colour)}{again}"),
        )
        for x, y, point in places
    ]
    return join([drawn, *dots])


def _legend(asked: Figure) -> Markup:
    """The names below the drawing, in two columns."""
    named = [(line.words, f"curve {_series(line.colour)}{' again' if line.dashed else ''}") for line in asked.lines]
    named += [(level.words, f"level {_series(level.colour)}") for level in asked.levels]
    parts = []
    for number, (words, class_) in enumerate(named):
        x = _LEFT if number % 2 == 0 else (_LEFT + _WIDTH) / 2
        y = _HEIGHT + 4 + _LEGEND_STEP * (number // 2)
        parts.append(tag("line", x1=x, x2=x + 18, y1=y - 3.5, y2=y - 3.5, class_=class_))
        parts.append(svg.text(x + 24, y, words, "small"))
    return join(parts)


def _table(asked: Figure) -> Markup:
    """Layers in rows, curves in columns, the band's layers marked."""
    head: list[Child] = ["layer", *(line.words for line in asked.lines)]
    by_layer = [{point.layer: point for point in line.points} for line in asked.lines]
    rows: list[list[Child]] = []
    for layer in range(asked.layers):
        inside = asked.band is not None and layer in asked.band
        rows.append([f"{layer}{' (band)' if inside else ''}", *(_cell(column.get(layer)) for column in by_layer)])
    table = svg.table(head, rows, "compact")
    said = [f"{level.words}: {_shown(level.result)}" for level in asked.levels]
    return join([table, tag("p", "; ".join(said), class_="note") if said else None])


def _cell(result: Result | None) -> Markup:
    return svg.number(numbers.MISSING) if result is None else svg.number(_shown(result), result.value)


def _shown(result: Result) -> str:
    return f"{numbers.nats(result.value)} {numbers.interval(result.low, result.high)}".strip()


def _series(colour: int) -> str:
    return f"series-{colour % _COLOURS}"
