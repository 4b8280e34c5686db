"""Markdown made by hand, where text can't become markup: strings are escaped wherever they are put.

Only `Figures` are written as they are, and those are made here from numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers
from neuroglot.report.html import sound

_MEANS_SOMETHING = re.compile(r"[\\`*_\[\]<>|~&$#]")
_BEGINS_A_BLOCK = re.compile(r"^(\d*)(?=[-+=.)])")
_LINE_BREAKS = re.compile(r"[\s\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Figures:
    """Digits, signs and brackets, which need no escaping."""

    text: str


Cell = str | Figures

MISSING = Figures(numbers.MISSING)


def escape(text: str) -> str:
    """Text as one line of Markdown: what has a meaning in a line, a table or HTML is escaped."""
    return _MEANS_SOMETHING.sub(r"\\\g<0>", sound(_LINE_BREAKS.sub(" ", text).strip()))


def heading(level: int, text: str) -> str:
    """A heading; level 1 is the document's."""
    return f"{'#' * level} {escape(text)}\n"


def paragraph(text: str) -> str:
    """A paragraph of one line, also where it begins like a list or a rule."""
    return _BEGINS_A_BLOCK.sub(r"\1\\", escape(text)) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table; all columns but the first are aligned to the right. Columns are padded, so that it reads as text too."""
    lines = [[_text(cell) for cell in row] for row in [head, *rows]]
    widths = [max(3, *(len(line[column]) for line in lines)) for column in range(len(head))]
    rule = [("-" * width if column == 0 else "-" * (width - 1) + ":") for column, width in enumerate(widths)]
    padded = [
        [cell.ljust(width) if column == 0 else cell.rjust(width) for column, (cell, width) in enumerate(pairs)]
        for pairs in (list(zip(line, widths, strict=True)) for line in [lines[0], rule, *lines[1:]])
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in padded)


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Figures) else escape(cell)


def document(parts: Iterable[str]) -> str:
    """Blocks with an empty line between them."""
    return "\n".join(parts)


def whole(value: float | None) -> Figures:
    """A count."""
    return Figures(numbers.count(value))


def nats(result: Result | None) -> Figures:
    """A loss or its change with its interval: `0.261 [0.210, 0.312]`."""
    if result is None:
        return MISSING
    return Figures(f"{numbers.nats(result.value)} {numbers.interval(result.low, result.high)}".rstrip())


def hundred(result: Result | None) -> Figures:
    """A pass rate in per cent with its interval: `46.3 [38.4, 54.3]`."""
    return _of_hundred(result, numbers.hundred)


def points(result: Result | None) -> Figures:
    """A change of a pass rate in points with its interval: `-12.2 [-18.9, -5.5]`, with a true minus."""
    return _of_hundred(result, numbers.points)


def _of_hundred(result: Result | None, shown: Callable[[float | None], str]) -> Figures:
    if result is None:
        return MISSING
    return Figures(f"{shown(result.value)} {numbers.hundred_interval(result.low, result.high)}".rstrip())
