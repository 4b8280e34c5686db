"""Drawing tokens from programs: as many of each language, spread evenly over its programs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def spread(program: Ints, language: Ints, count: int, languages: int, seed: int) -> Ints:
    """The places of at most `count` tokens (0: all), as many of each language, taken from its programs in turn.

    `program` and `language` (tokens,) are numbers, the latter below `languages`. Which tokens of a program come first
    is drawn by `seed`. Programs that have no more are passed over. Places ascend.
    """
    if count <= 0:
        return np.arange(len(program))
    lot = np.random.default_rng(seed).random(len(program))
    order = np.lexsort((lot, program))
    turn = np.empty(len(program), dtype=np.int64)
    turn[order] = np.arange(len(program)) - np.searchsorted(program[order], program[order])
    kept = []
    for place in range(languages):
        own = np.flatnonzero(language == place)
        kept.append(own[np.lexsort((lot[own], turn[own]))][: count // languages])
    return np.sort(np.concatenate(kept))
