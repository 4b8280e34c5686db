"""The programs that examples come from, as they are kept: each once, with its tokens' ends and its syntax classes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.examined import Document
from neuroglot.languages.classes import classify
from neuroglot.languages.trees import encoded
from neuroglot.models.token_classes import token_spans


def readable(corpus: Corpus) -> tuple[Corpus, list[dict[str, str]]]:
    """The corpus without texts that have no tokens or are no valid Unicode, and what was left out."""
    kept, skipped = [], []
    for snippet in corpus.snippets:
        try:
            encoded(snippet.text)
        except NeuroglotError as error:
            skipped.append({"what": f"the program {snippet.source}", "why": str(error)})
            continue
        if snippet.text:
            kept.append(snippet)
    return Corpus(corpus.name, corpus.split, tuple(kept)), skipped


def documents(tokenizer: Any, corpus: Corpus, read: Sequence[int], used: Collection[int]) -> list[Document]:
    """The used documents, in order; `read` says of all of them how many tokens of the text were read."""
    return [_document(tokenizer, corpus.snippets[index], int(read[index])) for index in sorted(used)]


def _document(tokenizer: Any, snippet: Snippet, read: int) -> Document:
    _, spans = token_spans(tokenizer, snippet.text)
    lengths = [len(character.encode()) for character in snippet.text]
    bounds = np.cumsum([0, *lengths])
    ends = np.searchsorted(bounds, np.maximum.accumulate(spans[:read, 1])).tolist()
    of_character = classify(snippet.language, snippet.text)[bounds[:-1]].tolist()
    runs = [(len(list(run)), int(kind)) for kind, run in groupby(of_character)]
    return Document(snippet.language, snippet.source, snippet.task, snippet.text, ends, runs)
