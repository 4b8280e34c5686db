"""Every arm at every learning rate with the first seed; then the rate that validation chose with the other seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress
from neuroglot.learning import Examples, LearnOptions
from neuroglot.models.subject import Subject
from neuroglot.stages.tune.arms import NEURONS, Arm
from neuroglot.stages.tune.options import CompareOptions
from neuroglot.stages.tune.units import Unit, train_unit


@dataclass(frozen=True)
class Swept:
    """The trainings with the first seed by arm, one a rate, and those at the chosen rate by arm, one a seed; and which
    arms could not be trained, and why."""

    tried: Mapping[str, tuple[Unit, ...]]
    chosen: Mapping[str, tuple[Unit, ...]]
    skipped: tuple[dict[str, str], ...]


def sweep(
    subject: Subject,
    arms: Mapping[str, Arm],
    options: CompareOptions,
    learning: LearnOptions,
    lessons: tuple[Examples, Examples],
    where: tuple[Path, Progress],
) -> Swept:
    """Train; what is on disk is not done again. An arm that can't be trained, or diverges at every rate, is left out.

    Raises NeuroglotError for a rate that is none, and where the language's own neurons can't be trained.
    """
    folder, progress = where
    rates = rates_of(options, learning)

    def train(arm: Arm, rate: float, seed: int) -> Unit:
        asked = replace(learning, lr=rate, seed=seed)
        place = folder / f"{arm.name}-{rate:g}-seed{seed}"
        if not (place / "unit.json").exists():
            progress.say(f"training: {arm.name}, rate {rate:g}, seed {seed}")
        return train_unit(subject, arm, asked, lessons, place, progress)

    tried, chosen, skipped = {}, {}, []
    seeds = range(learning.seed, learning.seed + options.seeds)
    for name, arm in arms.items():
        try:
            tried[name], chosen[name] = _swept(partial(train, arm), rates, seeds)
        except NeuroglotError as error:
            if name == NEURONS:
                raise
            progress.say(f"the arm {name} is left out: {error}")
            skipped.append({"what": f"the arm {name}", "why": str(error)})
    return Swept(tried, chosen, tuple(skipped))


def _swept(
    train: Callable[[float, int], Unit], rates: Sequence[float], seeds: Sequence[int]
) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    """An arm at every rate with the first seed, and with every seed at the rate with the lowest validation loss among
    those at which no seed diverges. Raises NeuroglotError where there is none."""
    tried = tuple(train(rate, seeds[0]) for rate in rates)
    for best in sorted((unit for unit in tried if unit.finite), key=lambda unit: float(unit.held_out.sum())):
        several = (best, *(train(float(best.rate), seed) for seed in seeds[1:]))
        if all(unit.finite for unit in several):
            return tried, several
    listed = ", ".join(f"{rate:g}" for rate in rates)
    raise NeuroglotError(f"its training diverged at every learning rate ({listed}): give lower --rates")


def rates_of(options: CompareOptions, learning: LearnOptions) -> tuple[float, ...]:
    """The learning rates that are tried."""
    try:
        found = tuple(dict.fromkeys(float(rate) for rate in options.rates)) or (learning.lr,)
    except ValueError as error:
        raise NeuroglotError(f"--rates takes learning rates with commas, such as 5e-5,1e-3: {error}") from error
    if not all(0 < rate < 1 for rate in found):
        raise NeuroglotError(f"--rates takes learning rates between 0 and 1, not {', '.join(options.rates)}")
    return found
