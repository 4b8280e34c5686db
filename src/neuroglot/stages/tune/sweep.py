"""Every arm at every learning rate with the first seed; then the rate that validation chose with the other seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress
from neuroglot.learning import Examples, LearnOptions
from neuroglot.models.subject import Subject
from neuroglot.stages.tune.arms import Arm
from neuroglot.stages.tune.options import CompareOptions
from neuroglot.stages.tune.units import Unit, train_unit


@dataclass(frozen=True)
class Swept:
    """The trainings with the first seed by arm, one a rate, and those at the chosen rate by arm, one a seed."""

    tried: Mapping[str, tuple[Unit, ...]]
    chosen: Mapping[str, tuple[Unit, ...]]


def sweep(
    subject: Subject,
    arms: Mapping[str, Arm],
    options: CompareOptions,
    learning: LearnOptions,
    lessons: tuple[Examples, Examples],
    where: tuple[Path, Progress],
) -> Swept:
    """Train; what is on disk is not done again. Raises NeuroglotError for a rate that is none."""
    folder, progress = where
    rates = rates_of(options, learning)

    def train(arm: Arm, rate: float, seed: int) -> Unit:
        asked = replace(learning, lr=rate, seed=seed)
        place = folder / f"{arm.name}-{rate:g}-seed{seed}"
        if not (place / "unit.json").exists():
            progress.say(f"training: {arm.name}, rate {rate:g}, seed {seed}")
        return train_unit(subject, arm, asked, lessons, place, progress)

    tried, chosen = {}, {}
    for name, arm in arms.items():
        tried[name] = tuple(train(arm, rate, learning.seed) for rate in rates)
        best = min(tried[name], key=loss_of)
        later = range(learning.seed + 1, learning.seed + options.seeds)
        chosen[name] = (best, *(train(arm, float(best.rate), seed) for seed in later))
    return Swept(tried, chosen)


def loss_of(unit: Unit) -> float:
    """What rates are compared by: the summed validation loss; a training that broke down is the worst."""
    nats = float(unit.held_out.sum())
    return nats if np.isfinite(nats) else float("inf")


def rates_of(options: CompareOptions, learning: LearnOptions) -> tuple[float, ...]:
    """The learning rates that are tried."""
    try:
        found = tuple(dict.fromkeys(float(rate) for rate in options.rates)) or (learning.lr,)
    except ValueError as error:
        raise NeuroglotError(f"--rates takes learning rates with commas, such as 5e-5,1e-3: {error}") from error
    if not all(0 < rate < 1 for rate in found):
        raise NeuroglotError(f"--rates takes learning rates between 0 and 1, not {', '.join(options.rates)}")
    return found
