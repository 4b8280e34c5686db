"""Kinds of silence: results of an ablation to zero and of one to the mean are never mixed. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from neuroglot.core.results import Result

ZERO = "zero"
"""The kind of an ablation whose condition names none."""

MEAN = "mean"


def kind_of(result: Result) -> str:
    """What silence meant in an ablation: `zero`, or `mean`."""
    return str(result.condition.get("kind", ZERO))


def of_kind(results: Iterable[Result], kind: str | None = None) -> tuple[Result, ...]:
    """The results of one kind (None: zero, or else the first there is), and those that are about nothing silent."""
    results = tuple(results)
    if kind is None:
        there = {kind_of(result) for result in results if "ablated" in result.condition}
        kind = ZERO if ZERO in there else min(there, default=ZERO)
    return tuple(result for result in results if "ablated" not in result.condition or kind_of(result) == kind)
