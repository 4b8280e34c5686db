"""A run folder with plausible numbers, written through core.artifacts as the stages write theirs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import Artifact, Request, open_artifact, write_json
from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import PROJECTIONS
from neuroglot.core.results import Result

LAYERS, DRAWS, PROGRAMS = 10, 20, 164
WIDTHS = {"attn.q": 512, "attn.k": 128, "attn.v": 128, "attn.o": 512, "mlp.gate": 1536, "mlp.up": 1536, "mlp.down": 512}
TOTAL = LAYERS * sum(WIDTHS.values())
STRENGTH = {"pls": 0.09, "lape": 0.012}
SIZES = {"cpp": 131, "java": 88, "python": 170, "go": 143, "javascript": 61, "universal": 402}
LOSSES = {"cpp": 0.912, "java": 0.704, "python": 1.083, "go": 0.655, "javascript": 0.981}


@dataclass
class Texts:
    """Every string of the run that comes from elsewhere."""

    model: str = "neuroglot-tiny-12m"
    corpus: str = "bundled-parallel"
    split: str = "test"
    interval: str = "95 % bootstrap over programs"
    extra: dict[str, str] = field(default_factory=dict)


def result(texts: Texts, stage: str, metric: str, value: float, **more: Any) -> Result:
    """A Result with what all results of the run share."""
    unit = "nats a token" if metric.startswith("loss") else metric
    given = {"n": PROGRAMS, "unit": unit, "model": texts.model, "corpus": texts.corpus, "seed": 7, **more}
    return Result(metric, value, stage=stage, **given)


def recorded(texts: Texts) -> Iterator[Result]:
    """What `record` writes."""
    for position, language in enumerate(FIVE):
        tokens = 41_000 + 3_517 * position
        yield result(texts, "record", "tokens", tokens, n=328, language=language, split="train")
        for half in (0, 1):
            condition = {"half": half}
            yield result(
                texts, "record", "tokens", tokens / 2, n=164, language=language, condition=condition, split="train"
            )


def selected(texts: Texts, method: str) -> Iterator[Result]:
    """What `select` writes for one method."""
    for site in PROJECTIONS:
        for layer in range(LAYERS):
            condition: dict[str, Any] = {"site": site}
            yield result(texts, "select", "available", WIDTHS[site], n=WIDTHS[site], layer=layer, condition=condition)
    for label in ("universal",) if method == "universal" else FIVE:
        dice = random.Random(f"{method} {label}")
        cells: dict[tuple[str, int], int] = {}
        for _ in range(SIZES[label]):
            site = dice.choices(PROJECTIONS, [1, 1, 2, 2, 6, 6, 3])[0]
            layer = min(LAYERS - 1, max(0, round(dice.gauss(6.5 if label == "python" else 7.5, 1.8))))
            cells[site, layer] = cells.get((site, layer), 0) + 1
        of = {"method": method, "label": label}
        for (site, layer), count in cells.items():
            yield result(texts, "select", "neurons", count, n=WIDTHS[site], layer=layer, condition={**of, "site": site})
        yield result(texts, "select", "neurons", SIZES[label], n=TOTAL, condition=of)
        yield result(texts, "select", "units", SIZES[label] - 9, n=TOTAL, condition=of)
        yield result(texts, "select", "jaccard_halves", dice.uniform(0.35, 0.7), n=SIZES[label], condition=of)


def ablated(texts: Texts, losses: bool = True, weak: tuple[str, ...] = ("javascript",)) -> Iterator[Result]:
    """What `ablate` writes; the languages in `weak` have PLS sets that do little."""
    common = {"split": texts.split, "interval": texts.interval}
    for language in FIVE if losses else ():
        value = LOSSES[language]
        yield result(texts, "ablate", "loss", value, language=language, low=value - 0.03, high=value + 0.03, **common)
    for method, strength in STRENGTH.items():
        for label in FIVE:
            factor = 0.2 if method == "pls" and label in weak else 1.0
            yield from row(texts, label, method, strength * factor)
    yield from row(texts, "universal", "universal", 1.6)


def row(texts: Texts, label: str, method: str, strength: float) -> Iterator[Result]:
    """One ablated set: its effect on each language, its draws, and its ratios."""
    dice = random.Random(f"{method} {label} effects")
    common: dict[str, Any] = {"split": texts.split, "interval": texts.interval}
    of = {"ablated": label, "method": method}
    values: dict[str, float] = {}
    for language in FIVE:
        own = language == label or label == "universal"
        value = strength * dice.uniform(0.75, 1.25) if own else dice.gauss(0.012, 0.012)
        values[language] = value
        wide = 0.004 + 0.15 * abs(value)
        bounds = {"low": value - wide, "high": value + wide}
        yield result(texts, "ablate", "loss_change", value, language=language, condition=of, **bounds, **common)
        for draw in range(DRAWS):
            condition = {**of, "control": "random", "draw": draw}
            drawn = dice.gauss(0.006, 0.005) * (20 if label == "universal" else 1)
            yield result(texts, "ablate", "loss_change", drawn, language=language, condition=condition, **common)
    if label != "universal":
        others = [value for language, value in values.items() if language != label]
        for metric, below in (("own_over_mean_other", sum(others) / 4), ("own_over_largest_other", max(others))):
            factor = values[label] / below
            bounds = {"low": factor * 0.7, "high": factor * 1.4}
            yield result(texts, "ablate", metric, factor, language=label, condition=of, **bounds, **common)


def facts(texts: Texts, seconds: float) -> dict[str, Any]:
    """What a stage records about the way it ran."""
    skipped = [{"what": f"random control of universal ({texts.corpus})", "why": "it holds 900 of 1536 units"}]
    return {
        "neuroglot": "0.1.0",
        "torch": "2.9.1",
        "transformers": "5.0.2",
        "programs cut to the context": 3,
        "device": "cpu",
        "dtype": "float32",
        "attention": "sdpa",
        "seconds": seconds,
        "tokens": 240_170,
        "skipped": skipped,
        **texts.extra,
    }


def write_stage(run: Path, request: Request, results: list[Result], given: dict[str, Any]) -> Artifact:
    """One complete artefact."""
    artifact = open_artifact(run, request)
    artifact.finish(results, given)
    return artifact


def write_run(run: Path, texts: Texts | None = None, stages: tuple[str, ...] = ("record", "select", "ablate")) -> Path:
    """A run folder with the given stages complete."""
    texts = texts or Texts()
    run.mkdir(parents=True, exist_ok=True)
    write_json(run / "study.json", {"model": texts.model, "corpus": texts.corpus, "seed": 7, **texts.extra})
    identity = {"model": "3f7c0d" * 10, "corpus": "a91be2" * 10, **texts.extra}
    parents = dict(identity)
    if "record" in stages:
        request = Request("record", {"sequence_length": 1024, **texts.extra}, identity)
        parents["record"] = write_stage(run, request, list(recorded(texts)), facts(texts, 74.31)).hash()
    of_ablation = dict(identity)
    for method in ("pls", "universal", "lape") if "select" in stages else ():
        request = Request("select", {"method": method, **texts.extra}, parents)
        of_ablation[method] = write_stage(run, request, list(selected(texts, method)), facts(texts, 5.2)).hash()
    if "ablate" in stages:
        request = Request("ablate", {"draws": DRAWS, **texts.extra}, of_ablation)
        write_stage(run, request, list(ablated(texts)), facts(texts, 1873.0))
    return run
