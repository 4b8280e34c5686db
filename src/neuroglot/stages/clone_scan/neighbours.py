"""Which vectors are near to each other: every pair compared where there are few, FAISS's inverted lists where many.

Vectors may have sides (languages, files): then the neighbours of each are looked for among those of other sides alone,
so that look-alikes of its own side take no place from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]

BLOCK = 16_000_000
"""Similarities that are held at a time: 64 MB."""

PROBED = 48
"""Inverted lists, of about 4 times the root of the number of vectors, in which each vector is looked for."""

REDUCED = 64
"""Principal directions in which neighbours are looked for; twice as many as wanted are then compared whole."""

SAMPLE = 256
"""Vectors of which all neighbours are looked up exactly, to say how many an approximate search finds."""

_SEARCH: Any = faiss.SearchParametersIVF
_CHOSEN: Any = faiss.IDSelectorBitmap
"""FAISS's own signatures say nothing of the keywords and arrays that these take."""


@dataclass(frozen=True)
class Near:
    """Pairs of near vectors, each once: their places with first < second, and their cosine; all of shape (pairs,).

    `recall` is the share of the pairs of sampled vectors that an approximate search found; None for an exact one.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    similarity: NDArray[np.float32]
    recall: float | None = None


def near_pairs(
    vectors: NDArray[np.float32], threshold: float, neighbours: int, exact_below: int, sides: Places | None = None
) -> Near:
    """The pairs of unit vectors, shape (vectors, width), with a cosine of at least `threshold`.

    Of each vector its `neighbours` most similar ones are looked at, among those of other `sides` (a number for each
    vector; without them each is a side of its own); a pair counts if one of the two finds the other.
    """
    sides = np.arange(len(vectors)) if sides is None else sides
    if len(vectors) < 2:
        return _pairs([], [], [])
    if len(vectors) <= exact_below:
        return exact(vectors, sides, np.arange(len(vectors)), threshold, neighbours)
    found = _approximate(vectors, sides, threshold, neighbours)
    recall = _recall(vectors, sides, found, threshold, neighbours)
    return Near(found.first, found.second, found.similarity, recall)


def exact(vectors: NDArray[np.float32], sides: Places, queries: Places, threshold: float, neighbours: int) -> Near:
    """The neighbours of some of the vectors among all, by the product of their matrices, block by block."""
    height = max(1, BLOCK // len(vectors))
    firsts, seconds, similarities = [], [], []
    for start in range(0, len(queries), height):
        block = queries[start : start + height]
        products = vectors[block] @ vectors.T
        products[sides[block][:, None] == sides[None, :]] = -2.0
        if products.shape[1] > neighbours:
            bound = np.partition(products, -neighbours, axis=1)[:, -neighbours, None]
            products[products < bound] = -2.0
        rows, columns = np.nonzero(products >= threshold)
        firsts.append(block[rows])
        seconds.append(columns)
        similarities.append(products[rows, columns])
    return _pairs(firsts, seconds, similarities)


def _approximate(vectors: NDArray[np.float32], sides: Places, threshold: float, neighbours: int) -> Near:
    """Inverted lists around k-means centroids (Jégou et al. 2011) in the first principal directions; seeded.

    The index holds 64 numbers a vector whatever the model's width; what it finds is compared by the whole vectors.
    """
    lists = max(1, int(4 * len(vectors) ** 0.5))
    near = _reduced(vectors)
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(near.shape[1]), near.shape[1], lists)
    index.cp.niter, index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 8, 1, 40
    index.train(near)
    index.add(near)
    wanted = 2 * neighbours + 1
    height = max(1, BLOCK // (wanted * vectors.shape[1]))
    firsts, seconds, similarities = [], [], []
    for queries, others in _searches(sides):
        for start in range(0, len(queries), height):
            rows = queries[start : start + height]
            columns = index.search(near[rows], wanted, params=others)[1]
            products = np.einsum("rd,rcd->rc", vectors[rows], vectors[columns])
            products[(columns < 0) | (columns == rows[:, None])] = -2.0
            best = np.argsort(-products, axis=1, kind="stable")[:, :neighbours]
            columns, products = np.take_along_axis(columns, best, 1), np.take_along_axis(products, best, 1)
            places, kept = np.nonzero(products >= threshold)
            firsts.append(rows[places])
            seconds.append(columns[places, kept])
            similarities.append(products[places, kept])
    return _pairs(firsts, seconds, similarities)


def _searches(sides: Places) -> Iterator[tuple[Places, Any]]:
    """The vectors of each side, and the parameters with which the index leaves out all of that side.

    Those that are alone on their side are looked for at once: only each itself is to be left out.
    """
    _, side, members = np.unique(sides, return_inverse=True, return_counts=True)
    alone = np.flatnonzero(members[side] == 1)
    if len(alone):
        yield alone, _SEARCH(nprobe=PROBED)
    for number in np.flatnonzero(members > 1).tolist():
        own = side == number
        yield np.flatnonzero(own), _SEARCH(nprobe=PROBED, sel=_CHOSEN(np.packbits(~own, bitorder="little")))


def _reduced(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vectors in their first principal directions, found from some of them; as they are where they are narrow."""
    width = vectors.shape[1]
    if width <= REDUCED:
        return vectors
    sample = vectors[:: max(1, len(vectors) // (8 * width))]
    _, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(vectors @ directions[:, -REDUCED:])


def _recall(vectors: NDArray[np.float32], sides: Places, found: Near, threshold: float, neighbours: int) -> float:
    sample = np.sort(np.random.default_rng(0).choice(len(vectors), min(SAMPLE, len(vectors)), replace=False))
    truth = exact(vectors, sides, sample, threshold, neighbours)
    there = np.isin(_keys(truth, len(vectors)), _keys(found, len(vectors)))
    return float(there.mean()) if len(there) else 1.0


def _pairs(
    firsts: list[NDArray[np.int64]], seconds: list[NDArray[np.int64]], values: list[NDArray[np.float32]]
) -> Near:
    if not firsts:
        return Near(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    one, other = np.concatenate(firsts), np.concatenate(seconds)
    low, high = np.minimum(one, other), np.maximum(one, other)
    _, kept = np.unique(low * (high.max(initial=0) + 1) + high, return_index=True)
    return Near(low[kept], high[kept], np.concatenate(values)[kept].astype(np.float32))


def _keys(pairs: Near, vectors: int) -> NDArray[np.int64]:
    return pairs.first * vectors + pairs.second
