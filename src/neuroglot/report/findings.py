"""From Results to statements: the findings in sentences with numbers. Pure functions; `verdicts` says what confirms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from neuroglot.core.results import Result
from neuroglot.report import numbers
from neuroglot.report.effects import UNIVERSAL, Effects, Selection, crosses_zero, effects, methods_in_order, selection
from neuroglot.report.rate_findings import short_sentences
from neuroglot.report.verdicts import RowVerdict, Verdict, needed, verdict_on


def verdict(results: Iterable[Result], method: str | None = None) -> Verdict | None:
    """The verdict on a method's sets (None: on the first there is, PLS before others), None without ablations."""
    found = [one for one in effects(results) if method in {None, one.method}]
    return verdict_on(found[0]) if found else None


def verdict_sentence(found: Verdict) -> str:
    """The verdict in one sentence, negative ones as plainly as positive ones."""
    total, confirmed = found.languages_total, found.languages_confirmed
    if not total:
        return "No set was ablated whose own language was measured, so there is no verdict."
    draws = max((row.draws or 0 for row in found.rows), default=0)
    chance = f"at least {needed(draws)} of {draws} random draws" if draws else "random draws (none were measured)"
    return (
        f"In {confirmed} of {total} languages the own language's loss rises more than every other language's in its "
        f"row, by more than sampling explains, and more than under {chance}{no_set(found)}."
    )


def no_set(found: Verdict) -> str:
    """For which languages the method has no set; nothing where it has one for each."""
    if not found.without:
        return ""
    languages = numbers.listing([numbers.name(language) for language in found.without])
    return f"; {numbers.method_name(found.method)} has no set for {languages}"


def objections(found: Verdict) -> list[str]:
    """One sentence for every language that is not confirmed: how it fails."""
    return [_objection(row) for row in found.rows if not row.confirmed]


def _objection(row: RowVerdict) -> str:
    own = f"{numbers.nats(row.own.value)}{_brackets(row.own)}"
    language = numbers.name(row.language)
    if row.largest_other is None:
        reasons = ["no other language was measured beside it"]
    elif row.own.value <= 0:
        reasons = [f"its own loss does not rise ({own} nats a token)"]
    elif not row.selective:
        other, value = row.largest_other, f"{numbers.nats(row.largest_other.value)}{_brackets(row.largest_other)}"
        reasons = [f"{numbers.possessive(other.language or '')} loss rises by {value} nats a token, its own by {own}"]
    elif not row.certain:
        reasons = [_doubt(row, own)]
    else:
        reasons = []
    if row.draws is None:
        reasons.append("no random draws were measured")
    elif not row.beyond_chance:
        reasons.append(f"its effect exceeds only {row.exceeded} of {row.draws} random draws")
    return f"Not confirmed for {language}: {', and '.join(reasons)}."


def _doubt(row: RowVerdict, own: str) -> str:
    other = numbers.possessive((row.largest_other.language if row.largest_other else None) or "")
    if row.own.low is not None and row.own.low <= 0:
        return f"its own rise, {own} nats a token, may be none"
    if row.lead is not None:
        return (
            f"its lead over {other} rise, {numbers.nats(row.lead.value)}{_brackets(row.lead)} nats a token, may be none"
        )
    return f"the interval of its own rise, {own} nats a token, meets that of {other}"


def _brackets(result: Result) -> str:
    bounds = numbers.interval(result.low, result.high)
    return f" {bounds}" if bounds else ""


def sentences(results: Iterable[Result]) -> list[str]:
    """The findings in sentences: the verdict and its objections, each language, the universal set, and the rest.

    What programs that ran say comes after what the losses say; without either, only selections speak.
    """
    results = tuple(results)
    chosen = selections(results)
    measured = effects(results)
    said = []
    if measured:
        first = measured[0]
        found = verdict_on(first)
        said += [verdict_sentence(found), *objections(found)]
        said += [language_sentence(first, row, chosen.get(first.method)) for row in found.rows]
        said += universal_sentences(first, chosen)
        said += [method_sentence(verdict_on(other)) for other in measured[1:]]
    said += short_sentences(results)
    for method, one in chosen.items():
        said += place_sentences(one, method) + replication_sentences(one, method)
    return said


def selections(results: Iterable[Result]) -> dict[str, Selection]:
    """What each method chose."""
    some = [result for result in results if result.stage == "select"]
    methods = {str(result.condition["method"]) for result in some if "method" in result.condition}
    return {method: selection(some, method) for method in methods_in_order(methods)}


def language_sentence(effect: Effects, row: RowVerdict, chosen: Selection | None) -> str:
    """What zeroing one language's set does to it, to the others, and beside random draws."""
    own, label = row.own, row.language
    does = "raises" if own.value > 0 else "lowers" if own.value < 0 else "changes"
    text = (
        f"Zeroing {_the_set(chosen, label)} {does} {numbers.possessive(label)} held-out loss "
        f"by {numbers.nats(abs(own.value) if own.value > 0 else own.value)}{_brackets(own)} nats a token"
    )
    if crosses_zero(own):
        text += " (the interval includes zero)"
    text += _beside_others(effect, row)
    if row.draws:
        only = "" if row.beyond_chance else "only "
        text += f"; {only}{row.exceeded} of {row.draws} random sets raise it less"
    return f"{text}."


