"""What is measured layer by layer: curves over depth with their intervals, and the band of concept layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neuroglot.core.results import Result

EMBEDDING = -1
"""The place of what enters layer 0, before it; a Result of it has no layer and the condition `at: embedding`."""

STAGE = "layers"
"""The stage whose Results make a profile."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One metric over depth under one condition; `points` are the Results of the layers that have one, in order."""

    metric: str
    split: str
    language: str | None
    condition: Mapping[str, Any]
    points: tuple[Result, ...]

    @property
    def values(self) -> tuple[float, ...]:
        """The values, layer by layer."""
        return tuple(point.value for point in self.points)


@dataclass(frozen=True, slots=True)
class Band:
    """The concept layers, from `first` to `last`, both included; each end with the bounds of its interval.

    `support` is the share of bootstrap samples in which the same rule finds a band; `split` is where it was found.
    """

    first: int
    last: int
    first_interval: tuple[int, int]
    last_interval: tuple[int, int]
    support: float
    split: str

    def __contains__(self, layer: int) -> bool:
        return self.first <= layer <= self.last


@dataclass(frozen=True)
class LayerProfile:
    """The curves of one run of the stage, and its band: None is an answer, and `why` says the reason.

    `baselines` are Results that need no model, so that they have no layer.
    """

    model: str
    layers: int
    curves: tuple[Curve, ...]
    band: Band | None
    why: str = ""
    baselines: tuple[Result, ...] = ()

    def curve(self, metric: str, split: str, language: str | None = None, **condition: Any) -> Curve | None:
        """The curve of a metric whose condition is exactly the one given."""
        for one in self.curves:
            if (one.metric, one.split, one.language) == (metric, split, language) and dict(one.condition) == condition:
                return one
        return None


def profile_of(results: Iterable[Result]) -> LayerProfile | None:
    """The profile in the Results of one artefact; None where there is no curve among them."""
    results = [result for result in results if result.stage == STAGE]
    grouped: dict[Any, list[Result]] = {}
    for result in results:
        if result.layer is not None:
            about = tuple(sorted((name, str(value)) for name, value in result.condition.items()))
            grouped.setdefault((result.metric, result.split, result.language, about), []).append(result)
    if not grouped:
        return None
    curves = tuple(
        Curve(rows[0].metric, rows[0].split, rows[0].language, rows[0].condition, tuple(sorted(rows, key=_layer)))
        for rows in grouped.values()
    )
    band, why = _band(results)
    layers = 1 + max(_layer(point) for curve in curves for point in curve.points)
    baselines = tuple(result for result in results if "baseline" in result.condition)
    return LayerProfile(results[0].model, layers, curves, band, why, baselines)


def _layer(result: Result) -> int:
    return -1 if result.layer is None else result.layer


def _band(results: Iterable[Result]) -> tuple[Band | None, str]:
    chosen = {result.metric: result for result in results if result.condition.get("role") == "band"}
    found = chosen.get("band_found")
    if found is None:
        return None, "no band was looked for"
    first, last = chosen.get("band_first"), chosen.get("band_last")
    if not found.value or first is None or last is None:
        return None, str(found.condition.get("why", ""))
    support = chosen["band_support"].value if "band_support" in chosen else 0.0
    return Band(int(first.value), int(last.value), _bounds(first), _bounds(last), support, found.split), ""


def _bounds(result: Result) -> tuple[int, int]:
    low, high = (result.value if bound is None else bound for bound in (result.low, result.high))
    return int(low), int(high)
