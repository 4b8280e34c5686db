"""What matrices of effects share: where their cells lie, how a cell is marked, and the legend under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neuroglot.report import svg
from neuroglot.report.html import Attribute, Markup, join, tag
from neuroglot.report.svg import Box

LEFT, CELL = 98.0, 84.0
"""Where the columns begin, and how far they are apart."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is marked: its strength on the scale of colour, whether it is a change for the better (another hue),
    whether it is hatched (its interval has 0) and framed (the set's own language)."""

    share: float = 0.0
    better: bool = False
    hatched: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a cell, `down` from its top."""

    words: str
    down: float
    size: str = "tiny"


def marked(box: Box, name: str, look: Look, hint: str, lines: Sequence[Line], **data: Attribute) -> Markup:
    """A cell of the figure `name`, with a hint on hover and lines of text."""
    where = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    reads, middle = svg.on_cell(look.share), box.x + box.width / 2
    return tag(
        "g",
        tag("title", hint),
        svg.cell(box, look.share, None, class_="better" if look.better else "", **data),
        tag("rect", fill=svg.hatching(name, look.share), **where) if look.hatched else None,
        tag("rect", class_="own", **where) if look.own else None,
        *(
            svg.text(middle, box.y + line.down, line.words, f"{line.size} {reads}", "middle")
            for line in lines
            if line.words
        ),
    )


def legend(name: str, y: float, top: str, better: str) -> Markup:
    """The scale of colour from 0 to `top`, the hatching, the frame, and what the other hue stands for."""
    x = LEFT + 128
    hatched = {"x": x, "y": y, "width": 16, "height": 9}
    return join(
        [
            svg.ramp(LEFT, y, ("0", top)),
            tag("rect", class_="frame", **hatched),
            tag("rect", fill=svg.hatching(name), **hatched),
            svg.text(x + 21, y + 8.5, "interval has 0", "small"),
            tag("rect", class_="own", x=x + 102, y=y, width=16, height=9),
            svg.text(x + 123, y + 8.5, "own language", "small"),
            svg.cell(Box(x, y + 14, 16, 9), 0.8, class_="better"),
            svg.text(x + 21, y + 22.5, better, "small"),
        ]
    )
