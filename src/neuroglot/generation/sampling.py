"""From logits to tokens: temperature, top-k, top-p, and a random stream of its own for every sample."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.errors import NeuroglotError


@dataclass(frozen=True, slots=True)
class SamplingOptions:
    """How samples are drawn; the defaults are the paper's. Raises NeuroglotError for values that make no sense."""

    samples: Annotated[int, "samples of each problem"] = 3
    temperature: Annotated[float, "temperature; 0 always takes the likeliest token"] = 0.8
    top_p: Annotated[float, "nucleus: tokens are kept until their probabilities add up to this; 1: all"] = 0.95
    top_k: Annotated[int, "only so many likeliest tokens are kept; 0: all"] = 50
    max_new_tokens: Annotated[int, "a sample ends after so many tokens"] = 512
    batch: Annotated[int, "samples that are written at the same time; fewer take less memory"] = 64
    seed: Annotated[int, "seed of the samples"] = 0

    def __post_init__(self) -> None:
        for name in ("samples", "max_new_tokens", "batch"):
            if getattr(self, name) < 1:
                raise NeuroglotError(f"{name} is {getattr(self, name)}; give at least 1")
        if not 0 <= self.temperature < float("inf"):
            raise NeuroglotError(f"temperature is {self.temperature}; give 0 (greedy) or a positive number")
        if not 0 < self.top_p <= 1:
            raise NeuroglotError(f"top_p is {self.top_p}; give a number above 0, at most 1 (all tokens)")
        if self.top_k < 0:
            raise NeuroglotError(f"top_k is {self.top_k}; give a positive number, or 0 for all tokens")


def uniforms(seed: int, task_id: str, number: int, count: int) -> NDArray[np.float64]:
    """The first `count` numbers in [0, 1) of a sample's own stream (Philox, keyed by a hash of the arguments).

    A token's number depends on its position in its sample alone: not on the batch, the order, or a resumption.
    """
    words = np.random.Philox(key=int.from_bytes(_digest(seed, task_id, number)[:16])).random_raw(count)
    return np.asarray((words >> np.uint64(11)) * 2.0**-53, dtype=np.float64)


def stream_seed(seed: int, task_id: str, number: int) -> int:
    """A seed of 63 bits for engines that draw their own random numbers, one for every sample."""
    return int.from_bytes(_digest(seed, task_id, number)[:8]) >> 1


def _digest(seed: int, task_id: str, number: int) -> bytes:
    return hashlib.sha256(json.dumps([seed, task_id, number]).encode()).digest()


def sample_tokens(logits: Tensor, numbers: Tensor, options: SamplingOptions) -> Tensor:
    """One token id for each row, int64 of shape (rows,), by inverting the distribution function at `numbers`.

    `logits` has shape (rows, vocabulary), `numbers` in [0, 1) shape (rows,). As in transformers: logits are divided by
    the temperature; top-k keeps what is not below the k-th (ties with it stay); top-p (Holtzman et al. 2020) then
    keeps a token while the probability before it is below `top_p`. Tokens are ordered by descending probability, ties
    by id, so that equal logits and numbers give equal tokens.
    """
    if options.temperature == 0:
        return logits.argmax(dim=-1)
    wide = torch.float32 if logits.device.type == "mps" else torch.float64  # mps has no float64
    scores, ids = _descending(logits, options.top_k)
    probabilities = (scores.to(wide) / options.temperature).softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = torch.where((before < options.top_p) & (probabilities > 0), probabilities, 0)
    kept[:, 0] = probabilities[:, 0]
    reached = kept.cumsum(dim=-1)
    targets = numbers.to(wide)[:, None] * reached[:, -1:]
    last = (kept > 0).sum(dim=-1, keepdim=True) - 1
    places = torch.minimum((reached <= targets).sum(dim=-1, keepdim=True), last)
    return ids.gather(-1, places).squeeze(-1)


def _descending(logits: Tensor, top_k: int) -> tuple[Tensor, Tensor]:
    """Scores in descending order, ties by token id, and their ids; what top-k leaves out is -inf or not there."""
    width = logits.shape[-1]
    if not 0 < top_k < width:
        ordered = logits.sort(dim=-1, descending=True, stable=True)
        return ordered.values, ordered.indices
    highest = logits.topk(top_k, dim=-1)
    lowest = highest.values[:, -1:]
    count = int((logits >= lowest).sum(dim=-1).max())
    if count > top_k:  # ties with the k-th
        highest = logits.topk(count, dim=-1)
    ids = highest.indices.sort(dim=-1).values
    scores = logits.gather(-1, ids)
    ordered = scores.masked_fill(scores < lowest, -torch.inf).sort(dim=-1, descending=True, stable=True)
    return ordered.values, ids.gather(-1, ordered.indices)
