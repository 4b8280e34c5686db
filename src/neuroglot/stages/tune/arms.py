"""The ways to tune that are compared: what each trains, how that is kept on disk, and how it comes into the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from neuroglot.core.controls import matched_random
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import NeuronSet
from neuroglot.models.adapters import lora_config, projections, ranks_for, with_adapter
from neuroglot.models.deltas import load_delta, save_delta, zero_delta
from neuroglot.models.lora import loaded_lora
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import attached, unrounded
from neuroglot.models.vectors import Vectors, vectors_of, weights_in
from neuroglot.models.whole import check_whole, save_whole, whole_loaded, whole_trained

NEURONS, RANDOM, OTHER, GRADIENT, LORA, LORA_SHARE, FULL = (
    "neurons",
    "random",
    "other",
    "gradient",
    "lora",
    "lora-share",
    "full",
)
ARMS = (NEURONS, RANDOM, OTHER, GRADIENT, LORA, LORA_SHARE, FULL)
"""The target language's neurons; random ones matched by layer and site; another language's; those with the largest
gradient; LoRA with as many weights; LoRA with a share of all weights; every weight."""

Save = Callable[[Path], None]
"""Writes what was trained into a folder."""

DELTA, WHOLE = "delta.safetensors", "weights.safetensors"


@dataclass(frozen=True)
class Arm:
    """One way to tune: how many weights, of how many neurons, it trains.

    In `train(subject, seed)` that, and nothing else, asks for gradients; in `apply(subject, folder)` the model has what
    was saved. Both leave the model bit for bit as it was.
    """

    name: str
    weights: int
    neurons: int
    train: Callable[[Subject, int], AbstractContextManager[Save]]
    apply: Callable[[Subject, Path], AbstractContextManager[object]]


def neuron_arm(name: str, subject: Subject, kind: Vectors, chosen: Callable[[int], NeuronSet]) -> Arm:
    """Some neurons' vectors, which may depend on the seed."""
    first = chosen(0)
    vectors = vectors_of(subject, first, kind)
    return Arm(
        name,
        weights_in(subject, vectors),
        len(first),
        partial(_train_vectors, kind=kind, chosen=chosen),
        lambda subject, folder: unrounded(subject, load_delta(folder / DELTA)),
    )


@contextmanager
def _train_vectors(subject: Subject, seed: int, kind: Vectors, chosen: Callable[[int], NeuronSet]) -> Iterator[Save]:
    with attached(subject, zero_delta(subject, vectors_of(subject, chosen(seed), kind))) as read:
        yield lambda folder: save_delta(folder / DELTA, read())


def lora_arm(name: str, subject: Subject, weights: int) -> Arm:
    """A LoRA with about so many weights, in all projections or as many as they are enough for."""
    costs = projections(subject)
    ranks = ranks_for(costs, weights)
    return Arm(
        name,
        sum(costs[one] * rank for one, rank in ranks.items()),
        0,
        partial(_train_lora, ranks=ranks),
        loaded_lora,
    )


@contextmanager
def _train_lora(subject: Subject, seed: int, ranks: Mapping[str, int]) -> Iterator[Save]:
    with with_adapter(subject, lora_config(subject, ranks), seed) as adapted:
        yield lambda folder: adapted.save_pretrained(str(folder), save_embedding_layers=False)


def full_arm(subject: Subject) -> Arm:
    """Every weight. Raises NeuroglotError where they can't be trained."""
    check_whole(subject)
    weights = sum(one.numel() for one in subject.model.parameters())
    return Arm(FULL, weights, 0, _train_whole, lambda subject, folder: whole_loaded(subject, folder / WHOLE))


@contextmanager
def _train_whole(subject: Subject, seed: int) -> Iterator[Save]:
    with whole_trained(subject):
        yield lambda folder: save_whole(subject, folder / WHOLE)


def random_set(subject: Subject, neurons: NeuronSet, seed: int) -> NeuronSet:
    """Random neurons at the same sites of the same layers; another draw for every seed."""
    return matched_random(neurons, subject.widths, seed)


def other_language(sets: Mapping[str, NeuronSet], target: str, wanted: str) -> str:
    """The language that is asked for, or whose set's size is the nearest. Raises NeuroglotError where none has one."""
    others = [label for label, neurons in sets.items() if label not in (target, "universal") and len(neurons)]
    if wanted and wanted not in others:
        raise NeuroglotError(f"there are no neurons of {wanted!r}; there are of {', '.join(others) or 'none other'}")
    if not others:
        raise NeuroglotError(f"no language but {target} has neurons")
    return wanted or min(others, key=lambda label: abs(len(sets[label]) - len(sets[target])))
