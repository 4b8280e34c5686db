"""What is looked at, and how closely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from neuroglot.core.neurons import Neuron

Chosen = Mapping[Neuron, Sequence[tuple[str, str]]]
"""The neurons to examine, each with (method, label) of the sets that it was taken from."""

QUANTILES = (0.5, 0.75, 0.9, 0.99)
"""Where contexts between the highest and the lowest come from."""

HIGHEST, LOWEST, RANDOM = "highest", "lowest", "random"

KINDS = (HIGHEST, LOWEST, *(f"quantile {quantile:g}" for quantile in QUANTILES), RANDOM)
"""The kinds of examples, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class ExamineOptions:
    """How many examples of what length, and what else is measured."""

    top: Annotated[int, "contexts with the highest activations, and as many with the lowest, one a program"] = 12
    between: Annotated[int, "contexts at each of the quantiles 0.5, 0.75, 0.9 and 0.99, and random ones"] = 3
    window: Annotated[int, "tokens of a context"] = 64
    active: Annotated[float, "share of tokens, at either end, that labels are made from at most"] = 0.01
    most_active: Annotated[int, "and at most so many of them"] = 512
    sampled: Annotated[int, "tokens drawn for quantiles and for correlations between neurons"] = 4096
    pushed: Annotated[int, "tokens that a neuron promotes, and suppresses, most"] = 10
    similar: Annotated[int, "most correlated neurons"] = 8
    parallel: Annotated[int, "tasks whose programs are shown whole, side by side"] = 3
    context: Annotated[int, "longest program in tokens; longer ones are cut there"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    seed: Annotated[int, "of the tokens that are drawn and of intervals"] = 0
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000
