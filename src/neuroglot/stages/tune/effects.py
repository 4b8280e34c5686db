"""From what was measured of every arm to Results: values, changes, and differences between arms, with intervals.

Losses and pass rates are ratios of sums over a language's tasks, so one set of functions makes both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.results import Result
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples, sum_by_unit
from neuroglot.stages.tune.arms import NEURONS

Values = NDArray[np.float64]
"""One number for each row (an example, or a problem)."""


@dataclass(frozen=True)
class Measure:
    """What was measured: rows by language and task, and what stands below each row's number in the ratio."""

    metric: str
    unit: str
    languages: tuple[str, ...]
    language: NDArray[np.int64]
    task: NDArray[np.int64]
    below: Values
    weights: Values
    origin: Mapping[str, Any]

    def ratio(self, values: Values, language: str) -> tuple[float, Values]:
        """The ratio of one language, and in every bootstrap sample."""
        inside = self.language == self.languages.index(language)
        task, tasks = self.task[inside].tolist(), self.weights.shape[1]
        above, below = (sum_by_unit(one[inside], task, tasks) for one in (values, self.below))
        return float(above.sum() / below.sum()), ratio_draws(self.weights, above, below)

    def mean_of_others(self, values: Values, target: str) -> tuple[float, Values]:
        """The mean of the other languages' ratios."""
        found = [self.ratio(values, language) for language in self.languages if language != target]
        return float(np.mean([value for value, _ in found])), np.mean([draws for _, draws in found], axis=0)

    def result(
        self, metric: str, found: tuple[float, Values], language: str | None, about: Mapping[str, Any]
    ) -> Result:
        """One Result; without a language it is about the mean of those that are not the target. `n` and the tasks are
        those of the languages that it is about; its seed is that of the training, where it is about one."""
        value, draws = found
        interval = percentile_interval(draws)
        inside = self._inside(language, about)
        tasks = len(np.unique(self.task[inside]))
        return Result(
            metric=metric,
            value=value,
            n=int(inside.sum()),
            unit=self.unit,
            language=language,
            condition={**about, "others": True} if language is None else dict(about),
            low=interval[0] if interval else None,
            high=interval[1] if interval else None,
            interval=f"95 % percentile bootstrap over {tasks} tasks, {len(self.weights)} draws",
            **{**self.origin, "seed": about.get("seed", self.origin["seed"])},
        )

    def _inside(self, language: str | None, about: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Which rows are of a language; without one, of those that are not the target."""
        about_these = [language] if language else [one for one in self.languages if one != about["target"]]
        return np.isin(self.language, [self.languages.index(one) for one in about_these])


def measure(
    what: tuple[str, str],
    languages: Sequence[str],
    rows: Sequence[tuple[str, str]],
    below: Values,
    draws: int,
    origin: Mapping[str, Any],
) -> Measure:
    """A Measure from its metric and unit, and the language and task of every row."""
    tasks = {task: place for place, task in enumerate(dict.fromkeys(task for _, task in rows))}
    return Measure(
        *what,
        tuple(languages),
        np.array([list(languages).index(language) for language, _ in rows], dtype=np.int64),
        np.array([tasks[task] for _, task in rows], dtype=np.int64),
        below,
        resamples(len(tasks), draws, int(origin["seed"])),
        origin,
    )


def arm_results(
    scale: Measure, plain: Values, arms: Mapping[str, Mapping[int, Values]], about: Mapping[str, Mapping[str, Any]]
) -> list[Result]:
    """All Results of a measure; `arms` holds the values of every arm by seed, `about` what each arm is.

    `METRIC` of the model as it is and of every arm (mean over its seeds), `METRIC_change` against the model as it is,
    and `METRIC_difference`: the target's neurons less every other arm. Changes and differences are also of every seed
    alone, whose random neurons are another draw, and as the mean of the other languages. All are paired over tasks;
    intervals are about the tasks that were drawn, not about seeds.
    """
    base = next(iter(about.values()))
    untuned = {name: base[name] for name in ("target", "method")} | {"arm": "none"}
    results = [scale.result(scale.metric, scale.ratio(plain, one), one, untuned) for one in scale.languages]
    means = {name: np.mean(list(several.values()), axis=0) for name, several in arms.items()}
    for name, several in arms.items():
        results += [
            scale.result(scale.metric, scale.ratio(means[name], one), one, about[name]) for one in scale.languages
        ]
        results += _over(scale, "change", means[name] - plain, about[name])
        if len(several) > 1:
            for seed, values in several.items():
                results += _over(scale, "change", values - plain, {**about[name], "seed": seed})
    for name in arms if NEURONS in arms else ():
        if name != NEURONS:
            said = {**about[NEURONS], "against": name}
            results += _over(scale, "difference", means[NEURONS] - means[name], said)
            for seed, values in arms[name].items():
                results += _over(scale, "difference", arms[NEURONS][seed] - values, {**said, "seed": seed})
    return results


def _over(scale: Measure, suffix: str, values: Values, about: Mapping[str, Any]) -> list[Result]:
    """Of every language, and of the mean of those that are not the target."""
    metric, target = f"{scale.metric}_{suffix}", str(about["target"])
    found = [scale.result(metric, scale.ratio(values, one), one, about) for one in scale.languages]
    if any(one != target for one in scale.languages):
        found.append(scale.result(metric, scale.mean_of_others(values, target), None, about))
    return found
