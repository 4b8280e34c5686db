"""Clone detection: F1 over depth as in the paper's Figure 5, with the band, baselines and the twin, and its verdict.

A run may hold evaluations of several models. Its own is the one that the rest of the report is about (without one, the
one evaluated last): it is shown first, its twin beside it, and every other is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from neuroglot.core.clones import ALL, BAND, BASELINES, STAGE
from neuroglot.core.layers import Band
from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.clone_words import WORDS, Evaluated, Row, clone_sentences, indexed, rows_of
from neuroglot.report.collect import Loaded, Run
from neuroglot.report.depth import Curve, Figure, depth_figures, points_of
from neuroglot.report.html import Child, Markup, tag
from neuroglot.report.sections import Contents, lacks, section

LEAD = (
    "Pairs of programs, clones and others; where they are made from tasks, half are the same task in two languages and "
    "the others are unrelated and equally long. A layer scores a pair by the cosine of its pooled states; the "
    "threshold, the pooling and what is taken out of the states were chosen on the validation split, F1 is measured on "
    "the test split. Field: the band; lines across: what is reached without a single layer; ribbon: 95 % interval over "
    "tasks; dashed: the untrained twin. Calling every pair a clone has an F1 of two thirds where half of them are."
)
PAPER = (
    ("Llama-3.1-8B", "layer 9", 0.823, 0.684),
    ("Qwen2.5-Coder-32B", "layer 38", 0.86, 0.768),
)
"""The paper's best layer, its F1, and the F1 of asking the model (section 6.2, Figure 5), on pairs of CodeNet."""

_COLUMNS = {"F1": "f1", "precision": "precision", "recall": "recall", "average precision": "ap", "MAP@R": "map_at_r"}


def clones(page: Contents) -> Markup:
    """The section: of each model, source of pairs and kind of names the newest evaluation."""
    title = "Clone detection"
    shown = _shown(page)
    if not shown:
        return section("clones", title, lacks("No pairs were told apart, so there is no F1 to show."))
    figures = depth_figures([_figure(one, number) for number, one in enumerate(shown)])
    said = [tag("li", sentence) for one in shown for sentence in _sentences(one)]
    return section(
        "clones",
        title,
        tag("p", LEAD, class_="lead"),
        tag("ul", *said, class_="findings") if said else None,
        tag("div", *figures, class_="grid wide"),
        *(_table(one) for one in shown),
        *(_by_pair(one) for one in shown),
        _paper(),
    )


@dataclass(frozen=True)
class _Shown:
    """An evaluation, that of the twin on the same pairs, and the name of a model that is not the run's own."""

    one: Evaluated
    twin: Evaluated | None
    other: str

    @property
    def heading(self) -> str:
        about = f"{self.one.corpus}, {self.one.names} names"
        return f"{about}, {self.other}" if self.other else about


def _shown(page: Contents) -> list[_Shown]:
    """What is shown, the run's own model first."""
    found = newest(page.run)
    own = page.model or next((one.one.model for one in reversed(found)), "")
    twins = {_pairs(one): one.one for one in newest(page.run.twin)} if page.run.twin else {}
    shown = [
        _Shown(one.one, twins.get(_pairs(one)), "") if one.one.model == own else _Shown(one.one, None, one.one.model)
        for one in found
    ]
    return sorted(shown, key=lambda one: one.other != "")


@dataclass(frozen=True)
class Newest:
    """An evaluation, and the artefact that it is from."""

    one: Evaluated
    loaded: Loaded


def newest(run: Run) -> list[Newest]:
    """Of each model, source of pairs and kind of names the newest evaluation in a run, in the order of their making."""
    found: dict[tuple[str, str, str], Newest] = {}
    for loaded in run.stage(STAGE):
        for one in indexed(loaded.results):
            key = (one.model, one.corpus, one.names)
            found.pop(key, None)
            found[key] = Newest(one, loaded)
    return list(found.values())


