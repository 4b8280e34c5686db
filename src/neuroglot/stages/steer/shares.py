"""From the language of every sample to the share written in each language and its change, as Results with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import ProblemSet
from neuroglot.core.results import Result
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples, sum_by_unit
from neuroglot.stages.steer.prompts import OWN

About = Mapping[str, Any]

UNCLEAR = -1
"""The place of a sample that is written in no language, or in no one language."""

Places = NDArray[np.int64]
"""Each sample's language as its place among the languages, or UNCLEAR; shape (samples,)."""


@dataclass(frozen=True)
class Asked:
    """What the samples of one kind of prompt answer: each sample's task, as a number, and its prompt's language."""

    kind: str
    task: NDArray[np.int64]
    prompt_language: tuple[str, ...]

    @property
    def groups(self) -> dict[str, NDArray[np.bool_]]:
        """Which samples count: all of them under "", and behind own prompts those of each prompt's language."""
        everything = np.ones(len(self.task), dtype=np.bool_)
        if self.kind != OWN:
            return {"": everything}
        languages = np.array(self.prompt_language)
        return {"": everything, **{one: languages == one for one in dict.fromkeys(self.prompt_language)}}


def asked(kind: str, problems: ProblemSet, samples: int) -> Asked:
    """What `samples` samples of every problem answer, in the order in which they are written."""
    rows = [problem for problem in problems.problems for _ in range(samples)]
    number = {task: place for place, task in enumerate(dict.fromkeys(row.task for row in rows))}
    return Asked(kind, np.array([number[row.task] for row in rows]), tuple(row.language for row in rows))


def share_results(
    asked: Asked,
    languages: Sequence[str],
    about: Sequence[About],
    places: Sequence[Places],
    draws: int,
    origin: Mapping[str, Any],
) -> list[Result]:
    """All Results of one kind of prompt; the first condition is the plain model, `places` belong to the conditions.

    `written_share` of every condition and language and `unclear_share`, the rest; `written_share_change` and
    `unclear_share_change` against the plain model, paired; behind own prompts all of them by the prompt's language too
    (not for controls); and in how many random draws the share of the set's language rises less than under the set
    (`steer_draws_exceeded`). Intervals are from a bootstrap over tasks.
    """
    results: list[Result] = []
    for name, counted in asked.groups.items():
        said = {"prompt": asked.kind, **({"prompt_language": name} if name else {})}
        group = _Group(asked.task[counted], languages, draws, origin)
        for condition, found in zip(about, places, strict=True):
            if not name or "control" not in condition:
                plain = places[0][counted] if condition else None
                results += group.results({**condition, **said}, found[counted], plain)
    return [*results, *_exceeded(results, origin)]


class _Group:
    """Samples that are counted together, and the bootstrap over their tasks."""

    def __init__(
        self, task: NDArray[np.int64], languages: Sequence[str], draws: int, origin: Mapping[str, Any]
    ) -> None:
        present, self.task = np.unique(task, return_inverse=True)
        self.tasks, self.languages, self.origin = len(present), languages, origin
        self.samples = sum_by_unit(np.ones(len(task)), self.task.tolist(), self.tasks)
        self.weights = resamples(self.tasks, draws, int(origin["seed"]))

    def results(self, about: About, found: Places, plain: Places | None) -> Iterator[Result]:
        """The shares of one condition, and their changes where there is a plain model to compare with."""
        for place, language in (*enumerate(self.languages), (UNCLEAR, None)):
            metric = "unclear_share" if language is None else "written_share"
            here = (found == place).astype(np.float64)
            yield self._mean(metric, here, language, about)
            if plain is not None:
                yield self._mean(f"{metric}_change", here - (plain == place), language, about)

    def _mean(self, metric: str, values: NDArray[np.float64], language: str | None, about: About) -> Result:
        by_task = sum_by_unit(values, self.task.tolist(), self.tasks)
        bounds = percentile_interval(ratio_draws(self.weights, by_task, self.samples))
        return Result(
            metric=metric,
            value=float(values.mean()),
            n=len(values),
            unit="share of samples",
            language=language,
            condition=dict(about),
            low=bounds[0] if bounds else None,
            high=bounds[1] if bounds else None,
            interval=f"95 % percentile bootstrap over {self.tasks} tasks, {len(self.weights)} draws",
            **self.origin,
        )


def _exceeded(results: Sequence[Result], origin: Mapping[str, Any]) -> list[Result]:
    own: dict[tuple[str, str, float], Result] = {}
    random: dict[tuple[str, str, float], list[float]] = {}
    for result in results:
        about = result.condition
        if result.metric != "written_share_change" or result.language != about["steered"] or "prompt_language" in about:
            continue
        key = (str(about["method"]), str(about["steered"]), float(about["factor"]))
        if about.get("control") == "random":
            random.setdefault(key, []).append(result.value)
        elif "control" not in about:
            own[key] = result
    return [
        Result(
            metric="steer_draws_exceeded",
            value=float(sum(value < own[key].value for value in values)),
            n=len(values),
            unit="draws",
            language=own[key].language,
            condition=own[key].condition,
            **origin,
        )
        for key, values in random.items()
    ]
