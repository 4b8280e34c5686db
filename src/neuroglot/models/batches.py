"""From programs to packed batches of tokens.

Documents are laid one after another into rows; `position_ids` restart at each. Attention stays inside a document
(`attention.py`, or else transformers sees it by the restarts). A target never lies in another document.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.artifacts import content_hash, read_json, write_bytes
from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.models.attention import attends_by_document
from neuroglot.models.subject import Subject

NO_TARGET = -100
LAYOUT = "layout"
OPEN_ROWS = 16
SHORTEST_ROW = 256


@dataclass(frozen=True, slots=True)
class Document:
    """One program as tokens. `index` is its place in the corpus, `cut` how many tokens did not fit the context.

    `ids` are four bytes each: those of all documents are in memory while a corpus is recorded.
    """

    index: int
    ids: array[int]
    special: frozenset[int]
    cut: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Packed rows; all tensors have shape (rows, positions).

    `documents` is each token's place in the corpus (-1 for padding), `slots` the number of its document within the
    row (-1 for padding). `counted` marks tokens whose activations count: never special ones or padding.
    `targets` holds the next token of the same document, or NO_TARGET.
    """

    input_ids: Tensor
    position_ids: Tensor
    documents: Tensor
    slots: Tensor
    counted: Tensor
    targets: Tensor

    def to(self, device: torch.device) -> Batch:
        """The batch on a device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__slots__))


def tokenize(subject: Subject, snippets: Sequence[Snippet], context: int) -> list[Document]:
    """Programs as documents, each with the tokenizer's leading special tokens, cut to `context` tokens.

    Text that looks like a special token stays text. Raises NeuroglotError if the context is too short to hold a token
    and its successor.
    """
    longest = getattr(subject.config, "max_position_embeddings", None)
    context = min(context, longest) if longest else context
    if context < 2:
        raise NeuroglotError(f"a context of {context} tokens is too short; give at least 2")
    special = frozenset(subject.tokenizer.all_special_ids)
    prefix = leading_tokens(subject.tokenizer)
    documents = []
    for index, snippet in enumerate(snippets):
        ids = subject.tokenizer(snippet.text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        whole = (*prefix, *ids)
        documents.append(Document(index, array("i", whole[:context]), special, max(0, len(whole) - context)))
    return documents


def leading_tokens(tokenizer: Any) -> tuple[int, ...]:
    """The special tokens that the tokenizer itself puts before a text (a BOS, mostly)."""
    special = set(tokenizer.all_special_ids)
    leading = []
    for token in tokenizer("a")["input_ids"]:
        if token not in special:
            break
        leading.append(token)
    return tuple(leading)


def pack(documents: Sequence[Document], batch_tokens: int) -> list[list[list[Document]]]:
    """Lay documents into rows (first fit among the last rows that are open) and rows into batches, in a fixed order.

    A row is as long as the longest document, at least 256 tokens; a batch holds as many rows as fit `batch_tokens`.
    """
    length = row_length(documents)
    rows = fill_rows(documents, length)
    height = max(1, batch_tokens // length) if length else 1
    return [rows[start : start + height] for start in range(0, len(rows), height)]


def pack_in_one_row(documents: Sequence[Document], batch_tokens: int) -> list[list[list[Document]]]:
    """Batches of one row each, of consecutive documents, as many as fit `batch_tokens` (one, where that is too long).

    Nothing is padded. It is for models that attend by document: to others a row costs its length squared.
    """
    batches: list[list[list[Document]]] = []
    room = 0
    for document in documents:
        if not document.ids:
            continue
        if not batches or room < len(document.ids):
            batches.append([[]])
            room = batch_tokens
        batches[-1][0].append(document)
        room -= len(document.ids)
    return batches


def fill_rows(documents: Sequence[Document], length: int) -> list[list[Document]]:
    """Lay documents, none longer than `length` tokens, into rows of that length; empty ones are passed over."""
    rows: list[list[Document]] = []
    room: list[int] = []
    for document in documents:
        if not document.ids:
            continue
        for row in range(max(0, len(rows) - OPEN_ROWS), len(rows)):
            if room[row] >= len(document.ids):
                rows[row].append(document)
                room[row] -= len(document.ids)
                break
        else:
            rows.append([document])
            room.append(length - len(document.ids))
    return rows


def row_length(documents: Sequence[Document]) -> int:
    """The length of a row for these documents."""
    longest = max((len(document.ids) for document in documents), default=0)
    return max(longest, min(SHORTEST_ROW, sum(len(document.ids) for document in documents)))


def lay_out(rows: Sequence[Sequence[Document]], length: int, padding: int, keep_first: bool) -> Batch:
    """The tensors of one batch. The first position of a document counts only with `keep_first`, a special one never."""
    shape = (len(rows), length)
    batch = Batch(
        input_ids=torch.full(shape, padding, dtype=torch.int64),
        position_ids=torch.zeros(shape, dtype=torch.int64),
        documents=torch.full(shape, -1, dtype=torch.int64),
        slots=torch.full(shape, -1, dtype=torch.int64),
        counted=torch.zeros(shape, dtype=torch.bool),
        targets=torch.full(shape, NO_TARGET, dtype=torch.int64),
    )
    for number, row in enumerate(rows):
        start = 0
        for slot, document in enumerate(row):
            end = start + len(document.ids)
            ids = torch.tensor(document.ids)
            batch.input_ids[number, start:end] = ids
            batch.position_ids[number, start:end] = torch.arange(end - start)
            batch.documents[number, start:end] = document.index
            batch.slots[number, start:end] = slot
            batch.counted[number, start:end] = torch.tensor([token not in document.special for token in document.ids])
            batch.counted[number, start] &= keep_first
            batch.targets[number, start : end - 1] = ids[1:]
            start = end
        batch.position_ids[number, start:] = torch.arange(length - start)
    return batch


def locate(batch: Batch, document: NDArray[np.int64], position: NDArray[np.int64]) -> tuple[Tensor, Tensor, Tensor]:
    """Of tokens that are given by document and position in it, both (tokens,): row and column of those that the batch
    holds, and which of the given ones each is."""
    step = 1 + int(max(position.max(initial=0), batch.position_ids.max()))
    wanted = document * step + position
    key = torch.where(batch.documents >= 0, batch.documents * step + batch.position_ids, -1).numpy()
    row, column = np.nonzero(np.isin(key, wanted))
    order = np.argsort(wanted)
    place = order[np.searchsorted(wanted, key[row, column], sorter=order)]
    return torch.from_numpy(row), torch.from_numpy(column), torch.from_numpy(place)


@dataclass(frozen=True)
class Packing:
    """A corpus, packed: its batches are always the same, in the same order, and made one at a time."""

    documents: Sequence[Document]
    batches: Sequence[Sequence[Sequence[Document]]]
    padding: int
    keep_first: bool

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> Batch:
        rows = self.batches[index]
        length = max(sum(len(document.ids) for document in row) for row in rows)
        return lay_out(rows, length, self.padding, self.keep_first)

    def __iter__(self) -> Iterator[Batch]:
        return (self[index] for index in range(len(self)))

    @property
    def layout(self) -> str:
        """A hash of which documents are in which batch."""
        return content_hash([[[document.index for document in row] for row in batch] for batch in self.batches])

    @property
    def tokens(self) -> int:
        """All tokens of all documents, special ones included, padding not."""
        return sum(len(document.ids) for document in self.documents)

    @property
    def cut(self) -> int:
        """How many documents were longer than the context."""
        return sum(document.cut > 0 for document in self.documents)


def keep_layout(stem: Path, packed: Packing) -> None:
    """Note which documents are in which batch beside files that are made batch by batch, whose names begin with `stem`.

    Raises NeuroglotError where they are of other batches, or it is not known of which: work that is done for some of
    those can't be gone on with, since other documents are in what is left.
    """
    path = stem.with_name(f"layout-{stem.name}.json")
    if not path.exists() and not any(stem.parent.glob(f"{stem.name}-*.safetensors")):
        write_bytes(path, json.dumps({LAYOUT: packed.layout}).encode())
    if not path.exists() or read_json(path).get(LAYOUT) != packed.layout:
        raise NeuroglotError(
            f"{stem.parent} was begun with other batches, by another --attention or another version: go on as it was "
            "begun, or remove that folder"
        )


def packing(
    subject: Subject, snippets: Sequence[Snippet], context: int, batch_tokens: int, keep_first: bool = False
) -> Packing:
    """Tokenize and pack snippets for a subject."""
    documents = tokenize(subject, snippets, context)
    padding = subject.tokenizer.pad_token_id
    lay = pack_in_one_row if attends_by_document(subject.model) else pack
    return Packing(
        documents,
        lay(documents, batch_tokens),
        0 if padding is None else int(padding),
        keep_first,
    )
