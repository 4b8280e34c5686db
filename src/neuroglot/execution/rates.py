"""Pass rates of the problems of a language as Results, from the verdicts on one condition's programs."""

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

Judged = Sequence[tuple[str, Verdict]]
"""The verdicts of one condition, each with its problem's task_id."""


def rate_values(problems: ProblemSet, verdicts: Judged, language: str, k: int) -> NDArray[np.float64]:
    """pass@k of every problem of a language, in the problems' order."""
    return tally(problems.problems, verdicts).of(language).values(k)


def mean_rate(
    metric: str,
    values: NDArray[np.float64],
    language: str,
    about: Mapping[str, Any],
    draws: int,
    origin: Mapping[str, Any],
) -> Result:
    """The mean over a language's problems of their rates, or changes of rates, with a bootstrap interval over them.

    `about` is what was done, `draws` counts the bootstrap samples, `origin` says where the Result comes from, its
    `seed` included.
    """
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
