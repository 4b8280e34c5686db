"""From verdicts on the programs behind own prompts to pass rates and their changes, as Results with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuroglot.core.corpus import ProblemSet
from neuroglot.core.results import Result
from neuroglot.execution.rates import Judged, mean_rate, rate_values
from neuroglot.stages.steer.prompts import OWN


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
        plain = rate_values(problems, judged[0], language, k)
        for condition, verdicts in zip(about, judged, strict=True):
            values = rate_values(problems, verdicts, language, k)
            found = {f"pass@{k}": values, "pass@1": rate_values(problems, verdicts, language, 1)}
            if condition:
                found[f"pass@{k}_change"] = values - plain
            said = {**condition, "prompt": OWN}
            results += [mean_rate(metric, one, language, said, draws, origin) for metric, one in found.items()]
    return results
