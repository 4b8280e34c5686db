"""Linear CKA without the bias that few programs in many dimensions give it.

Kornblith et al. 2019 (arXiv 1905.00414) for CKA, Song et al. 2012 (JMLR 13, eq. 5) for the unbiased estimate of HSIC;
put together as in Nguyen et al. 2021 (arXiv 2010.15327, eq. 3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError

Floats = NDArray[np.float64]

FEWEST = 4
"""Programs below which there is no unbiased estimate."""


def gram(states: Floats) -> Floats:
    """The inner products of programs, shape (programs, programs), of states about their mean."""
    centred = states - states.mean(axis=0)
    return np.asarray(centred @ centred.T)


def unbiased_hsic(one: Floats, other: Floats) -> float:
    """Song et al.'s estimate from two matrices of inner products of the same programs.

    Raises NeuroglotError for fewer than 4 programs.
    """
    n = len(one)
    if n < FEWEST:
        raise NeuroglotError(f"CKA without bias needs at least {FEWEST} parallel programs, not {n}")
    k, m = one - np.diag(np.diagonal(one)), other - np.diag(np.diagonal(other))
    trace = float((k * m).sum())
    sums = float(k.sum()) * float(m.sum()) / ((n - 1) * (n - 2))
    mixed = 2.0 * float(k.sum(axis=0) @ m.sum(axis=0)) / (n - 2)
    return (trace + sums - mixed) / (n * (n - 3))


def debiased_cka(one: Floats, other: Floats) -> float:
    """Similarity of two representations of the same programs from their `gram` matrices: 1 for the same up to rotation
    and scale, 0 on average for independent ones (so it may lie below 0). nan where one of them does not vary."""
    own, others = unbiased_hsic(one, one), unbiased_hsic(other, other)
    if own <= 0 or others <= 0:
        return float("nan")
    return unbiased_hsic(one, other) / float(np.sqrt(own * others))


def jackknife_cka(one: Floats, other: Floats, groups: int) -> tuple[float, float]:
    """The CKA and its standard error, leaving out one of so many groups of programs at a time (Efron & Tibshirani 1993,
    chapter 11). A bootstrap would draw programs twice, and each is its own twin."""
    count = len(one)
    groups = min(groups, count // 2)
    place = np.arange(count) % max(groups, 1)
    values = []
    for group in range(groups):
        kept = np.flatnonzero(place != group)
        if len(kept) >= FEWEST:
            values.append(debiased_cka(one[np.ix_(kept, kept)], other[np.ix_(kept, kept)]))
    if not values:
        return debiased_cka(one, other), float("nan")
    drawn = np.array(values)
    error = float(np.sqrt((len(drawn) - 1) / len(drawn) * ((drawn - drawn.mean()) ** 2).sum()))
    return debiased_cka(one, other), error
