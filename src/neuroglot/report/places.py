"""Where the chosen neurons are: by layer, by layer and site, and by site."""

from __future__ import annotations

from collections.abc import Sequence

from neuroglot.report import numbers, svg
from neuroglot.report.effects import Selection
from neuroglot.report.html import Markup, join, tag
from neuroglot.report.svg import Box

_WIDTH, _LEFT, _RIGHT, _TOP = 372.0, 78.0, 52.0, 22.0


def by_layer(chosen: Selection, name: str) -> Markup:
    """Layers against labels: the share of each layer's neurons that a set holds, every row on its own scale."""
    method = numbers.method_name(chosen.method)
    body = [
        svg.text(_WIDTH, 12, "peak", "small", "end"),
        _layer_axis(chosen.layers, _TOP + 28 * len(chosen.labels)),
    ]
    for row, label in enumerate(chosen.labels):
        counts = [(chosen.chosen(label, layer=layer), chosen.there(layer=layer)) for layer in chosen.layers]
        y = _TOP + 28 * row
        largest = _largest(counts)
        body.append(svg.text(0, y + 16, numbers.name(label), "strong"))
        body.append(_row(counts, largest, Box(_LEFT, y, _WIDTH - _LEFT - _RIGHT, 24), f"{numbers.name(label)}, layer"))
        body.append(svg.text(_WIDTH, y + 16, numbers.percent(largest), "label", "end"))
    title = f"Share of each layer's neurons in {method}'s sets"
    drawn = svg.drawing(name, title, (_WIDTH, _TOP + 28 * len(chosen.labels) + 34), *body)
    return svg.figure(drawn, f"{method}: by layer")


def by_site(chosen: Selection, label: str, name: str) -> Markup:
    """Layers against sites for one set; one scale for the panel."""
    counts = {
        site: [
            (chosen.cells.get((label, site, layer), 0), chosen.available.get((site, layer), 0))
            for layer in chosen.layers
        ]
        for site in chosen.sites
    }
    largest = max(map(_largest, counts.values()), default=0.0)
    bottom = _TOP + 19 * len(chosen.sites)
    body = [svg.text(_WIDTH, 12, "neurons", "small", "end"), _layer_axis(chosen.layers, bottom)]
    for row, (site, line) in enumerate(counts.items()):
        y = _TOP + 19 * row
        body.append(svg.text(0, y + 12.5, site, "code"))
        body.append(_row(line, largest, Box(_LEFT, y, _WIDTH - _LEFT - _RIGHT, 17), f"{site}, layer"))
        body.append(svg.text(_WIDTH, y + 12.5, numbers.count(sum(here for here, _ in line)), "label", "end"))
    which = f"{numbers.method_name(chosen.method)}'s {numbers.name(label)} set"
    title = f"Share of the neurons of each layer and site in {which}"
    drawn = svg.drawing(name, title, (_WIDTH, bottom + 34), *body)
    total = numbers.count(chosen.chosen(label))
    return svg.figure(drawn, numbers.name(label), f"{total} neurons, peak {numbers.percent(largest)}")


def _largest(counts: Sequence[tuple[int, int]]) -> float:
    return max((here / there for here, there in counts if there), default=0.0)


def _row(counts: Sequence[tuple[int, int]], largest: float, box: Box, what: str) -> Markup:
    step = box.width / max(1, len(counts))
    gap = 1.0 if step > 6 else 0.0
    cells: list[Markup] = [tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, class_="empty")]
    for layer, (here, there) in enumerate(counts):
        if here and there:
            share = numbers.percent(here / there)
            hint = f"{what} {layer}: {numbers.count(here)} of {numbers.count(there)} neurons ({share})"
            place = Box(box.x + layer * step, box.y, step - gap, box.height)
            cells.append(svg.cell(place, max(0.08, svg.strength(here / there, largest)), hint))
    return join(cells)


def _layer_axis(layers: Sequence[int], y: float) -> Markup:
    width = _WIDTH - _LEFT - _RIGHT
    step = width / max(1, len(layers))
    every = next(every for every in (1, 2, 5, 10, 20, 50, 100) if step * every >= 18 or every == 100)
    marks = [
        svg.text(_LEFT + (layer + 0.5) * step, y + 11, str(layer), "small", "middle")
        for layer in layers
        if layer % every == 0
    ]
    return join([*marks, svg.text(_LEFT, y + 26, "layer (from 0)", "small")])


def site_table(chosen: Selection) -> Markup:
    """Sites against labels: counts, and the share of the site's neurons."""
    rows = []
    for site in chosen.sites:
        row = [tag("code", site), svg.number(numbers.count(chosen.there(site=site)), chosen.there(site=site))]
        for label in chosen.labels:
            here, there = chosen.chosen(label, site=site), chosen.there(site=site)
            row.append(_count_and_share(here, there))
        rows.append(row)
    head = ["Site", "There are", *(numbers.name(label) for label in chosen.labels)]
    return svg.table(head, rows, "sortable")


def _count_and_share(here: int, there: int) -> Markup:
    share = numbers.percent(here / there) if there else numbers.MISSING
    shown = [numbers.count(here), tag("small", share)] if here else [numbers.MISSING]
    return tag("td", *shown, class_="number", data_value=repr(float(here)))
