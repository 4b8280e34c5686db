"""The stage: kept programs and chosen sets in; how many neurons of all, and of each set, are specific beyond chance."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import PROJECTIONS, Key, among
from neuroglot.core.programs import ProgramValues
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.core.statistics import READINGS, NeuronStatistics
from neuroglot.stages.chance.permutation import contrasts, means_by_label, p_values, permuted_labels

SCORE = READINGS[0]
RATIO_DRAWS = 100


@dataclass(frozen=True, slots=True)
class ChanceOptions:
    """How many permutations, and what counts as beyond chance."""

    permutations: Annotated[int, "permutations of the languages within tasks"] = 2000
    level: Annotated[float, "false discovery rate among the neurons called specific (Benjamini-Hochberg)"] = 0.05
    ratio: Annotated[float, "best over second best score, counted under permuted languages too"] = 1.5
    sites: Annotated[tuple[str, ...], "sites that are tested"] = PROJECTIONS
    seed: Annotated[int, "of the permutations"] = 0


def chance_request(options: ChanceOptions, recorded: Artifact, chosen: Mapping[str, Artifact]) -> Request:
    """What identifies a test: its options, the recording, and the selections whose neurons are looked up."""
    selections = {method: artifact.request.key for method, artifact in chosen.items()}
    return Request(
        stage="chance",
        options={**asdict(options), "record": recorded.request.key, "select": selections},
        identity={
            "weights": recorded.request.identity["weights"],
            "recording": recorded.hash(),
            **{f"selection by {method}": artifact.hash() for method, artifact in chosen.items()},
        },
    )


def chance(
    statistics: NeuronStatistics,
    chosen: Mapping[str, Sets],
    options: ChanceOptions,
    recorded: Artifact,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Test every neuron in every language, and count. Raises NeuroglotError where no programs' values were kept."""
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    programs = statistics.by_program
    if programs is None:
        raise NeuroglotError("the recording kept no program's own values: record again with --programs")
    started = time.monotonic()
    keys = [key for key in statistics.keys if among(key[0], options.sites)]
    origin = {name: str(recorded.request.options[name]) for name in ("model", "corpus", "split")}
    about: dict[str, Any] = {**origin, "stage": "chance", "seed": options.seed}
    adjusted, ratios = _test(programs, keys, options, progress)
    results = [
        *_beyond(adjusted, programs.languages, options, about),
        _specific(ratios, options, about),
        *_of_sets(adjusted, chosen, programs.languages, options, about),
    ]
    artifact.finish(results, {"seconds": round(time.monotonic() - started, 2), "programs": len(programs.language)})
    return tuple(results)


Adjusted = Mapping[Key, NDArray[np.float64]]
"""p adjusted for the number of neurons, by (site, layer): shape (languages, neurons)."""


def _test(
    programs: ProgramValues, keys: Sequence[Key], options: ChanceOptions, progress: Progress
) -> tuple[Adjusted, NDArray[np.int64]]:
    """Adjusted p of every neuron, and how many neurons pass the ratio: as recorded first, then under permutations."""
    count = len(programs.languages)
    drawn = permuted_labels(programs.language, programs.unit, options.permutations, options.seed)
    weights = contrasts(drawn, count)
    observed_first = np.concatenate([programs.language[None], drawn[:RATIO_DRAWS]])
    whole = sum(programs.values(SCORE, key).sum(axis=1, dtype=np.float64) for key in keys)
    p: dict[Key, NDArray[np.float64]] = {}
    ratios = np.zeros(len(observed_first), dtype=np.int64)
    progress.begin("permuting", len(keys))
    for key in keys:
        values = programs.values(SCORE, key)
        # A program's own total is taken out: what is tested is the neuron's share of it.
        share = (values / np.where(whole > 0, whole, 1.0)[:, None]).astype(np.float32)
        p[key] = p_values(share, programs.language, weights, count)
        ordered = np.sort(means_by_label(values, observed_first, count), axis=1)
        passed = (ordered[:, -1] > 0) & (ordered[:, -1] >= options.ratio * ordered[:, -2])
        ratios += passed.sum(axis=1)
        progress.advance()
    joined = np.concatenate([p[key] for key in keys], axis=1)
    adjusted = np.stack([false_discovery_control(row, method="bh") for row in joined])
    cuts = np.cumsum([p[key].shape[1] for key in keys])[:-1]
    return dict(zip(keys, np.split(adjusted, cuts, axis=1), strict=True)), ratios


def _beyond(
    adjusted: Adjusted, languages: Sequence[str], options: ChanceOptions, about: Mapping[str, Any]
) -> list[Result]:
    joined = np.concatenate(list(adjusted.values()), axis=1)
    return [
        Result(
            metric="neurons_beyond_chance",
            value=float((joined[place] <= options.level).sum()),
            n=joined.shape[1],
            unit="neurons",
            language=language,
            condition={"level": options.level, "permutations": options.permutations},
            **about,
        )
        for place, language in enumerate(languages)
    ]


def _specific(ratios: NDArray[np.int64], options: ChanceOptions, about: Mapping[str, Any]) -> Result:
    """How many neurons pass the ratio; `low` and `high` hold 95 % of the counts under permuted languages."""
    low, high = np.quantile(ratios[1:], [0.025, 0.975])
    return Result(
        metric="neurons_past_the_ratio",
        value=float(ratios[0]),
        n=len(ratios) - 1,
        unit="neurons",
        condition={"ratio": options.ratio, "by_chance": float(ratios[1:].mean()), "low": low, "high": high},
        **about,
    )


def _of_sets(
    adjusted: Adjusted,
    chosen: Mapping[str, Sets],
    languages: Sequence[str],
    options: ChanceOptions,
    about: Mapping[str, Any],
) -> list[Result]:
    """Of each language's set, how many of the tested neurons are beyond chance in that language."""
    results = []
    for method, sets in chosen.items():
        for label, neurons in sets.items():
            if label not in languages:
                continue
            tested = {key: indices for key, indices in neurons.members.items() if key in adjusted}
            found = [adjusted[key][languages.index(label), indices] for key, indices in tested.items()]
            results.append(
                Result(
                    metric="chosen_beyond_chance",
                    value=float(sum((part <= options.level).sum() for part in found)),
                    n=int(sum(map(len, found))),
                    unit="neurons",
                    language=label,
                    condition={"method": method, "label": label, "level": options.level},
                    **about,
                )
            )
    return results
