"""From the loss of every program under every condition to Results with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus
from neuroglot.core.halves import units
from neuroglot.core.results import Result
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples, sum_by_unit

Losses = NDArray[np.float64]
"""Summed loss in nats of every program of the corpus."""


@dataclass(frozen=True)
class Evaluation:
    """What effects are computed against: programs by language and unit, and their loss without ablation."""

    languages: tuple[str, ...]
    language: NDArray[np.int64]
    unit: NDArray[np.int64]
    targets: NDArray[np.float64]
    baseline: Losses
    weights: NDArray[np.float64]
    origin: Mapping[str, Any]

    def sums(self, values: Losses, place: int) -> NDArray[np.float64]:
        """The values of one language's programs, added up by unit."""
        inside = self.language == place
        return sum_by_unit(values[inside], self.unit[inside].tolist(), self.weights.shape[1])

    def programs(self, place: int) -> int:
        """How many programs a language has."""
        return int((self.language == place).sum())


def evaluation(
    corpus: Corpus, targets: NDArray[np.int64], baseline: Losses, draws: int, origin: Mapping[str, Any]
) -> Evaluation:
    """Group a corpus's programs by language and by unit of resampling; `origin` goes into every Result."""
    names, unit = units(corpus.snippets)
    languages = corpus.languages
    return Evaluation(
        languages,
        np.array([languages.index(snippet.language) for snippet in corpus.snippets]),
        unit,
        targets.astype(np.float64),
        baseline,
        resamples(len(names), draws, int(origin["seed"])),
        origin,
    )


def baseline_results(against: Evaluation) -> list[Result]:
    """The loss of every language without ablation."""
    return [_mean_result(against, "loss", against.baseline, place, {})[0] for place in range(len(against.languages))]


def change_results(against: Evaluation, losses: Losses, about: Mapping[str, Any]) -> list[Result]:
    """The change of every language's loss under one condition; for a language's own set also how specific it is."""
    change = losses - against.baseline
    rows = [_mean_result(against, "loss_change", change, place, about) for place in range(len(against.languages))]
    results = [result for result, _ in rows]
    if about["ablated"] in against.languages and "control" not in about and len(rows) > 1:
        own = against.languages.index(about["ablated"])
        values = np.array([result.value for result in results])
        draws = np.stack([drawn for _, drawn in rows])
        results += _specificity(against, values, draws, own, about)
    return results


def exceeded_results(results: Sequence[Result], origin: Mapping[str, Any]) -> list[Result]:
    """For every set with controls: in how many random draws its own language suffers less than under the set."""
    own: dict[tuple[str, str], Result] = {}
    draws: dict[tuple[str, str], list[float]] = {}
    for result in results:
        if result.metric != "loss_change" or result.language != result.condition["ablated"]:
            continue
        about = (result.condition["method"], result.condition["ablated"])
        if "control" in result.condition:
            draws.setdefault(about, []).append(result.value)
        else:
            own[about] = result
    return [
        Result(
            metric="draws_exceeded",
            value=float(sum(value < own[about].value for value in values)),
            n=len(values),
            unit="draws",
            language=about[1],
            condition=own[about].condition,
            **origin,
        )
        for about, values in draws.items()
        if about in own
    ]


def _mean_result(
    against: Evaluation, metric: str, values: Losses, place: int, about: Mapping[str, Any]
) -> tuple[Result, NDArray[np.float64]]:
    above, below = against.sums(values, place), against.sums(against.targets, place)
    drawn = ratio_draws(against.weights, above, below)
    interval = percentile_interval(drawn)
    result = Result(
        metric=metric,
        value=float(above.sum() / below.sum()),
        n=against.programs(place),
        unit="nats/token",
        language=against.languages[place],
        condition=dict(about),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        interval=_describe(against),
        **against.origin,
    )
    return result, drawn


def _specificity(
    against: Evaluation, values: NDArray[np.float64], draws: NDArray[np.float64], own: int, about: Mapping[str, Any]
) -> list[Result]:
    """own - largest other, and own / mean of the others, own / largest other; ratios only where the others suffer."""
    others = [place for place in range(len(values)) if place != own]
    lead = float(values[own] - values[others].max())
    rows = [("own_minus_largest_other", lead, draws[own] - draws[others].max(axis=0), "nats/token")]
    for metric, combine in (("own_over_mean_other", np.mean), ("own_over_largest_other", np.max)):
        other = float(combine(values[others]))
        if other > 0:
            below = combine(draws[others], axis=0)
            drawn = np.where(below > 0, draws[own] / np.where(below > 0, below, 1.0), np.inf)
            rows.append((metric, float(values[own]) / other, drawn, "ratio"))
    results = []
    for metric, value, drawn, unit in rows:
        interval = percentile_interval(drawn)
        results.append(
            Result(
                metric=metric,
                value=value,
                n=against.programs(own),
                unit=unit,
                language=against.languages[own],
                condition=dict(about),
                low=interval[0] if interval else None,
                high=interval[1] if interval else None,
                interval=_describe(against),
                **against.origin,
            )
        )
    return results


def _describe(against: Evaluation) -> str:
    draws, units = against.weights.shape
    return f"95 % percentile bootstrap over {units} tasks, {draws} draws"
