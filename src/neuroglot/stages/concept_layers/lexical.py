"""What can be had without any model: the same comparisons by shared tokens and by TF-IDF."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neuroglot.core.corpus import Snippet
from neuroglot.core.results import Result
from neuroglot.metrics.lexical import tfidf_vectors, token_sets
from neuroglot.stages.concept_layers.compare import Between, compare, jaccard
from neuroglot.stages.concept_layers.describe import Tasks, results_of
from neuroglot.stages.concept_layers.layout import Layout


def lexical_results(
    layout: Layout, snippets: Sequence[Snippet], development: Sequence[Snippet], tasks: Tasks
) -> list[Result]:
    """Every relation under each baseline: `jaccard` of token sets, `tfidf` cosine with frequencies of the development
    programs."""
    found = []
    for name, between in _measures(snippets, development).items():
        for relation, one in compare(layout, between).items():
            found += results_of(one, tasks, {"relation": relation, "baseline": name}, None)
    return found


def _measures(snippets: Sequence[Snippet], development: Sequence[Snippet]) -> dict[str, Between]:
    texts = [one.text for one in snippets]
    vectors = tfidf_vectors(texts, [one.text for one in development])
    return {
        "jaccard": jaccard(token_sets(texts).toarray()),
        "tfidf": lambda rows, others: np.asarray((vectors[rows] @ vectors[others].T).toarray()),
    }
