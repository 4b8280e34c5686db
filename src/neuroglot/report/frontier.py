"""The frontier of every method: effect on the own language against specificity, while sizes and thresholds vary."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.sections import Contents, lacks, section

STAGE = "frontier"
OTHERS = {"largest_other": "the most harmed other language", "mean_other": "the other languages' mean"}

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 600.0, 330.0, 58.0, 172.0, 18.0, 46.0
_COLOURS = 8

Curve = tuple[str, str]
"""Method and setting."""


@dataclass(frozen=True)
class Points:
    """The Results of one frontier's points by (curve, neurons a language) and metric."""

    split: str
    corpus: str
    rows: Mapping[tuple[Curve, int], Mapping[str, Result]]
    gains: Mapping[tuple[Curve, int], Mapping[str, Result]]

    @property
    def curves(self) -> tuple[Curve, ...]:
        """Methods with their settings, in the order of measurement."""
        return tuple(dict.fromkeys(curve for curve, _ in self.rows))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons a language."""
        return tuple(sorted({size for _, size in self.rows}))


def points_of(one: Loaded) -> Points:
    """Index the results of one frontier."""
    rows: dict[tuple[Curve, int], dict[str, Result]] = {}
    gains: dict[tuple[Curve, int], dict[str, Result]] = {}
    first = one.results[0]
    for result in one.results:
        about = result.condition
        if not result.metric.startswith("frontier_") or "per_language" not in about:
            continue
        at = ((str(about.get("method", "")), str(about.get("setting", ""))), int(about["per_language"]))
        there = gains if result.metric.startswith("frontier_gain_") else rows
        there.setdefault(at, {})[result.metric.removeprefix("frontier_").removeprefix("gain_")] = result
    return Points(first.split, first.corpus, rows, gains)


def frontier(page: Contents) -> Markup:
    """The section."""
    title = "Effect against specificity"
    found = [points_of(one) for one in page.run.stage(STAGE) if one.results]
    found = [one for one in found if one.rows]
    if not found:
        return section("frontier", title, lacks("No frontier was measured: methods are compared at one size only."))
    lead = (
        "Every method at several numbers of neurons a language: how much the own language loses (up is more) against "
        "how many times that is what others lose (right is more specific), averaged over the languages' sets. A method "
        "is better where its curve lies further up and to the right. Whiskers: 95 % bootstrap over tasks."
    )
    parts = [_part(one, index) for index, one in enumerate(found)]
    return section("frontier", title, tag("p", lead, class_="lead"), *parts)


def _part(found: Points, index: int) -> Markup:
    drawn = [_figure(found, other, f"frontier-{index}-{other}") for other in OTHERS]
    return join(
        [
            tag("h3", numbers.corpus_name(found.corpus, found.split)),
            tag("div", *drawn, class_="grid wide"),
            svg.details("The numbers", _table(found)),
            svg.details("Specificity at equal effect", _gains(found)) if found.gains else None,
        ]
    )


class _Scale:
    """A logarithmic axis."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        low, high = min(values), max(values)
        spare = 0.06 * (math.log(high / low) or 1.0)
        self.low, self.high = math.log(low) - spare, math.log(high) + spare
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        share = (math.log(value) - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """1, 2 and 5 times powers of ten inside; powers of ten only where those are many."""
        powers = range(math.floor(self.low / math.log(10)) - 1, math.ceil(self.high / math.log(10)) + 1)
        values = [nice * 10.0**power for power in powers for nice in (1, 2, 5)]
        inside = [value for value in values if self.low <= math.log(value) <= self.high]
        return inside if len(inside) <= 8 else [value for value in inside if f"{value:e}".startswith("1")]


def _figure(found: Points, other: str, name: str) -> Markup:
    metric = f"own_over_{other}"
    shown = {
        at: (row["own"], row[metric])
        for at, row in found.rows.items()
        if metric in row and row["own"].value > 0 and row[metric].value > 0
    }
    if not shown:
        return lacks(f"No point has a positive effect beside {OTHERS[other]}.")
    across = _Scale([ratio.value for _, ratio in shown.values()], _LEFT, _WIDTH - _RIGHT)
    up = _Scale([own.value for own, _ in shown.values()], _HEIGHT - _BOTTOM, _TOP)
    curves = [_curve(found, curve, shown, across, up) for curve in found.curves]
    legend = [
        join([_dot(_WIDTH - _RIGHT + 14, _TOP + 8 + 17 * row, row), _legend(curve, row)])
        for row, curve in enumerate(found.curves)
    ]
    title = f"Effect on the own language against specificity beside {OTHERS[other]}"
    drawn = svg.drawing(name, title, (_WIDTH, _HEIGHT), _grid(across, up, other), *curves, *legend)
    return svg.figure(drawn, f"Beside {OTHERS[other]}")


def _legend(curve: Curve, row: int) -> Markup:
    return svg.text(_WIDTH - _RIGHT + 24, _TOP + 12 + 17 * row, curve_name(curve), "small")


def curve_name(curve: Curve) -> str:
    """`PLS, ratio 1.5`."""
    method, setting = curve
    return f"{numbers.method_name(method)}{f', {setting}' if setting else ''}"


def _grid(across: _Scale, up: _Scale, other: str) -> Markup:
    parts = []
    for value in across.ticks():
        x = across.at(value)
        parts.append(
            tag("line", x1=x, x2=x, y1=_TOP, y2=_HEIGHT - _BOTTOM, class_="zero" if value == 1 else "gridline")
        )
        parts.append(svg.text(x, _HEIGHT - _BOTTOM + 15, f"{value:g}", "small", "middle"))
    for value in up.ticks():
        y = up.at(value)
        parts.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="gridline"))
        parts.append(svg.text(_LEFT - 6, y + 3.5, f"{value:g}", "small", "end"))
    words = f"own rise / rise of {OTHERS[other]}"
    parts.append(svg.text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 12, words, "small", "middle"))
    parts.append(svg.text(0, _TOP - 6, "own rise, nats a token", "small"))
    return join(parts)


