"""From summaries to Results: metrics with intervals over examples, means over seeds, and the leads of one arm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.documented import DocumentedSet
from neuroglot.core.results import Result
from neuroglot.metrics.bleu import codexglue_bleu, corpus_bleu
from neuroglot.metrics.chrf import chrf
from neuroglot.metrics.intervals import percentile_interval, resamples
from neuroglot.metrics.meteor import meteor, meteor_lacks
from neuroglot.metrics.rouge import rouge_l
from neuroglot.metrics.tally import Tally

Metric = Callable[[Sequence[str], Sequence[str]], Tally]

METRICS: dict[str, Metric] = {
    "summary_bleu": codexglue_bleu,
    "summary_sacrebleu": corpus_bleu,
    "summary_rouge_l": rouge_l,
    "summary_chrf": chrf,
    "summary_meteor": meteor,
}
"""From hypotheses and references to a score from 0 to 100. `summary_bleu` is CodeXGLUE's."""

OURS = "concept-transfer"
COMPARED = ("summary_bleu", "summary_rouge_l")
"""Metrics in which the lead of `OURS` over the other arms is stated: the paper's."""

INTERVAL = "95 % percentile bootstrap over examples"


@dataclass(frozen=True)
class Written:
    """What an arm wrote in a language after learning from `amount` examples, one list of summaries a seed."""

    arm: str
    language: str
    amount: int
    seeds: tuple[int, ...]
    texts: tuple[Sequence[str], ...]


@dataclass(frozen=True)
class Scored:
    """The score of one metric, mean over seeds, and that of every bootstrap sample: what leads are made from."""

    metric: str
    written: Written
    value: float
    drawn: NDArray[np.float64]


def usable_metrics() -> tuple[dict[str, Metric], list[dict[str, str]]]:
    """The metrics that this machine can compute, and what is left out, with the reason."""
    lacking = meteor_lacks()
    if lacking is None:
        return METRICS, []
    kept = {name: metric for name, metric in METRICS.items() if name != "summary_meteor"}
    return kept, [{"what": "METEOR", "why": lacking}]


def score_results(
    written: Sequence[Written], tests: Mapping[str, DocumentedSet], draws: int, origin: Mapping[str, Any]
) -> list[Result]:
    """The scores of every arm by language, and the leads of `OURS`; `tests` has the examples of each language.

    Examples are drawn by their unit, the same ones for every arm, so that leads are paired.
    """
    metrics, _ = usable_metrics()
    results: list[Result] = []
    scored: list[Scored] = []
    for one in written:
        test = tests[one.language]
        for name, metric in metrics.items():
            found, rows = _scores(name, metric, one, test, draws, origin)
            results += rows
            scored.append(found)
    return [*results, *_leads(scored, tests, origin)]


def _scores(
    name: str, metric: Metric, one: Written, test: DocumentedSet, draws: int, origin: Mapping[str, Any]
) -> tuple[Scored, list[Result]]:
    references = [example.summary for example in test.examples]
    tallies = [_by_unit(metric(texts, references), test) for texts in one.texts]
    weights = resamples(len(tallies[0].sums), draws, seed=0)
    drawn = np.stack([tally.drawn(weights) for tally in tallies])
    values = [tally.value for tally in tallies]
    whole = _result(name, float(np.mean(values)), drawn.mean(axis=0), one, origin)
    whole = replace(whole, n=len(weights[0]))
    rows = [whole]
    if len(one.seeds) > 1:
        for seed, value, row in zip(one.seeds, values, drawn, strict=True):
            single = _result(name, value, row, one, origin)
            about = {**single.condition, "seed": seed}
            rows.append(replace(single, n=whole.n, seed=seed, condition=about))
    return Scored(name, one, whole.value, drawn.mean(axis=0)), rows


def _leads(scored: Sequence[Scored], tests: Mapping[str, DocumentedSet], origin: Mapping[str, Any]) -> list[Result]:
    """By how much `OURS` is above every other arm, with the interval of the difference on the same examples."""
    ours = {(one.metric, one.written.language, one.written.amount): one for one in scored if one.written.arm == OURS}
    results = []
    for other in scored:
        mine = ours.get((other.metric, other.written.language, other.written.amount))
        if mine is None or other.written.arm == OURS or other.metric not in COMPARED:
            continue
        found = _result(
            f"{other.metric}_lead", mine.value - other.value, mine.drawn - other.drawn, mine.written, origin
        )
        count = len({example.unit for example in tests[other.written.language].examples})
        results.append(replace(found, n=count, condition={**found.condition, "over": other.written.arm}))
    return results


def _result(name: str, value: float, drawn: NDArray[np.float64], one: Written, origin: Mapping[str, Any]) -> Result:
    bounds = percentile_interval(drawn)
    low, high = bounds or (None, None)
    return Result(
        metric=name,
        value=value,
        n=0,
        unit="points",
        language=one.language,
        condition={"arm": one.arm, "amount": one.amount},
        low=low,
        high=high,
        interval=INTERVAL if bounds else None,
        **origin,
    )


def _by_unit(tally: Tally, test: DocumentedSet) -> Tally:
    """The same tally with the sums of examples that are drawn together added up."""
    place = {unit: number for number, unit in enumerate(dict.fromkeys(one.unit for one in test.examples))}
    sums = np.zeros((len(place), tally.sums.shape[1]))
    np.add.at(sums, [place[one.unit] for one in test.examples], tally.sums)
    return Tally(sums, tally.score)
