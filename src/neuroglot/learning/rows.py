"""Rows of packed examples, one after another as a training sees them: row i is always the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from neuroglot.learning.examples import Example
from neuroglot.models.batches import NO_TARGET, Batch, Document, fill_rows, lay_out
from neuroglot.models.subject import Subject

Row = dict[str, Tensor]
"""The fields of a `Batch` of one row, each of shape (positions,), with its targets by the name of `labels`."""


@dataclass(frozen=True)
class Rows:
    """Rows of `length` tokens, each of whole examples; the Trainer takes it for a data set.

    A document's `index` is its example's place in `examples`.
    """

    examples: Sequence[Example]
    rows: Sequence[Sequence[Document]]
    length: int
    padding: int

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> Row:
        batch = self.batch(slice(place, place + 1))
        fields = {name: getattr(batch, name)[0] for name in batch.__slots__ if name != "targets"}
        return {**fields, "labels": batch.targets[0]}

    def batch(self, places: slice) -> Batch:
        """Several rows; targets lie in answers alone."""
        batch = lay_out(self.rows[places], self.length, self.padding, keep_first=True)
        begins = torch.tensor([example.begin for example in self.examples])
        prompt = batch.position_ids + 1 < begins[batch.documents.clamp(min=0)]
        batch.targets.masked_fill_(prompt, NO_TARGET)
        return batch


def in_order(subject: Subject, examples: Sequence[Example], length: int) -> Rows:
    """Every example once, in its order: for measuring."""
    return Rows(examples, _filled(examples, range(len(examples)), length), length, _padding(subject))


def drawn(subject: Subject, examples: Sequence[Example], length: int, count: int, seed: int) -> Rows:
    """`count` rows, epoch after epoch: in each all examples are laid into rows anew, in an order that is drawn."""
    rows: list[list[Document]] = []
    epoch = 0
    while len(rows) < count:
        rows += _filled(examples, order(len(examples), seed, epoch), length)
        epoch += 1
    return Rows(examples, rows[:count], length, _padding(subject))


def rows_of_epochs(examples: Sequence[Example], length: int, epochs: int, seed: int) -> int:
    """How many rows so many epochs of `drawn` fill."""
    return sum(len(_filled(examples, order(len(examples), seed, epoch), length)) for epoch in range(epochs))


def order(count: int, seed: int, epoch: int) -> list[int]:
    """The order of the examples in an epoch."""
    places: list[int] = np.random.default_rng([seed, epoch]).permutation(count).tolist()
    return places


def _filled(examples: Sequence[Example], places: Sequence[int], length: int) -> list[list[Document]]:
    return fill_rows([Document(place, examples[place].ids, frozenset(), 0) for place in places], length)


def _padding(subject: Subject) -> int:
    given = subject.tokenizer.pad_token_id
    return 0 if given is None else int(given)
