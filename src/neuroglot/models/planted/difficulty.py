"""How hard a planted model makes it to find what was planted. One row a difficulty."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What a planted model is like; where there are five values, they are for languages in an order drawn by seed.

    `strengths`: logits that a language's specific units add to the right next token. `padding`: predictable tokens
    that end every statement of a language; they dilute whatever is averaged over tokens, in every neuron alike.
    `specific`: least and most specific units of a language. `paired`: units that serve two languages. `polysemous`:
    units that serve all languages by one rule and a single language by another. `margin`: the gate of a planted unit
    where it is open, and minus the gate where one of its conditions is missing. `noise`: length of what a noise unit
    of size 1 writes, where a planted unit of margin 4 and 3 logits writes 0.1. `spread`: standard deviation of that
    length's logarithm.
    """

    name: str
    strengths: tuple[float, float, float, float, float]
    padding: tuple[int, int, int, int, int]
    specific: tuple[int, int]
    paired: int
    polysemous: int
    margin: float
    noise: float
    spread: float


DIFFICULTIES: dict[str, Difficulty] = {
    row.name: row
    for row in (
        Difficulty(
            name="clean",
            strengths=(3.0, 3.0, 3.0, 3.0, 3.0),
            padding=(2, 2, 2, 2, 2),
            specific=(6, 6),
            paired=0,
            polysemous=0,
            margin=4.0,
            noise=0.006,
            spread=0.0,
        ),
        Difficulty(
            name="hard",
            strengths=(4.0, 2.8, 2.0, 1.4, 1.0),
            padding=(1, 2, 4, 6, 9),
            specific=(3, 6),
            paired=3,
            polysemous=3,
            margin=2.5,
            noise=0.012,
            spread=0.4,
        ),
    )
}
