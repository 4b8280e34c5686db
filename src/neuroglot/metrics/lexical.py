"""What programs have in common without any model: the tokens that they share, and TF-IDF vectors of them.

A token is a word or a single punctuation mark; case counts. TF-IDF is scikit-learn's: term counts times
ln((1 + programs) / (1 + programs with the token)) + 1, rows of length 1. The programs that are counted may be others
than those that are compared: a token that none of them has counts the most, and is not dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

TOKENS = r"\w+|[^\w\s]"
"""Words and punctuation marks."""

Places = NDArray[np.int64]
Floats = NDArray[np.float64]


def length_in_tokens(text: str) -> int:
    """How many tokens a text has: new names don't change it."""
    return len(re.findall(TOKENS, text))


def token_sets(texts: Sequence[str]) -> Any:
    """Which tokens each text has, ones in a sparse matrix of shape (texts, tokens), float64."""
    found = CountVectorizer(token_pattern=TOKENS, lowercase=False, binary=True).fit_transform(texts)
    return csr_array(found).astype(np.float64)


def tfidf_vectors(texts: Sequence[str], fitted_on: Sequence[str]) -> Any:
    """TF-IDF vectors of texts, sparse, shape (texts, tokens of all texts given); frequencies are those of `fitted_on`.

    A token that `fitted_on` lacks has the frequency 0, smoothed as all are.
    """
    counter = CountVectorizer(token_pattern=TOKENS, lowercase=False).fit([*texts, *fitted_on])
    with_token = (counter.transform(fitted_on) > 0).sum(axis=0)
    weights = np.log((1 + len(fitted_on)) / (1 + np.asarray(with_token).ravel())) + 1
    return csr_array(normalize(counter.transform(texts).multiply(weights[None, :]).tocsr()))


def jaccard_of_pairs(sets: Any, left: Places, right: Places) -> Floats:
    """|A and B| / |A or B| of each pair of rows of `token_sets`, shape (pairs,); 0 for two empty ones."""
    sizes = np.asarray(sets.sum(axis=1)).ravel()
    common = inner_of_pairs(sets, left, right)
    either = sizes[left] + sizes[right] - common
    return np.asarray(common / np.where(either > 0, either, 1.0))


def inner_of_pairs(rows: Any, left: Places, right: Places) -> Floats:
    """The inner product of each pair of rows of a sparse matrix, shape (pairs,): for unit rows the cosine."""
    return np.asarray((rows[left] * rows[right]).sum(axis=1), dtype=np.float64).ravel()


def jaccard_of_all(sets: Any, rows: Places) -> Floats:
    """The same of some rows with every row, shape (rows, all)."""
    sizes = np.asarray(sets.sum(axis=1)).ravel()
    common = (sets[rows] @ sets.T).toarray()
    either = sizes[rows][:, None] + sizes[None, :] - common
    return np.asarray(common / np.where(either > 0, either, 1.0))
