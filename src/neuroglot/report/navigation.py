"""The links from the head of the page to its sections."""

from __future__ import annotations

from neuroglot.report.html import Markup, join, tag


def navigation() -> Markup:
    """Links to the sections."""
    links = {
        "findings": "Findings",
        "matrix": "Matrix",
        "programs": "Programs",
        "draws": "Random sets",
        "chance": "Chance",
        "mean": "At the mean",
        "steering": "Steering",
        "checks": "Checks",
        "places": "Places",
        "methods": "Methods",
        "frontier": "Frontiers",
        "layers": "Concept layers",
        "clones": "Clones",
        "tuning": "Tuning",
        "summaries": "Summaries",
        "probes": "Probes",
        "streams": "Stream",
        "paper": "Paper",
        "corpus": "Corpus",
        "how": "How it ran",
    }
    return tag(
        "nav", join([tag("a", words, href=f"#{anchor}") for anchor, words in links.items()]), aria_label="Sections"
    )
