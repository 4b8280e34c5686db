"""How the programs ended, by language, with nothing silent and with each set silent: stacked bars and their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroglot.core.results import Result
from neuroglot.core.verdicts import Status
from neuroglot.report import numbers, svg
from neuroglot.report.effects import Effects
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.rates import NOTHING, Place, Rates

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW, _BAR, _GROUP = 452.0, 84.0, 46.0, 22.0, 17.0, 13.0, 34.0
_LEGEND = 3
"""Entries in a line of the legend."""

_Ended = Mapping[str, Result]


def endings(found: Rates, effect: Effects, name: str) -> Markup | None:
    """The figure of one method; None where nothing is known about endings."""
    groups = {language: _bars(found, effect, language) for language in found.languages}
    groups = {language: bars for language, bars in groups.items() if bars}
    if not groups:
        return None
    method, y = numbers.method_name(effect.method), _TOP
    body: list[Child] = [svg.text(_WIDTH, 12, "passed", "small", "end")]
    for language, bars in groups.items():
        body.append(svg.text(0, y + 14, numbers.name(language), "strong"))
        y += 22
        for label, ended in bars.items():
            body.append(_bar(found, language, label, ended, y))
            y += _ROW
        y += _GROUP - 22
    there = [status for status in found.statuses if any(_counted(bars, status) for bars in groups.values())]
    body.append(_legend(found, there, y + 4))
    height = y + 4 + 16 * -(-len(there) // _LEGEND)
    title = f"How the programs of each language ended, by silenced set, {method}"
    drawn = svg.drawing(name, title, (_WIDTH, height), *body)
    return svg.figure(drawn, f"{method}: how programs ended", None, _numbers(found, groups))


def _bars(found: Rates, effect: Effects, language: str) -> dict[str, _Ended]:
    """The endings with nothing silent and with each set silent, by label."""
    places: dict[str, Place] = {NOTHING: (NOTHING, NOTHING, language)}
    places |= {label: (effect.source(label), label, language) for label in effect.labels}
    return {label: found.endings[place] for label, place in places.items() if place in found.endings}


def _counted(bars: Mapping[str, _Ended], status: str) -> bool:
    return any(ended[status].value for ended in bars.values() if status in ended)


def _total(ended: _Ended) -> float:
    return sum(result.value for result in ended.values())


def _name(label: str) -> str:
    return "Nothing" if label == NOTHING else numbers.name(label)


def _bar(found: Rates, language: str, label: str, ended: _Ended, y: float) -> Markup:
    total, x = _total(ended), _LEFT
    parts: list[Markup] = []
    for status in found.statuses:
        count = ended[status].value if status in ended else 0.0
        if count <= 0 or total <= 0:
            continue
        width = count / total * (_WIDTH - _LEFT - _RIGHT)
        whose = f"{_name(label)} silent, {numbers.name(language)}"
        hint = f"{whose}: {numbers.count(count)} of {numbers.count(total)} programs: {status}"
        box = {"x": x, "y": y, "width": width, "height": _BAR}
        parts.append(tag("rect", tag("title", hint), class_=_class(status), data_count=repr(float(count)), **box))
        x += width
    passed = ended.get(Status.PASSED.value)
    share = numbers.percent(passed.value / total) if passed is not None and total > 0 else numbers.MISSING
    own = label == language
    outline = {"x": _LEFT, "y": y, "width": _WIDTH - _LEFT - _RIGHT, "height": _BAR}
    return tag(
        "g",
        svg.text(0, y + 10.5, _name(label), "label own-row" if own else "label"),
        *parts,
        tag("rect", class_="own thin", **outline) if own else None,
        svg.text(_WIDTH, y + 10.5, share, "label", "end"),
    )


def _class(status: str) -> str:
    """The class of a status, by its place among the judge's; what isn't known shares the last."""
    known = [one.value for one in Status]
    return f"ended ended-{known.index(status) if status in known else len(known)}"


def _legend(found: Rates, there: list[str], y: float) -> Markup:
    parts: list[Markup] = []
    for index, status in enumerate(there):
        x, line = (index % _LEGEND) * _WIDTH / _LEGEND, y + 16 * (index // _LEGEND)
        parts.append(tag("rect", x=x, y=line, width=10, height=10, class_=_class(status)))
        parts.append(svg.text(x + 15, line + 9, status, "small"))
    return join(parts)


def _numbers(found: Rates, groups: Mapping[str, Mapping[str, _Ended]]) -> Markup:
    head = ["Language", "Silent", *found.statuses, "Programs"]
    return svg.details("Numbers, in programs", svg.table(head, _rows(found, groups), "sortable compact"))


def _rows(found: Rates, groups: Mapping[str, Mapping[str, _Ended]]) -> Iterator[list[Child]]:
    for language, bars in groups.items():
        for label, ended in bars.items():
            counts = [ended[status].value if status in ended else 0.0 for status in found.statuses]
            cells = [svg.number(numbers.count(count), count) for count in [*counts, _total(ended)]]
            yield [numbers.name(language), _name(label), *cells]
