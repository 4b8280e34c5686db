"""From losses under many sets to the frontier of each method: effect on the own language against specificity.

A point is a method with a setting (its thresholds) at a number of neurons a language. Over the languages' sets

    own            = mean of the rise of the own language's loss, nats a token
    mean other     = mean of the rises of all other languages'
    largest other  = mean over the sets of the largest rise of another language's
    specificity    = own / mean other, own / largest other

and `specificity at equal effect` compares methods: the best specificity among a method's points whose own effect is at
least that of a reference point, over the reference point's. All in every bootstrap draw over tasks, so differences
are paired; a draw in which nothing reaches counts as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.points import Point
from neuroglot.core.results import Result
from neuroglot.metrics.intervals import percentile_interval, ratio_draws
from neuroglot.stages.ablate.effects import Evaluation, Losses

Draws = NDArray[np.float64]
"""A quantity in every bootstrap draw; the first entry is the value itself."""

OTHERS = ("mean_other", "largest_other")


@dataclass(frozen=True)
class Placed:
    """A point with its effects."""

    point: Point
    own: Draws
    mean_other: Draws
    largest_other: Draws

    def specificity(self, other: str) -> Draws:
        """own / `mean_other` or `largest_other`; infinite where the others don't suffer, 0 where the own doesn't."""
        below = self.mean_other if other == "mean_other" else self.largest_other
        ratio = np.divide(self.own, below, out=np.full_like(below, np.inf), where=below > 0)
        return np.where(self.own > 0, ratio, 0.0)


def placed(against: Evaluation, point: Point, losses: Mapping[str, Losses]) -> Placed:
    """A point's effects, from the loss of every program under each language's set."""
    changes = np.stack([_changes(against, losses[language]) for language in losses])
    own_places = [against.languages.index(language) for language in losses]
    own, mean_other, largest_other = [], [], []
    for row, place in zip(changes, own_places, strict=True):
        others = np.delete(row, place, axis=0)
        own.append(row[place])
        mean_other.append(others.mean(axis=0))
        largest_other.append(others.max(axis=0))
    return Placed(point, *(np.mean(part, axis=0) for part in (own, mean_other, largest_other)))


def _changes(against: Evaluation, losses: Losses) -> NDArray[np.float64]:
    """The rise of every language's loss in nats a token, shape (languages, 1 + draws)."""
    rows = []
    for place in range(len(against.languages)):
        above, below = against.sums(losses - against.baseline, place), against.sums(against.targets, place)
        rows.append(np.concatenate([[above.sum() / below.sum()], ratio_draws(against.weights, above, below)]))
    return np.stack(rows)


def about_point(point: Point) -> dict[str, Any]:
    """What a Result's condition says of a point."""
    return {"method": point.method, "setting": point.setting, "per_language": point.per_language}


def point_results(against: Evaluation, one: Placed) -> list[Result]:
    """A point as Results."""
    rows = {"own": (one.own, "nats/token")}
    rows |= {name: (getattr(one, name), "nats/token") for name in OTHERS}
    rows |= {f"own_over_{name}": (one.specificity(name), "ratio") for name in OTHERS}
    about = about_point(one.point)
    count = Result(
        "frontier_neurons", float(one.point.neurons), one.point.neurons, "neurons", condition=about, **_of(against)
    )
    return [
        count,
        *(
            found
            for name, (draws, unit) in rows.items()
            if (found := _result(against, f"frontier_{name}", draws, unit, about))
        ),
    ]


def compared(against: Evaluation, points: Sequence[Placed], reference: tuple[str, str]) -> list[Result]:
    """Specificity at equal effect: every other method and setting against each point of the reference."""
    by_curve: dict[tuple[str, str], list[Placed]] = {}
    for one in points:
        by_curve.setdefault((one.point.method, one.point.setting), []).append(one)
    results = []
    for curve, own_points in by_curve.items():
        if curve == reference:
            continue
        for at in by_curve.get(reference, []):
            about = {
                "method": curve[0],
                "setting": curve[1],
                "per_language": at.point.per_language,
                "than": " ".join(reference),
            }
            for name in OTHERS:
                draws = _at_equal_effect(own_points, at, name)
                found = _result(against, f"frontier_gain_{name}", draws, "ratio", about)
                results += [found] if found else []
    return results


def _at_equal_effect(points: Sequence[Placed], at: Placed, other: str) -> Draws:
    reaching = [np.where(one.own >= at.own, one.specificity(other), 0.0) for one in points]
    best, theirs = np.max(reaching, axis=0), at.specificity(other)
    gain = np.divide(best, theirs, out=np.full_like(best, np.inf), where=(theirs > 0) & np.isfinite(theirs))
    return np.where(np.isinf(best) & np.isinf(theirs), 1.0, gain)


def _result(against: Evaluation, metric: str, draws: Draws, unit: str, about: Mapping[str, Any]) -> Result | None:
    """None where the value is not finite: the others don't suffer at all."""
    if not np.isfinite(draws[0]):
        return None
    interval = percentile_interval(draws[1:])
    count, units = against.weights.shape
    return Result(
        metric=metric,
        value=float(draws[0]),
        n=units,
        unit=unit,
        condition=dict(about),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        interval=f"95 % percentile bootstrap over {units} tasks, {count} draws",
        **_of(against),
    )


def _of(against: Evaluation) -> dict[str, Any]:
    return {**against.origin, "stage": "frontier"}
