"""From pass rates to statements: what the plain model passes, and what silencing each set does to it. Pure functions.

A language is confirmed when silencing its set lowers its own pass rate more than that of every other language that can
fall, and more than at least 95 % of the random sets matched to it do. Where the plain model passes nothing, or almost
nothing, there is no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

from neuroglot.core.results import Result
from neuroglot.report import numbers
from neuroglot.report.effects import UNIVERSAL, Effects, crosses_zero
from neuroglot.report.rates import Rates, rates
from neuroglot.report.verdicts import RowVerdict, Verdict, needed, verdict_on


def short_sentences(results: Iterable[Result]) -> list[str]:
    """What pass rates say, in short: the plain model, then the verdict on the first method; nothing without rates."""
    found = rates(results)
    if found is None:
        return []
    said = [plain_sentence(found)] if found.plain else []
    return [*said, *(verdict_sentences(found, found.changes[0]) if found.changes else [])]


def plain_sentence(found: Rates) -> str:
    """The pass rates of the model with nothing silent, with their intervals and numbers of problems."""
    plain = found.plain
    counts = {result.n for result in plain.values()}
    each = len(counts) > 1
    parts = []
    for language, result in plain.items():
        problems = f" of {_problems(result.n)}" if each else ""
        parts.append(f"{numbers.name(language)} {numbers.rate(result.value)}{_brackets(result)}{problems}")
    over = "" if each else f" ({_problems(min(counts))} a language)"
    return f"With nothing silent the model's {found.metric} is: {numbers.listing(parts)}{over}."


def _problems(count: int) -> str:
    return f"{numbers.count(count)} {'problem' if count == 1 else 'problems'}"


def verdict_of(found: Rates, effect: Effects) -> Verdict:
    """The verdict on one method's sets, over the languages that can fall; its values are falls, as positive numbers."""
    return verdict_on(found.falls(effect))


def without_verdict(found: Rates, effect: Effects) -> tuple[str, ...]:
    """The languages whose set was silenced and measured, but whose pass rate is too low to fall."""
    return tuple(label for label in effect.labels if effect.own(label) is not None and not found.can_fall(label))


def verdict_sentences(found: Rates, effect: Effects) -> list[str]:
    """How many languages are confirmed by programs, and for which no verdict is given, and why."""
    verdict, low = verdict_of(found, effect), without_verdict(found, effect)
    said = []
    if verdict.languages_total:
        said.append(_confirmed(found, verdict, bool(low)))
    elif not low:
        said.append("No set was silenced whose own language was measured by programs, so they give no verdict.")
    if low:
        said.append(_none_can_fall(found, low, not verdict.languages_total))
    return said


def _confirmed(found: Rates, verdict: Verdict, some: bool) -> str:
    total, confirmed = verdict.languages_total, verdict.languages_confirmed
    draws = max((row.draws or 0 for row in verdict.rows), default=0)
    number = confirmed if draws else verdict.languages_selective
    chance = f" and more than under at least {needed(draws)} of {draws} random draws" if draws else ""
    which = f"{'language' if total == 1 else 'languages'}{' that can fall' if some else ''}"
    sentence = (
        f"By programs ({numbers.method_name(verdict.method)}): in {number} of {total} {which} the own language's "
        f"{found.metric} falls more than every other language's in its row{chance}"
    )
    if not draws:
        return f"{sentence}; nothing is confirmed, for no random draws were measured."
    if not confirmed:
        return f"{sentence}."
    clear = sum(row.confirmed and not crosses_zero(row.own) for row in verdict.rows)
    return f"{sentence}; {'in all' if clear == confirmed else f'in {clear}'} of them the fall's interval excludes 0."


def _none_can_fall(found: Rates, low: tuple[str, ...], every: bool) -> str:
    rates_of = {label: found.plain[label] for label in low if label in found.plain}
    zero = all(label in rates_of and rates_of[label].value == 0 for label in low)
    why = "nothing can fall from 0" + ("" if zero else ", and no fall can be told from a rate whose interval reaches 0")
    if every:
        return f"By programs there is no verdict for any language: with nothing silent too few programs pass; {why}."
    parts = [
        f"{numbers.name(label)} ({numbers.rate(rates_of[label].value)}{_brackets(rates_of[label])})"
        if label in rates_of
        else f"{numbers.name(label)} (not measured)"
        for label in low
    ]
    return f"By programs there is no verdict for {numbers.listing(parts)}: {why}."


