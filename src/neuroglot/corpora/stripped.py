"""A corpus without its comments: what is found in both is not about comments."""

from __future__ import annotations

from dataclasses import replace

from neuroglot.core.corpus import Corpus
from neuroglot.languages.comments import strip_comments

SUFFIX = " without comments"
"""Added to the corpus's name, so that results of both are told apart."""


def without_comments(corpus: Corpus) -> Corpus:
    """The corpus with every comment and docstring removed from its snippets, under a name of its own.

    Snippets of nothing but comments are left out. Raises NeuroglotError where a text is not valid Unicode.
    """
    stripped = (replace(one, text=strip_comments(one.language, one.text)) for one in corpus.snippets)
    return Corpus(corpus.name + SUFFIX, corpus.split, tuple(one for one in stripped if one.text.strip()))
