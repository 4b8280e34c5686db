"""The stage: NeuronStatistics in, neuron sets out, with their counts and how well they replicate."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.neuron_files import load_sets, save_sets
from neuroglot.core.neurons import Key, NeuronSet, among, jaccard, kind_of
from neuroglot.core.results import Result
from neuroglot.core.statistics import HALVES, NeuronStatistics
from neuroglot.stages.select.average_precision import AveragePrecisionOptions, select_average_precision
from neuroglot.stages.select.balanced import BalancedOptions, select_balanced
from neuroglot.stages.select.contribution import ContributionOptions, select_contribution
from neuroglot.stages.select.lape import LapeOptions, select_lape
from neuroglot.stages.select.margin import MarginOptions, select_margin
from neuroglot.stages.select.mean_difference import MeanDifferenceOptions, select_mean_difference
from neuroglot.stages.select.pls import PlsOptions, select_pls
from neuroglot.stages.select.signed import SignedOptions, select_signed
from neuroglot.stages.select.universal import UniversalOptions, select_universal

SETS = "sets.safetensors"


@dataclass(frozen=True, slots=True)
class Method:
    """A way to choose neurons: its options' class and its function of (statistics, options, half)."""

    name: str
    summary: str
    options: type[Any]
    choose: Callable[..., dict[str, NeuronSet]]


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("pls", "language neurons by |activation x gradient| (the paper's)", PlsOptions, select_pls),
        Method("universal", "neurons that matter in every language", UniversalOptions, select_universal),
        Method("lape", "language neurons by how selectively they fire (Tang et al. 2024)", LapeOptions, select_lape),
        Method("balanced", "PLS with every language on a scale of its own", BalancedOptions, select_balanced),
        Method("signed", "signed attribution among neurons that PLS finds specific", SignedOptions, select_signed),
        Method("margin", "own signed attribution less the others'", MarginOptions, select_margin),
        Method("contribution", "size of what a hidden unit writes", ContributionOptions, select_contribution),
        Method("mean-difference", "effect size of activations", MeanDifferenceOptions, select_mean_difference),
        Method(
            "average-precision",
            "neurons as classifiers of the language (Kojima et al. 2024)",
            AveragePrecisionOptions,
            select_average_precision,
        ),
    )
}


def with_fixed_mix(method: Method) -> Method:
    """The method under the name that it has on statistics with a fixed class mix (`core/class_mix.py`)."""
    return replace(method, name=f"{method.name}-fixed-mix")


def select_request(method: str, options: Any, recorded: Artifact) -> Request:
    """What identifies a selection: the method's options and the recording."""
    return Request(
        stage="select",
        options={"method": method, **asdict(options), "record": recorded.request.key},
        identity={"weights": recorded.request.identity["weights"], "recording": recorded.hash()},
    )


def select(
    method: Method, options: Any, statistics: NeuronStatistics, recorded: Artifact, artifact: Artifact
) -> dict[str, NeuronSet]:
    """Choose neurons into an artefact, or read what was chosen there before."""
    if artifact.complete:
        return load_sets(artifact.folder / SETS)
    started = time.monotonic()
    sets = method.choose(statistics, options)
    by_half = [_of_half(method, options, statistics, half) for half in range(HALVES)]
    save_sets(artifact.folder / SETS, sets)
    origin = origin_of(recorded)
    results = [
        *counts(method.name, options.sites, sets, statistics, origin),
        *_replication(method.name, sets, by_half, origin),
    ]
    artifact.finish(results, {"seconds": round(time.monotonic() - started, 2)})
    return sets


def _of_half(method: Method, options: Any, statistics: NeuronStatistics, half: int) -> dict[str, NeuronSet]:
    if (statistics.programs[:, half] == 0).any():
        return {}
    return method.choose(statistics, options, half)


def origin_of(recorded: Artifact) -> dict[str, str]:
    """Where the Results of a selection come from: the recording's model, corpus and split."""
    return {name: str(recorded.request.options[name]) for name in ("model", "corpus", "split")}


def counts(
    method: str,
    sites: Collection[str],
    sets: Mapping[str, NeuronSet],
    statistics: NeuronStatistics,
    origin: Mapping[str, Any],
) -> list[Result]:
    """How many neurons and units every set has, in all and by site and layer, of how many at the sites."""
    widths = _by_kind({key: width for key, width in statistics.widths.items() if among(key[0], sites)})
    total = sum(widths.values())

    def result(metric: str, value: int, n: int, condition: dict[str, str], layer: int | None = None) -> Result:
        language = condition.get("label") if condition.get("label") in statistics.languages else None
        return Result(
            metric, float(value), n, metric, "select", language=language, layer=layer, condition=condition, **origin
        )

    results = [
        result("available", width, width, {"method": method, "site": site}, layer)
        for (site, layer), width in widths.items()
    ]
    for label, neurons in sets.items():
        about = {"method": method, "label": label}
        results.append(result("neurons", len(neurons), total, about))
        results.append(result("units", len(neurons.units()), total, about))
        found = _by_kind({key: len(indices) for key, indices in neurons.members.items()})
        for (site, layer), count in found.items():
            results.append(result("neurons", count, widths[site, layer], {**about, "site": site}, layer))
    return results


def _by_kind(counts: Mapping[Key, int]) -> dict[Key, int]:
    """Counts by kind of site and layer: those of a layer's experts are added up."""
    found: dict[Key, int] = {}
    for (site, layer), count in counts.items():
        found[kind_of(site), layer] = found.get((kind_of(site), layer), 0) + count
    return found


def _replication(
    method: str, sets: Mapping[str, NeuronSet], by_half: list[dict[str, NeuronSet]], origin: Mapping[str, Any]
) -> list[Result]:
    """Jaccard of the sets that each half of the tasks gives; left out where a half lacks a language or all is empty."""
    if not all(by_half):
        return []
    return [
        Result(
            "jaccard_halves",
            jaccard(by_half[0][label], by_half[1][label]),
            len(by_half[0][label] | by_half[1][label]),
            "jaccard",
            "select",
            condition={"method": method, "label": label},
            **origin,
        )
        for label in sets
        if len(by_half[0][label] | by_half[1][label])
    ]
