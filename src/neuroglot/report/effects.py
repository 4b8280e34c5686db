"""Indexes over Results: what silencing each method's sets does, and where its neurons are. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from neuroglot.core.languages import LANGUAGES
from neuroglot.core.neurons import SITES
from neuroglot.core.results import Result
from neuroglot.report.kinds import of_kind

UNIVERSAL = "universal"
FIRST_METHODS = ("margin", "pls", "lape", UNIVERSAL)
"""The default of our own comes first, then the paper's method and its baseline; docs/decisions/0006 says why."""

LOSS = "loss_change"
"""The metric of a change of loss; that of a pass rate is `pass@K_change`."""

LEAD = "own_minus_largest_other"

Pair = tuple[str, str]
"""(label of the ablated set, evaluated language)."""


@dataclass(frozen=True)
class Effects:
    """What silencing the sets of one method does on one split; all values are Results as the stage wrote them.

    `lead` is the own harm less the largest other; the two ratios are there for losses alone.
    """

    method: str
    split: str
    changes: Mapping[Pair, Result]
    draws: Mapping[Pair, tuple[Result, ...]]
    over_mean: Mapping[str, Result] = field(default_factory=dict)
    over_largest: Mapping[str, Result] = field(default_factory=dict)
    lead: Mapping[str, Result] = field(default_factory=dict)
    exceeded: Mapping[str, Result] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that were measured, in the house order."""
        return in_order({language for _, language in self.changes})

    @property
    def labels(self) -> tuple[str, ...]:
        """The ablated sets: languages in the house order, the universal set last."""
        return in_order({label for label, _ in self.changes})

    def own(self, label: str) -> Result | None:
        """The change of the set's own language."""
        return self.changes.get((label, label))

    def source(self, label: str) -> str:
        """The method that chose a set: this one, but for a universal set that is borrowed."""
        found = (result.condition.get("method", "") for (one, _), result in self.changes.items() if one == label)
        return str(next(found, self.method))

    def others(self, label: str) -> tuple[Result, ...]:
        """The changes of the other languages in the set's row."""
        row = ((language, self.changes.get((label, language))) for language in self.languages)
        return tuple(result for language, result in row if result is not None and language != label)

    def beaten(self, label: str) -> tuple[int, int] | None:
        """(draws whose effect on the own language is smaller, draws), as written or else counted from the draws.

        The count is right where larger is more harm.
        """
        written = self.exceeded.get(label)
        if written is not None:
            return round(written.value), written.n
        own, draws = self.own(label), self.draws.get((label, label), ())
        if own is None or not draws:
            return None
        return sum(draw.value < own.value for draw in draws), len(draws)


@dataclass(frozen=True)
class Selection:
    """What one method chose: totals by label, and counts by (label, site, layer) and (site, layer)."""

    method: str
    neurons: Mapping[str, Result]
    units: Mapping[str, Result]
    jaccard: Mapping[str, Result]
    cells: Mapping[tuple[str, str, int], int]
    available: Mapping[tuple[str, int], int]

    @property
    def labels(self) -> tuple[str, ...]:
        """The sets that the method chose, languages first."""
        return in_order({*self.neurons, *(label for label, _, _ in self.cells)})

    @property
    def layers(self) -> tuple[int, ...]:
        """Every layer that is known, in order."""
        known = {layer for _, layer in self.available} | {layer for _, _, layer in self.cells}
        return tuple(range(max(known) + 1)) if known else ()

    @property
    def sites(self) -> tuple[str, ...]:
        """Every site that is known, in the house order."""
        known = {site for site, _ in self.available} | {site for _, site, _ in self.cells}
        return (*(site for site in SITES if site in known), *sorted(known - set(SITES)))

    def chosen(self, label: str, site: str | None = None, layer: int | None = None) -> int:
        """How many neurons of a set there are at a site, in a layer, or (None) at all of them."""
        sites = self.sites if site is None else (site,)
        layers = self.layers if layer is None else (layer,)
        return sum(self.cells.get((label, one, here), 0) for one in sites for here in layers)

    def there(self, site: str | None = None, layer: int | None = None) -> int:
        """How many neurons exist at a site, in a layer, or (None) at all of them."""
        sites = self.sites if site is None else (site,)
        layers = self.layers if layer is None else (layer,)
        return sum(self.available.get((one, here), 0) for one in sites for here in layers)


def in_order(labels: Iterable[str]) -> tuple[str, ...]:
    """Languages in the house order, then unknown labels, the universal set last."""
    known = (*LANGUAGES, UNIVERSAL)
    there = set(labels)
    others = sorted(there - set(known))
    return (*(one for one in LANGUAGES if one in there), *others, *([UNIVERSAL] if UNIVERSAL in there else []))


