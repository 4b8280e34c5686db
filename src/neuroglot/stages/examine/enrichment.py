"""What is over-represented where a neuron is most active: tokens, syntax, languages, with lift and count.

For one feature (a token, a node type, ...) that K of all n tokens have, and k of the m most active ones, the lift is
(k / m) / (K / n) and p the chance of k or more of m tokens drawn without replacement (hypergeometric, or one-sided
Fisher). q is p after Benjamini and Hochberg (1995) over all features of the neuron that are frequent enough. Tokens of
one program are not independent, so q ranks features; how many programs a feature is active in is counted beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, hypergeom

from neuroglot.stages.examine.tokens import NONE, Feature, Ints, Tokens

LEAST, PROGRAMS, LIFT, LEVEL = 5, 3, 2.0, 0.01
"""A feature is tested that so many tokens have; it is named if it is active in so many programs, with so much lift, at
that level of q."""

HALF, FEWEST = 0.5, 20
"""A token is active where a neuron is at least so large, as a share of its largest; but so many tokens always are."""

BOTH = 0.5
"""How large the smaller end of a neuron must be, beside the larger, to be named in its label."""

SHOWN = 12
"""Features that are named, at most."""


@dataclass(frozen=True)
class Background:
    """How many counted tokens have each feature, by group."""

    counts: Mapping[str, Ints]
    total: int

    @property
    def tested(self) -> int:
        """How many features are frequent enough."""
        return sum(int((counts >= LEAST).sum()) for counts in self.counts.values())


def background(tokens: Tokens) -> Background:
    """The features of all counted tokens."""
    counts = {}
    for group, feature in tokens.features.items():
        there = feature.values[tokens.counted]
        counts[group] = np.bincount(there[there != NONE], minlength=len(feature.names)).astype(np.int64)
    return Background(counts, int(tokens.counted.sum()))


def most_active(places: Ints, sizes: NDArray[np.float32]) -> Ints:
    """The active places among the most active ones: `places` and `sizes` (kept,) go downwards.

    Only activations on the end's own side of zero are its own. Where a few tokens stand out they alone are active, so
    that the many that are much weaker don't name the neuron.
    """
    own = sizes[sizes > 0]
    enough = max(FEWEST, int((own >= HALF * own[:1]).sum())) if len(own) else 0
    return places[: min(len(own), enough)]


def enriched(tokens: Tokens, base: Background, active: Ints) -> list[dict[str, Any]]:
    """The features over-represented among the places `active`, those that say most first; see `SHOWN`.

    A row has group, name, count (active tokens that have it), active (how many there are), of (tokens of the corpus
    that have it), lift, p, q and programs.
    """
    rows = [row for group, feature in tokens.features.items() for row in _group(group, feature, tokens, base, active)]
    adjusted = _adjusted([row["p"] for row in rows], base.tested)
    named = [{**row, "q": q} for row, q in zip(rows, adjusted, strict=True)]
    kept = [row for row in named if row["q"] <= LEVEL and row["programs"] >= PROGRAMS]
    return sorted(kept, key=_says, reverse=True)[:SHOWN]


def _says(row: Mapping[str, Any]) -> float:
    """How much a feature says: the share of the active tokens that have it, times the doublings of its frequency."""
    return float(row["count"] / row["active"] * np.log2(row["lift"]))


def _group(group: str, feature: Feature, tokens: Tokens, base: Background, active: Ints) -> list[dict[str, Any]]:
    values = feature.values[active]
    there, count = np.unique(values[values != NONE], return_counts=True)
    of = base.counts[group][there]
    more = (of >= LEAST) & (count * base.total >= LIFT * of * len(active))
    there, count, of = there[more], count[more], of[more]
    if not len(there):
        return []
    p = hypergeom.sf(count - 1, base.total, of, len(active))
    lifts = count * base.total / (of * len(active))
    documents = tokens.document(active)
    return [
        {
            "group": group,
            "name": feature.names[value],
            "count": int(count[place]),
            "active": len(active),
            "of": int(of[place]),
            "lift": float(lifts[place]),
            "p": float(p[place]),
            "programs": len(np.unique(documents[values == value])),
        }
        for place, value in enumerate(there.tolist())
    ]


def _adjusted(found: Sequence[float], tested: int) -> list[float]:
    """q for the p that were computed; the others of those tested, of less lift, count as 1: q is never too small."""
    if not found:
        return []
    whole: NDArray[np.float64] = np.ones(max(tested, len(found)))
    whole[: len(found)] = np.clip(found, 0.0, 1.0)
    return [float(q) for q in false_discovery_control(whole)[: len(found)]]


def label(high: Sequence[Mapping[str, Any]], low: Sequence[Mapping[str, Any]], largest: float, smallest: float) -> str:
    """What a neuron is called: the features that say most at its larger end, one of each group, three at most.

    `largest` and `smallest` are the sizes of the ends; the smaller is named too where it is at least `BOTH` as large.
    """
    ends = sorted((("high", high, largest), ("low", low, smallest)), key=lambda end: -end[2])
    large = [(name, rows) for name, rows, size in ends if rows and size >= BOTH * max(largest, smallest)]
    return "; ".join(f"{name} at {_phrase(rows)}" for name, rows in large) or "nothing over-represented"


def _phrase(rows: Sequence[Mapping[str, Any]]) -> str:
    first: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault(str(row["group"]), row)
    return ", ".join(f"{row['group']} {_shown(row)}" for row in list(first.values())[:3])


def _shown(row: Mapping[str, Any]) -> str:
    # White space is part of a token's name.
    return repr(row["name"]) if str(row["group"]).startswith("token") else str(row["name"])
