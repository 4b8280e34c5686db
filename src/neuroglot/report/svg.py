"""The few pieces of SVG that all figures share: the drawing, cells on a sequential scale, text, and its legend.

Colours are classes whose colours the page's style sheet sets for light and dark; a cell's strength is the opacity of
one hue, so that small values fade into the page in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from neuroglot.report.html import Attribute, Child, Markup, join, tag


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is drawn, in the drawing's units."""

    x: float
    y: float
    width: float
    height: float


def drawing(name: str, title: str, size: tuple[float, float], *children: Child) -> Markup:
    """One SVG with a name (unique in the page: used in ids and for the file it is saved as) and a title for readers."""
    width, height = size
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{name}-title",
        data_name=name,
        data_width=width,
        data_height=height,
        class_="chart broad" if width > 460 else "chart",
    )


def figure(drawn: Markup, heading: str, caption: Child = None, more: Child = None) -> Markup:
    """A drawing with its heading, caption and (below, folded) its numbers."""
    return tag(
        "figure",
        tag("figcaption", tag("h3", heading), tag("p", caption) if caption is not None else None),
        tag("div", drawn, class_="scroll"),
        more,
    )


def text(x: float, y: float, content: Child, class_: str = "label", anchor: str = "start") -> Markup:
    """A line of text; `anchor` is start, middle or end."""
    return tag("text", content, x=x, y=y, class_=class_, text_anchor=None if anchor == "start" else anchor)


def strength(value: float, largest: float) -> float:
    """Where a value lies on a scale from 0 to `largest`: 0 to 1."""
    return 0.0 if largest <= 0 else min(1.0, abs(value) / largest)


def cell(box: Box, share: float, hint: str | None = None, **more: Attribute) -> Markup:
    """A rectangle with strength `share` (0 to 1) of the sequential hue and a hint on hover."""
    classes = f"cell {more.pop('class_', '')}".strip()
    return tag(
        "rect",
        tag("title", hint) if hint else None,
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        fill_opacity=f"{share:.3f}".rstrip("0").rstrip("."),
        class_=classes,
        **more,
    )


def on_cell(share: float) -> str:
    """The class of text on a cell: which colour reads on it depends on its strength and on the theme."""
    return "on-low" if share < 0.52 else "on-middle" if share < 0.68 else "on-high"


def hatch(name: str) -> Markup:
    """The patterns that mark an interval across zero on weak and on strong cells; `hatching` names the right one."""
    return tag("defs", *(_pattern(f"{name}-{which}hatch", which) for which in ("", "high-")))


def _pattern(name: str, which: str) -> Markup:
    line = tag("line", x1=0, y1=0, x2=0, y2=6, class_=f"{which}hatch")
    return tag(
        "pattern", line, id=name, width=6, height=6, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )


def hatching(name: str, share: float = 0.0) -> str:
    """The fill that hatches a cell of strength `share` in the figure `name`."""
    return f"url(#{name}-{'high-' if on_cell(share) == 'on-high' else ''}hatch)"


def ramp(x: float, y: float, words: tuple[str, str], width: float = 110) -> Markup:
    """The legend of the sequential scale: eleven steps between two words."""
    step = width / 11
    low, high = words
    cells = [cell(Box(x + index * step, y, step + 0.3, 9), index / 10, class_="flush") for index in range(11)]
    return join([*cells, text(x, y + 20, low, "small"), text(x + width, y + 20, high, "small", "end")])


def ticks(largest: float, smallest: float = 0.0, about: int = 4) -> list[float]:
    """Round values for an axis from `smallest` to `largest`."""
    span = largest - smallest
    if span <= 0:
        return [smallest]
    raw = span / about
    power = 10.0 ** _floor_log(raw)
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= raw * 0.999)
    first = int(-(-smallest // step)) if smallest >= 0 else -int(-smallest // step)
    values = []
    while first * step <= largest + 1e-12:
        values.append(round(first * step, 12))
        first += 1
    return values


def _floor_log(value: float) -> int:
    exponent = 0
    while value >= 10:
        value, exponent = value / 10, exponent + 1
    while value < 1:
        value, exponent = value * 10, exponent - 1
    return exponent


def table(head: Iterable[Child], rows: Iterable[Iterable[Child]], class_: str = "") -> Markup:
    """A table in a box that scrolls; a row's first cell is its header. Cells are children or whole `td` elements."""
    lines, numeric = [], [False]
    for row in rows:
        first, *rest = row
        cells = [_whole(one) for one in rest]
        numeric = [False, *('class="number"' in cell.text[:40] for cell in cells)]
        lines.append(tag("tr", tag("th", first, scope="row"), *cells))
    aligned = zip_longest(head, numeric, fillvalue=False)
    heads = [tag("th", one, scope="col", class_="number" if right else None) for one, right in aligned]
    return tag(
        "div",
        tag(
            "table",
            tag("thead", tag("tr", *heads)),
            tag("tbody", *lines),
            class_=class_ or None,
        ),
        class_="scroll",
    )


def number(shown: str, value: float | None = None) -> Markup:
    """A table cell with a number, right-aligned; `value` is what sorting uses."""
    return tag("td", shown, class_="number", data_value=None if value is None else repr(float(value)))


def details(summary: Child, *children: Child) -> Markup:
    """Something folded."""
    return tag("details", tag("summary", summary), *children)


def _whole(child: Child) -> Markup:
    if isinstance(child, Markup) and child.text.startswith("<td"):
        return child
    return tag("td", child)
