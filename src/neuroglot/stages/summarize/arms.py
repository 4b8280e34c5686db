"""The arms: where adapters sit, and what they learn from in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neuroglot.core.artifacts import content_hash
from neuroglot.core.errors import NeuroglotError
from neuroglot.models.lora import spread_evenly
from neuroglot.stages.summarize.bands import Bands

HIGH, LOW, OWN = "high", "low", "own"


@dataclass(frozen=True, slots=True)
class Arm:
    """`place` says where adapters are (see `ranks_at`), `stages` whose examples they learn from, one after another."""

    place: str
    stages: tuple[str, ...]


ARMS: dict[str, Arm] = {
    "base": Arm("nowhere", ()),
    "direct": Arm("everywhere", (OWN,)),
    "concept-lora": Arm("concept", (LOW,)),
    "two-stage": Arm("everywhere", (HIGH, LOW)),
    "concept-transfer": Arm("concept", (HIGH, LOW)),
    "elsewhere": Arm("elsewhere", (HIGH, LOW)),
    "equal": Arm("thin", (HIGH, LOW)),
}
"""The paper's Base, Direct, Concept-LoRA, Two-Stage LoRA and Concept transfer (6.3), and its controls: as many layers
elsewhere, and as many weights in all layers."""


def ranks_at(place: str, rank: int, bands: Bands) -> dict[int, int]:
    """The rank in every layer that has adapters.

    `everywhere`: all layers. `concept`: the concept layers and all above. `elsewhere`: as many layers, from the lowest
    up. `thin`: all layers, with ranks that make as many weights as `concept` has.
    """
    everywhere = range(bands.layers)
    concept = everywhere[bands.first :]
    if place == "thin":
        return spread_evenly(rank * len(concept), everywhere)
    chosen = {"everywhere": everywhere, "concept": concept, "elsewhere": everywhere[: len(concept)], "nowhere": ()}
    return dict.fromkeys(chosen[place], rank)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One training: adapters at a place learn from so many examples (0: all) of each of some languages.

    `after` is the lesson whose adapters go on; without one they are new, drawn by `seed`.
    """

    place: str
    languages: tuple[str, ...]
    amount: int
    rate: float
    seed: int
    after: Lesson | None = None

    @property
    def all(self) -> tuple[Lesson, ...]:
        """The lessons before this one, and this one."""
        return (*(self.after.all if self.after else ()), self)

    @property
    def name(self) -> str:
        """A name that people can read, and that tells lessons apart."""
        said = f"{self.place}-{'+'.join(self.languages)}-{self.amount or 'all'}"
        told = content_hash([said, self.rate, self.seed, self.after.name if self.after else ""])[:8]
        return f"{said}-{'then' if self.after else 's'}{self.seed}-{told}"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Examples to learn from in the low language, and in each of the high ones; 0: all."""

    low: int
    high: int


def lesson_of(arm: Arm, language: str, data: tuple[str, Sequence[str], Amounts], rate: float, seed: int) -> Lesson:
    """The last lesson of an arm that has any, whose adapters write summaries of a language.

    `data` holds the low language, the high ones, and how many examples there are. Only `direct` has other adapters
    for each language.
    """
    low, high, amounts = data
    found: Lesson | None = None
    for stage in arm.stages:
        own = (language,) if stage == OWN else (low,) if stage == LOW else tuple(high)
        amount = amounts.low if own == (low,) else amounts.high
        found = Lesson(arm.place, own, amount, rate, seed, found)
    if found is None:
        raise NeuroglotError("an arm without stages learns nothing")
    return found


def known_arms(names: Sequence[str]) -> dict[str, Arm]:
    """Arms by name, in the order of the table. Raises NeuroglotError for an unknown one."""
    unknown = [name for name in names if name not in ARMS]
    if unknown:
        raise NeuroglotError(f"unknown arm {unknown[0]!r}; known: {', '.join(ARMS)}")
    return {name: arm for name, arm in ARMS.items() if name in names}
