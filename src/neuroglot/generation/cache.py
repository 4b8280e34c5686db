"""A key-value cache that grows in place.

The cache of transformers copies all keys and values at every token, which costs more than the arithmetic of a small
model. Layers with a sliding window keep transformers' own class: they are short.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache, DynamicLayer

SPARE = 64
"""Columns by which the memory of a layer grows at a time."""


def new_cache(config: Any) -> DynamicCache:
    """An empty cache for a model with this configuration."""
    cache = DynamicCache(config=config)
    cache.layers = [GrowingLayer() if type(layer) is DynamicLayer else layer for layer in cache.layers]
    return cache


class GrowingLayer(DynamicLayer):  # type: ignore[no-untyped-call]
    """Keys and values of one layer, shape (rows, heads, columns, width), as views of larger buffers.

    A kind of transformers' layer, since the modelling code asks for it.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.buffers: list[Tensor] = []
        self.columns = 0

    def update(self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:
        """Append the keys and values of new tokens; returns all of them."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
            self.buffers = [key_states[:, :, :0], value_states[:, :, :0]]
        end = self.columns + key_states.shape[-2]
        if self.buffers[0].shape[-2] < end:
            self.buffers = [_larger(buffer, self.columns, end + SPARE) for buffer in self.buffers]
        for buffer, new in zip(self.buffers, (key_states, value_states), strict=True):
            buffer[:, :, self.columns : end] = new
        self.columns = end
        return self._show()

    def batch_select_indices(self, indices: Tensor) -> None:
        """Keep these rows, in this order; in place where rows only fill the gaps of others."""
        count, rows = len(indices), len(self.buffers[0])
        moves = [(row, source) for row, source in enumerate(indices.tolist()) if row != source]
        if count <= rows and all(source >= count for _, source in moves):
            for buffer in self.buffers:
                for row, source in moves:
                    buffer[row, :, : self.columns] = buffer[source, :, : self.columns]
            self.buffers = [buffer[:count] for buffer in self.buffers]
        else:
            self.buffers = [buffer[indices] for buffer in self.buffers]
        self._show()

    def _show(self) -> tuple[Tensor, Tensor]:
        self.keys, self.values = (buffer[:, :, : self.columns] for buffer in self.buffers)
        return self.keys, self.values


def _larger(old: Tensor, filled: int, columns: int) -> Tensor:
    rows, heads, _, width = old.shape
    new = old.new_empty(rows, heads, columns, width)
    new[:, :, :filled] = old[:, :, :filled]
    return new


def without(done: Sequence[bool]) -> Tensor:
    """The rows that are not done, those behind moved into the gaps: what `batch_select_indices` does in place."""
    kept = [row for row, ended in enumerate(done) if not ended]
    spare = [row for row in kept if row >= len(kept)]
    return torch.tensor([spare.pop() if done[row] else row for row in range(len(kept))], dtype=torch.int64)
