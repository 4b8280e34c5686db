"""Rows of tokens for training: streams of a source, the mix of sources, and what the model is given for a row."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

IGNORED = -100
HIDDEN = -1e30
"""Added to the attention scores of hidden places; finite, and far below any score."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model is given: `tokens`, `targets`, `positions` are [row, place]; `mask` is [row, 1, place, place].

    Positions restart at each BOS. The mask is added to the attention scores (float, since eager attention would add a
    boolean one as 0 and 1) and lets a place see only earlier places of its own document. A target that is a BOS (the
    next document's) or padding is IGNORED.
    """

    tokens: Tensor
    targets: Tensor
    positions: Tensor
    mask: Tensor


def packed(rows: np.ndarray, bos: int, padding: int) -> Batch:
    """The batch of rows of length + 1 tokens. A row may begin inside a document; its positions begin at 0 too."""
    whole = torch.from_numpy(rows.astype(np.int64))
    tokens, targets = whole[:, :-1].contiguous(), whole[:, 1:].clone()
    targets[(targets == bos) | (targets == padding)] = IGNORED
    starts = tokens == bos
    places = torch.arange(tokens.shape[1]).expand_as(tokens)
    first = torch.where(starts, places, 0).cummax(dim=1).values
    document = starts.cumsum(dim=1)
    same = document[:, :, None] == document[:, None, :]
    seen = same & (places[:, :, None] >= places[:, None, :])
    mask = torch.zeros(seen.shape).masked_fill(~seen, HIDDEN)[:, None]
    return Batch(tokens, targets, places - first, mask)


class Stream:
    """A source's tokens cut into rows, given out in a new random order every epoch.

    `taken` is the only state: how many rows have been given out.
    """

    def __init__(self, folder: Path, source: str, length: int, seed: int) -> None:
        parts = sorted(folder.glob(f"{source}.train.*.npy"))
        self.tokens = np.concatenate([np.load(part) for part in parts])
        self.length, self.key = length, [seed, zlib.crc32(source.encode())]
        self.tokens = np.append(self.tokens, self.tokens[:1])  # the last row's last target: another document's first
        self.rows = (len(self.tokens) - 1) // length
        self.taken = 0
        self.epoch, self.order = -1, np.empty(0, dtype=np.int64)

    def row(self) -> np.ndarray:
        """The next length + 1 tokens; the last one is the next row's first."""
        epoch, place = divmod(self.taken, self.rows)
        if epoch != self.epoch:
            self.epoch, self.order = epoch, np.random.default_rng([*self.key, epoch]).permutation(self.rows)
        self.taken += 1
        start = int(self.order[place]) * self.length
        return self.tokens[start : start + self.length + 1]


class Mix:
    """Draws each row's source by weight; a function of (seed, step), so that only the streams have a state."""

    def __init__(self, folder: Path, weights: Mapping[str, float], length: int, seed: int) -> None:
        present = {name: weight for name, weight in weights.items() if list(folder.glob(f"{name}.train.*.npy"))}
        if not present:
            raise FileNotFoundError(f"no token shards in {folder}: run `python -m training.tokens` first")
        total = sum(present.values())
        self.weights = {name: weight / total for name, weight in present.items()}
        self.streams = {name: Stream(folder, name, length, seed) for name in present}
        self.seed = seed

    def rows(self, step: int, count: int) -> np.ndarray:
        """The rows of one step, [count, length + 1]."""
        random = np.random.default_rng([self.seed, step])
        names = random.choice(list(self.weights), size=count, p=list(self.weights.values()))
        return np.stack([self.streams[name].row() for name in names])

    def state(self) -> dict[str, int]:
        """Rows taken by source."""
        return {name: stream.taken for name, stream in self.streams.items()}

    def restore(self, state: Mapping[str, int]) -> None:
        """Goes on where a state was taken; a source that is new begins at its front."""
        for name, stream in self.streams.items():
            stream.taken = state.get(name, 0)


def heldout_rows(folder: Path, source: str, length: int, count: int) -> np.ndarray:
    """Rows spread evenly over a source's held-out tokens, always the same; [rows, length + 1]."""
    parts = sorted(folder.glob(f"{source}.heldout.*.npy"))
    tokens = np.concatenate([np.load(part) for part in parts])
    tokens = np.append(tokens, tokens[:1])
    available = (len(tokens) - 1) // length
    chosen = np.linspace(0, available - 1, min(count, available)).astype(int)
    return np.stack([tokens[place * length : place * length + length + 1] for place in chosen])
