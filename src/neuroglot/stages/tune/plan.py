"""The arms of a comparison."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.learning import Examples
from neuroglot.models.subject import Subject
from neuroglot.stages.tune.arms import (
    ARMS,
    FULL,
    GRADIENT,
    LORA,
    LORA_SHARE,
    NEURONS,
    OTHER,
    RANDOM,
    Arm,
    full_arm,
    lora_arm,
    neuron_arm,
    other_language,
    random_set,
)
from neuroglot.stages.tune.by_gradient import steepest
from neuroglot.stages.tune.options import CompareOptions


def planned(
    subject: Subject, sets: Sets, target: str, learned: Examples, options: CompareOptions, length: int
) -> tuple[dict[str, Arm], list[dict[str, str]]]:
    """The arms by name in the order of `ARMS`, and which are left out, and why.

    An arm that can't be made is left out: no random neurons beside a set that fills its places, no other language.
    Raises NeuroglotError for an unknown arm, none, or a target without neurons.
    """
    unknown = [name for name in options.arms if name not in ARMS]
    if unknown or not options.arms:
        raise NeuroglotError(f"unknown arms {', '.join(unknown) or '(none)'}; known: {', '.join(ARMS)}")
    own = sets.get(target)
    if own is None or not len(own):
        there = ", ".join(label for label, one in sets.items() if len(one)) or "none"
        raise NeuroglotError(f"there are no neurons of {target!r} to tune; there are of {there}")
    kind, whole = options.vectors, sum(one.numel() for one in subject.model.parameters())
    first = neuron_arm(NEURONS, subject, kind, lambda seed: own)
    makers: dict[str, Callable[[], Arm]] = {
        NEURONS: lambda: first,
        RANDOM: lambda: neuron_arm(RANDOM, subject, kind, partial(random_set, subject, own)),
        OTHER: lambda: neuron_arm(OTHER, subject, kind, lambda seed: sets[other_language(sets, target, options.other)]),
        GRADIENT: lambda: _by_gradient(subject, learned, options, first.weights, length),
        LORA: lambda: lora_arm(LORA, subject, first.weights),
        LORA_SHARE: lambda: lora_arm(LORA_SHARE, subject, round(options.share * whole)),
        FULL: lambda: full_arm(subject),
    }
    arms, skipped = {}, []
    for name in ARMS:
        if name in options.arms:
            try:
                arms[name] = makers[name]()
            except NeuroglotError as error:
                skipped.append({"what": f"the arm {name}", "why": str(error)})
    return arms, skipped


def _by_gradient(subject: Subject, learned: Examples, options: CompareOptions, weights: int, length: int) -> Arm:
    found = steepest(subject, learned, options.vectors, weights, length)
    return neuron_arm(GRADIENT, subject, options.vectors, lambda seed: found)
