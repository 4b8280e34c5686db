"""The second pass: activations around the chosen contexts, and on whole documents, as int8 in units of a scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.examined import LARGEST, MISSING
from neuroglot.models.batches import Batch, Packing
from neuroglot.stages.examine.contexts import Contexts
from neuroglot.stages.examine.tokens import NONE, Ints, Tokens

Bytes = NDArray[np.int8]


@dataclass(frozen=True)
class Windows:
    """What is gathered: `values` (N, E, window) at the contexts, `whole` (N, tokens) on the documents `shown`.

    `scale` (N,) is the size that one unit stands for.
    """

    tokens: Tokens
    contexts: Contexts
    shown: Sequence[int]
    scale: NDArray[np.float32]
    values: Bytes
    whole: Bytes
    offsets: dict[int, int] = field(init=False)
    document: Ints = field(init=False)

    def __post_init__(self) -> None:
        starts, offsets, total = self.tokens.starts, {}, 0
        for document in self.shown:
            offsets[document] = total
            total += int(starts[document + 1] - starts[document]) - self.tokens.leading
        peak = self.contexts.peak
        object.__setattr__(self, "offsets", offsets)
        object.__setattr__(self, "document", np.where(peak == NONE, NONE, self.tokens.document(peak.clip(min=0))))

    def wanted(self, packed: Packing, batch: int) -> bool:
        """Whether anything of a batch is shown."""
        there = {document.index for row in packed.batches[batch] for document in row}
        return bool(there & self.offsets.keys()) or bool(np.isin(self.document, list(there)).any())

    def gather(self, run: slice, values: Tensor, batch: Batch) -> None:
        """Take what is shown out of a batch's activations of a run of the neurons (rows, positions, neurons)."""
        flat = values.flatten(0, 1)
        at = _positions(batch)
        scale = torch.from_numpy(self.scale[run]).to(flat.device)
        for document, offset in self.offsets.items():
            if document in at:
                first, end = at[document] + self.tokens.leading, at[document] + self._length(document)
                self.whole[run, offset : offset + end - first] = quantised(flat[first:end] / scale).T
        neuron, example = np.nonzero(np.isin(self.document[run], list(at)))
        if len(neuron):
            found = flat[self._rows(run, neuron, example, at).to(flat.device), torch.from_numpy(neuron)[:, None]]
            bytes_ = quantised(found / scale[torch.from_numpy(neuron)][:, None])
            past = np.arange(bytes_.shape[1]) >= self.contexts.length[run][neuron, example][:, None]
            self.values[run.start + neuron, example] = np.where(past, np.int8(MISSING), bytes_)

    def _rows(self, run: slice, neuron: Ints, example: Ints, at: dict[int, int]) -> Tensor:
        """The positions, in the flattened batch, of the tokens of examples; those past the end repeat the last."""
        document = self.document[run][neuron, example]
        begins = np.array([at[one] - self.tokens.starts[one] for one in document.tolist()], dtype=np.int64)
        first = begins + self.contexts.start[run][neuron, example]
        last = self.contexts.length[run][neuron, example] - 1
        steps = np.minimum(np.arange(self.values.shape[2])[None, :], last[:, None])
        return torch.from_numpy(first[:, None] + steps)

    def _length(self, document: int) -> int:
        return int(self.tokens.starts[document + 1] - self.tokens.starts[document])


def windows(
    tokens: Tokens, chosen: Contexts, shown: Sequence[int], largest: NDArray[np.float32], window: int
) -> Windows:
    """Nothing gathered yet; `largest` (N,) are the sizes that become LARGEST."""
    scale = np.where(largest > 0, largest / LARGEST, 1.0).astype(np.float32)
    total = sum(int(tokens.starts[one + 1] - tokens.starts[one]) - tokens.leading for one in shown)
    values = np.full((*chosen.peak.shape, window), MISSING, dtype=np.int8)
    return Windows(tokens, chosen, shown, scale, values, np.full((len(largest), total), MISSING, dtype=np.int8))


def quantised(values: Tensor) -> Bytes:
    """Rounded to int8, cut to [-LARGEST, LARGEST]; nan becomes MISSING."""
    rounded = values.round().clamp(-LARGEST, LARGEST).nan_to_num(nan=MISSING)
    return np.asarray(rounded.to(torch.int8).cpu().numpy())


def _positions(batch: Batch) -> dict[int, int]:
    """Where each document of a batch begins in the flattened batch."""
    documents, positions = batch.documents.flatten().cpu().numpy(), batch.position_ids.flatten().cpu().numpy()
    firsts = np.flatnonzero((documents >= 0) & (positions == 0))
    return dict(zip(documents[firsts].tolist(), firsts.tolist(), strict=True))
