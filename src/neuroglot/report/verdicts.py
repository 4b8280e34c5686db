"""The verdict on each language: whether its own set harms it, more than any other and more than chance does.

A language is confirmed when silencing its set harms it (its held-out loss rises, or its pass rate falls) more than it
harms every other language, beyond what sampling can explain, and more than at least 95 % of the random sets matched to
it do. Pure functions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report.effects import Effects

DRAWS_NEEDED = 0.95
"""The share of random draws that a set's own effect has to exceed."""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """One language's row: the harm to it, the largest harm among the others, and the draws it exceeds.

    `separate` says whether the own interval lies wholly above every other's; None where intervals are missing. `lead`
    is the own harm less the largest other, paired over the tasks, where it was measured.
    """

    language: str
    own: Result
    largest_other: Result | None
    separate: bool | None
    exceeded: int | None
    draws: int | None
    lead: Result | None = None

    @property
    def selective(self) -> bool:
        """The own language is harmed, and more than every other (point estimates)."""
        return self.largest_other is not None and self.own.value > max(0.0, self.largest_other.value)

    @property
    def certain(self) -> bool:
        """Sampling does not explain it: the intervals of the own harm and of its lead lie above 0.

        Without a measured lead the own interval has to lie above every other's; without intervals there is no doubt to
        raise.
        """
        if self.own.low is not None and self.own.low <= 0:
            return False
        if self.lead is not None and self.lead.low is not None:
            return self.lead.low > 0
        return self.separate is not False

    @property
    def beyond_chance(self) -> bool:
        """The own effect exceeds at least 95 % of the draws."""
        return self.exceeded is not None and bool(self.draws) and self.exceeded >= needed(self.draws or 0)

    @property
    def confirmed(self) -> bool:
        """Selective, certainly so, and beyond chance."""
        return self.selective and self.certain and self.beyond_chance


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict over one method's sets on one split; `without` are measured languages that have no set."""

    method: str
    split: str
    rows: tuple[RowVerdict, ...]
    without: tuple[str, ...] = ()

    @property
    def languages_confirmed(self) -> int:
        """How many languages are confirmed."""
        return sum(row.confirmed for row in self.rows)

    @property
    def languages_selective(self) -> int:
        """In how many languages the own set harms the own language most, whatever the draws say."""
        return sum(row.selective for row in self.rows)

    @property
    def controlled(self) -> bool:
        """Whether any set was compared with random draws."""
        return any(row.draws for row in self.rows)

    @property
    def languages_total(self) -> int:
        """How many languages have a set and a measurement of their own."""
        return len(self.rows)


def needed(draws: int) -> int:
    """How many of the draws have to be exceeded: 19 of 20."""
    return math.ceil(DRAWS_NEEDED * draws - 1e-9)


def verdict_on(effect: Effects) -> Verdict:
    """The verdict on one method's effects, where larger is more harm."""
    rows = []
    for label in effect.labels:
        own = effect.own(label)
        if own is None:
            continue
        others = effect.others(label)
        exceeded, draws = effect.beaten(label) or (None, None)
        largest = max(others, key=lambda result: result.value, default=None)
        separate = _separate(own, others)
        rows.append(RowVerdict(label, own, largest, separate, exceeded, draws, effect.lead.get(label)))
    without = tuple(language for language in effect.languages if language not in effect.labels)
    return Verdict(effect.method, effect.split, tuple(rows), without)


def _separate(own: Result, others: tuple[Result, ...]) -> bool | None:
    highs = [other.high for other in others if other.high is not None]
    if own.low is None or not highs or len(highs) < len(others):
        return None
    return own.low > max(highs)