def language_sentence(found: Rates, effect: Effects, row: RowVerdict) -> str:
    """What silencing one language's set does to its own programs, to the others', and beside random draws."""
    own, language = effect.changes[row.language, row.language], row.language
    rate, plain = found.rate(effect, language, language), found.plain[language]
    to = f" from {numbers.rate(plain.value)} to {numbers.rate(rate.value)}" if rate else ""
    text = (
        f"{numbers.name(language)}: {'confirmed' if row.confirmed else 'not confirmed'}. With its set silent its "
        f"{found.metric} goes{to}, {numbers.points(own.value)}{_brackets(own)} points"
    )
    if crosses_zero(own):
        text += " (the interval includes 0)"
    text += _beside_others(found, effect, row)
    if row.draws is None:
        return f"{text}; no random sets were measured."
    only = "" if row.beyond_chance else "only "
    return f"{text}; {only}{row.exceeded} of {row.draws} random sets lower it less."


def _beside_others(found: Rates, effect: Effects, row: RowVerdict) -> str:
    others = [other for other in effect.others(row.language) if found.can_fall(other.language or "")]
    if row.largest_other is None or not others:
        return "; no other language that can fall was measured beside it"
    mean = sum(other.value for other in others) / len(others)
    most = row.largest_other
    which = "the others" if all(map(found.can_fall, found.languages)) else "the others that can fall"
    return (
        f"; {which} change by {numbers.points(mean)} on average, "
        f"the lowest {numbers.name(most.language or '')} ({numbers.points(0.0 - most.value)})"
    )


def universal_sentence(found: Rates, effect: Effects) -> str | None:
    """What passes with the universal set silent, of the languages that can fall; None where there is none."""
    silenced = [found.rate(effect, UNIVERSAL, language) for language in found.languages if found.can_fall(language)]
    there = [result for result in silenced if result is not None]
    if not there:
        return None
    least, most = min(there, key=lambda one: one.value), max(there, key=lambda one: one.value)
    span = f"{numbers.rate(least.value)} ({numbers.name(least.language or '')})"
    if most.value > least.value:
        span += f" to {numbers.rate(most.value)} ({numbers.name(most.language or '')})"
    else:
        span = f"{numbers.rate(least.value)} in every language that can fall"
    return f"With the universal set silent {found.metric} is {span}."


def sentences(found: Rates) -> list[str]:
    """All that pass rates say: the plain model, then every method's verdict, with each language of the first."""
    said = [plain_sentence(found)] if found.plain else []
    for index, effect in enumerate(found.changes):
        said += [line for line in verdict_sentences(found, effect) if line not in said]
        if index == 0:
            said += [language_sentence(found, effect, row) for row in verdict_of(found, effect).rows]
            universal = universal_sentence(found, effect)
            said += [universal] if universal else []
    return said


def few_draws(found: Rates) -> str | None:
    """What so few random draws can show; None where there are enough, or none, or nothing that can fall."""
    if not any(map(found.can_fall, found.languages)):
        return None
    counts = {len(draws) for effect in found.changes for draws in effect.draws.values()}
    draws = max(counts, default=0)
    if not 0 < draws < 19:
        return None
    return (
        f"There are {draws} random draws a set: one that did nothing special would exceed all of them in one "
        f"case of {draws + 1}, so they can refute a set and hardly confirm it."
    )


def no_spread(found: Rates) -> str | None:
    """What an interval without width means; None where there is none."""
    shown = [*found.plain.values(), *(change for effect in found.changes for change in effect.changes.values())]
    if all(one.low is None or one.low != one.high for one in shown):
        return None
    return (
        "Where every problem has the same value, as where none passes or none changes, resampling finds no spread: "
        "[0.0, 0.0] means that, not certainty."
    )


def _brackets(result: Result) -> str:
    bounds = numbers.hundred_interval(result.low, result.high)
    return f" {bounds}" if bounds else ""
