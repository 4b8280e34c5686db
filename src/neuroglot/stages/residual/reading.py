"""One pass of one batch: every figure of the tokens that are looked at, summed by text.

A figure is named by a tuple: what it is, the layer (EMBEDDING for what enters layer 0), and what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.layers import EMBEDDING
from neuroglot.metrics.intervals import sum_by_unit
from neuroglot.models.batches import Batch
from neuroglot.models.lens import Directions, Lens
from neuroglot.models.losses import SCORES, hidden_states
from neuroglot.models.streams import Part, states, updates
from neuroglot.models.subject import Subject

Name = tuple[str, int, str]

Sums = dict[Name, NDArray[np.float64]]
"""Every figure's sum over the tokens of each text, (texts,)."""

WHOLE, CENTRED = "score", "score less the mean of all scores"


@dataclass
class _Read:
    """The stream of one pass at the tokens that are looked at: (tokens, hidden) for each part and layer."""

    row: Tensor
    column: Tensor
    stream: dict[int, Tensor] = field(default_factory=dict)
    added: dict[tuple[int, Part], Tensor] = field(default_factory=dict)
    before: dict[tuple[int, Part], Tensor] = field(default_factory=dict)

    def state(self, layer: int, state: Tensor) -> None:
        self.stream[layer] = self._pick(state)

    def update(self, layer: int, part: Part, update: Tensor, before: Tensor) -> None:
        self.added[layer, part] = self._pick(update)
        self.before[layer, part] = self._pick(before)

    def _pick(self, values: Tensor) -> Tensor:
        return values[self.row.to(values.device), self.column.to(values.device)]


@dataclass(frozen=True)
class Reader:
    """What a pass needs: the subject, its lens, and the vocabulary's tokens by owner, (vocabulary, owners), 1 or 0."""

    subject: Subject
    lens: Lens
    owners: Tensor
    names: tuple[str, ...]

    def sums(self, batch: Batch, tokens: tuple[Tensor, Tensor], texts: int) -> tuple[Sums, NDArray[np.int64]]:
        """The figures' sums over the tokens at (row, column), which are read where they are targets; and their
        counts, (texts,). A target is written from the state one column before its own."""
        row, column = tokens
        read = _Read(row, column)
        text = batch.documents[row, column].numpy()
        target = batch.targets[row, column]
        counts = np.bincount(text, minlength=texts).astype(np.int64)
        with torch.no_grad(), states(self.subject, read.state), updates(self.subject, read.update):
            hidden_states(self.subject, batch.to(self.subject.device))
        with torch.no_grad():
            figures = self._figures(read, target)
            found = {name: sum_by_unit(values, text.tolist(), texts) for name, values in figures}
        return found, counts

    def _figures(self, read: _Read, target: Tensor) -> Iterator[tuple[Name, NDArray[np.float64]]]:
        yield from _sizes(read)
        final = read.stream[max(read.stream)]
        for words, centred in ((WHOLE, False), (CENTRED, True)):
            yield from _effects(read, self.lens.directions(final, target, centred), words)
        for layer, state in read.stream.items():
            yield from self._seen(layer, state, target)
        for place, name in enumerate(self.names):
            yield ("written_tokens", EMBEDDING, name), _numbers(self.owners[target.to(self.owners.device), place])

    def _seen(self, layer: int, state: Tensor, target: Tensor) -> Iterator[tuple[Name, NDArray[np.float64]]]:
        """What the lens sees at a depth: mass by owner of tokens, and how it judges the token that is written."""
        mass, right, loss = [], [], []
        each = max(32, SCORES.get(state.device.type, SCORES["cuda"]) // len(self.owners))
        for part, wanted in zip(torch.split(state, each), torch.split(target, each), strict=True):
            log_p = torch.log_softmax(self.lens.read(part), dim=-1)
            there = wanted.to(log_p.device)[:, None]
            right.append((log_p.argmax(dim=-1, keepdim=True) == there)[:, 0])
            loss.append(-log_p.gather(1, there)[:, 0])
            mass.append(log_p.exp() @ self.owners.to(log_p.device))
        yield ("lens_right", layer, ""), _numbers(torch.cat(right))
        yield ("lens_loss", layer, ""), _numbers(torch.cat(loss))
        for name, column in zip(self.names, torch.cat(mass).unbind(dim=1), strict=True):
            yield ("lens_mass", layer, name), _numbers(column)


def _sizes(read: _Read) -> Iterator[tuple[Name, NDArray[np.float64]]]:
    for (layer, part), added in read.added.items():
        update, before = added.float(), read.before[layer, part].float()
        size = torch.linalg.vector_norm(update, dim=-1)
        yield ("share_of_before", layer, part), _numbers(size / _norm(before))
        yield ("share_of_after", layer, part), _numbers(size / _norm(before + update))
        yield ("cosine", layer, part), _numbers((update * before).sum(dim=-1) / (size.clamp(min=1e-30) * _norm(before)))


def _effects(read: _Read, directions: Directions, words: str) -> Iterator[tuple[Name, NDArray[np.float64]]]:
    about = f" of {words}"
    yield ("effect", EMBEDDING, f"embedding{about}"), _numbers(directions.effect(read.stream[EMBEDDING]))
    for (layer, part), added in read.added.items():
        yield ("effect", layer, f"{part}{about}"), _numbers(directions.effect(added))
    yield ("effect", EMBEDDING, f"biases{about}"), _numbers(directions.rest)
    yield ("effect", EMBEDDING, f"all{about}"), _numbers(directions.scores)


def _norm(values: Tensor) -> Tensor:
    return torch.clamp(torch.linalg.vector_norm(values, dim=-1), min=1e-30)


def _numbers(values: Tensor) -> NDArray[np.float64]:
    found: NDArray[np.float64] = values.double().cpu().numpy()
    return found


def added(parts: Sequence[Sums]) -> Sums:
    """Sums of several batches as one."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: np.sum([part[name] for part in parts if name in part], axis=0) for name in names}
