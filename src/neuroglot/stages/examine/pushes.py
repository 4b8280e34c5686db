"""Which tokens a neuron's output weights promote and suppress: the logit lens on what it writes.

A neuron of the MLP writes its column of the down projection times its activation, an output of `attn.o` or `mlp.down`
is one coordinate of the stream. Through the final norm's gain and the head such a direction adds to every token's score
(up to the norm's scale, and less the mean over the vocabulary, which changes no probability). Layers behind it, and a
norm behind the MLP as Gemma has, change what arrives: it is a reading of weights, not a measured effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers.pytorch_utils import Conv1D

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, expert_of, kind_of
from neuroglot.models.experts import expert_weights
from neuroglot.models.lens import Lens
from neuroglot.models.subject import Subject
from neuroglot.models.weights import plain
from neuroglot.stages.examine.reading import Columns
from neuroglot.stages.examine.spelling import spelled

UNIT, COORDINATE, NOTHING = "column of mlp.down", "coordinate of the stream", ""
"""What is read: the column that the neuron's unit writes, a coordinate, or nothing (q, k and v write through o)."""

_ROWS = 8192


@dataclass(frozen=True)
class Pushes:
    """Of one neuron: what was read, and the tokens with the largest and the smallest scores."""

    what: str
    promoted: list[tuple[str, float]]
    suppressed: list[tuple[str, float]]


def pushes(subject: Subject, columns: Columns, count: int) -> list[Pushes]:
    """The pushes of every neuron, in order; empty ones where nothing can be read from the weights."""
    found = [Pushes(NOTHING, [], []) for _ in columns.neurons]
    try:
        lens = Lens(subject)
        for key, (run, indices) in columns.runs.items():
            written = _written(subject, key, torch.from_numpy(indices))
            if written is not None:
                what = COORDINATE if kind_of(key[0]) in ("attn.o", "mlp.down") else UNIT
                found[run] = _extremes(subject, lens, written, count, what)
    except NeuroglotError:
        # A head or norm that is not understood: the page says that there is nothing to read.
        return [Pushes(NOTHING, [], []) for _ in columns.neurons]
    return found


def _written(subject: Subject, key: Key, indices: Tensor) -> Tensor | None:
    """What neurons of size 1 write into the stream, (neurons, hidden); None where they don't, or weights are away."""
    site, layer = key
    kind = kind_of(site)
    if kind in ("attn.o", "mlp.down"):
        return torch.nn.functional.one_hot(indices, subject.config.hidden_size).float()
    if kind not in ("mlp.hidden", "mlp.act", "mlp.gate", "mlp.up"):
        return None
    if expert_of(site) is not None:
        weight, inputs = expert_weights(subject, (f"{site.rpartition('.')[0]}.hidden", layer))
    else:
        weight, inputs = _down(subject, layer)
    if not isinstance(weight, Tensor) or not plain(weight):
        return None
    picked = weight.detach().index_select(inputs, indices.to(weight.device)).float()
    return picked if inputs == 0 else picked.T


def _down(subject: Subject, layer: int) -> tuple[Any, int]:
    """The weight of a layer's down projection, and the dimension of its inputs."""
    down = subject.module("mlp.down", layer)
    return down.weight, 0 if isinstance(down, Conv1D) else 1


def _extremes(subject: Subject, lens: Lens, written: Tensor, count: int, what: str) -> list[Pushes]:
    best: dict[bool, tuple[Tensor, Tensor]] = {}
    vocabulary = int(subject.model.get_output_embeddings().weight.shape[0])
    for first in range(0, vocabulary, _ROWS):
        tokens = torch.arange(first, min(first + _ROWS, vocabulary))
        rows = lens.directions(_of_size_one(subject, len(tokens)), tokens, centred=True).of
        scores = written.to(rows.device) @ rows.T
        for down in (False, True):
            best[down] = _merged(best.get(down), -scores if down else scores, tokens.to(scores.device), count)
    spelling: Mapping[int, str] = {
        token: spelled(subject.tokenizer, token)
        for _, tokens in best.values()
        for token in set(tokens.flatten().tolist())
        if token < len(subject.tokenizer)
    }
    up, down_ = (_named(*best[down], spelling, -1.0 if down else 1.0) for down in (False, True))
    return [Pushes(what, promoted, suppressed) for promoted, suppressed in zip(up, down_, strict=True)]


def _of_size_one(subject: Subject, rows: int) -> Tensor:
    """States of mean 0 and mean square 1, so that either kind of norm has the scale 1; (rows, hidden)."""
    state = torch.ones(subject.config.hidden_size, dtype=subject.model.dtype)
    state[1::2] = -1.0
    return state.expand(rows, -1)


def _merged(before: tuple[Tensor, Tensor] | None, scores: Tensor, tokens: Tensor, count: int) -> tuple[Tensor, Tensor]:
    at = tokens.expand(len(scores), -1)
    if before is not None:
        scores, at = torch.cat([before[0], scores], dim=1), torch.cat([before[1], at], dim=1)
    values, chosen = scores.topk(min(count, scores.shape[1]), dim=1)
    return values, at.gather(1, chosen)


def _named(values: Tensor, tokens: Tensor, spelling: Mapping[int, str], sign: float) -> list[list[tuple[str, float]]]:
    return [
        [(spelling[token], sign * value) for token, value in zip(row, scores, strict=True) if token in spelling]
        for row, scores in zip(tokens.tolist(), values.tolist(), strict=True)
    ]
