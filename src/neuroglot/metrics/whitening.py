"""Taking out of states what all programs share: their language's mean, and directions in which everything varies.

Fitted on some programs and applied to others. Means by language are what makes raw cosine say "the same language";
whitening (Su et al. 2021, arXiv 2103.15316) is against the few directions that dominate every cosine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError

Floats = NDArray[np.float64]

PROGRAMS_A_DIRECTION = 4
"""Of each direction that is kept, the variance comes from at least so many programs."""


@dataclass(frozen=True)
class Fitted:
    """Means by language, shape (languages, width), and what turns centred states into white ones, (width, kept)."""

    means: Floats
    directions: Floats


def fit(states: Floats, language: NDArray[np.int64], languages: int) -> Fitted:
    """Means and directions from states of shape (programs, width), and the place of each program's language.

    Kept are the principal directions of the centred states, the widest first, as many as the programs allow
    (`PROGRAMS_A_DIRECTION`) and as vary at all; each is divided by its standard deviation, so the covariance of the
    programs fitted on is the identity. Raises NeuroglotError where a language has no program.
    """
    means = language_means(states, language, languages)
    most = max(1, len(states) // PROGRAMS_A_DIRECTION)
    return Fitted(means, white_directions(states - means[language], most))


def language_means(states: Floats, language: NDArray[np.int64], languages: int) -> Floats:
    """Each language's mean state, shape (languages, width). Raises NeuroglotError where a language has no program."""
    counts = np.bincount(language, minlength=languages)
    if not counts.all():
        raise NeuroglotError("a language has no program to fit its mean on: the development split needs all languages")
    return np.stack([states[language == place].mean(axis=0) for place in range(languages)])


def white_directions(states: Floats, most: int) -> Floats:
    """The widest directions of centred states, at most so many, each divided by its standard deviation; (width,
    kept)."""
    _, lengths, axes = np.linalg.svd(states, full_matrices=False)
    deviations = lengths / np.sqrt(len(states))
    kept = np.flatnonzero(deviations > 1e-6 * max(deviations[0], 1e-30))[:most]
    return np.asarray(axes[kept].T / deviations[kept])


def centred(fitted: Fitted, states: Floats, language: NDArray[np.int64]) -> Floats:
    """States less their language's mean, of the same shape."""
    return np.asarray(states - fitted.means[language])


def whitened(fitted: Fitted, states: Floats, language: NDArray[np.int64]) -> Floats:
    """Centred states along the kept directions, each in standard deviations; shape (programs, kept)."""
    return np.asarray(centred(fitted, states, language) @ fitted.directions)