def _pairs(one: Newest) -> tuple[str, str, str]:
    """What a model and its twin have in common where they were judged on the same pairs."""
    return one.one.corpus, one.one.names, str(one.loaded.artifact.request.identity.get("test pairs", ""))


def _sentences(shown: _Shown) -> list[str]:
    said = clone_sentences(shown.one)
    return [f"{shown.other}: {sentence}" for sentence in said] if shown.other else said


def _figure(shown: _Shown, number: int) -> Figure:
    one = shown.one
    curves = [Curve("a layer by itself", _f1(one), 0)]
    if shown.twin is not None:
        curves.append(Curve("a layer by itself (twin)", _f1(shown.twin), 0, beside=True))
    levels = {WORDS[name]: found for name in (*BASELINES, BAND) if (found := one.of(name).get("clone_f1")) is not None}
    caption = f"{numbers.count(one.pairs)} pairs of the {one.split} split."
    return Figure(
        f"clones-{number}", f"F1 by layer: {shown.heading}", "F1", curves, caption, levels, _band(one), zero=False
    )


def _f1(one: Evaluated) -> dict[int, Result]:
    return points_of(values["clone_f1"] for values in one.layers.values() if "clone_f1" in values)


def _band(one: Evaluated) -> Band | None:
    """The field behind the curve: the band's ends; their intervals are the profile's, and not drawn here."""
    if one.band is None:
        return None
    first, last = one.band
    return Band(first, last, (first, first), (last, last), 0.0, "")


def _table(shown: _Shown) -> Markup:
    beside = {_key(row): row for row in rows_of(shown.twin)} if shown.twin is not None else {}
    head: list[Child] = ["scored by", *_COLUMNS, "threshold", "F1 of the twin", "pooling, variant"]
    rows: list[list[Child]] = []
    for row in rows_of(shown.one):
        other = beside.get(_key(row))
        cells = [_cell(row.values.get(f"clone_{column}")) for column in (*_COLUMNS.values(), "threshold")]
        rows.append([row.words.strip(), *cells, _cell(other.values.get("clone_f1") if other else None), row.how])
    return svg.details(f"All numbers: {shown.heading}", svg.table(head, rows, "sortable compact"))


def _key(row: Row) -> str:
    return row.words.partition(":")[0].removeprefix("* ").strip()


def _cell(result: Result | None) -> Markup:
    if result is None:
        return svg.number(numbers.MISSING)
    bounds = numbers.interval(result.low, result.high, 3)
    return svg.number(f"{numbers.fixed(result.value)} {bounds}".rstrip(), result.value)


def _by_pair(shown: _Shown) -> Markup | None:
    """F1 of every two languages by themselves, under the one threshold."""
    found: dict[str, dict[str, Result]] = {}
    for result in shown.one.results:
        about = result.condition
        if result.metric == "clone_f1" and "pair" in about and about.get("representation") != ALL:
            found.setdefault(str(about["pair"]), {})[_name(result)] = result
    if not found:
        return None
    names = list(dict.fromkeys(name for values in found.values() for name in values))
    head: list[Child] = ["languages", *names]
    rows: list[list[Child]] = [
        [_languages(pair), *(_cell(values.get(name)) for name in names)] for pair, values in found.items()
    ]
    return svg.details(f"F1 by languages: {shown.heading}", svg.table(head, rows, "sortable compact"))


def _name(result: Result) -> str:
    name = str(result.condition["representation"])
    return WORDS.get(name, f"layer {result.layer}")


def _languages(pair: str) -> str:
    return numbers.listing([numbers.name(language) for language in pair.split("-")])


def _paper() -> Markup:
    """The paper's figures."""
    head: Sequence[Child] = ("in the paper, on pairs of CodeNet", "best layer", "F1", "F1 of asking the model")
    rows: Iterable[list[Child]] = (
        [model, where, svg.number(numbers.fixed(f1), f1), svg.number(numbers.fixed(asked), asked)]
        for model, where, f1, asked in PAPER
    )
    return svg.details("Beside the paper", svg.table(head, rows, "compact"))
