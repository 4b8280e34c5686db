"""Tasks whose programs are shown side by side, and how alike their states are at every layer."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus
from neuroglot.models.batches import packing
from neuroglot.models.embed import embed
from neuroglot.models.subject import Subject
from neuroglot.stages.examine.options import ExamineOptions

COMPARED, FEWEST = 20, 4
"""Similarity is centred on the mean program of each language: over so many tasks at most, and no fewer."""

Rows = list[list[int]]
"""A row a task: the places of its programs in the corpus, one a language in the corpus's order."""


def parallel_tasks(corpus: Corpus, seed: int) -> Rows:
    """The tasks that every language has a program of (the first counts), in an order drawn by `seed`."""
    if len(corpus.languages) < 2:
        return []
    found: dict[str, dict[str, int]] = {}
    for place, snippet in enumerate(corpus.snippets):
        if snippet.task is not None:
            found.setdefault(snippet.task, {}).setdefault(snippet.language, place)
    whole = [task for task, programs in found.items() if len(programs) == len(corpus.languages)]
    drawn = sorted(whole, key=lambda task: hashlib.sha256(f"{seed} {task}".encode()).digest())
    return [[found[task][language] for language in corpus.languages] for task in drawn]


def similarity(subject: Subject, corpus: Corpus, rows: Rows, options: ExamineOptions) -> NDArray[np.float32]:
    """Cosines between the languages' programs of the shown tasks, (tasks, layers, L, L).

    A program is the mean of its tokens' residual states behind a layer, less the mean program of its language over the
    compared tasks, so that a language's own direction does not count. Without `FEWEST` tasks there are none: (0, ...).
    """
    compared = rows[:COMPARED]
    languages = len(corpus.languages)
    if len(compared) < FEWEST:
        return np.zeros((0, len(subject.blocks), languages, languages), dtype=np.float32)
    snippets = [corpus.snippets[place] for row in compared for place in row]
    states = embed(subject, packing(subject, snippets, options.context, options.batch_tokens))
    by_task = states.reshape(len(compared), languages, *states.shape[1:]).transpose(0, 2, 1, 3).astype(np.float64)
    centred = by_task - by_task.mean(axis=0, keepdims=True)
    norm = np.linalg.norm(centred, axis=-1, keepdims=True)
    unit = np.divide(centred, norm, out=np.zeros_like(centred), where=norm > 0)[: options.parallel]
    return np.asarray(np.einsum("tlaw,tlbw->tlab", unit, unit), dtype=np.float32)
