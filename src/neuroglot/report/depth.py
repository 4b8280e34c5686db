"""Curves over depth: one drawing for whatever is measured layer by layer, with intervals, levels, band and table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from neuroglot.core.layers import EMBEDDING, Band
from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.html import Child, Markup, join, tag

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 560.0, 280.0, 46.0, 14.0, 14.0, 44.0
_COLOURS = 8
_LEGEND_STEP = 16.0


@dataclass(frozen=True)
class Curve:
    """A curve: what it is called, its Results by layer, its colour's number, and whether it stands beside another of
    the same colour (a twin's). `level` is a Result without a layer, drawn as a line across in the same colour."""

    words: str
    points: Mapping[int, Result]
    colour: int
    beside: bool = False
    level: Result | None = None

    @property
    def again(self) -> bool:
        """Whether it is hollow and dashed, without a ribbon: its colour is another curve's too."""
        return self.beside or self.colour >= _COLOURS

    @property
    def series(self) -> str:
        """The classes of its colour."""
        return f"{_series(self.colour)}{' again' if self.again else ''}"


@dataclass(frozen=True)
class Figure:
    """What is drawn over depth: `axis` says of what, `levels` are lines across by their words, and `zero` says that the
    axis reaches 0 whatever the values."""

    name: str
    heading: str
    axis: str
    curves: Sequence[Curve]
    caption: str = ""
    levels: Mapping[str, Result] = field(default_factory=dict)
    band: Band | None = None
    zero: bool = True

    @cached_property
    def layers(self) -> list[int]:
        """The layers that have a point, EMBEDDING first."""
        return sorted({layer for curve in self.curves for layer in curve.points})

    @property
    def coloured(self) -> list[tuple[str, Result, str]]:
        """Words, Result and class of every level; their colours are the last ones."""
        numbered = enumerate(self.levels.items(), start=1)
        return [(words, level, f"level {_series(_COLOURS - number)}") for number, (words, level) in numbered]


def points_of(results: Iterable[Result]) -> dict[int, Result]:
    """Results by layer; what enters layer 0 stands before it."""
    found = {}
    for result in results:
        if result.layer is not None:
            found[result.layer] = result
        elif result.condition.get("at") == "embedding":
            found[EMBEDDING] = result
    return dict(sorted(found.items()))


def depth_figures(asked: Iterable[Figure]) -> list[Markup]:
    """The figures that have a point, each with its numbers folded below."""
    return [_figure(one) for one in asked if one.layers]


def layer_name(layer: int) -> str:
    """A layer's number, or `embedding`."""
    return "embedding" if layer == EMBEDDING else str(layer)


def _place(layer: int) -> str:
    return layer_name(layer) if layer == EMBEDDING else f"layer {layer}"


def _figure(asked: Figure) -> Markup:
    curves = [curve for curve in asked.curves if curve.points]
    results = [point for curve in curves for point in curve.points.values()] + list(asked.levels.values())
    results += [curve.level for curve in curves if curve.level is not None]
    ends = [bound for one in results for bound in (one.value, one.low, one.high) if bound is not None]
    first, last = asked.layers[0], asked.layers[-1]
    across, up = _Axis(first, max(last, first + 1), _LEFT, _WIDTH - _RIGHT), _value_axis(ends, asked.zero)
    height = _HEIGHT + _LEGEND_STEP * ((len(curves) + len(asked.levels) + 1) // 2)
    drawn = svg.drawing(
        asked.name,
        f"{asked.heading}: {asked.axis} by layer",
        (_WIDTH, height),
        _band(asked.band, across) if asked.band else None,
        _grid(across, up, asked),
        *(_level(words, level, class_, up) for words, level, class_ in asked.coloured),
        *(_level(one.words, one.level, f"level {_series(one.colour)}", up) for one in curves if one.level is not None),
        *(_ribbon(curve, across, up) for curve in curves if not curve.again),
        *(_curve(curve, across, up) for curve in curves),
        _legend(curves, asked),
    )
    return svg.figure(drawn, asked.heading, asked.caption or None, svg.details("The numbers", _table(curves, asked)))


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
    low, high = min(values), max(values)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    spare = 0.05 * ((high - low) or abs(high) or 1.0)
    return _Axis(low - spare, high + spare, _HEIGHT - _BOTTOM, _TOP)


def _band(band: Band, across: _Axis) -> Markup:
    """The band as a field behind the curves; the ends' intervals as a bar at its foot."""
    half = 0.5 / (across.high - across.low) * (across.end - across.start)
    left, right = across.at(band.first) - half, across.at(band.last) + half
    bottom = _HEIGHT - _BOTTOM
    field_ = tag("rect", x=left, y=_TOP, width=right - left, height=bottom - _TOP, class_="band")
    bars = [
        tag("line", x1=across.at(low) - half / 2, x2=across.at(high) + half / 2, y1=y, y2=y, class_="own thin")
        for y, (low, high) in zip((bottom - 3, bottom), (band.first_interval, band.last_interval), strict=True)
    ]
    hint = f"band: layers {band.first} {list(band.first_interval)} to {band.last} {list(band.last_interval)}"
    return tag("g", tag("title", hint), field_, *bars)


def _grid(across: _Axis, up: _Axis, asked: Figure) -> Markup:
    parts = []
    for value in svg.ticks(up.high, up.low):
        y = up.at(value)
        if not _TOP <= y <= _HEIGHT - _BOTTOM:
            continue
        class_ = "zero" if value == 0 else "gridline"
        parts.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_=class_))
        parts.append(svg.text(_LEFT - 6, y + 3.5, f"{value:g}".replace("-", numbers.MINUS), "small", "end"))
    step = (_WIDTH - _LEFT - _RIGHT) / len(asked.layers)
    every = next(every for every in (1, 2, 5, 10, 20, 50, 100) if step * every >= 18 or every == 100)
    for layer in asked.layers:
        if layer == EMBEDDING:
            parts.append(svg.text(across.at(layer) + 5, _HEIGHT - _BOTTOM + 15, "emb", "small", "end"))
        elif layer % every == 0:
            parts.append(svg.text(across.at(layer), _HEIGHT - _BOTTOM + 15, str(layer), "small", "middle"))
    parts.append(svg.text(_WIDTH - _RIGHT, _HEIGHT - 14, "layer (from 0)", "small", "end"))
    parts.append(svg.text(_LEFT, _HEIGHT - 14, asked.axis, "small"))
    return join(parts)


