"""An index over steering: in which language the model writes with each set held, and what passes. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from neuroglot.core.results import Result
from neuroglot.report import numbers
from neuroglot.report.effects import in_order, methods_in_order

STAGE = "steer"
PROMPTS = {"own": "their own prompts", "neutral": "descriptions alone", "empty": "nothing at all"}
"""Kinds of prompt, in their order, and what the model continues there."""

UNCLEAR = "unclear"
"""Stands for the language of what is written in none, or in no one language."""

SHARES = ("written_share", "unclear_share")
"""What is written in a language, and what in none."""

At = TypeVar("At")

_RATE = re.compile(r"pass@([1-9][0-9]{0,5})(_change)?")


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """A set that was held: its method, its language, and the factor as it was written."""

    method: str
    label: str
    factor: str

    @property
    def words(self) -> str:
        """`PLS, held at 2× the mean`."""
        times = "" if self.factor == "1" else f"{self.factor}{numbers.TIMES} "
        return f"{numbers.method_name(self.method)}, held at {times}the mean"


PLAIN = Held("", "", "")
"""No set: the plain model."""


@dataclass(frozen=True)
class Steers:
    """What one artefact of the stage measured; all values are Results as it wrote them.

    `shares` and `changes` are by (set, kind of prompt, language written), `draws` and `pooled` the changes under the
    controls; `foreign` and `foreign_changes` by (set, language of an own prompt), the share written in the set's
    language. `rates`, `rate_changes` and `rate_draws` are pass@k by (set, language of the prompt).
    """

    split: str
    corpus: str
    shares: Mapping[tuple[Held, str, str], Result]
    changes: Mapping[tuple[Held, str, str], Result]
    draws: Mapping[tuple[Held, str, str], tuple[Result, ...]]
    pooled: Mapping[tuple[Held, str, str], Result]
    exceeded: Mapping[tuple[Held, str], Result]
    foreign: Mapping[tuple[Held, str], Result]
    foreign_changes: Mapping[tuple[Held, str], Result]
    k: int
    rates: Mapping[tuple[Held, str], Result]
    rate_changes: Mapping[tuple[Held, str], Result]
    rate_draws: Mapping[tuple[Held, str], tuple[Result, ...]]

    @property
    def sets(self) -> tuple[Held, ...]:
        """The sets that were held: by method, then factor, then language."""
        there = {held for held, _, _ in self.shares if held != PLAIN}
        labels, methods = in_order(held.label for held in there), methods_in_order(held.method for held in there)
        factors = list(dict.fromkeys(held.factor for held, _, _ in self.shares))
        orders = ((methods.index(one.method), factors.index(one.factor), labels.index(one.label), one) for one in there)
        return tuple(held for *_, held in sorted(orders))

    @property
    def groups(self) -> dict[tuple[str, str], tuple[Held, ...]]:
        """The sets by method and factor."""
        found: dict[tuple[str, str], list[Held]] = {}
        for held in self.sets:
            found.setdefault((held.method, held.factor), []).append(held)
        return {key: tuple(sets) for key, sets in found.items()}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of prompt that were continued, in their order."""
        there = {kind for _, kind, _ in self.shares}
        return (*(kind for kind in PROMPTS if kind in there), *sorted(there - set(PROMPTS)))

    @property
    def written(self) -> tuple[str, ...]:
        """The languages that could be written, and what is unclear last."""
        return (*in_order({language for _, _, language in self.shares} - {UNCLEAR}), UNCLEAR)

    @property
    def prompted(self) -> tuple[str, ...]:
        """The languages of the own prompts."""
        return in_order({language for _, language in (*self.foreign, *self.rates)})


def steers(results: Iterable[Result]) -> Steers | None:
    """Index the results of one artefact; None where it measured no share."""
    results = [result for result in results if result.stage == STAGE]
    alike = [result for result in results if "prompt_language" not in result.condition]
    by_prompt = [result for result in results if "prompt_language" in result.condition]
    shares = _of(alike, *SHARES)
    if not shares:
        return None
    changes = _of(alike, *(f"{metric}_change" for metric in SHARES))
    own = [result for result in by_prompt if result.language == result.condition.get("steered")]
    k = max((int(match[1]) for result in results if (match := _RATE.fullmatch(result.metric))), default=0)
    rate_changes = _of(results, f"pass@{k}_change")
    return Steers(
        shares[0].split,
        shares[0].corpus,
        _only(shares, _place),
        _only(changes, _place),
        _draws(changes, _place),
        _only(changes, _place, "pooled"),
        {(_held(result), _kind(result)): result for result in _of(results, "steer_draws_exceeded")},
        _only(_of(own, "written_share"), _prompt),
        _only(_of(own, "written_share_change"), _prompt),
        k,
        _only(_of(results, f"pass@{k}"), _rated),
        _only(rate_changes, _rated),
        _draws(rate_changes, _rated),
    )


def _of(results: Iterable[Result], *metrics: str) -> list[Result]:
    return [result for result in results if result.metric in metrics]


def _only(results: Iterable[Result], place: Callable[[Result], At], control: str | None = None) -> dict[At, Result]:
    """The results under one control (None: under none) by their place."""
    return {place(result): result for result in results if result.condition.get("control") == control}


def _draws(results: Iterable[Result], place: Callable[[Result], At]) -> dict[At, tuple[Result, ...]]:
    found: dict[At, list[Result]] = {}
    for result in results:
        if result.condition.get("control") == "random":
            found.setdefault(place(result), []).append(result)
    return {at: tuple(some) for at, some in found.items()}


def _held(result: Result) -> Held:
    about = result.condition
    if "steered" not in about:
        return PLAIN
    factor = about.get("factor", "")
    shown = f"{factor:g}" if isinstance(factor, int | float) else str(factor)
    return Held(str(about.get("method", "")), str(about["steered"]), shown)


def _kind(result: Result) -> str:
    return str(result.condition.get("prompt", ""))


def _place(result: Result) -> tuple[Held, str, str]:
    return _held(result), _kind(result), UNCLEAR if result.language is None else result.language


def _prompt(result: Result) -> tuple[Held, str]:
    return _held(result), str(result.condition["prompt_language"])


def _rated(result: Result) -> tuple[Held, str]:
    return _held(result), str(result.language)
