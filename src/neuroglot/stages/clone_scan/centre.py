"""Taking out what all functions of a language share, so that a cosine is about what they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

PRIOR = 20
"""Functions that the reference counts for: a language of so many is centred half by itself."""


def language_means(vectors: NDArray[np.float32], languages: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The mean vector of each language; vectors have shape (functions, width)."""
    names = np.array(languages)
    return {
        name: vectors[names == name].mean(axis=0, dtype=np.float64).astype(np.float32) for name in sorted(set(names))
    }


def centred(
    vectors: NDArray[np.float32], languages: Sequence[str], reference: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """The vectors less their language's mean, scaled to length 1; shape (functions, width), as given.

    The mean is that of the scanned functions, shrunk towards the reference (the bundled programs) as if that were 20
    more functions: in a large scan it is the scan's own, so that what its code has in common (its domain, its style) is
    taken out too; in a small one it is nearly the reference's, since the mean of three functions is made of them.
    """
    names = np.array(languages)
    found = np.empty_like(vectors)
    for name, mean in language_means(vectors, languages).items():
        own = names == name
        count = int(own.sum())
        prior = reference.get(name, np.mean(list(reference.values()), axis=0))
        moved = vectors[own] - (count * mean + PRIOR * prior) / (count + PRIOR)
        found[own] = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12)
    return found
