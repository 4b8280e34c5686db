"""Concept layers: similarity over depth, raw and adjusted side by side, the band, and the causal check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from neuroglot.core.layers import STAGE, LayerProfile, profile_of
from neuroglot.core.layers import Curve as Measured
from neuroglot.core.results import Result
from neuroglot.report import svg
from neuroglot.report.check_findings import NATURAL
from neuroglot.report.collect import Run
from neuroglot.report.depth import Curve, Figure, depth_figures, points_of
from neuroglot.report.html import Markup, join, tag
from neuroglot.report.layer_words import MAIN, band_sentences, measured_split, natural_sentences
from neuroglot.report.numbers import name
from neuroglot.report.sections import Contents, lacks, section

LEAD = (
    "Programs that do the same in different languages, compared by the states of a layer, averaged over tokens. Raw "
    "cosine is what the paper draws. It is high for any two programs, so beside it stand unrelated programs of the "
    "same length, and what is left when each language's mean is taken out. Fields behind the curves: the band; "
    "ribbons: 95 % intervals over tasks; dashed: the untrained twin."
)
SWAPS = {
    "translation": "the same task in another language",
    "unrelated": "an unrelated program of that language",
    "mean": "the language's mean",
}
_ACROSS = {**MAIN, "relation": "across"}
_RENAMED = {**MAIN, "relation": "across renamed"}
_WITHIN = {**MAIN, "relation": "within"}

_Asked = tuple[str, str, dict[str, Any]]
"""What a line is called, its metric, its condition."""


def layers(page: Contents) -> Markup:
    """The section; the newest profile speaks, and the newest on the natural programs beside it."""
    title = "Concept layers"
    profile, on_natural = newest(page.run)
    if profile is None:
        return section("layers", title, lacks("No layer was compared over languages, so there is no band to show."))
    twin, twin_on_natural = newest(page.run.twin) if page.run.twin else (None, None)
    said = [tag("li", sentence) for sentence in band_sentences(profile, twin)]
    return section(
        "layers",
        title,
        tag("p", LEAD, class_="lead"),
        tag("ul", *said, class_="findings"),
        tag("div", *depth_figures(_figures(profile, twin)), class_="grid wide"),
        _by_pair(profile),
        _natural(on_natural, twin_on_natural) if on_natural else None,
    )


def newest(run: Run) -> tuple[LayerProfile | None, LayerProfile | None]:
    """The newest profile in a run, and the newest that was measured on the natural programs."""
    found: dict[bool, LayerProfile] = {}
    for one in run.stage(STAGE):
        profile = profile_of(one.results)
        if profile is not None:
            found[measured_split(profile) == NATURAL] = profile
    return found.get(False), found.get(True)


def _natural(profile: LayerProfile, twin: LayerProfile | None) -> Markup:
    """The same curves on programs that nobody generated; the band is the one fixed on the corpus."""
    drawn = depth_figures([replace(one, name=f"natural-{one.name}") for one in _figures(profile, twin)])
    said = tag("ul", *(tag("li", sentence) for sentence in natural_sentences(profile)), class_="findings")
    curves = svg.details("The curves on the natural programs", tag("div", *drawn, class_="grid wide"))
    return join([tag("h3", "On the natural programs"), said, curves])


def _figures(profile: LayerProfile, twin: LayerProfile | None) -> list[Figure]:
    """Raw and adjusted by turns, so that they stand side by side."""
    raw, centred, white = ({"variant": variant} for variant in ("raw", "centred", "whitened"))
    asked: list[tuple[str, str, str, tuple[_Asked, ...]]] = [
        ("across-raw", "Across languages: raw cosine", "cosine", _pair_of_curves(_ACROSS, raw)),
        (
            "across-adjusted",
            "Across languages: adjusted",
            "same task less unrelated",
            (
                ("raw", "similarity_gap", {**_ACROSS, **raw}),
                ("centred", "similarity_gap", {**_ACROSS, **centred}),
                ("centred, random names", "similarity_gap", {**_RENAMED, **centred}),
                ("whitened, random names", "similarity_gap", {**_RENAMED, **white}),
            ),
        ),
        ("within-raw", "Within a language, random names: raw cosine", "cosine", _pair_of_curves(_WITHIN, raw)),
        (
            "within-adjusted",
            "Within a language, random names: adjusted",
            "original and copy less unrelated",
            tuple((words, "similarity_gap", {**_WITHIN, **v}) for words, v in (("raw", raw), ("centred", centred))),
        ),
        ("effect", "Effect size: the band's curve is the first", "Cohen's d", _effects(raw, centred, white)),
        ("recall", "Finding the translation", "recall@1", _recalls(raw, centred, white)),
        ("meaning", "Same meaning or same look", "share", _meanings(raw, centred)),
        ("cka", "Alignment of languages", "debiased linear CKA", (("CKA", "cka", dict(_ACROSS)),)),
    ]
    levels = {"recall": ("recall@1", "across renamed"), "meaning": ("prefers_meaning", "across")}
    found = []
    for anchor, heading, axis, lines in asked:
        level = _levels(profile, *levels[anchor]) if anchor in levels else {}
        found.append(_figure(profile, twin, (anchor, heading, axis), lines, level))
    return [*found, *(_swap_figure(profile, rule) for rule in ("position", "mean"))]


def _pair_of_curves(about: dict[str, Any], raw: dict[str, Any]) -> tuple[_Asked, ...]:
    return (
        ("does the same", "similarity", {**about, **raw}),
        ("unrelated, of that length", "similarity_unrelated", {**about, **raw}),
    )


def _effects(raw: dict[str, Any], centred: dict[str, Any], white: dict[str, Any]) -> tuple[_Asked, ...]:
    return (
        ("across, centred, random names", "effect_size", {**_RENAMED, **centred}),
        ("across, whitened, random names", "effect_size", {**_RENAMED, **white}),
        ("across, raw", "effect_size", {**_ACROSS, **raw}),
        ("within, centred", "effect_size", {**_WITHIN, **centred}),
    )


def _recalls(raw: dict[str, Any], centred: dict[str, Any], white: dict[str, Any]) -> tuple[_Asked, ...]:
    return (
        ("random names, raw", "recall@1", {**_RENAMED, **raw}),
        ("random names, centred", "recall@1", {**_RENAMED, **centred}),
        ("random names, whitened", "recall@1", {**_RENAMED, **white}),
        ("own names, centred", "recall@1", {**_ACROSS, **centred}),
    )


def _meanings(raw: dict[str, Any], centred: dict[str, Any]) -> tuple[_Asked, ...]:
    return (
        ("translation before a look-alike, raw", "prefers_meaning", {**_ACROSS, **raw}),
        ("translation before a look-alike, centred", "prefers_meaning", {**_ACROSS, **centred}),
        ("random names before a look-alike, centred", "prefers_meaning", {**_WITHIN, **centred}),
    )


def _figure(
    profile: LayerProfile,
    twin: LayerProfile | None,
    titles: tuple[str, str, str],
    asked: Iterable[_Asked],
    levels: Mapping[str, Result],
) -> Figure:
    anchor, heading, axis = titles
    curves: list[Curve] = []
    for colour, (words, metric, about) in enumerate(asked):
        own = profile.curve(metric, measured_split(profile), **about)
        other = twin.curve(metric, measured_split(twin), **about) if twin else None
        if own is not None:
            curves.append(Curve(words, points_of(own.points), colour))
        if other is not None:
            curves.append(Curve(f"{words} (twin)", points_of(other.points), colour, beside=True))
    raw = axis == "cosine"
    return Figure(f"layers-{anchor}", heading, axis, curves, levels=levels, band=profile.band, zero=not raw)


def _levels(profile: LayerProfile, metric: str, relation: str) -> dict[str, Result]:
    """What token overlap and TF-IDF reach without a model."""
    words = {"jaccard": "shared tokens, no model", "tfidf": "TF-IDF, no model"}
    found = [one for one in profile.baselines if one.metric == metric and one.condition.get("relation") == relation]
    return {words.get(str(one.condition["baseline"]), str(one.condition["baseline"])): one for one in found}


def _swap_figure(profile: LayerProfile, rule: str) -> Figure:
    words = {"position": "every position replaced", "mean": "only a program's mean replaced"}[rule]
    found = [
        (said, profile.curve("swap_loss_change", measured_split(profile), swap=swap, aligned=rule))
        for swap, said in SWAPS.items()
    ]
    curves = [Curve(said, points_of(one.points), colour) for colour, (said, one) in enumerate(found) if one]
    heading = f"MLP output swapped: {words}"
    return Figure(f"layers-swap-{rule}", heading, "rise of loss, nats/token", curves, band=profile.band)


def _by_pair(profile: LayerProfile) -> Markup | None:
    """Every pair of languages, and every language, by itself."""
    asked = []
    for variant, metric, axis in (("raw", "similarity", "cosine"), ("centred", "similarity_gap", "less unrelated")):
        for relation, about in (("across", _ACROSS), ("within", _WITHIN)):
            found = [one for one in profile.curves if _is_of_pair(one, metric, {**about, "variant": variant})]
            curves = [
                Curve(_pair_name(str(one.condition["pair"])), points_of(one.points), colour)
                for colour, one in enumerate(found)
            ]
            heading = f"{relation.capitalize()}, {variant}"
            anchor = f"layers-pairs-{relation}-{variant}"
            asked.append(Figure(anchor, heading, axis, curves, band=profile.band, zero=False))
    drawn = depth_figures(asked)
    return svg.details("By pair of languages", tag("div", *drawn, class_="grid wide")) if drawn else None


def _is_of_pair(one: Measured, metric: str, about: dict[str, Any]) -> bool:
    rest = {key: value for key, value in one.condition.items() if key != "pair"}
    return "pair" in one.condition and one.metric == metric and rest == about


def _pair_name(pair: str) -> str:
    return " and ".join(name(language) for language in pair.split("-"))
