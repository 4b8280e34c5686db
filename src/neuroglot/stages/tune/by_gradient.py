"""Neurons whose weights the target language would move most: a control that looks at the gradient alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, Key, NeuronSet, expert_of
from neuroglot.learning import Examples
from neuroglot.learning.rows import drawn
from neuroglot.models.losses import token_losses
from neuroglot.models.subject import Subject
from neuroglot.models.vectors import Vectors, place_of, vectors_of, weights_in
from neuroglot.models.weights import plain

ROWS = 16
"""Rows of examples whose gradient is looked at."""


def steepest(subject: Subject, examples: Examples, kind: Vectors, weights: int, length: int) -> NeuronSet:
    """The neurons whose vectors have the largest mean square gradient of the loss, as many as hold about so many
    weights, and at most. A neuron's vectors are taken together.

    Only projections' neurons; the gradients of all projections are in memory meanwhile. Raises NeuroglotError where
    weights are packed or not in memory, so that they have no gradients, and where memory is too small for these.
    """
    sites = [site for site in PROJECTIONS if site in subject.architecture.views]
    keys = [key for key in subject.keys(sites) if expert_of(key[0]) is None]
    packed = next((key for key in keys if not plain(place_of(subject, key).weight)), None)
    if packed is not None:
        site, layer = packed
        raise NeuroglotError(
            f"{subject.id} has no gradients to choose by: {layer}/{site} is packed, or is not in memory"
        )
    try:
        scores = _scores(subject, examples, kind, keys, length)
    except torch.OutOfMemoryError as error:
        raise NeuroglotError(
            f"{subject.device} has too little memory for the gradients of all projections: leave gradient out of --arms"
        ) from error
    return _steepest(subject, scores, kind, weights)


def _scores(
    subject: Subject, examples: Examples, kind: Vectors, keys: Sequence[Key], length: int
) -> dict[Key, NDArray[np.float64]]:
    with _asking(subject, keys):
        rows = drawn(subject, examples.kept, length, ROWS, seed=0)
        for place in range(ROWS):
            losses = token_losses(subject, rows.batch(slice(place, place + 1)).to(subject.device))
            losses.sum().backward()  # type: ignore[no-untyped-call]
        return {key: _score(subject, key, kind) for key in keys}


@contextmanager
def _asking(subject: Subject, keys: Sequence[Key]) -> Iterator[None]:
    """During the context these projections' weights ask for gradients."""
    weights: list[Any] = [place_of(subject, key).module.weight for key in keys]
    try:
        for weight in weights:
            weight.requires_grad_(True)
        with torch.enable_grad():
            yield
    finally:
        for weight in weights:
            weight.requires_grad_(False)
            weight.grad = None


def _score(subject: Subject, key: Key, kind: Vectors) -> NDArray[np.float64]:
    """The mean square gradient of every neuron of a site over its own vectors, (neurons,)."""
    one = NeuronSet("", "", {key: np.zeros(1, dtype=np.int64)})
    places = [(other, place_of(subject, other)) for other in vectors_of(subject, one, kind).members]
    squares = np.zeros(subject.widths[key])
    for other, place in places:
        module: Any = place.module
        rows = place.as_rows(module.weight.grad)[place.positions(np.arange(subject.widths[other]))]
        squares += rows.double().square().sum(1).cpu().numpy()
    return squares / sum(place.width for _, place in places)


def _steepest(subject: Subject, scores: Mapping[Key, NDArray[np.float64]], kind: Vectors, weights: int) -> NeuronSet:
    """The first neurons, by falling score, whose vectors hold at most so many weights, found by halving."""
    keys = list(scores)
    values = np.concatenate([scores[key] for key in keys])
    site = np.repeat(np.arange(len(keys)), [len(scores[key]) for key in keys])
    index = np.concatenate([np.arange(len(scores[key])) for key in keys])
    order = np.argsort(-values, kind="stable")

    def first(count: int) -> NeuronSet:
        taken = order[:count]
        return NeuronSet("gradient", "gradient", {key: index[taken[site[taken] == n]] for n, key in enumerate(keys)})

    low, high = 1, len(order)
    while low < high:
        middle = (low + high + 1) // 2
        fits = weights_in(subject, vectors_of(subject, first(middle), kind)) <= weights
        low, high = (middle, high) if fits else (low, middle - 1)
    return first(low)
