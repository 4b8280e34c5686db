"""Which tokens of the vocabulary are one language's own.

The rule: a token is a language's if its share of that language's tokens is at least `times` its share of any other
language's, and it occurs there at least `least` times. Counted are the tokens of programs that are not those whose
states are read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.models.batches import tokenize
from neuroglot.models.subject import Subject

NO_LANGUAGE = -1


def token_counts(subject: Subject, corpus: Corpus, languages: Sequence[str], context: int) -> NDArray[np.int64]:
    """How often each token occurs in the programs of each language, (languages, vocabulary); special ones count 0."""
    counts = np.zeros((len(languages), int(subject.config.vocab_size)), dtype=np.int64)
    for document in tokenize(subject, corpus.snippets, context):
        language = corpus.snippets[document.index].language
        if language in languages:
            ids = np.array([token for token in document.ids if token not in document.special], dtype=np.int64)
            np.add.at(counts[languages.index(language)], ids, 1)
    return counts


def own_tokens(counts: NDArray[np.int64], times: float, least: int) -> NDArray[np.int64]:
    """Each token's language as its place, NO_LANGUAGE where it is nobody's own; shape (vocabulary,).

    `counts` has shape (languages, vocabulary). Raises NeuroglotError for fewer than two languages with tokens, and for
    `times` not above 1, with which a token could be two languages' own.
    """
    totals = counts.sum(axis=1)
    if len(counts) < 2 or not totals.all() or not times > 1:
        raise NeuroglotError(
            f"no tokens can be told to be one language's own from {int((totals > 0).sum())} languages, {times:g} times "
            "as frequent: give at least two languages, and more than 1"
        )
    shares = counts / totals[:, None]
    best = shares.argmax(axis=0)
    ordered = np.sort(shares, axis=0)
    there = np.take_along_axis(counts, best[None], axis=0)[0]
    own = (ordered[-1] >= times * ordered[-2]) & (there >= max(1, least))
    return np.where(own, best, NO_LANGUAGE)
