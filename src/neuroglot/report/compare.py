"""Methods beside each other, and our shares beside the paper's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.effects import UNIVERSAL, Effects, Selection
from neuroglot.report.html import Child, Markup, tag
from neuroglot.report.verdicts import Verdict, verdict_on

SOURCE = "Yin, Gu and Shen, Neuron-Guided Interpretation of Code LLMs, FSE 2026 (arXiv 2512.19980), Table 2"

PAPER_SHARES: Mapping[str, Mapping[str, float]] = {
    "Llama-3.1-8B": {"cpp": 0.167, "java": 0.074, "python": 0.340, "go": 0.023, "javascript": 0.084, UNIVERSAL: 0.882},
    "Qwen2.5-Coder-32B": {
        "cpp": 0.042,
        "java": 0.039,
        "python": 0.205,
        "go": 0.133,
        "javascript": 0.032,
        UNIVERSAL: 0.589,
    },
}
"""Per cent of all neurons in each set, as the paper's Table 2 gives them."""


def summary_table(measured: Sequence[Effects], chosen: Mapping[str, Selection]) -> Markup:
    """One row a method: the verdict and the medians."""
    rows: list[list[Child]] = []
    for effect in measured:
        found = verdict_on(effect)
        own = _median([row.own.value for row in found.rows])
        others = _median([other.value for row in found.rows for other in effect.others(row.language)])
        selection = chosen.get(effect.method)
        overlap = [one.value for label, one in selection.jaccard.items() if label != UNIVERSAL] if selection else []
        size = [one.value for label, one in selection.neurons.items() if label != UNIVERSAL] if selection else []
        rows.append(
            [
                numbers.method_name(effect.method),
                svg.number(f"{found.languages_selective} of {found.languages_total}", found.languages_selective),
                _confirmed(found),
                svg.number(numbers.count(sum(size)) if size else numbers.MISSING, sum(size)),
                svg.number(numbers.fixed(own, 4), own),
                svg.number(numbers.fixed(others, 4), others),
                svg.number(numbers.fixed(_median(overlap), 2), _median(overlap)),
            ]
        )
    head = [
        "Method",
        "Own rises most",
        "Confirmed",
        "Neurons, all sets",
        "Own effect, median",
        "Others, median",
        "Jaccard, median",
    ]
    return svg.table(head, rows, "sortable")


def _confirmed(found: Verdict) -> Markup:
    if not found.controlled:
        return svg.number("no controls")
    return svg.number(f"{found.languages_confirmed} of {found.languages_total}", found.languages_confirmed)


def method_table(measured: Sequence[Effects], chosen: Mapping[str, Selection]) -> Markup:
    """One row a method and set: sizes, effects, ratios with intervals, draws exceeded, replication.

    A universal set that several methods borrow has one row, under its own method.
    """
    rows: dict[tuple[str, str], list[Child]] = {}
    for effect in measured:
        for label in effect.labels:
            method = effect.source(label)
            rows.setdefault((method, label), _method_row(effect, label, holder_of(chosen, method, label)))
    head = ["Method", "Set", "Neurons", "Share", "Units", "Own effect", "Others, mean", "Own / mean other"]
    head += ["Own / largest other", "Draws exceeded", "Jaccard of halves"]
    return svg.table(head, rows.values(), "sortable")


def _method_row(effect: Effects, label: str, holder: Selection | None) -> list[Child]:
    overlap = holder.jaccard.get(label) if holder else None
    return [
        numbers.method_name(effect.source(label)),
        numbers.name(label),
        *_sizes(holder, label),
        *_effects(effect, label),
        svg.number(numbers.fixed(overlap.value, 2), overlap.value) if overlap else _none(),
    ]


def holder_of(chosen: Mapping[str, Selection], method: str, label: str) -> Selection | None:
    """The selection that a set is from: its method's, or for the universal set that of the method `universal`."""
    candidates = [chosen.get(method), chosen.get(UNIVERSAL) if label == UNIVERSAL else None]
    return next((one for one in candidates if one is not None and label in one.labels), None)


def _sizes(chosen: Selection | None, label: str) -> list[Markup]:
    neurons = chosen.neurons.get(label) if chosen else None
    units = chosen.units.get(label) if chosen else None
    share = neurons.value / neurons.n if neurons and neurons.n else None
    return [
        svg.number(numbers.count(neurons.value), neurons.value) if neurons else _none(),
        svg.number(_per_cent(share), share),
        svg.number(numbers.count(units.value), units.value) if units else _none(),
    ]


