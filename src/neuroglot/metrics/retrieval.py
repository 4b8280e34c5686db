"""Finding a program's partner among all: from a matrix of similarities to ranks, and what is said of them.

Recall@1 and the mean reciprocal rank as in information retrieval; MEXA is Kargaran et al. 2024 (arXiv 2410.05873): a
pair counts if it is more similar than every other pair of its row and of its column.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranks(similarity: Floats) -> Floats:
    """The rank, from 1, of each row's own column in a square matrix of similarities, shape (rows,).

    Columns that are exactly as similar share the mean of their ranks, so that equal values give no credit for an order.
    """
    own = np.diagonal(similarity)[:, None]
    above = (similarity > own).sum(axis=1)
    equal = (similarity == own).sum(axis=1)
    return np.asarray(above + (equal + 1) / 2, dtype=np.float64)


def first(ranks: Floats) -> Floats:
    """1 where the partner came first, alone; else 0: their mean is recall@1."""
    return np.asarray(ranks == 1, dtype=np.float64)


def reciprocal(ranks: Floats) -> Floats:
    """1 / rank: their mean is the MRR."""
    return 1.0 / ranks


def mexa(similarity: Floats) -> Floats:
    """1 where a row's own column is above all others of the row and of the column, else 0; shape (rows,)."""
    own = np.diagonal(similarity).copy()
    others = similarity.copy()
    np.fill_diagonal(others, -np.inf)
    return np.asarray((own > others.max(axis=1)) & (own > others.max(axis=0)), dtype=np.float64)


def average_precision_at_r(similarity: Floats, own: NDArray[np.int64], relevant: NDArray[np.bool_]) -> Floats:
    """MAP@R's term of each query (Musgrave et al. 2020, arXiv 2003.08505; CodeXGLUE's POJ-104), shape (queries,).

    `similarity` and `relevant` have the shape (queries, candidates); `own` is each query's place among the candidates,
    which is ranked nowhere. With R relevant others, the sum over the first R ranks that hold one of (hits so far /
    rank), divided by R; nan where there is none. Equally similar candidates keep the order that they came in.
    """
    queries = np.arange(len(similarity))
    others = similarity.copy()
    others[queries, own] = -np.inf
    wanted = relevant.copy()
    wanted[queries, own] = False
    count = wanted.sum(axis=1)
    most = int(count.max(initial=0))
    first = np.argsort(-others, axis=1, kind="stable")[:, :most]
    rank = np.arange(1, most + 1)
    hits = np.take_along_axis(wanted, first, axis=1) & (rank[None, :] <= count[:, None])
    summed = (np.cumsum(hits, axis=1) / rank * hits).sum(axis=1)
    return np.asarray(np.divide(summed, count, out=np.full(len(count), np.nan), where=count > 0))
