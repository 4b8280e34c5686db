"""The curves that a frontier compares: methods with their settings, each at several sizes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, kind_of
from neuroglot.core.points import Point
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.stages.select.average_precision import AveragePrecisionOptions
from neuroglot.stages.select.balanced import BalancedOptions
from neuroglot.stages.select.contribution import ContributionOptions
from neuroglot.stages.select.lape import LapeOptions
from neuroglot.stages.select.margin import MarginOptions
from neuroglot.stages.select.mean_difference import MeanDifferenceOptions
from neuroglot.stages.select.pls import PlsOptions
from neuroglot.stages.select.signed import SignedOptions
from neuroglot.stages.select.stage import METHODS


@dataclass(frozen=True, slots=True)
class Curve:
    """A method and a setting, in words and as options (with `per_language`, which the sizes replace)."""

    method: str
    setting: str
    options: Any


REFERENCE = Curve("pls", "ratio 1.5", PlsOptions())
"""What the others are compared with."""

CURVES = (
    REFERENCE,
    Curve("balanced", "ratio 1.5", BalancedOptions()),
    Curve("signed", "ratio 2", SignedOptions()),
    Curve("margin", "price 2", MarginOptions()),
    Curve("contribution", "ratio 1.5", ContributionOptions()),
    Curve("mean-difference", "", MeanDifferenceOptions()),
    Curve("average-precision", "", AveragePrecisionOptions()),
    Curve("lape", "", LapeOptions()),
)
"""Every method at its defaults."""

MORE_CURVES = (
    *CURVES,
    Curve("pls", "ratio 2", PlsOptions(ratio=2.0)),
    Curve("balanced", "ratio 2", BalancedOptions(ratio=2.0)),
    Curve("margin", "price 1", MarginOptions(price=1.0)),
    Curve("margin", "price 4", MarginOptions(price=4.0)),
)
"""The same with thresholds that vary."""


def points(
    statistics: NeuronStatistics, curves: Iterable[Curve], shares: Sequence[float]
) -> tuple[list[Point], list[dict[str, str]]]:
    """Every curve at every size, and what had to be left out, with the reason.

    A size is a share of the neurons at the seven projections, for each language: 0.002 with five languages is the
    paper's 1 % dealt out equally.
    """
    neurons = sum(width for (site, _), width in statistics.widths.items() if kind_of(site) in PROJECTIONS)
    sizes = [max(1, round(share * neurons)) for share in shares]
    found, skipped = [], []
    for curve in curves:
        try:
            found += [_point(statistics, curve, size) for size in sizes]
        except NeuroglotError as error:
            skipped.append({"what": f"the frontier of {curve.method} {curve.setting}".strip(), "why": str(error)})
    return found, skipped


def _point(statistics: NeuronStatistics, curve: Curve, size: int) -> Point:
    sets = METHODS[curve.method].choose(statistics, replace(curve.options, per_language=size))
    return Point(curve.method, curve.setting, size, sets)