def _beside_others(effect: Effects, row: RowVerdict) -> str:
    others = effect.others(row.language)
    if not others:
        return ""
    mean = sum(other.value for other in others) / len(others)
    measured = effect.over_mean.get(row.language)
    if mean <= 0 or row.own.value <= 0:
        return f", while the other languages' change by {numbers.nats(mean)} on average"
    if measured is None:
        return f", {numbers.ratio(row.own.value / mean)} times the mean of the other languages"
    bounds = numbers.interval(measured.low, measured.high, 1)
    return f", {numbers.ratio(measured.value)}{' ' + bounds if bounds else ''} times the mean of the other languages"


def _the_set(chosen: Selection | None, label: str) -> str:
    total = chosen.neurons.get(label) if chosen else None
    if total is None:
        return f"the {numbers.name(label)} neurons"
    share = f" ({numbers.percent(total.value / total.n)} of all)" if total.n else ""
    if round(total.value) == 1:
        return f"the only {numbers.name(label)} neuron{share}"
    return f"the {numbers.count(total.value)} {numbers.name(label)} neurons{share}"


def universal_sentences(effect: Effects, chosen: Mapping[str, Selection]) -> list[str]:
    """What zeroing the universal set does."""
    row = effect.others(UNIVERSAL)
    if not row:
        return []
    lender = next((one for one in (effect.method, UNIVERSAL) if UNIVERSAL in _labels(chosen.get(one))), None)
    least, most = min(row, key=lambda result: result.value), max(row, key=lambda result: result.value)
    drawn = [draw.value for language in effect.languages for draw in effect.draws.get((UNIVERSAL, language), ())]
    which = _the_set(chosen.get(lender or ""), UNIVERSAL).replace("Universal", "universal")
    text = (
        f"Zeroing {which} changes the loss by "
        f"{numbers.nats(least.value)} ({numbers.name(least.language or '')}) to {numbers.nats(most.value)} "
        f"({numbers.name(most.language or '')}) nats a token"
    )
    if drawn:
        text += f", random sets matched to it by {numbers.nats(min(drawn))} to {numbers.nats(max(drawn))}"
    return [f"{text}."]


def _labels(chosen: Selection | None) -> tuple[str, ...]:
    return chosen.labels if chosen else ()


def method_sentence(found: Verdict) -> str:
    """Another method's verdict in short; without random controls only the first half of the test."""
    if not found.controlled:
        return (
            f"{numbers.method_name(found.method)}'s sets were ablated without random controls; the own language's loss "
            f"rises more than every other's in {found.languages_selective} of {found.languages_total} "
            f"languages{no_set(found)}."
        )
    fails = [numbers.name(row.language) for row in found.rows if not row.confirmed]
    without = f" (not {numbers.listing(fails)})" if fails else ""
    confirmed, total = found.languages_confirmed, found.languages_total
    method = numbers.method_name(found.method)
    return f"Under the same test, {method} is confirmed in {confirmed} of {total} languages{without}{no_set(found)}."


def place_sentences(chosen: Selection, method: str) -> list[str]:
    """In which layers and sites most of a method's language neurons are."""
    languages = [label for label in chosen.labels if label != UNIVERSAL]
    by_layer = [sum(chosen.chosen(label, layer=layer) for label in languages) for layer in chosen.layers]
    total = sum(by_layer)
    if not total:
        return []
    first, last = (_quantile(by_layer, quarter) for quarter in (0.25, 0.75))
    by_site = {site: sum(chosen.chosen(label, site=site) for label in languages) for site in chosen.sites}
    top = max(by_site, key=lambda site: by_site[site])
    return [
        f"Of the language neurons that {numbers.method_name(method)} chose, the middle half lies in layers {first} to "
        f"{last} of {len(by_layer)} (from 0), and {numbers.percent(by_site[top] / total)} are at {top}."
    ]


def _quantile(counts: list[int], fraction: float) -> int:
    reached, goal = 0, fraction * sum(counts)
    for layer, count in enumerate(counts):
        reached += count
        if reached >= goal:
            return layer
    return len(counts) - 1


def replication_sentences(chosen: Selection, method: str) -> list[str]:
    """How much the sets of the two halves of the tasks overlap."""
    overlap = {label: result.value for label, result in chosen.jaccard.items() if label != UNIVERSAL}
    if not overlap:
        return []
    least, most = min(overlap, key=lambda one: overlap[one]), max(overlap, key=lambda one: overlap[one])
    return [
        f"Chosen by {numbers.method_name(method)} from either half of the tasks alone, the sets overlap with a Jaccard "
        f"index of {numbers.fixed(overlap[least], 2)} ({numbers.name(least)}) to {numbers.fixed(overlap[most], 2)} "
        f"({numbers.name(most)})."
    ]
