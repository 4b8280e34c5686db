"""Which contexts of a neuron are shown: its highest and lowest, some in between, and some at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.stages.examine.options import HIGHEST, KINDS, LOWEST, QUANTILES, RANDOM, ExamineOptions
from neuroglot.stages.examine.tokens import NONE, Tokens

Ints = NDArray[np.int64]

_BLOCK = 256


@dataclass(frozen=True)
class Contexts:
    """The examples of N neurons; `kind` (E,), the others (N, E).

    `peak` is the place of the token that an example is of (NONE: there is none), `start` that of the first token shown,
    `length` how many are.
    """

    kind: Ints
    peak: Ints
    start: Ints
    length: Ints


def contexts(tokens: Tokens, tensors: dict[str, NDArray[Any]], sample: Ints, options: ExamineOptions) -> Contexts:
    """Choose from a survey's `highest`, `lowest` and `sample`, whose places are `sample` (sorted)."""
    drawn = np.random.default_rng(options.seed + 1).permutation(len(sample))
    parts = [
        (HIGHEST, _by_document(tokens, tensors["highest"], tensors["highest_place"], options.top)),
        (LOWEST, _by_document(tokens, tensors["lowest"], tensors["lowest_place"], options.top)),
    ]
    between = _between(tensors["sample"], sample, options.between)
    parts += zip(KINDS[2:], between, strict=False)
    chosen = np.full((len(tensors["sample"]), options.between), NONE, dtype=np.int64)
    chosen[:, : len(drawn)] = sample[drawn[: options.between]]
    parts.append((RANDOM, chosen))
    number = np.concatenate([np.full(peaks.shape[1], KINDS.index(name)) for name, peaks in parts])
    peak = np.concatenate([peaks for _, peaks in parts], axis=1)
    start, length = _windows(tokens, peak, options.window)
    return Contexts(number, peak, start, length)


def _by_document(tokens: Tokens, values: NDArray[np.float32], places: Ints, count: int) -> Ints:
    """The places of the largest values (N, kept; sorted downwards), one a document."""
    chosen = np.full((len(values), count), NONE, dtype=np.int64)
    documents = tokens.document(places)
    for row, (of, at) in enumerate(zip(documents, places, strict=True)):
        real = np.flatnonzero((at != NONE) & np.isfinite(values[row]))
        _, first = np.unique(of[real], return_index=True)
        kept = real[np.sort(first)][:count]
        chosen[row, : len(kept)] = at[kept]
    return chosen


def _between(values: NDArray[np.float32], sample: Ints, count: int) -> list[Ints]:
    """For each of QUANTILES the places of the sampled tokens around it, (N, count) at neighbouring ranks.

    Neurons are ranked block by block: an order takes twice the room of the sample (N, tokens) itself.
    """
    found: list[list[Ints]] = [[] for _ in QUANTILES]
    for first in range(0, len(values), _BLOCK):
        part = values[first : first + _BLOCK]
        order = np.argsort(part, axis=1, kind="stable")
        present = (~np.isnan(part)).sum(axis=1)
        for kept, quantile in zip(found, QUANTILES, strict=True):
            kept.append(_near(order, present, sample, quantile, count))
    return [np.concatenate(kept) for kept in found]


def _near(order: Ints, present: Ints, sample: Ints, quantile: float, count: int) -> Ints:
    """The places of the sampled tokens around a quantile, `count` a neuron.

    `order` are each neuron's sampled activations upwards, missing ones last; `present` how many are there.
    """
    first = np.round(quantile * (present - 1) - (count - 1) / 2).astype(np.int64)
    ranks = first[:, None] + np.arange(count)
    inside = (ranks >= 0) & (ranks < present[:, None])
    found = sample[np.take_along_axis(order, ranks.clip(0, order.shape[1] - 1), axis=1)]
    return np.where(inside, found, NONE)


def _windows(tokens: Tokens, peak: Ints, window: int) -> tuple[Ints, Ints]:
    """Where a window around a peak begins and how long it is: two thirds before it, as far as the document goes."""
    document = tokens.document(peak.clip(min=0))
    first, end = tokens.starts[document] + tokens.leading, tokens.starts[document + 1]
    start = np.minimum(peak - 2 * window // 3, end - window).clip(min=first)
    length = np.minimum(end - start, window)
    gone = peak == NONE
    return np.where(gone, NONE, start), np.where(gone, 0, length)


def draw(counted: NDArray[np.bool_], count: int, seed: int) -> Ints:
    """The places of `count` counted tokens (or of all), drawn without replacement; sorted."""
    places = np.flatnonzero(counted)
    if len(places) <= count:
        return places
    return np.sort(np.random.default_rng(seed).choice(places, count, replace=False))