def _effects(effect: Effects, label: str) -> list[Markup]:
    own, others, beaten = effect.own(label), effect.others(label), effect.beaten(label)
    mean = sum(one.value for one in others) / len(others) if others else None
    return [
        _with_interval(own, 4),
        svg.number(numbers.fixed(mean, 4), mean),
        _with_interval(effect.over_mean.get(label), 1),
        _with_interval(effect.over_largest.get(label), 1),
        svg.number(f"{beaten[0]} of {beaten[1]}", beaten[0] / beaten[1]) if beaten and beaten[1] else _none(),
    ]


def _with_interval(result: Result | None, decimals: int) -> Markup:
    if result is None:
        return _none()
    shown = numbers.fixed(result.value, decimals)
    bounds = numbers.interval(result.low, result.high, decimals)
    small = tag("small", bounds) if bounds else None
    return tag("td", shown, small, class_="number", data_value=repr(float(result.value)))


def _per_cent(share: float | None) -> str:
    return numbers.MISSING if share is None else f"{numbers.fixed(100 * share, 3)}\u202f%"


def _none() -> Markup:
    return svg.number(numbers.MISSING)


def _median(values: Sequence[float]) -> float | None:
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def our_shares(chosen: Mapping[str, Selection], method: str) -> dict[str, float]:
    """Per cent of all neurons in each of a method's sets, with the universal set wherever it was chosen."""
    shares = {}
    for label in PAPER_SHARES["Llama-3.1-8B"]:
        holder = holder_of(chosen, method, label)
        total = holder.neurons.get(label) if holder else None
        if total is not None and total.n:
            shares[label] = 100 * total.value / total.n
    return shares


def paper_table(shares: Mapping[str, float], model: str) -> Markup:
    """Our shares beside the paper's, in per cent of all neurons."""
    rows: list[list[Child]] = []
    for label in PAPER_SHARES["Llama-3.1-8B"]:
        ours = shares.get(label)
        paper = [svg.number(f"{column[label]:.3f}", column[label]) for column in PAPER_SHARES.values()]
        shown = numbers.fixed(ours, 3)
        rows.append([numbers.name(label), svg.number(shown, ours), *paper])
    return svg.table(["Set", f"{model} (this run)", *PAPER_SHARES], rows, "sortable")


_WIDTH, _LEFT, _TOP, _ROW = 452.0, 84.0, 10.0, 26.0
_SHAPES = {"Llama-3.1-8B": "ring", "Qwen2.5-Coder-32B": "square"}


def paper_figure(shares: Mapping[str, float], name: str) -> Markup:
    """The shares on one axis: ours as diamonds, the paper's two models as rings and squares."""
    labels = tuple(PAPER_SHARES["Llama-3.1-8B"])
    largest = max([*shares.values(), *(max(column.values()) for column in PAPER_SHARES.values())])
    bottom = _TOP + _ROW * len(labels)
    body: list[Markup] = []
    for value in svg.ticks(largest):
        x = _at(value, largest)
        body.append(tag("line", x1=x, x2=x, y1=_TOP, y2=bottom, class_="zero" if value == 0 else "gridline"))
        body.append(svg.text(x, bottom + 14, f"{value:g}\u202f%", "small", "middle"))
    for row, label in enumerate(labels):
        y = _TOP + (row + 0.5) * _ROW
        body.append(svg.text(0, y + 4, numbers.name(label), "strong"))
        for paper, column in PAPER_SHARES.items():
            body.append(_mark(_SHAPES[paper], _at(column[label], largest), y, f"{paper}: {column[label]} %"))
        if label in shares:
            body.append(_mark("set", _at(shares[label], largest), y, f"this run: {shares[label]:.3f} %"))
    x = _LEFT
    for shape, words in (("set", "this run"), *((_SHAPES[paper], paper) for paper in PAPER_SHARES)):
        body += [_mark(shape, x + 5, bottom + 33, words), svg.text(x + 15, bottom + 36.5, words, "small")]
        x += 78 if shape == "set" else 104
    title = "Share of all neurons in each set: this run and the paper's Table 2"
    return svg.figure(svg.drawing(name, title, (_WIDTH, bottom + 44), *body), "Shares of all neurons")


def _at(value: float, largest: float) -> float:
    return _LEFT + value / largest * (_WIDTH - _LEFT - 20)


def _mark(shape: str, x: float, y: float, hint: str) -> Markup:
    title = tag("title", hint)
    if shape == "ring":
        return tag("circle", title, cx=x, cy=y, r=5, class_="ring")
    if shape == "square":
        return tag("rect", title, x=x - 4.5, y=y - 4.5, width=9, height=9, class_="ring")
    return tag("path", title, d=f"M{x:.2f} {y - 6:.2f}l6 6l-6 6l-6 -6z", class_="set")
