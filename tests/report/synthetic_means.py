"""Plausible results of a mean ablation for a synthetic run, written as the stage writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.results import Result
from tests.report.synthetic import Texts, ablated, facts, write_stage
from tests.report.synthetic_rates import Passes, passed

FACTOR = 0.25
"""So much of a change under zero is one under the mean."""


def held(results: Iterable[Result]) -> list[Result]:
    """The same results under a mean ablation: changes are smaller, and conditions name the kind."""
    return [_held(one) if "ablated" in one.condition else one for one in results]


def _held(one: Result) -> Result:
    about = {**one.condition, "kind": "mean"}
    if not one.metric.endswith("_change"):
        return replace(one, condition=about)
    bounds = {name: None if value is None else value * FACTOR for name, value in (("low", one.low), ("high", one.high))}
    return replace(one, condition=about, value=one.value * FACTOR, **bounds)


def write_held(run: Path, texts: Texts | None = None, corpus: str = "a91be2" * 10) -> Artifact:
    """The artefact of a mean ablation by loss in a run folder; `corpus` is the hash of its programs."""
    texts = texts or Texts()
    request = Request("ablate", {"draws": 20, "kind": "mean"}, {"corpus": corpus, "means": "5eed" * 16})
    return write_stage(run, request, held(ablated(texts)), facts(texts, 12.0))


def write_held_passes(run: Path, texts: Texts | None = None) -> Artifact:
    """The same by pass@3."""
    texts = texts or Texts()
    request = Request("ablate", {"metric": "pass@3", "kind": "mean"}, {"problems": "77aa" * 16, "means": "5eed" * 16})
    return write_stage(run, request, held(passed(texts, Passes())), facts(texts, 12.0))
