"""The section of the two checks: each with its sentence, its matrix, and its draws."""

from __future__ import annotations

from neuroglot.core.results import Result
from neuroglot.report import draws, matrix
from neuroglot.report.check_findings import natural_effects, natural_sentences, twin_sentences
from neuroglot.report.effects import Effects, baseline, effects
from neuroglot.report.html import Markup, tag
from neuroglot.report.sections import Contents, lacks, section


def checks(page: Contents) -> Markup:
    """The same sets on natural programs, and the same search in the untrained twin."""
    title = "Does it hold elsewhere?"
    on_natural = natural_effects(page.run.results)
    twin = page.run.twin
    in_twin = effects(twin.results) if twin else ()
    lead = (
        "A finding is about programming languages only if it holds on code that the grammar did not make, and only if "
        "a model that has learned nothing lacks it. Matrices are read like those above; each check has a colour scale "
        "of its own."
    )
    return section(
        "checks",
        title,
        tag("p", lead, class_="lead"),
        tag("h3", "On natural programs"),
        _part("natural", on_natural, page.run.results, natural_sentences(page.run.results))
        if on_natural
        else lacks("The sets were not ablated on the natural programs."),
        tag("h3", "In the untrained twin"),
        _part("twin", in_twin, twin.results, twin_sentences(page.run.results, twin.results))
        if twin and in_twin
        else lacks("The untrained twin was not studied."),
    )


def _part(name: str, found: tuple[Effects, ...], results: tuple[Result, ...], said: list[str]) -> Markup:
    largest = matrix.scale(found)
    drawn = [
        matrix.matrix(one, baseline(results, one.split), f"matrix-{name}-{index}", largest)
        for index, one in enumerate(found)
    ]
    panels = draws.strips(found, f"draws-{name}")
    return tag(
        "div",
        *(tag("p", line) for line in said),
        tag("div", *drawn, class_="grid wide"),
        tag("div", *panels, class_="grid") if panels else None,
    )
