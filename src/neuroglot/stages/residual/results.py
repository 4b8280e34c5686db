"""From sums by text to Results: means over tokens, by language of the text, with bootstrap intervals over tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.layers import EMBEDDING
from neuroglot.core.results import Result
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples, sum_by_unit
from neuroglot.stages.residual.reading import Name, Sums

OWN, OTHERS = "own", "others"
"""Beside languages: tokens of the text's own language, and tokens of the others."""

_SHARES = {"share_of_before": "before", "share_of_after": "after"}
_UNITS = {"effect": "logits", "lens_loss": "nats", "cosine": "cosine"}


@dataclass(frozen=True)
class Read:
    """All that was read: sums and counts of tokens by text, each text's language and task (as places), and origin."""

    sums: Sums
    counts: NDArray[np.int64]
    language: NDArray[np.int64]
    task: NDArray[np.int64]
    languages: Sequence[str]
    origin: Mapping[str, Any]


def residual_results(read: Read, text: str, bootstrap: int, seed: int) -> list[Result]:
    """Every figure by language of the text, and over all (language None); `text` is `given` or `written`.

    `stream_share` (part, over before or after), `stream_cosine` (part), `direct_effect` (part, of), `lens_mass` (tokens
    of which language; `own` and `others` than the text's), `lens_right`, `lens_loss`: by layer, None with
    `{"at": "embedding"}` for what enters layer 0.
    Parts of no layer are `embedding`, `biases` and `all`. `written_tokens` is the share of the tokens themselves.
    """
    tasks = int(read.task.max()) + 1
    weights = resamples(tasks, bootstrap, seed)
    figures = {**read.sums, **_own(read)}
    results: list[Result] = []
    for place in (None, *range(len(read.languages))):
        chosen = np.ones(len(read.counts), dtype=np.bool_) if place is None else read.language == place
        if not read.counts[chosen].any():
            continue
        below = sum_by_unit((read.counts * chosen).astype(np.float64), read.task.tolist(), tasks)
        for name, sums in figures.items():
            above = sum_by_unit(sums * chosen, read.task.tolist(), tasks)
            bounds = percentile_interval(ratio_draws(weights, above, below))
            low, high = bounds or (None, None)
            results.append(
                Result(
                    value=float(above.sum() / below.sum()),
                    n=int((chosen & (read.counts > 0)).sum()),
                    language=None if place is None else read.languages[place],
                    low=low,
                    high=high,
                    interval=bounds and f"95 % percentile bootstrap over {tasks} tasks, {bootstrap} draws",
                    seed=seed,
                    **_named(name, text),
                    **read.origin,
                )
            )
    return results


def _own(read: Read) -> Sums:
    """What lies on tokens of the text's own language, and on those of the others, whichever these are."""
    found: Sums = {}
    for what, layer in dict.fromkeys((what, layer) for what, layer, about in read.sums if about in read.languages):
        each = np.stack([read.sums[what, layer, language] for language in read.languages])
        own = np.take_along_axis(each, read.language[None], axis=0)[0]
        found[what, layer, OWN], found[what, layer, OTHERS] = own, each.sum(axis=0) - own
    return found


def _named(name: Name, text: str) -> dict[str, Any]:
    """A figure's metric, unit, layer and condition."""
    what, layer, about = name
    condition: dict[str, Any] = {"text": text}
    metric = what
    if what in _SHARES:
        metric, condition = "stream_share", {**condition, "part": about, "over": _SHARES[what]}
    elif what == "cosine":
        metric, condition = "stream_cosine", {**condition, "part": about}
    elif what == "effect":
        part, _, of = about.partition(" of ")
        metric, condition = "direct_effect", {**condition, "part": part, "of": of}
    elif about:
        condition["tokens"] = about
    if layer == EMBEDDING and what.startswith("lens"):
        condition["at"] = "embedding"
    unit = _UNITS.get(what, "share")
    return {"metric": metric, "unit": unit, "layer": None if layer == EMBEDDING else layer, "condition": condition}


def owner_results(
    counts: NDArray[np.int64], names: Sequence[str], rule: str, origin: Mapping[str, Any]
) -> Iterator[Result]:
    """How many tokens of the vocabulary are each language's own, (owners,)."""
    for count, name in zip(counts.tolist(), names, strict=True):
        yield Result(
            metric="own_tokens",
            value=float(count),
            n=int(counts.sum()),
            unit="tokens",
            condition={"tokens": name, "rule": rule},
            **origin,
        )
