"""The first pass: sums, histograms, the highest and lowest activations, and a sample of them, for every chosen neuron.

All of it is of a fixed size, so memory grows with the neurons and not with the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.languages.classes import CLASSES
from neuroglot.stages.examine.tokens import NONE, Numbers

BINS = 96
"""Bins of a histogram, half of them below zero."""

SMALLEST = -40
"""The histograms' first width is 2 ** SMALLEST."""


@dataclass(frozen=True)
class Here:
    """What the survey knows of a batch's counted tokens; all of shape (tokens,) but for `sampled`.

    `rows` are their positions in the flattened batch, `places` their places in the corpus, `cells` language and class
    as one number. `sampled` are the tokens that belong to the sample, `draws` their numbers in it.
    """

    rows: Tensor
    places: Tensor
    cells: Tensor
    sampled: Tensor
    draws: Tensor


@dataclass(frozen=True)
class Survey:
    """The sums so far, of N neurons; see `empty`. `add` changes the tensors."""

    tensors: Mapping[str, Tensor]
    languages: int

    def add(self, run: slice, values: Tensor, here: Here) -> None:
        """One batch's activations of a run of the neurons, shape (positions of the batch, neurons)."""
        if not len(here.rows):
            return
        a = values[here.rows].T.contiguous()
        there = ~a.isnan()
        self._sum(run, torch.where(there, a, 0.0), there, here.cells)
        self._count(run, a, there, here.cells // len(CLASSES))
        for name, sign in (("highest", 1.0), ("lowest", -1.0)):
            self._keep(run, name, torch.where(there, sign * a, -torch.inf), here.places)
        self.tensors["sample"][run, here.draws] = a[:, here.sampled]

    def _sum(self, run: slice, a: Tensor, there: Tensor, cells: Tensor) -> None:
        count = self.tensors["sums"].shape[-1]
        of_cell = torch.nn.functional.one_hot(cells, count).to(a.dtype)
        by_language = of_cell.view(-1, self.languages, len(CLASSES)).sum(dim=-1)
        self.tensors["sums"][run] += (a @ of_cell).double()
        self.tensors["squares"][run] += (a.square() @ by_language).double()
        self.tensors["positives"][run] += ((a > 0).to(a.dtype) @ of_cell).long()
        self.tensors["counts"][run] += (there.to(a.dtype) @ of_cell).long()

    def _count(self, run: slice, a: Tensor, there: Tensor, language: Tensor) -> None:
        """Tokens into bins, after the bins were widened, by powers of two, until the largest fits."""
        largest = torch.where(there, a.abs(), 0.0).amax(dim=1)
        needed = torch.frexp(largest * (2.0 / BINS)).exponent.clamp(min=SMALLEST)
        before = self.tensors["exponent"][run]
        width = torch.maximum(before, needed.to(before.dtype))
        self.tensors["histogram"][run] = widened(self.tensors["histogram"][run], width - before)
        self.tensors["exponent"][run] = width
        scaled = torch.ldexp(torch.where(there, a, 0.0), -width[:, None]).floor().long() + BINS // 2
        number = torch.arange(len(a), device=a.device)[:, None]
        flat = (number * self.languages + language) * BINS + scaled.clamp(0, BINS - 1)
        found = torch.bincount(flat[there], minlength=len(a) * self.languages * BINS)
        self.tensors["histogram"][run] += found.view(len(a), self.languages, BINS).to(torch.int32)

    def _keep(self, run: slice, name: str, a: Tensor, places: Tensor) -> None:
        kept, at = self.tensors[name][run], self.tensors[f"{name}_place"][run]
        both = torch.cat([kept, a], dim=1)
        values, chosen = both.topk(kept.shape[1], dim=1)
        self.tensors[name][run] = values
        self.tensors[f"{name}_place"][run] = torch.cat([at, places.expand(len(a), -1)], dim=1).gather(1, chosen)


def widened(histogram: Tensor, doublings: Tensor) -> Tensor:
    """The same counts in bins that are 2 ** doublings (neurons,) times as wide; exact, since bins meet at zero."""
    bins = torch.arange(BINS, device=histogram.device) - BINS // 2
    # More doublings than there are bits change nothing more: -1 >> 62 is -1.
    target = (bins[None, :] >> doublings.clamp(max=62).long()[:, None]) + BINS // 2
    return torch.zeros_like(histogram).scatter_add_(-1, target[:, None, :].expand_as(histogram), histogram)


def empty(neurons: int, languages: int, kept: int, sampled: int, device: torch.device) -> Survey:
    """A survey of no token: `highest` keeps the `kept` largest activations, `lowest` those of the negative."""
    cells = languages * len(CLASSES)

    def made(*shape: int, dtype: torch.dtype = torch.float64, fill: float = 0) -> Tensor:
        return torch.full((neurons, *shape), fill, dtype=dtype, device=device)

    tensors = {
        "counts": made(cells, dtype=torch.int64),
        "positives": made(cells, dtype=torch.int64),
        "sums": made(cells),
        "squares": made(languages),
        "histogram": made(languages, BINS, dtype=torch.int32),
        "exponent": made(dtype=torch.int64, fill=SMALLEST),
        "sample": made(sampled, dtype=torch.float32, fill=torch.nan),
    }
    for name in ("highest", "lowest"):
        tensors[name] = made(kept, dtype=torch.float32, fill=-torch.inf)
        tensors[f"{name}_place"] = made(kept, dtype=torch.int64, fill=NONE)
    return Survey(tensors, languages)


def here(places: Tensor, cells: Numbers, counted: NDArray[np.bool_], sample: NDArray[np.int64]) -> Here:
    """The counted tokens of a batch; `places` (rows, positions) are on the device that the result is for.

    `sample` are the places that were drawn, sorted; `cells` and `counted` are those of the corpus.
    """
    flat = places.flatten().cpu().numpy()
    rows = np.flatnonzero((flat != NONE) & counted[flat])
    at = flat[rows]
    found = np.searchsorted(sample, at).clip(max=max(0, len(sample) - 1))
    sampled = np.flatnonzero(sample[found] == at) if len(sample) else found[:0]
    arrays = (rows, at, cells[at].astype(np.int64), sampled, found[sampled])
    return Here(*(torch.from_numpy(np.ascontiguousarray(array)).to(places.device) for array in arrays))