def _level(words: str, level: Result, class_: str, up: _Axis) -> Markup:
    y = up.at(level.value)
    hint = f"{words}: {_shown(level)}"
    return tag("g", tag("title", hint), tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_=class_))


def _ribbon(curve: Curve, across: _Axis, up: _Axis) -> Markup | None:
    bounds = [
        (across.at(layer), up.at(point.low), up.at(point.high))
        for layer, point in curve.points.items()
        if point.low is not None and point.high is not None
    ]
    if len(bounds) < 2:
        return None
    there = [f"{x:.2f} {low:.2f}" for x, low, _ in bounds]
    back = [f"{x:.2f} {high:.2f}" for x, _, high in reversed(bounds)]
    return tag("path", d=f"M{'L'.join([*there, *back])}Z", class_=f"ribbon {curve.series}")


def _curve(curve: Curve, across: _Axis, up: _Axis) -> Markup:
    places = [(across.at(layer), up.at(point.value), layer, point) for layer, point in curve.points.items()]
    path = f"M{'L'.join(f'{x:.2f} {y:.2f}' for x, y, _, _ in places)}"
    drawn = tag("path", d=path, class_=f"curve {curve.series}") if len(places) > 1 else None
    dots = [
        tag(
            "g",
            tag("title", f"{curve.words}, {_place(layer)}: {_shown(point)}"),
            tag("circle", cx=x, cy=y, r=2.6, class_=f"point {curve.series}"),
        )
        for x, y, layer, point in places
    ]
    return join([drawn, *dots])


def _legend(curves: Sequence[Curve], asked: Figure) -> Markup:
    """The names below the drawing, in two columns."""
    named = [(curve.words, f"curve {curve.series}") for curve in curves]
    named += [(words, class_) for words, _, class_ in asked.coloured]
    parts = []
    for number, (words, class_) in enumerate(named):
        x = _LEFT if number % 2 == 0 else (_LEFT + _WIDTH) / 2
        y = _HEIGHT + 4 + _LEGEND_STEP * (number // 2)
        parts.append(tag("line", x1=x, x2=x + 18, y1=y - 3.5, y2=y - 3.5, class_=class_))
        parts.append(svg.text(x + 24, y, words, "small"))
    return join(parts)


def _table(curves: Sequence[Curve], asked: Figure) -> Markup:
    """Layers in rows, curves in columns, the band's layers marked; levels behind them."""
    head: list[Child] = ["layer", *(curve.words for curve in curves)]
    rows: list[list[Child]] = []
    for layer in asked.layers:
        inside = asked.band is not None and layer in asked.band
        cells = (_cell(curve.points.get(layer)) for curve in curves)
        rows.append([f"{layer_name(layer)}{' (band)' if inside else ''}", *cells])
    if any(curve.level for curve in curves):
        rows.append(["without a state", *(_cell(curve.level) for curve in curves)])
    said = "; ".join(f"{words}: {_shown(level)}" for words, level in asked.levels.items())
    return join([svg.table(head, rows, "compact"), tag("p", said, class_="note") if said else None])


def _cell(result: Result | None) -> Markup:
    return svg.number(numbers.MISSING) if result is None else svg.number(_shown(result), result.value)


def _shown(result: Result) -> str:
    return f"{numbers.nats(result.value)} {numbers.interval(result.low, result.high)}".strip()


def _series(colour: int) -> str:
    return f"series-{colour % _COLOURS}"
