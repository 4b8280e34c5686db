"""What the two checks say in sentences: the same sets on natural programs, and the same search in the untrained twin.

A finding that natural programs do not show is one about the grammar; one that the twin shows too is none. Pure
functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers
from neuroglot.report.effects import Effects, effects
from neuroglot.report.verdicts import Verdict, verdict_on

NATURAL = "natural"
"""The split that the natural programs' results have."""


def natural_effects(results: Iterable[Result]) -> tuple[Effects, ...]:
    """What zeroing the sets does on the natural programs, by method; empty where that was not measured."""
    results = tuple(results)
    if not any(result.split == NATURAL for result in results):
        return ()
    return effects(results, NATURAL)


def check_sentences(results: Iterable[Result], twin: Iterable[Result]) -> list[str]:
    """One sentence for each check that was made, about the first method's sets."""
    results = tuple(results)
    return [*natural_sentences(results), *twin_sentences(results, twin)]


def natural_sentences(results: Iterable[Result]) -> list[str]:
    """What the natural programs say; nothing where they were not measured."""
    results = tuple(results)
    main, on_natural = effects(results)[:1], natural_effects(results)[:1]
    return [
        natural_sentence(verdict_on(one), verdict_on(other), programs_of(other))
        for one, other in zip(main, on_natural, strict=False)
    ]


def twin_sentences(results: Iterable[Result], twin: Iterable[Result]) -> list[str]:
    """What the twin says; nothing where it was not studied."""
    pairs = zip(effects(results)[:1], effects(twin)[:1], strict=False)
    return [twin_sentence(verdict_on(one), verdict_on(other)) for one, other in pairs]


@dataclass(frozen=True, slots=True)
class CheckedLanguages:
    """The languages that the first method's sets confirm in each check; `natural` is None where it was not made."""

    natural: frozenset[str] | None
    twin: frozenset[str]


def checked_languages(results: Iterable[Result], twin: Iterable[Result]) -> CheckedLanguages:
    """What each check confirms, whatever the main split says."""
    on_natural, in_twin = natural_effects(results)[:1], effects(twin)[:1]
    return CheckedLanguages(
        frozenset(confirmed(verdict_on(on_natural[0]))) if on_natural else None,
        frozenset(confirmed(verdict_on(in_twin[0]))) if in_twin else frozenset(),
    )


def void_sentence(main: Verdict, checked: CheckedLanguages) -> str:
    """Beside a verdict: which of its languages the twin takes away; nothing where it takes none."""
    before = confirmed(main)
    void = [numbers.name(name) for name in before if name in checked.twin]
    if not void:
        return ""
    which = "all of them" if len(void) == len(before) else numbers.listing(void)
    return f" A model of random weights shows the same for {which}: what it shows too is no finding."


def programs_of(effect: Effects) -> int:
    """How many programs a language has behind a change."""
    return max(result.n for result in effect.changes.values())


def natural_sentence(main: Verdict, found: Verdict, programs: int) -> str:
    """Which languages are confirmed on natural programs too."""
    before, here = confirmed(main), confirmed(found)
    both = [name for name in before if name in here]
    lost = [name for name in before if name not in here]
    text = (
        f"On {programs} natural programs a language, which are not from the grammar, the same test confirms "
        f"{len(here)} of {found.languages_total} languages{_named(here)}"
    )
    if before:
        text += f"; of the {len(before)} confirmed above, {len(both)} {'holds' if len(both) == 1 else 'hold'} there"
    if lost:
        text += f", not {numbers.listing([numbers.name(name) for name in lost])}"
    return f"{text}."


def twin_sentence(main: Verdict, found: Verdict) -> str:
    """Which languages the same search confirms in a model that has learned nothing."""
    here = confirmed(found)
    text = (
        f"In the untrained twin (the same architecture, random weights) the same search confirms {len(here)} of "
        f"{found.languages_total} languages{_named(here)}"
    )
    void = [numbers.name(name) for name in confirmed(main) if name in here]
    if void:
        return f"{text}: for {numbers.listing(void)} the finding above is therefore none."
    return f"{text}."


def confirmed(found: Verdict) -> list[str]:
    """The confirmed languages."""
    return [row.language for row in found.rows if row.confirmed]


def _named(languages: list[str]) -> str:
    return f" ({numbers.listing([numbers.name(name) for name in languages])})" if languages else ""
