"""Which row of the pooled states is which program, and which programs are compared as unrelated ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.parallel import Versions

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Rows of the programs by task and language, each of shape (tasks, languages); -1 where there is none.

    `near[l, t]` are the tasks whose program in language l is nearest in length to that of task t, t itself left out;
    shape (languages, tasks, near). `language` is the place of each row's language, `lengths` are tokens.
    """

    languages: tuple[str, ...]
    tasks: tuple[str, ...]
    original: Places
    renamed: Places
    negative: Places
    near: Places
    language: Places


def programs_of(given: Versions) -> tuple[tuple[Snippet, ...], tuple[Places, Places, Places]]:
    """All programs in the order of their rows, and the rows of originals, renamed copies and close negatives."""
    shape = (len(given.tasks), len(given.corpus.languages))
    snippets: list[Snippet] = []
    rows = []
    for versions in (given.corpus.snippets, given.renamed, given.negatives):
        places = np.full(len(given.corpus.snippets), -1, dtype=np.int64)
        for number, one in enumerate(versions):
            if one is not None:
                places[number] = len(snippets)
                snippets.append(one)
        rows.append(places.reshape(shape))
    return tuple(snippets), (rows[0], rows[1], rows[2])


def layout(given: Versions, lengths: Sequence[int], near: int) -> Layout:
    """The layout of versions whose programs have these lengths, in the order of `programs_of`.

    Raises NeuroglotError where a program is to be compared with none.
    """
    snippets, (original, renamed, negative) = programs_of(given)
    tasks = len(given.tasks)
    if near < 1:
        raise NeuroglotError(
            f"each program is compared with at least 1 unrelated one, not {near}: give --near 1 or more"
        )
    of_original = np.asarray(lengths, dtype=np.int64)[original]
    languages = given.corpus.languages
    language = np.array([languages.index(one.language) for one in snippets], dtype=np.int64)
    nearest = np.stack([_nearest(of_original[:, place], min(near, tasks - 1)) for place in range(len(languages))])
    return Layout(languages, given.tasks, original, renamed, negative, nearest, language)


def _nearest(lengths: Places, count: int) -> Places:
    """For each program the others nearest in length; of equally near ones those that come first behind it."""
    tasks = len(lengths)
    apart = np.abs(lengths[:, None] - lengths[None, :])
    behind = (np.arange(tasks)[None, :] - np.arange(tasks)[:, None]) % tasks
    order = np.lexsort((behind, apart), axis=1)
    order = order[order != np.arange(tasks)[:, None]].reshape(tasks, tasks - 1)
    return np.asarray(order[:, :count])
