"""Sums by syntactic class: the same sums, over the tokens of one class of a program at a time.

A program's tokens of one class are treated as a program of their own, so a language and a class together play the part
that a language plays in the plain sums (`cpp keyword`, `cpp operator`, ...): means of attributions are over a program's
tokens of the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from neuroglot.core.corpus import Corpus
from neuroglot.core.statistics import HALVES
from neuroglot.languages.classes import CLASSES
from neuroglot.models.batches import Batch, Packing, leading_tokens
from neuroglot.models.subject import Subject
from neuroglot.models.token_classes import token_classes
from neuroglot.stages.record.segments import NONE, Segments, split


@dataclass(frozen=True)
class Classes:
    """The class of every token of a corpus, one document after another; `starts` says where each begins."""

    of_token: Tensor
    starts: Tensor

    def of(self, batch: Batch) -> Tensor:
        """The class at every position of a batch, `NONE` for padding and special tokens; shape (rows, positions)."""
        inside = batch.documents >= 0
        places = self.starts[batch.documents.clamp(min=0)] + batch.position_ids
        return torch.where(inside, self.of_token[torch.where(inside, places, 0)], NONE)


def classes_of(subject: Subject, corpus: Corpus, packed: Packing) -> Classes:
    """The classes of all documents of a packing, as far as they fit its context.

    Raises NeuroglotError where the tokenizer gives no offsets.
    """
    leading = len(leading_tokens(subject.tokenizer))
    parts, starts, total = [], [], 0
    for document in packed.documents:
        snippet = corpus.snippets[document.index]
        own = token_classes(subject.tokenizer, snippet.language, snippet.text)
        whole = np.concatenate([np.full(leading, NONE, dtype=np.int64), own])[: len(document.ids)]
        parts.append(whole)
        starts.append(total)
        total += len(whole)
    joined = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    return Classes(
        torch.from_numpy(joined.astype(np.int64)).to(subject.device), torch.tensor(starts, device=subject.device)
    )


def names(languages: Sequence[str]) -> tuple[str, ...]:
    """`cpp keyword`, `cpp operator`, ...: what stands for a language in sums by class."""
    return tuple(f"{language} {name}" for language in languages for name in CLASSES)


def class_segments(programs: Segments, classes: Tensor, languages: int) -> Segments:
    """Segments of the programs' tokens of one class; `classes` has the batch's shape."""
    count = len(CLASSES)
    language, half = programs.group_of // HALVES, programs.group_of % HALVES
    number = language[:, None] * count + torch.arange(count, device=classes.device)
    return split(programs, classes.flatten(), number * HALVES + half[:, None], languages * count * HALVES)
