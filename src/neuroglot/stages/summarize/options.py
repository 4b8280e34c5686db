"""What a comparison of ways to learn summaries is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

ARMS = ("base", "direct", "concept-lora", "two-stage", "concept-transfer", "elsewhere", "equal")
"""The rows of the paper's Table 5, and two controls; see `arms`."""

SIX = ("python", "ruby", "go", "java", "javascript", "php")
"""The languages of the paper's Table 5, in its order."""


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """How a model is asked for a summary, and how long that may be."""

    cue: Annotated[str, "what stands behind the sign of the comment that begins below the code"] = " Summary:"
    new_tokens: Annotated[int, "tokens of a summary, at most"] = 64
    at_a_time: Annotated[int, "summaries that are written at the same time; fewer take less memory"] = 32


@dataclass(frozen=True, slots=True)
class SummarizeOptions:
    """What learns from what, and what it is compared with."""

    low: Annotated[str, "the language with little data"] = "ruby"
    high: Annotated[tuple[str, ...], "the languages with much, which stage 1 learns from"] = ("python", "java")
    languages: Annotated[tuple[str, ...], "languages in which every arm writes summaries"] = SIX
    arms: Annotated[tuple[str, ...], "ways to learn: " + ", ".join(ARMS)] = ARMS
    amounts: Annotated[tuple[str, ...], "examples in the low language, 0: all; several make a learning curve"] = ("0",)
    high_amount: Annotated[int, "examples in each other language to learn from; 0: all"] = 0
    tests: Annotated[int, "test examples a language; 0: all"] = 0
    checks: Annotated[int, "validation examples a language; 0: all"] = 200
    rank: Annotated[int, "rank of the adapters, in q, k, v and o, at scale 1"] = 16
    rates: Annotated[tuple[str, ...], "learning rates to choose from by validation loss, an arm; none: --lr"] = ()
    repeats: Annotated[int, "seeds: --seed and so many less one after it"] = 1
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000
