"""The section about mean ablation: what each set does when its neurons are held at their means, beside zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import LOSS_MEASURE, Loaded
from neuroglot.report.effects import Effects, effects
from neuroglot.report.findings import verdict_sentence
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.kinds import MEAN, ZERO
from neuroglot.report.rate_findings import verdict_sentences
from neuroglot.report.rates import Rates, rates
from neuroglot.report.sections import Contents, section
from neuroglot.report.verdicts import verdict_on

_LEAD = (
    "Here a silent neuron puts out its mean instead of zero: over each language's tokens, then over the languages. "
    "That stays nearer to what the model was trained on. Each set stands beside itself under zero; its random sets are "
    "drawn by the same seeds, and held at their means too. Zeroing the gate, up, act and hidden neuron of one index is "
    "one intervention, holding them at their means is four: units count interventions under zero only."
)
_OTHER_PROGRAMS = (
    "The ablation to zero was measured on other programs than this one: the two can be compared in their signs, not in "
    "their sizes."
)


@dataclass(frozen=True)
class _Measure:
    """How one measure is written: what changes, a change, and its interval."""

    what: str
    shown: Callable[[float | None], str]
    bounds: Callable[[float | None, float | None], str]


@dataclass(frozen=True)
class _Side:
    """One method's effects under one kind, and (draws exceeded, draws) by set."""

    effect: Effects
    beaten: Mapping[str, tuple[int, int] | None]


def mean_ablation(page: Contents) -> Markup:
    """The section; where nothing was held at its mean, one sentence."""
    title = "Held at the mean instead of zero"
    found = sorted((one for one in page.run.ablations if one.kind == MEAN), key=lambda one: one.metric != LOSS_MEASURE)
    parts = [part for one in found if (part := _by_loss(page, one) or _by_programs(page, one)) is not None]
    if not parts:
        command = tag("code", "neuroglot ablate RUN --kind mean")
        lacking = tag("p", "No set was held at its neurons' means; ", command, " does it.", class_="lacks")
        return section("mean", title, lacking)
    return section("mean", title, tag("p", _LEAD, class_="lead"), *parts)


def _by_loss(page: Contents, one: Loaded) -> Markup | None:
    held = effects(one.results, kind=MEAN) if one.metric == LOSS_MEASURE else ()
    if not held:
        return None
    zeroed = effects(page.run.results, held[0].split, kind=ZERO)
    measure = _Measure("Held-out loss, nats a token", numbers.nats, numbers.interval)
    sides = ([_side(effect) for effect in held], [_side(effect) for effect in zeroed])
    return _part(one, sides, measure, [verdict_sentence(verdict_on(held[0])), *_caution(page, one)])


def _side(effect: Effects) -> _Side:
    return _Side(effect, {label: effect.beaten(label) for label in effect.labels})


def _by_programs(page: Contents, one: Loaded) -> Markup | None:
    held = rates(one.results, kind=MEAN) if one.metric != LOSS_MEASURE else None
    if held is None or not held.changes:
        return None
    zeroed = [found for _, found in page.passed if (found.k, found.split) == (held.k, held.split)]
    measure = _Measure(f"{held.metric}, points", numbers.points, numbers.hundred_interval)
    sides = (_sides(held), [side for found in zeroed for side in _sides(found)])
    return _part(one, sides, measure, [*verdict_sentences(held, held.changes[0]), *_caution(page, one)])


def _caution(page: Contents, one: Loaded) -> list[str]:
    """Whether an ablation to zero by the same metric on the same split is about other programs."""
    split = next((result.split for result in one.results), "")
    for other in page.run.ablations:
        if (other.kind, other.metric) == (ZERO, one.metric) and any(result.split == split for result in other.results):
            mine, theirs = one.artifact.request.identity, other.artifact.request.identity
            if any(mine.get(name) != theirs.get(name) for name in ("corpus", "problems")):
                return [_OTHER_PROGRAMS]
    return []


def _sides(found: Rates) -> list[_Side]:
    return [_Side(one, {label: found.falls(one).beaten(label) for label in one.labels}) for one in found.changes]


def _part(
    one: Loaded, sides: tuple[Sequence[_Side], Sequence[_Side]], measure: _Measure, said: Sequence[str]
) -> Markup:
    """One measurement: its verdict, a row a set with both kinds, and (folded) every language of each method."""
    held, zeroed = sides
    head: list[Child] = ["Method", "Set"]
    for kind in ("mean", "zero"):
        head += [join([kind, tag("br"), what]) for what in ("own language", "others, on average", "draws exceeded")]
    wholes = [
        svg.details(f"{numbers.method_name(side.effect.method)}: every language", _whole(side.effect, measure))
        for side in held
    ]
    return join(
        [
            tag("h3", f"{measure.what}: {held[0].effect.split or 'whole'} split ({one.artifact.name})"),
            *(tag("p", line) for line in said),
            svg.table(head, _rows(held, zeroed, measure), "sortable"),
            *wholes,
        ]
    )


def _rows(held: Sequence[_Side], zeroed: Sequence[_Side], measure: _Measure) -> Iterator[list[Child]]:
    """One row a method and set; a universal set that several methods borrow has one."""
    there = {(side.effect.source(label), label): side for side in zeroed for label in side.effect.labels}
    done: set[tuple[str, str]] = set()
    for side in held:
        for label in side.effect.labels:
            place = side.effect.source(label), label
            if place not in done:
                done.add(place)
                cells = [*_cells(side, label, measure), *_cells(there.get(place), label, measure)]
                yield [numbers.method_name(place[0]), numbers.name(label), *cells]


def _cells(side: _Side | None, label: str, measure: _Measure) -> list[Markup]:
    if side is None:
        return [svg.number(numbers.MISSING)] * 3
    others = [one.value for one in side.effect.others(label)]
    mean = sum(others) / len(others) if others else None
    above, draws = side.beaten.get(label) or (0, 0)
    exceeded = svg.number(f"{above} of {draws}", above / draws) if draws else svg.number(numbers.MISSING)
    return [_change(side.effect.own(label), measure), svg.number(measure.shown(mean), mean), exceeded]


def _whole(effect: Effects, measure: _Measure) -> Markup:
    rows: list[list[Child]] = [
        [
            numbers.name(label),
            *(_change(effect.changes.get((label, language)), measure) for language in effect.languages),
        ]
        for label in effect.labels
    ]
    return svg.table(["Held at the mean", *map(numbers.name, effect.languages)], rows, "sortable compact")


def _change(result: Result | None, measure: _Measure) -> Markup:
    if result is None:
        return svg.number(numbers.MISSING)
    bounds = measure.bounds(result.low, result.high)
    small = tag("small", bounds) if bounds else None
    return tag("td", measure.shown(result.value), small, class_="number", data_value=repr(float(result.value)))