def methods_in_order(methods: Iterable[str]) -> tuple[str, ...]:
    """Margin first, then PLS, LAPE, the universal set, then others by name."""
    there = set(methods)
    return (*(one for one in FIRST_METHODS if one in there), *sorted(there - set(FIRST_METHODS)))


def crosses_zero(result: Result) -> bool:
    """Whether a result has an interval and zero lies in it."""
    return result.low is not None and result.high is not None and result.low <= 0 <= result.high


def splits(results: Iterable[Result], metric: str | None = LOSS) -> tuple[str, ...]:
    """The splits on which `metric` (None: anything) was measured: test first, then validation, then others."""
    there = {result.split for result in results if metric in {None, result.metric}}
    first = [split for split in ("test", "validation") if split in there]
    return (*first, *sorted(there - set(first)))


def effects(
    results: Iterable[Result], split: str | None = None, metric: str = LOSS, kind: str | None = None
) -> tuple[Effects, ...]:
    """Changes by `metric` of every method on one split (None: the first of `splits`) under one kind of silence (None:
    zero, or else the first there is). A method without the universal set borrows it from the method `universal`, which
    stands alone only where there is no other."""
    results = of_kind((result for result in results if result.metric in _belonging(metric)), kind)
    measured = splits(results, metric)
    if not measured:
        return ()
    split = measured[0] if split is None else split
    here = [result for result in results if result.split == split and result.condition.get("ablated") is not None]
    methods = methods_in_order(str(result.condition.get("method", "")) for result in here)
    lenders = [result for result in here if result.condition.get("method") == UNIVERSAL]
    found = []
    for method in methods:
        own = [result for result in here if str(result.condition.get("method", "")) == method]
        lacks = all(result.condition["ablated"] != UNIVERSAL for result in own)
        found.append(_effects(method, split, metric, [*own, *(lenders if lacks else [])]))
    languages_too = [one for one in found if one.labels and one.labels != (UNIVERSAL,)]
    return tuple(languages_too or [one for one in found if one.labels])


def _belonging(metric: str) -> tuple[str, ...]:
    """A metric of change and what is derived from it: the draws exceeded, the lead, and for losses the ratios."""
    if metric == LOSS:
        return metric, "draws_exceeded", LEAD, "own_over_mean_other", "own_over_largest_other"
    rate = metric.removesuffix("_change")
    return metric, f"{rate}_draws_exceeded", f"{rate}_lead"


def _effects(method: str, split: str, metric: str, results: list[Result]) -> Effects:
    changes: dict[Pair, Result] = {}
    draws: dict[Pair, list[Result]] = {}
    rows: dict[str, dict[str, Result]] = {}
    for result in results:
        label = str(result.condition["ablated"])
        if result.metric != metric:
            rows.setdefault(result.metric, {})[label] = result
        elif result.language is not None and "control" not in result.condition:
            changes[label, result.language] = result
        elif result.language is not None and result.condition.get("control") == "random":
            draws.setdefault((label, result.language), []).append(result)
    return Effects(
        method,
        split,
        changes,
        {pair: tuple(some) for pair, some in draws.items()},
        rows.get("own_over_mean_other", {}),
        rows.get("own_over_largest_other", {}),
        rows.get(_belonging(metric)[2], {}),
        rows.get(_belonging(metric)[1], {}),
    )


def selection(results: Iterable[Result], method: str) -> Selection:
    """What a method chose, from the results of its artefact (results without a method count for it too)."""
    totals: dict[str, dict[str, Result]] = {"neurons": {}, "units": {}, "jaccard_halves": {}}
    cells: dict[tuple[str, str, int], int] = {}
    available: dict[tuple[str, int], int] = {}
    for result in results:
        site, label = result.condition.get("site"), str(result.condition.get("label", ""))
        if result.condition.get("method", method) != method:
            continue
        if result.metric == "available" and site is not None and result.layer is not None:
            available[str(site), result.layer] = round(result.value)
        elif result.metric == "neurons" and site is not None and result.layer is not None:
            cells[label, str(site), result.layer] = round(result.value)
        elif result.metric in totals and site is None and result.layer is None and label:
            totals[result.metric][label] = result
    return Selection(method, totals["neurons"], totals["units"], totals["jaccard_halves"], cells, available)


def baseline(results: Iterable[Result], split: str) -> dict[str, Result]:
    """The unablated held-out loss by language on a split."""
    return {
        result.language: result
        for result in results
        if result.metric == "loss" and result.split == split and result.language is not None and not result.condition
    }
