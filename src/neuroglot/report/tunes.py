"""An index over comparisons of ways to tune: one language taught, every arm measured in all. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report.effects import in_order

STAGE = "tune"
NONE, NEURONS, RANDOM = "none", "neurons", "random"
LOSS = "tune_loss"
ARMS = {
    NONE: "not tuned",
    NEURONS: "its neurons",
    RANDOM: "random neurons, matched",
    "other": "another language's neurons",
    "gradient": "neurons by gradient",
    "lora": "LoRA, as many weights",
    "lora-share": "LoRA, the paper's share",
    "full": "all weights",
}
"""What is trained, in the order of the tables, and how it is called."""

_RATE = re.compile(r"pass@[1-9][0-9]{0,5}")

Place = tuple[str, str | None]
"""An arm, and a language; None is the mean of those that are not taught."""


@dataclass(frozen=True)
class Tunes:
    """What one comparison measured; values are Results as it wrote them.

    `rate` is the metric of pass rates, empty where no program was run. `values`, `changes` and `differences` are by
    metric and then by place: of an arm, of it against the model as it is, and of the taught language's neurons less
    an arm. `seeds` holds the changes of single trainings, `draws` the differences between two with one seed: that from
    random neurons is from one draw of them. `costs` is by (arm, metric), `tried` by (arm, rate).
    """

    target: str
    method: str
    rate: str
    values: Mapping[str, Mapping[Place, Result]]
    changes: Mapping[str, Mapping[Place, Result]]
    differences: Mapping[str, Mapping[Place, Result]]
    seeds: Mapping[str, Mapping[Place, tuple[Result, ...]]]
    draws: Mapping[str, Mapping[Place, tuple[Result, ...]]]
    costs: Mapping[tuple[str, str], Result]
    tried: Mapping[tuple[str, str], Result]

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms, in the order of `ARMS`."""
        there = {arm for arm, _ in self.values[LOSS]}
        return tuple(arm for arm in ARMS if arm in there)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that were measured, the taught one first."""
        there = {language for _, language in self.values[LOSS] if language is not None}
        return (*(one for one in (self.target,) if one in there), *in_order(there - {self.target}))

    @property
    def metrics(self) -> tuple[str, ...]:
        """The pass rate, if there is one, and the loss."""
        return (self.rate, LOSS) if self.rate else (LOSS,)

    def corpus(self, metric: str) -> tuple[str, str]:
        """What was measured on, and which split of it: programs may be written for other problems."""
        first = next(iter(self.values[metric].values()))
        return first.corpus, first.split

    def chosen(self, arm: str) -> str:
        """The learning rate that validation chose for an arm, empty for none."""
        found = self.values[LOSS].get((arm, self.target))
        return str(found.condition.get("lr", "")) if found else ""

    @property
    def rates(self) -> tuple[str, ...]:
        """The learning rates that were tried, ascending."""
        return tuple(sorted({rate for arm, rate in self.tried if arm != NONE}, key=float))

    @property
    def at_an_end(self) -> tuple[str, ...]:
        """The arms whose chosen rate is the lowest or the highest of several that were tried."""
        ends = {self.rates[0], self.rates[-1]} if len(self.rates) > 1 else set()
        return tuple(arm for arm in self.arms if self.chosen(arm) in ends)

    def cost(self, arm: str, metric: str) -> float | None:
        """What an arm takes."""
        found = self.costs.get((arm, metric))
        return None if found is None else found.value


def tunes(results: Iterable[Result]) -> Tunes | None:
    """Index the Results of one comparison; None where no loss was measured."""
    results = [one for one in results if one.stage == STAGE and "target" in one.condition]
    losses = [one for one in results if one.metric == LOSS]
    if not losses:
        return None
    rate = next((one.metric for one in results if _RATE.fullmatch(one.metric)), "")
    metrics = (rate, LOSS) if rate else (LOSS,)
    first = losses[0]
    costs = ("tuned_weights", "tuned_neurons", "tuned_share", "training_state", "step_seconds", "training_peak")
    return Tunes(
        str(first.condition["target"]),
        str(first.condition.get("method", "")),
        rate,
        {metric: _placed(results, metric, "arm") for metric in metrics},
        {metric: _placed(results, f"{metric}_change", "arm") for metric in metrics},
        {metric: _placed(results, f"{metric}_difference", "against") for metric in metrics},
        {metric: _seeds(results, f"{metric}_change", "arm") for metric in metrics},
        {metric: _seeds(results, f"{metric}_difference", "against") for metric in metrics},
        {(str(one.condition["arm"]), one.metric): one for one in results if one.metric in costs},
        {
            (str(one.condition["arm"]), str(one.condition.get("lr", ""))): one
            for one in results
            if one.metric == "tune_validation_loss"
        },
    )


def _placed(results: Iterable[Result], metric: str, name: str) -> dict[Place, Result]:
    return {
        (str(one.condition[name]), one.language): one
        for one in results
        if one.metric == metric and name in one.condition and "seed" not in one.condition
    }


def _seeds(results: Iterable[Result], metric: str, name: str) -> dict[Place, tuple[Result, ...]]:
    found: dict[Place, tuple[Result, ...]] = {}
    for one in results:
        if one.metric == metric and "seed" in one.condition:
            place = (str(one.condition[name]), one.language)
            found[place] = (*found.get(place, ()), one)
    return found
