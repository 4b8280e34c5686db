"""Each set's effect on its own language beside the effects of the random sets matched to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.effects import Effects
from neuroglot.report.html import Markup, join, tag

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 452.0, 84.0, 62.0, 26.0, 40.0


class _Axis:
    """Nats a token to drawing units, the same for every method so that the panels can be compared."""

    def __init__(self, low: float, high: float) -> None:
        spare = 0.04 * (high - low or 1.0)
        self.low, self.high = low - spare, high + spare

    def at(self, value: float) -> float:
        """Where a value lies."""
        return _LEFT + (value - self.low) / (self.high - self.low) * (_WIDTH - _LEFT - _RIGHT)


def strips(measured: Sequence[Effects], name: str = "draws") -> list[Markup]:
    """One panel a method, on one axis; `name` begins the panels' ids. Methods without random draws are left out."""
    shown = [one for one in measured if any(one.draws.get((label, label)) for label in one.labels)]
    values = [value for one in shown for label in one.labels for value in _values(one, label)]
    if not values:
        return []
    axis = _Axis(min(0.0, *values), max(0.0, *values))
    return [_panel(one, axis, f"{name}-{index}") for index, one in enumerate(shown)]


def _values(effect: Effects, label: str) -> Iterable[float]:
    own = effect.own(label)
    if own is None:
        return []
    ends = [bound for bound in (own.value, own.low, own.high) if bound is not None]
    return [*ends, *(draw.value for draw in effect.draws.get((label, label), ()))]


def _panel(effect: Effects, axis: _Axis, name: str) -> Markup:
    labels = [label for label in effect.labels if effect.own(label) is not None]
    bottom = _TOP + len(labels) * _ROW
    method = numbers.method_name(effect.method)
    body = [_grid(axis, bottom)]
    for row, label in enumerate(labels):
        body.append(_row(effect, label, axis, _TOP + (row + 0.5) * _ROW))
    title = f"Effect on the own language of {method}'s sets and of random sets, nats a token"
    drawn = svg.drawing(name, title, (_WIDTH, bottom + 58), *body)
    return svg.figure(drawn, method)


def _grid(axis: _Axis, bottom: float) -> Markup:
    values = svg.ticks(axis.high, axis.low)
    decimals = max(1, min(4, numbers.decimals_for(max(map(abs, values), default=1)) - 1))
    parts = [svg.text(_WIDTH, 14, "draws exceeded", "small", "end")]
    for value in values:
        x = axis.at(value)
        line = "zero" if value == 0 else "gridline"
        parts.append(tag("line", x1=x, x2=x, y1=_TOP - 4, y2=bottom, class_=line))
        parts.append(svg.text(x, bottom + 15, numbers.fixed(value, decimals), "small", "middle"))
    parts.append(svg.text(_LEFT, bottom + 31, "rise of the own language's loss, nats a token", "small"))
    y = bottom + 47
    parts += [_diamond(_LEFT + 5, y), svg.text(_LEFT + 16, y + 3.5, "the set, with its interval", "small")]
    parts += [
        tag("circle", cx=_LEFT + 170, cy=y, r=3.2, class_="draw"),
        svg.text(_LEFT + 179, y + 3.5, "one random set", "small"),
    ]
    return join(parts)


def _row(effect: Effects, label: str, axis: _Axis, y: float) -> Markup:
    own = effect.own(label)
    draws = effect.draws.get((label, label), ())
    beaten = effect.beaten(label)
    dots = [
        tag(
            "circle",
            tag("title", f"random draw {draw.condition.get('draw', index)}: {numbers.nats(draw.value)} nats a token"),
            cx=axis.at(draw.value),
            cy=y + (index * 7 % 11 - 5) * 1.7,
            r=3.2,
            class_="draw",
        )
        for index, draw in enumerate(draws)
    ]
    return join(
        [
            svg.text(0, y + 4, numbers.name(label), "strong"),
            *dots,
            _marker(own, axis, y) if own else None,
            svg.text(_WIDTH, y + 4, f"{beaten[0]} of {beaten[1]}", "label", "end") if beaten else None,
        ]
    )


def _marker(own: Result, axis: _Axis, y: float) -> Markup:
    hint = f"the set: {numbers.nats(own.value)} {numbers.interval(own.low, own.high)} nats a token"
    whisker = None
    if own.low is not None and own.high is not None:
        whisker = tag("line", x1=axis.at(own.low), x2=axis.at(own.high), y1=y, y2=y, class_="whisker")
    return tag("g", tag("title", hint), whisker, _diamond(axis.at(own.value), y))


def _diamond(x: float, y: float) -> Markup:
    return tag("path", d=f"M{x:.2f} {y - 6:.2f}l6 6l-6 6l-6 -6z", class_="set")
