"""From verdicts on the programs behind own prompts to pass rates and their changes, as Results with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import ProblemSet
from neuroglot.core.results import Result
from neuroglot.core.verdicts import Verdict
from neuroglot.execution.scoring import tally
from neuroglot.metrics.pass_at_k import mean_interval
from neuroglot.stages.steer.prompts import OWN

Judged = Sequence[tuple[str, Verdict]]
"""The verdicts of one condition, each with its problem's task_id."""


def rate_results(
    problems: ProblemSet,
    about: Sequence[Mapping[str, Any]],
    judged: Sequence[Judged],
    k: int,
    draws: int,
    origin: Mapping[str, Any],
) -> list[Result]:
    """`pass@k` and `pass@1` of every condition and prompt's language, and `pass@k_change` against the plain model.

    A change is a fraction, negative where fewer programs pass; the first condition is the plain model.
    """
    results: list[Result] = []
    for language in problems.languages:
        plain = _values(problems, judged[0], language, k)
        for condition, verdicts in zip(about, judged, strict=True):
            values = _values(problems, verdicts, language, k)
            found = {f"pass@{k}": values, "pass@1": _values(problems, verdicts, language, 1)}
            if condition:
                found[f"pass@{k}_change"] = values - plain
            said = {**condition, "prompt": OWN}
            results += [_mean(metric, one, language, said, draws, origin) for metric, one in found.items()]
    return results


def _values(problems: ProblemSet, verdicts: Judged, language: str, k: int) -> NDArray[np.float64]:
    """pass@k of every problem of a language, in the problems' order."""
    return tally(problems.problems, verdicts).of(language).values(k)


def _mean(
    metric: str,
    values: NDArray[np.float64],
    language: str,
    about: Mapping[str, Any],
    draws: int,
    origin: Mapping[str, Any],
) -> Result:
    value, interval = mean_interval(values, draws, int(origin["seed"]))
    return Result(
        metric=metric,
        value=value,
        n=len(values),
        unit="share of problems",
        language=language,
        condition=dict(about),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        interval=f"95 % percentile bootstrap over {len(values)} problems, {draws} draws",
        **origin,
    )
