"""The section about steering: in which language the model writes while a language's neurons are held at their mean."""

from __future__ import annotations

from collections.abc import Iterable

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.sections import Contents, section
from neuroglot.report.steer_matrix import steer_matrix
from neuroglot.report.steers import PLAIN, STAGE, Held, Steers, steers

_LEAD = (
    "A set's neurons were held at their mean activity on its language while the model wrote, whatever it read. Each "
    "sample's language was told by parsing: the one whose grammar has a place for nearly all of it; unclear is what "
    "fits none, or several alike. Random: matched sets held at their own means on the same language. At the pooled "
    "mean: the same set held at its mean over the languages, so that being held as such is told from being held at one "
    "language. Changes are against the plain model, which wrote with the same random numbers; intervals are 95 % "
    "bootstraps over tasks."
)


def steering(page: Contents) -> Markup:
    """The section; where nothing was held, one sentence and how to do it."""
    title = "Steering: held at a language"
    measured = [(one, found) for one in page.run.stage(STAGE) if (found := steers(one.results)) is not None]
    if not measured:
        command = tag("code", "neuroglot steer RUN")
        words = "No set was held at its language's mean while the model wrote; "
        return section("steering", title, tag("p", words, command, " does it.", class_="lacks"))
    (last, found), *others = reversed(measured)
    folded = [
        svg.details(_named(one, older), _measurement(older, f"steering-{index}"))
        for index, (one, older) in enumerate(others, start=1)
    ]
    lead = tag("p", _LEAD, class_="lead")
    return section("steering", title, lead, tag("h3", _named(last, found)), _measurement(found, "steering-0"), *folded)


def _named(one: Loaded, found: Steers) -> str:
    return f"Problems of the {found.split or 'whole'} split of {found.corpus} ({one.artifact.name})"


def _measurement(found: Steers, name: str) -> Markup:
    """All that one artefact measured; the first method and factor unfolded."""
    parts: list[Markup] = []
    for index, sets in enumerate(found.groups.values()):
        drawn = [steer_matrix(found, sets, kind, f"{name}-{index}-{place}") for place, kind in enumerate(found.kinds)]
        said = tag("ul", *(tag("li", line) for line in sentences(found, sets)), class_="findings")
        whole = join([said, tag("div", *drawn, class_="grid wide"), _passing(found, sets), _foreign(found, sets)])
        parts.append(whole if index == 0 else svg.details(sets[0].words, whole))
    return join(parts)


def sentences(found: Steers, sets: Iterable[Held]) -> list[str]:
    """For every one of the held sets: what its language's share does behind each kind of prompt."""
    said = []
    for held in sets:
        rises = [part for kind in found.kinds if (part := _rise(found, held, kind))]
        if rises:
            said.append(f"{numbers.name(held.label)} ({held.words}): {'; '.join(rises)}.")
    return said


def _rise(found: Steers, held: Held, kind: str) -> str:
    at = (held, kind, held.label)
    share, change = found.shares.get(at), found.changes.get(at)
    if share is None or change is None:
        return ""
    before, exceeded = found.shares.get((PLAIN, kind, held.label)), found.exceeded.get((held, kind))
    plain = numbers.hundred(before.value if before else None)
    by = f"{numbers.points(change.value)} {numbers.hundred_interval(change.low, change.high)}".rstrip()
    said = f"{kind} prompts {plain} to {numbers.rate(share.value)}, {by} points"
    if exceeded is None:
        return said
    return f"{said}, a larger rise than in {numbers.count(exceeded.value)} of {numbers.count(exceeded.n)} draws"


def _passing(found: Steers, sets: Iterable[Held]) -> Markup | None:
    """pass@k by the prompt's language, with the change and the random sets' mean change under it."""
    if not found.rates:
        return None
    head: list[Child] = ["Held", *map(numbers.name, found.prompted)]
    rows: list[list[Child]] = [["Nothing", *(_rate(found, PLAIN, language) for language in found.prompted)]]
    rows += [[numbers.name(one.label), *(_rate(found, one, language) for language in found.prompted)] for one in sets]
    return join(
        [
            tag("h3", f"Programs that pass behind their own prompts: pass@{found.k} in per cent"),
            svg.table(head, rows, "sortable compact"),
        ]
    )


def _rate(found: Steers, held: Held, language: str) -> Markup:
    rate, change = found.rates.get((held, language)), found.rate_changes.get((held, language))
    draws = [draw.value for draw in found.rate_draws.get((held, language), ())]
    random = f"random {numbers.points(sum(draws) / len(draws))}" if draws else ""
    return _pair(rate, change, random)


def _foreign(found: Steers, sets: Iterable[Held]) -> Markup | None:
    """The share written in the set's language, by the language in which the prompt began."""
    if not found.foreign:
        return None
    head: list[Child] = ["Held", *(f"{numbers.name(language)} prompts" for language in found.prompted)]
    rows: list[list[Child]] = [
        [
            numbers.name(held.label),
            *(
                _pair(found.foreign.get((held, language)), found.foreign_changes.get((held, language)))
                for language in found.prompted
            ),
        ]
        for held in sets
    ]
    return svg.details(
        "Own prompts by their language: share written in the held set's language, in per cent",
        svg.table(head, rows, "sortable compact"),
    )


def _pair(value: Result | None, change: Result | None, more: str = "") -> Markup:
    """A share in per cent, with its change and the change's interval in small."""
    if value is None:
        return svg.number(numbers.MISSING)
    bounds = numbers.hundred_interval(change.low, change.high) if change else ""
    lines = [f"{numbers.points(change.value)} {bounds}".rstrip() if change else "", more]
    small = join([tag("small", line) for line in lines if line])
    return tag("td", numbers.hundred(value.value), small, class_="number", data_value=repr(float(value.value)))
