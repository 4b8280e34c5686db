"""The matrix of steering: in which language the model writes, plain and with each language's set held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.cells import CELL, LEFT, Line, Look, marked
from neuroglot.report.effects import crosses_zero
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.steers import PLAIN, PROMPTS, UNCLEAR, Held, Steers
from neuroglot.report.svg import Box

_TOP, _PLAIN, _HIGH, _GAP, _BESIDE = 46.0, 30.0, 55.0, 8.0, 150.0


@dataclass(frozen=True)
class _Plan:
    """What every cell of one matrix needs to know; row 0 is the plain model."""

    found: Steers
    sets: Sequence[Held]
    kind: str
    name: str

    @property
    def rows(self) -> tuple[Held, ...]:
        """What the rows are."""
        return (PLAIN, *self.sets)

    @property
    def right(self) -> float:
        """Where the last column ends."""
        return LEFT + len(self.found.written) * CELL

    def top(self, row: int) -> float:
        """Where a row begins, and for the number of rows where the last one ends."""
        return _TOP + (0 if row == 0 else _PLAIN + _GAP + (row - 1) * (_HIGH + _GAP))


def steer_matrix(found: Steers, sets: Sequence[Held], kind: str, name: str) -> Markup:
    """The figure of one method, factor and kind of prompt: held sets in rows, languages written in columns."""
    plan = _Plan(found, sets, kind, name)
    bottom = plan.top(len(plan.rows)) + 6
    behind = f"Behind {PROMPTS.get(kind, kind)}"
    body: list[Child] = [svg.hatch(name), _header(plan)]
    for row, held in enumerate(plan.rows):
        middle = plan.top(row) + (_HIGH if row else _PLAIN) / 2 + 4
        body.append(svg.text(0, middle, numbers.name(held.label) if row else "Nothing", "strong"))
        body += [_cell(plan, row, column) for column in range(len(found.written))]
        body.append(_beside(plan, row, held) if row else None)
    body.append(_legend(name, bottom))
    title = f"{behind}: share of samples written in each language, in per cent, {sets[0].words}"
    drawn = svg.drawing(name, title, (plan.right + _BESIDE, bottom + 24), *body)
    return svg.figure(drawn, behind, None, _numbers(plan))


def _header(plan: _Plan) -> Markup:
    said = "written in → (per cent of samples; change in points)"
    parts = [svg.text(0, 14, "held ↓", "small"), svg.text(LEFT, 14, said, "small")]
    for column, language in enumerate(plan.found.written):
        middle = LEFT + column * CELL + (CELL - 3) / 2
        parts.append(svg.text(middle, 35, numbers.name(language), "strong", "middle"))
    return join([*parts, svg.text(plan.right + 6, 35, "own language's change", "small")])


def _cell(plan: _Plan, row: int, column: int) -> Markup:
    held, language = plan.rows[row], plan.found.written[column]
    at = (held, plan.kind, language)
    share, change = plan.found.shares.get(at), plan.found.changes.get(at)
    box = Box(LEFT + column * CELL, plan.top(row), CELL - 3, _HIGH if row else _PLAIN)
    if share is None:
        return svg.text(box.x + box.width / 2, box.y + box.height / 2 + 4, numbers.MISSING, "label", "middle")
    lines = [Line(numbers.hundred(share.value), 19, "value")]
    if change is not None:
        lines.append(Line(numbers.points(change.value), 34, "small-value"))
        lines.append(Line(numbers.hundred_interval(change.low, change.high), 47))
    look = Look(
        svg.strength(share.value, 1.0), hatched=change is not None and crosses_zero(change), own=held.label == language
    )
    return marked(box, plan.name, look, _hint(held, share, change), lines, data_share=repr(float(share.value)))


def _hint(held: Held, share: Result, change: Result | None) -> str:
    who = f"{numbers.name(held.label)} set held" if held != PLAIN else "nothing held"
    bounds = numbers.hundred_interval(share.low, share.high)
    said = f"{who}: {numbers.rate(share.value)} {bounds}".rstrip()
    more = ""
    if change is not None:
        by = f"{numbers.points(change.value)} {numbers.hundred_interval(change.low, change.high)}".rstrip()
        more = f", a change of {by} points"
    how = f" ({share.interval})" if share.interval else ""
    language = UNCLEAR if share.language is None else numbers.name(share.language)
    return f"{said} of samples are {language}{more}{how}, n = {numbers.count(share.n)}"


def _beside(plan: _Plan, row: int, held: Held) -> Markup:
    """What the controls do to the set's own language."""
    at = (held, plan.kind, held.label)
    exceeded, pooled = plan.found.exceeded.get((held, plan.kind)), plan.found.pooled.get(at)
    draws = [draw.value for draw in plan.found.draws.get(at, ())]
    words = []
    if exceeded is not None:
        words.append(f"above {numbers.count(exceeded.value)} of {numbers.count(exceeded.n)} draws")
    if draws:
        words.append(f"draws {numbers.points(min(draws))} … {numbers.points(max(draws))}")
    if pooled is not None:
        words.append(f"at the pooled mean {numbers.points(pooled.value)}")
    top = plan.top(row) + 20
    return join([svg.text(plan.right + 6, top + 13 * line, said, "small") for line, said in enumerate(words)])


def _legend(name: str, y: float) -> Markup:
    x = LEFT + 128
    hatched = {"x": x, "y": y, "width": 16, "height": 9}
    return join(
        [
            svg.ramp(LEFT, y, ("0", "100 %")),
            tag("rect", class_="frame", **hatched),
            tag("rect", fill=svg.hatching(name), **hatched),
            svg.text(x + 21, y + 8.5, "change's interval has 0", "small"),
            tag("rect", class_="own", x=x + 150, y=y, width=16, height=9),
            svg.text(x + 171, y + 8.5, "the set's language", "small"),
        ]
    )


def _numbers(plan: _Plan) -> Markup:
    head = ["Held", "Written", "Share", "Low", "High", "Change", "Low", "High", "n"]
    head += ["At the pooled mean", "Random mean", "Random min", "Random max"]
    rows: list[list[Child]] = []
    for held in plan.rows:
        for language in plan.found.written:
            at = (held, plan.kind, language)
            share = plan.found.shares.get(at)
            if share is not None:
                name = "Nothing" if held == PLAIN else numbers.name(held.label)
                rows.append([name, numbers.name(language), *_cells(plan.found, at, share)])
    return svg.details("Numbers, in per cent and points", svg.table(head, rows, "sortable compact"))


def _cells(found: Steers, at: tuple[Held, str, str], share: Result) -> list[Markup]:
    change, pooled = found.changes.get(at), found.pooled.get(at)
    draws = [draw.value for draw in found.draws.get(at, ())]
    random = [sum(draws) / len(draws), min(draws), max(draws)] if draws else [None, None, None]
    changed = [change.value, change.low, change.high] if change is not None else [None, None, None]
    return [
        *(svg.number(numbers.hundred(value), value) for value in (share.value, share.low, share.high)),
        *(svg.number(numbers.points(value), value) for value in changed),
        svg.number(numbers.count(share.n), share.n),
        *(svg.number(numbers.points(value), value) for value in (pooled.value if pooled else None, *random)),
    ]
