"""Plausible pass rates for a synthetic run, written as the stage writes them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.core.verdicts import Status
from tests.report.synthetic import Texts, facts, result, write_stage

PROBLEMS, SAMPLES, PASS_DRAWS = 30, 3, 5
PLAIN = {"cpp": 0.4, "java": 18 / 30, "python": 0.7, "go": 0.5, "javascript": 19 / 30}


@dataclass(frozen=True)
class Passes:
    """What the programs of a synthetic run pass: by language with nothing silent, and the fall under an own set."""

    k: int = 3
    plain: Mapping[str, float] = field(default_factory=lambda: PLAIN)
    strength: Mapping[str, float] = field(default_factory=lambda: {"pls": 0.6, "lape": 0.1})
    weak: tuple[str, ...] = ("javascript",)
    controlled: tuple[str, ...] = ("pls",)
    split: str = "test"


def passed(texts: Texts, passes: Passes | None = None) -> Iterator[Result]:
    """What `ablate` writes with `--metric pass@3`."""
    passes = passes or Passes()
    for language in FIVE:
        value = passes.plain[language]
        yield _rate(texts, passes, value, language, {})
        yield from _endings(texts, passes, value, language, {})
    for method, label in [*((one, label) for one in passes.strength for label in FIVE), ("universal", "universal")]:
        yield from _row(texts, passes, method, label)


def _row(texts: Texts, passes: Passes, method: str, label: str) -> Iterator[Result]:
    dice = random.Random(f"{method} {label} rates")
    of = {"ablated": label, "method": method}
    own: dict[int | None, float] = {}
    for draw in (None, *range(PASS_DRAWS if method in passes.controlled else 0)):
        about = of if draw is None else {**of, "control": "random", "draw": draw}
        for language in FIVE:
            share = dice.choice([0.0, 0.0, 0.05, 0.1, -0.05])
            if draw is None and label in {language, "universal"}:
                share = 0.97 if label == "universal" else passes.strength[method] * (0.1 if label in passes.weak else 1)
            plain = passes.plain[language]
            value = min(PROBLEMS, round(PROBLEMS * plain * (1 - share))) / PROBLEMS
            yield _rate(texts, passes, value, language, about)
            yield _change(texts, passes, value - plain, language, about)
            if draw is None:
                yield from _endings(texts, passes, value, language, about)
            if language == label:
                own[draw] = value - plain
    drawn = [value for draw, value in own.items() if draw is not None]
    if drawn and None in own:
        below = float(sum(value > own[None] for value in drawn))
        metric = f"pass@{passes.k}_draws_exceeded"
        yield _result(texts, passes, metric, below, language=label, condition=of, n=len(drawn))


def _result(texts: Texts, passes: Passes, metric: str, value: float, **more: Any) -> Result:
    return result(texts, "ablate", metric, value, **{"n": PROBLEMS, "split": passes.split, **more})


def _rate(texts: Texts, passes: Passes, value: float, language: str, about: Mapping[str, Any]) -> Result:
    wide = 1.96 * (value * (1 - value) / PROBLEMS) ** 0.5
    bounds = {"low": max(0.0, value - wide), "high": min(1.0, value + wide), "interval": texts.interval}
    return _result(texts, passes, f"pass@{passes.k}", value, language=language, condition=dict(about), **bounds)


def _change(texts: Texts, passes: Passes, value: float, language: str, about: Mapping[str, Any]) -> Result:
    wide = 0.04 + 0.3 * abs(value) if value else 0.0
    bounds = {"low": value - wide, "high": value + wide, "interval": texts.interval}
    return _result(texts, passes, f"pass@{passes.k}_change", value, language=language, condition=dict(about), **bounds)


def _endings(texts: Texts, passes: Passes, rate: float, language: str, about: Mapping[str, Any]) -> Iterator[Result]:
    total = PROBLEMS * SAMPLES
    counts = dict.fromkeys(Status, 0)
    counts[Status.PASSED] = round(total * rate * 0.8)
    left = total - counts[Status.PASSED]
    compiled = language in {"cpp", "java", "go"}
    for status, share in (
        (Status.COMPILE_ERROR, 0.5 if compiled else 0.1),
        (Status.EXCEPTION, 0.2),
        (Status.SYNTAX_ERROR, 0.1),
    ):
        counts[status] = round(left * share)
    counts[Status.TIME_OUT] = min(2, left // 9)
    counts[Status.OUTPUT_LIMIT] = min(1, left // 30)
    counts[Status.WRONG_ANSWER] = total - sum(counts.values())
    for status, count in counts.items():
        condition = {**about, "status": status.value}
        yield _result(texts, passes, "programs", count, language=language, condition=condition, n=total)


def write_passed(
    run: Path, texts: Texts | None = None, passes: Passes | None = None, sandbox: str = "bubblewrap"
) -> Artifact:
    """The artefact with pass rates in a run folder."""
    texts, passes = texts or Texts(), passes or Passes()
    sampling = {
        "samples": SAMPLES,
        "temperature": 0.8,
        "top_p": 0.95,
        "top_k": 50,
        "max_new_tokens": 512,
        **texts.extra,
    }
    options = {"metric": f"pass@{passes.k}", "split": passes.split, "sampling": sampling, **texts.extra}
    results = list(passed(texts, passes))
    given = {**facts(texts, 2931.0), "sandbox": sandbox, "samples": 17_100, "distinct programs": 9_412}
    return write_stage(run, Request("ablate", options, {"problems": "77aa" * 16}), results, given)
