"""Programs as vectors: the states of their tokens at every layer, pooled, all layers in one pass.

A pooling is a weight for every token of a program, which sum to 1: `mean` (all the same), `last` (the last token alone)
and `idf` (rarer tokens count for more: ln((1 + programs) / (1 + programs with the token)) + 1, as scikit-learn has it).
Special tokens, padding and, as everywhere, a program's first position never count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.batches import Batch, Document, Packing
from neuroglot.models.losses import hidden_states
from neuroglot.models.outputs import listening
from neuroglot.models.subject import Subject

POOLINGS = ("mean", "last", "idf")

Kind = tuple[str, str]
"""What is pooled (see `OUTPUTS`), and how."""

States = Mapping[Kind, NDArray[np.float32]]
"""Pooled states, each of shape (programs, layers, width)."""


class _EnoughError(Exception):
    """Ends a forward pass when all states are there."""


def embed(
    subject: Subject,
    packed: Packing,
    what: str = "residual",
    pooling: str = "mean",
    layers: Sequence[int] | None = None,
    idf: Tensor | None = None,
) -> NDArray[np.float32]:
    """Every program of a packing as one vector a layer, shape (programs, layers, width), in the packing's order.

    `layers` are all of them unless given; `idf` are weights of tokens from `inverse_frequencies`, those of these
    programs unless given. Raises NeuroglotError for a program without a token that counts.
    """
    weights = inverse_frequencies(subject, packed.documents) if idf is None and pooling == "idf" else idf
    found: NDArray[np.float32] | None = None
    for batch in packed:
        places, states = pooled(subject, batch, [(what, pooling)], weights, layers)
        values = states[what, pooling]
        if found is None:
            found = np.zeros((len(packed.documents), *values.shape[1:]), dtype=np.float32)
        found[places] = values
    if found is None or not all(document.ids for document in packed.documents):
        raise NeuroglotError("there is a program without tokens, or none at all: leave empty programs out")
    return found


def pooled(
    subject: Subject,
    batch: Batch,
    kinds: Collection[Kind],
    idf: Tensor | None = None,
    layers: Sequence[int] | None = None,
) -> tuple[NDArray[np.int64], States]:
    """The places of a batch's programs in the corpus, and their pooled states of every kind.

    No program lies in two batches, so batch by batch memory does not grow with the corpus. Blocks behind the last layer
    that is wanted are not run.
    """
    kept = list(range(len(subject.blocks))) if layers is None else list(layers)
    counted = batch.counted.flatten()
    places = torch.unique(batch.documents[batch.documents >= 0])
    program = torch.searchsorted(places, batch.documents.flatten()[counted])
    weights = {how: _weights(how, batch, program, len(places), idf) for how in dict.fromkeys(how for _, how in kinds)}
    found: dict[tuple[Kind, int], Tensor] = {}

    def receive(what: str, layer: int, values: Tensor) -> None:
        tokens = values.flatten(0, 1)[counted.to(values.device)].float()
        for kind in kinds:
            if kind[0] == what:
                found[kind, layer] = (weights[kind[1]].to(tokens.device) @ tokens).cpu()
        if len(found) == len(set(kinds)) * len(set(kept)):
            raise _EnoughError

    outputs = dict.fromkeys(what for what, _ in kinds)
    with suppress(_EnoughError), listening(subject, outputs, kept, receive), torch.no_grad():
        hidden_states(subject, batch.to(subject.device))
    states = {kind: torch.stack([found[kind, layer] for layer in kept], dim=1).numpy() for kind in kinds}
    return places.numpy(), states


def inverse_frequencies(subject: Subject, documents: Sequence[Document]) -> Tensor:
    """ln((1 + n) / (1 + n_t)) + 1 of every token t of the vocabulary, where n_t of n programs hold it; float32."""
    size = max(int(subject.config.vocab_size), 1 + max((max(one.ids) for one in documents if one.ids), default=0))
    holding = torch.zeros(size, dtype=torch.float64)
    for document in documents:
        holding[list(set(document.ids))] += 1
    return (torch.log((1 + len(documents)) / (1 + holding)) + 1).float()


def _weights(how: str, batch: Batch, program: Tensor, programs: int, idf: Tensor | None) -> Tensor:
    """The weight of every counted token for every program of a batch, float32, shape (programs, tokens)."""
    tokens = len(program)
    if how == "mean":
        each = torch.ones(tokens, dtype=torch.float64)
    elif how == "last":
        each = torch.zeros(tokens, dtype=torch.float64)
        last = torch.full((programs,), -1).scatter_reduce(0, program, torch.arange(tokens), "amax")
        each[last[last >= 0]] = 1.0
    elif how == "idf" and idf is not None:
        each = idf.double()[batch.input_ids.flatten()[batch.counted.flatten()]]
    else:
        raise NeuroglotError(f"unknown pooling {how!r}; known: {', '.join(POOLINGS)} (idf with its tokens' weights)")
    whole = torch.zeros(programs, dtype=torch.float64).index_add_(0, program, each)
    if bool((whole <= 0).any()):
        raise NeuroglotError("a program has no token that counts: leave out programs of fewer than two tokens")
    weights = torch.zeros(programs, tokens)
    weights[program, torch.arange(tokens)] = (each / whole[program]).float()
    return weights
