"""Which tokens of a batch belong together: the segments that sums are made over, and the pieces they are read in.

A segment is a program's counted tokens or, in the sums by class, a program's tokens of one class. Several ways to
divide the same batch (`parts`) are read in one pass over the activations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from neuroglot.models.batches import Batch

PIECE = 256
"""Tokens that are read at a time: what is computed from them stays in a processor's cache."""

NONE = -1


@dataclass(frozen=True)
class Segments:
    """One way to divide a batch's tokens.

    `of_token` (tokens,) is each token's segment, row after row of the batch, `NONE` where it does not count. A
    program has `each` segments, one after another. `documents` and `group_of` (segments,) are the place in the corpus
    and the group (a language and a half) of each, and there are `groups` groups.
    """

    of_token: Tensor
    documents: Tensor
    group_of: Tensor
    groups: int
    each: int = 1

    @cached_property
    def lengths(self) -> Tensor:
        """Counted tokens of each segment, float32, shape (segments,)."""
        return torch.bincount(self.of_token[self.of_token >= 0], minlength=len(self.documents)).float()

    @cached_property
    def one_hot(self) -> Tensor:
        """1.0 where a segment that has tokens is in a group, shape (groups, segments)."""
        group = torch.where(self.lengths > 0, self.group_of, NONE)
        return (torch.arange(self.groups, device=group.device)[:, None] == group[None, :]).float()

    @cached_property
    def order(self) -> tuple[Tensor, Tensor]:
        """The counted tokens, segment by segment, and where each segment begins: (counted,) and (segments + 1,)."""
        by_segment = torch.argsort(self.of_token, stable=True)
        starts = torch.cat([self.lengths.new_zeros(1), self.lengths.cumsum(0)]).long()
        return by_segment[len(by_segment) - int(starts[-1]) :], starts

    def on(self, device: torch.device) -> Segments:
        """The same segments on a device."""
        of_token, documents, group_of = self.of_token.to(device), self.documents.to(device), self.group_of.to(device)
        return Segments(of_token, documents, group_of, self.groups, self.each)

    def some(self, tokens: Tensor) -> Segments:
        """The same segments where only some tokens are there: `tokens` (tokens,) are their places."""
        return Segments(self.of_token[tokens], self.documents, self.group_of, self.groups, self.each)


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive tokens of one program, and for each part the segments they are added to.

    `members` (segments, tokens) is 1.0 where a token belongs to a segment.
    """

    tokens: slice
    into: tuple[tuple[slice, Tensor], ...]


@dataclass(frozen=True)
class Division:
    """A batch's tokens, divided in one or several ways; later parts only subdivide the programs of the first."""

    parts: tuple[Segments, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Runs of a program's tokens, `PIECE` at most."""
        coarse = self.parts[0]
        found = []
        for program, first, last in _runs(coarse.of_token // coarse.each):
            for start in range(first, last, PIECE):
                tokens = slice(start, min(start + PIECE, last))
                found.append(Piece(tokens, tuple(_into(part, program, tokens) for part in self.parts)))
        return tuple(found)

    def on(self, device: torch.device) -> Division:
        """The same division on a device: blocks of a model that is spread are on several."""
        return Division(tuple(part.on(device) for part in self.parts))

    def some(self, tokens: Tensor) -> Division:
        """The same division where only some tokens are there: `tokens` (tokens,) are their places.

        For the tokens that an expert of a mixture was given: their sums run over them alone. A program of which no
        token is there has length 0 and is in no group.
        """
        return Division(tuple(part.some(tokens) for part in self.parts))


def _into(part: Segments, program: int, tokens: slice) -> tuple[slice, Tensor]:
    first = program * part.each
    numbers = torch.arange(first, first + part.each, device=part.of_token.device)
    members = (part.of_token[tokens] == numbers[:, None]).float()
    return slice(first, first + part.each), members


def _runs(program_of: Tensor) -> Iterator[tuple[int, int, int]]:
    """Stretches of a program's tokens: its number, the first counted token, and the place after the last."""
    counted = torch.nonzero(program_of >= 0).flatten()
    programs, lengths = torch.unique_consecutive(program_of[counted], return_counts=True)
    places, end = counted.tolist(), 0
    for program, length in zip(programs.tolist(), lengths.tolist(), strict=True):
        yield program, places[end], places[end + length - 1] + 1
        end += length


def segments(batch: Batch, group_of: Tensor, groups: int) -> Segments:
    """The programs of a batch that have counted tokens. `group_of` is the group of each document of the corpus."""
    counted = batch.counted.flatten()
    rows = torch.arange(len(batch.slots), device=counted.device)[:, None]
    places = (rows * (int(batch.slots.max()) + 1) + batch.slots).flatten()[counted]
    found, program = torch.unique(places, return_inverse=True)
    of_token = torch.full_like(counted, NONE, dtype=torch.int64)
    of_token[counted] = program
    documents = torch.empty_like(found)
    documents[program] = batch.documents.flatten()[counted]
    return Segments(of_token, documents, group_of[documents], groups)


def split(programs: Segments, classes: Tensor, group: Tensor, groups: int) -> Segments:
    """Programs divided further by a class of each token (tokens,), `NONE` for a token of none.

    `group` (programs, classes) is the group of each of the new segments.
    """
    each = group.shape[1]
    inside = (programs.of_token >= 0) & (classes != NONE)
    of_token = torch.where(inside, programs.of_token * each + classes, NONE)
    return Segments(of_token, programs.documents.repeat_interleave(each), group.flatten(), groups, each)