def _curve(
    found: Points,
    curve: Curve,
    shown: Mapping[tuple[Curve, int], tuple[Result, Result]],
    across: _Scale,
    up: _Scale,
) -> Markup:
    row = found.curves.index(curve)
    there = [(size, *shown[curve, size]) for size in found.sizes if (curve, size) in shown]
    places = [(across.at(ratio.value), up.at(own.value)) for _, own, ratio in there]
    path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in places) if places else None
    line = tag("path", d=path, class_=f"curve {_series(row)}") if len(places) > 1 else None
    whiskers = [_whiskers(own, ratio, across, up, row) for _, own, ratio in there]
    dots = [
        tag("g", tag("title", _hint(curve, size, own, ratio)), _dot(x, y, row))
        for (size, own, ratio), (x, y) in zip(there, places, strict=True)
    ]
    return join([line, *whiskers, *dots])


def _hint(curve: Curve, size: int, own: Result, ratio: Result) -> str:
    return (
        f"{curve_name(curve)}, {numbers.count(size)} neurons a language: own {numbers.nats(own.value)} "
        f"{numbers.interval(own.low, own.high)} nats a token, {numbers.ratio(ratio.value)}{numbers.TIMES} "
        f"{numbers.interval(ratio.low, ratio.high, 1)}"
    )


def _whiskers(own: Result, ratio: Result, across: _Scale, up: _Scale, row: int) -> Markup:
    x, y = across.at(ratio.value), up.at(own.value)
    class_ = f"reach {_series(row)}"
    parts = []
    if _positive(ratio):
        parts.append(
            tag("line", x1=across.at(ratio.low or 0), x2=across.at(ratio.high or 0), y1=y, y2=y, class_=class_)
        )
    if _positive(own):
        parts.append(tag("line", x1=x, x2=x, y1=up.at(own.low or 0), y2=up.at(own.high or 0), class_=class_))
    return join(parts)


def _positive(result: Result) -> bool:
    return result.low is not None and result.high is not None and result.low > 0


def _dot(x: float, y: float, row: int) -> Markup:
    return tag("circle", cx=x, cy=y, r=3.8, class_=f"point {_series(row)}")


def _table(found: Points) -> Markup:
    head = ["method", "neurons a language", "found", "own rise", *(f"over {words}" for words in OTHERS.values())]
    rows: list[list[Child]] = []
    for (curve, size), row in found.rows.items():
        cells = [_cell(row.get(f"own_over_{other}"), numbers.ratio, 1) for other in OTHERS]
        count = row.get("neurons")
        shown = svg.number(numbers.count(count.value if count else None))
        rows.append(
            [curve_name(curve), svg.number(numbers.count(size)), shown, _cell(row.get("own"), numbers.nats), *cells]
        )
    return svg.table(head, rows, "compact")


def _gains(found: Points) -> Markup:
    said = tag(
        "p",
        "The best specificity among a method's points whose own effect is at least that of the reference, over the "
        "reference's: above 1 is better at equal effect, 0 means that no point reaches that effect.",
        class_="note",
    )
    than = next((str(result.condition.get("than", "")) for row in found.gains.values() for result in row.values()), "")
    head = ["method", f"at {than} with", *(f"beside {words}" for words in OTHERS.values())]
    rows: list[list[Child]] = [
        [
            curve_name(curve),
            svg.number(numbers.count(size)),
            *(_cell(row.get(other), numbers.ratio, 1) for other in OTHERS),
        ]
        for (curve, size), row in found.gains.items()
    ]
    return join([said, svg.table(head, rows, "compact")])


def _cell(result: Result | None, shown: Callable[[float | None], str], decimals: int | None = None) -> Markup:
    if result is None:
        return svg.number(numbers.MISSING)
    text = f"{shown(result.value)} {numbers.interval(result.low, result.high, decimals)}".strip()
    return svg.number(text, result.value)


def _series(row: int) -> str:
    """A curve's colour; when all are used they come again, hollow and dashed."""
    return f"series-{row % _COLOURS}{' again' if row >= _COLOURS else ''}"
