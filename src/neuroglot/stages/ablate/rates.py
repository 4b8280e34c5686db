"""From verdicts on every condition's programs to pass rates and their changes, as Results with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import ProblemSet
from neuroglot.core.results import Result
from neuroglot.core.verdicts import Status
from neuroglot.execution.rates import Judged, mean_rate, rate_values
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples, sum_by_unit

About = Mapping[str, Any]


def rate_results(
    problems: ProblemSet,
    about: Sequence[About],
    judged: Sequence[Judged],
    k: int,
    draws: int,
    origin: Mapping[str, Any],
) -> list[Result]:
    """All Results; the first condition is the one without ablation.

    `pass@k` and `pass@1` of every condition and language, `pass@k_change` against the first condition (percentage as a
    fraction; negative: fewer programs pass), how runs ended (not for random draws), by how much more a set's own
    language falls than the one that falls most of the others (`pass@k_lead`, paired over tasks), and in how many random
    draws the own language loses less than under the set (`pass@k_draws_exceeded`).
    """
    results: list[Result] = []
    baseline = {language: rate_values(problems, judged[0], language, k) for language in problems.languages}
    for condition, verdicts in zip(about, judged, strict=True):
        changes: dict[str, NDArray[np.float64]] = {}
        for language in problems.languages:
            values = rate_values(problems, verdicts, language, k)
            results.append(mean_rate(f"pass@{k}", values, language, condition, draws, origin))
            if k != 1:
                single = rate_values(problems, verdicts, language, 1)
                results.append(mean_rate("pass@1", single, language, condition, draws, origin))
            if condition:
                changes[language] = values - baseline[language]
                results.append(mean_rate(f"pass@{k}_change", changes[language], language, condition, draws, origin))
            if "control" not in condition:
                results += _endings(problems, verdicts, language, condition, origin)
        if "control" not in condition and condition.get("ablated") in changes and len(changes) > 1:
            results.append(_lead(problems, changes, k, condition, draws, origin))
    return [*results, *_exceeded(results, f"pass@{k}", origin)]


def _lead(
    problems: ProblemSet,
    changes: Mapping[str, NDArray[np.float64]],
    k: int,
    about: About,
    draws: int,
    origin: Mapping[str, Any],
) -> Result:
    """The own language's fall less the largest among the others. Tasks are drawn, so languages are paired by task."""
    own = str(about["ablated"])
    tasks = {task: place for place, task in enumerate(dict.fromkeys(one.task for one in problems.problems))}
    weights = resamples(len(tasks), draws, int(origin["seed"]))
    falls, drawn = {}, {}
    for language, change in changes.items():
        unit = [tasks[one.task] for one in problems.problems if one.language == language]
        counts = sum_by_unit(np.ones(len(unit)), unit, len(tasks))
        falls[language] = float(-change.mean())
        drawn[language] = ratio_draws(weights, sum_by_unit(-change, unit, len(tasks)), counts)
    others = [language for language in changes if language != own]
    largest = np.max([drawn[language] for language in others], axis=0)
    interval = percentile_interval(drawn[own] - largest)
    return Result(
        metric=f"pass@{k}_lead",
        value=falls[own] - max(falls[language] for language in others),
        n=len(changes[own]),
        unit="share of problems",
        language=own,
        condition=dict(about),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        interval=f"95 % percentile bootstrap over {len(tasks)} tasks, {draws} draws",
        **origin,
    )


def _endings(
    problems: ProblemSet, verdicts: Judged, language: str, about: About, origin: Mapping[str, Any]
) -> list[Result]:
    """How many programs ended in each way."""
    inside = {problem.task_id for problem in problems.problems if problem.language == language}
    own = [verdict for task_id, verdict in verdicts if task_id in inside]
    return [
        Result(
            metric="programs",
            value=float(sum(verdict.status is status for verdict in own)),
            n=len(own),
            unit="programs",
            language=language,
            condition={**about, "status": status.value},
            **origin,
        )
        for status in Status
    ]


def _exceeded(results: Sequence[Result], metric: str, origin: Mapping[str, Any]) -> list[Result]:
    own: dict[tuple[str, str], Result] = {}
    random: dict[tuple[str, str], list[float]] = {}
    for result in results:
        if result.metric != f"{metric}_change" or result.language != result.condition["ablated"]:
            continue
        about = (str(result.condition["method"]), str(result.condition["ablated"]))
        if "control" in result.condition:
            random.setdefault(about, []).append(result.value)
        else:
            own[about] = result
    return [
        Result(
            metric=f"{metric}_draws_exceeded",
            value=float(sum(value > own[about].value for value in values)),
            n=len(values),
            unit="draws",
            language=about[1],
            condition=own[about].condition,
            **origin,
        )
        for about, values in random.items()
        if about in own
    ]
