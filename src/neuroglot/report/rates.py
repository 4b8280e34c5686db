"""An index over pass rates: what silencing each method's sets does to the programs that are written. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from neuroglot.core.results import Result
from neuroglot.core.verdicts import Status
from neuroglot.report.effects import Effects, effects, in_order, splits
from neuroglot.report.kinds import of_kind

NEAR_ZERO = 0.02
"""Below this pass rate of the plain model nothing is concluded: hardly anything can fall."""

NOTHING = ""
"""The label, and the method, of the model with nothing silent."""

Place = tuple[str, str, str]
"""(method, label of the silenced set, evaluated language); method and label are NOTHING for the plain model."""

_RATE = re.compile(r"pass@([1-9][0-9]{0,5})(_change)?")


@dataclass(frozen=True)
class Rates:
    """What was measured by programs on one split; all values are Results as the stage wrote them.

    `changes` are the changes of pass@k by method, `rates` the rates behind them, `draws` the rates under random sets,
    and `endings` how the programs ended, by status.
    """

    k: int
    split: str
    corpus: str
    rates: Mapping[Place, Result]
    draws: Mapping[Place, tuple[Result, ...]]
    endings: Mapping[Place, Mapping[str, Result]]
    changes: tuple[Effects, ...]

    @property
    def metric(self) -> str:
        """`pass@3`."""
        return f"pass@{self.k}"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that were measured, in the house order."""
        return in_order({language for _, _, language in self.rates})

    @property
    def plain(self) -> dict[str, Result]:
        """pass@k by language with nothing silent."""
        found = {language: self.rates.get((NOTHING, NOTHING, language)) for language in self.languages}
        return {language: result for language, result in found.items() if result is not None}

    @property
    def statuses(self) -> tuple[str, ...]:
        """The ways in which a run can end, in the judge's order, then any that it doesn't know."""
        there = {status for ended in self.endings.values() for status in ended}
        known = tuple(status.value for status in Status)
        return (*known, *sorted(there - set(known)))

    def rate(self, effect: Effects, label: str, language: str) -> Result | None:
        """pass@k with a set silent."""
        return self.rates.get((effect.source(label), label, language))

    def can_fall(self, language: str) -> bool:
        """Whether the plain model passes often enough for a fall to be seen: from 2 % on, with an interval above 0."""
        plain = self.plain.get(language)
        return plain is not None and plain.value >= NEAR_ZERO and (plain.low is None or plain.low > 0)

    def falls(self, effect: Effects) -> Effects:
        """The changes with their sign turned, so that larger is more harm, where the plain model's rate can fall."""
        return replace(
            effect,
            changes={pair: turned(result) for pair, result in effect.changes.items() if self.can_fall(pair[1])},
            draws={
                pair: tuple(turned(result) for result in results)
                for pair, results in effect.draws.items()
                if self.can_fall(pair[1])
            },
            exceeded={label: result for label, result in effect.exceeded.items() if self.can_fall(label)},
        )


def turned(result: Result) -> Result:
    """A change with its sign turned: a fall as a positive number."""
    low, high = (None if bound is None else 0.0 - bound for bound in (result.high, result.low))
    return replace(result, value=0.0 - result.value, low=low, high=high)


def rates(results: Iterable[Result], split: str | None = None, kind: str | None = None) -> Rates | None:
    """Index the pass rates of one split (None: test, or the first there is) under one kind of silence (None: zero, or
    else the first there is); None where there are none.

    Where several k were measured, the largest whose changes are known counts.
    """
    there = of_kind((one for one in results if one.stage == "ablate" and one.language is not None), kind)
    if split is None:
        split = next(iter(splits([result for result in there if _RATE.fullmatch(result.metric)], None)), None)
    here = [result for result in there if result.split == split]
    k = _largest(here)
    if k is None or split is None:
        return None
    metric = f"pass@{k}"
    mine = [result for result in here if result.metric == metric]
    controls: dict[Place, list[Result]] = {}
    for result in mine:
        if "control" in result.condition:
            controls.setdefault(_place(result), []).append(result)
    return Rates(
        k,
        split,
        next((result.corpus for result in mine if result.corpus), ""),
        {_place(result): result for result in mine if "control" not in result.condition},
        {place: tuple(some) for place, some in controls.items()},
        _endings(here),
        effects(here, split, f"{metric}_change"),
    )


def _largest(results: list[Result]) -> int | None:
    found = [match for result in results if (match := _RATE.fullmatch(result.metric))]
    changed = [int(match[1]) for match in found if match[2]]
    return max(changed or [int(match[1]) for match in found], default=None)


def _place(result: Result) -> Place:
    about = result.condition
    return str(about.get("method", NOTHING)), str(about.get("ablated", NOTHING)), str(result.language)


def _endings(results: list[Result]) -> dict[Place, dict[str, Result]]:
    found: dict[Place, dict[str, Result]] = {}
    for result in results:
        if result.metric == "programs" and "status" in result.condition and "control" not in result.condition:
            found.setdefault(_place(result), {})[str(result.condition["status"])] = result
    return found
