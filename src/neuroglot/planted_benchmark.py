"""Every selection method on models of which is known which units serve one language (`models/planted`).

A method chooses among the MLP's units alone, where the truth is: what stands downstream of a planted unit (`mlp.down`,
attention) carries its attribution rightly, and would only count as false here. Methods that look at all projections
are tried on `mlp.gate` and `mlp.up` of them, and on `mlp.hidden`, where a unit is one neuron; others on their own site.

Each gets three thresholds: its defaults; the true share of all units as its `fraction`, which leaves the balance
between languages to the method; and the true number of units of each language, which asks for the ranking alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import ONE_UNIT, NeuronSet
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.metrics.recovery import Recovery, macro, recovery
from neuroglot.models.planted import DIFFICULTIES, Planted, planted
from neuroglot.stages.record import RecordOptions, record, record_request
from neuroglot.stages.select import METHODS, Method

DEFAULT = "margin"
"""Our default method: the benchmark's answer is whether it finds what was planted."""

BAR = 0.95
"""What precision and recall of the default have to reach, as means over seeds, in every difficulty."""

SEEDS = (0, 1, 2)

DEFAULTS, SHARE, NUMBER = "defaults", "share", "number"
"""The thresholds: the method's own, the true share of units, the true number of each language's."""

JUDGED = (DEFAULTS, ("mlp.hidden",))
"""The thresholds and sites at which the default is judged: it is told nothing, and a unit is one neuron."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A score's mean over seeds, and its lowest and highest value."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """A method with some thresholds at some sites (none: it allows no choice) on the models of one difficulty.

    Scores are means over languages, of distinct units.
    """

    method: str
    sites: tuple[str, ...]
    thresholds: str
    difficulty: str
    precision: Spread
    recall: Spread
    f1: Spread
    seeds: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All rows, and for each method that could not be tried the reason."""

    rows: tuple[Row, ...]
    skipped: Mapping[str, str]

    @property
    def judged(self) -> tuple[Row, ...]:
        """The default method's rows that have to reach `BAR`."""
        return tuple(row for row in self.rows if (row.method, row.thresholds, row.sites) == (DEFAULT, *JUDGED))

    @property
    def ok(self) -> bool:
        """Whether the default finds what was planted, and little else, in every difficulty."""
        scores = [min(row.precision.mean, row.recall.mean) for row in self.judged]
        return bool(scores) and min(scores) >= BAR


_Setting = tuple[str, tuple[str, ...], str, str]
"""Method, sites, thresholds, difficulty."""


def benchmark(
    seeds: Sequence[int] = SEEDS, difficulties: Sequence[str] = tuple(DIFFICULTIES), progress: Progress | None = None
) -> Benchmark:
    """Record every planted model and choose by every method. Raises NeuroglotError for an unknown difficulty."""
    progress = progress or Silent()
    found: dict[_Setting, list[Recovery]] = {}
    skipped: dict[str, str] = {}
    progress.begin("models", len(seeds) * len(difficulties))
    for difficulty in difficulties:
        for seed in seeds:
            model = planted(seed, difficulty)
            with tempfile.TemporaryDirectory() as folder:
                statistics = recorded(model, Path(folder))
                for method in METHODS.values():
                    try:
                        for sites, thresholds, score in trials(method, statistics, model):
                            found.setdefault((method.name, sites, thresholds, difficulty), []).append(score)
                    except NeuroglotError as error:
                        skipped[method.name] = str(error)
            progress.advance()
    return Benchmark(tuple(_row(setting, scores) for setting, scores in found.items()), skipped)


def recorded(model: Planted, folder: Path) -> NeuronStatistics:
    """A planted model's statistics over its own programs, every program's own means included, kept in `folder`."""
    options = RecordOptions(programs=True)
    artifact = open_artifact(folder, record_request(model.subject, model.corpus, options))
    statistics = record(model.subject, model.corpus, options, artifact)
    if statistics is None:
        raise NeuroglotError("one process records a planted model alone: unset RANK and WORLD_SIZE")
    return statistics


def trials(
    method: Method, statistics: NeuronStatistics, model: Planted
) -> Iterator[tuple[tuple[str, ...], str, Recovery]]:
    """A method's score at each choice of sites and of thresholds that its options allow.

    Raises NeuroglotError where the method can't be tried: it needs what was not recorded, or its sets are of nothing
    that was planted.
    """
    known = {**model.truth, "universal": model.shared}
    for sites, options in _with_sites(method.options()):
        sets = method.choose(statistics, options)
        truth = {label: known[label] for label in sets if label in known}
        if not truth:
            raise NeuroglotError(f"its sets ({', '.join(sets)}) are of nothing that was planted")
        yield sites, DEFAULTS, _score(sets, truth)
        names = {field.name for field in fields(options)}
        if "fraction" in names:
            share = sum(map(len, truth.values())) / _units(statistics)
            yield sites, SHARE, _score(method.choose(statistics, replace(options, fraction=share)), truth)
        if "per_language" in names:
            yield sites, NUMBER, _score(_numbered(method, statistics, options, truth, max(len(sites), 1)), truth)


def _with_sites(options: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The options at those of their own sites that name units of the MLP, and, where others are left out, at the
    hidden units."""
    if "sites" not in {field.name for field in fields(options)}:
        yield (), options
        return
    own = tuple(site for site in options.sites if site in ONE_UNIT)
    choices = [own] if own == options.sites else [own, ("mlp.hidden",)]
    for sites in dict.fromkeys(choice for choice in choices if choice):
        yield sites, replace(options, sites=sites)


def _numbered(
    method: Method, statistics: NeuronStatistics, options: Any, truth: Mapping[str, NeuronSet], sites: int
) -> dict[str, NeuronSet]:
    """Each language's set where the method knows how many neurons the language has: a unit is one at each site."""
    by_number = {
        number: method.choose(statistics, replace(options, per_language=number * sites))
        for number in {len(units) for units in truth.values()}
    }
    return {label: by_number[len(units)][label] for label, units in truth.items()}


def _units(statistics: NeuronStatistics) -> int:
    return sum(width for (site, _), width in statistics.widths.items() if site == "mlp.hidden")


def _score(sets: Mapping[str, NeuronSet], truth: Mapping[str, NeuronSet]) -> Recovery:
    return macro(recovery(sets[label], units) for label, units in truth.items())


def _row(setting: _Setting, scores: Sequence[Recovery]) -> Row:
    def spread(of: Callable[[Recovery], float]) -> Spread:
        values = [of(score) for score in scores]
        return Spread(sum(values) / len(values), min(values), max(values))

    precision, recall, f1 = (
        spread(of) for of in (lambda one: one.precision, lambda one: one.recall, lambda one: one.f1)
    )
    return Row(*setting, precision, recall, f1, len(scores))
