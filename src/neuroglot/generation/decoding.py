"""The decoding loop: a batch of prompts is continued token by token, on any causal language model of transformers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.generation.cache import new_cache, without
from neuroglot.generation.detokenize import Detokenizer
from neuroglot.generation.prompts import Prompt
from neuroglot.generation.sampling import SamplingOptions, sample_tokens
from neuroglot.models.subject import Subject


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be continued, where to stop, and the sample's random numbers: at most so many tokens are drawn."""

    prompt: Prompt
    stops: Sequence[str]
    numbers: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Continuation:
    """The new text, without the stop sequence; `finish` is `stop` or `length`; `tokens` counts all that were drawn.

    A character that still lacks bytes at the end is left out.
    """

    text: str
    finish: str
    tokens: int


def decode(subject: Subject, rows: Sequence[Row], ends: frozenset[int], options: SamplingOptions) -> list[Continuation]:
    """Continue the rows, all at the same time; the answers are in their order.

    A row ends at a token of `ends`, a stop sequence, or its last random number; then it leaves the batch. Rows with
    equal prompts share the reading of it.
    """
    started = [_Started(row, Detokenizer(subject.tokenizer, row.prompt.tokens)) for row in rows]
    places = {tokens: place for place, tokens in enumerate(dict.fromkeys(row.prompt.tokens for row in rows))}
    with torch.no_grad():
        state = _State(subject, list(places))
        state.select(torch.tensor([places[row.prompt.tokens] for row in rows]))
        state.restrict([row.prompt.first for row in rows])
        live = started
        while True:
            numbers = torch.tensor([row.number for row in live], dtype=torch.float64)
            tokens = sample_tokens(state.logits, _like(numbers, state.logits), options)
            for row, token in zip(live, tokens.tolist(), strict=True):
                row.add(token, ends)
            kept = without([bool(row.finish) for row in live])
            if len(kept) == 0:
                return [Continuation(row.text[row.given :], row.finish, row.tokens) for row in started]
            if len(kept) < len(live):
                state.select(kept)
                tokens = tokens[kept.to(tokens.device)]
                live = [live[place] for place in kept.tolist()]
            state.read(tokens)


class _Started:
    """A row on its way."""

    def __init__(self, row: Row, detokenizer: Detokenizer) -> None:
        self.row, self.detokenizer = row, detokenizer
        self.text, self.finish, self.tokens = "", "", 0
        self.given = len(row.prompt.given)
        self.longest_stop = max(map(len, row.stops), default=0)

    @property
    def number(self) -> float:
        return float(self.row.numbers[self.tokens])

    def add(self, token: int, ends: frozenset[int]) -> None:
        self.tokens += 1
        if token in ends:
            self.finish = "stop"
            return
        piece = self.detokenizer.add(token)
        self.text += piece
        start = max(self.given, len(self.text) - len(piece) - self.longest_stop)
        found = [place for stop in self.row.stops if (place := self.text.find(stop, start)) >= 0] if piece else []
        if found:
            self.text, self.finish = self.text[: min(found)], "stop"
        elif self.tokens == len(self.row.numbers):
            self.finish = "length"


class _State:
    """What the model has read: the cache, the logits of the next token, and which columns are padding.

    Prompts are padded on the left, so that all rows get their next token in the same column. `mask` has shape (rows,
    columns) and is None where nothing is padded; `lengths` holds each row's next position, shape (rows,).
    """

    def __init__(self, subject: Subject, prompts: Sequence[Sequence[int]]) -> None:
        self.subject = subject
        self.cache = new_cache(subject.config)
        longest = max(map(len, prompts))
        ids = torch.zeros(len(prompts), longest, dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for place, prompt in enumerate(prompts):
            ids[place, longest - len(prompt) :] = torch.tensor(prompt)
            mask[place, longest - len(prompt) :] = 1
        self.mask: Tensor | None = mask.to(subject.device)
        self.lengths = mask.sum(dim=1).to(subject.device)
        self._drop_mask()
        self.logits = self._forward(ids, (mask.cumsum(dim=1) - 1).clamp(min=0))

    def select(self, rows: Tensor) -> None:
        """Keep these rows; rows may be repeated."""
        rows = rows.to(self.subject.device)
        self.cache.batch_select_indices(rows)
        self.logits, self.lengths = self.logits[rows], self.lengths[rows]
        if self.mask is not None:
            self.mask = self.mask[rows]
            self._drop_mask()

    def restrict(self, allowed: Sequence[Sequence[int]]) -> None:
        """Make all tokens of a row impossible but the allowed ones; none given allows all."""
        for row, tokens in enumerate(allowed):
            if tokens:
                kept = self.logits[row, list(tokens)]
                self.logits[row] = -torch.inf
                self.logits[row, list(tokens)] = kept

    def read(self, tokens: Tensor) -> None:
        """Append one token to each row; `tokens` has shape (rows,)."""
        if self.mask is not None:
            self.mask = torch.cat([self.mask, self.mask.new_ones(len(tokens), 1)], dim=1)
        self.logits = self._forward(tokens[:, None], self.lengths[:, None])
        self.lengths = self.lengths + 1

    def _forward(self, ids: Tensor, positions: Tensor) -> Tensor:
        device = self.subject.device
        output = self.subject.model(
            input_ids=ids.to(device),
            attention_mask=self.mask,
            position_ids=positions.to(device),
            past_key_values=self.cache,
            use_cache=True,
            logits_to_keep=1,
        )
        return output.logits[:, -1].float()  # type: ignore[no-any-return]

    def _drop_mask(self) -> None:
        if self.mask is not None and bool(self.mask.all()):
            self.mask = None


def _like(numbers: Tensor, logits: Tensor) -> Tensor:
    return numbers.to(device=logits.device, dtype=torch.float32 if logits.device.type == "mps" else numbers.dtype)
