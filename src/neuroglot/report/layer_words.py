"""What is said of a profile of layers, and which of its curves come first."""

from __future__ import annotations

from neuroglot.core.layers import Band, Curve, LayerProfile
from neuroglot.core.results import Result
from neuroglot.report import numbers

MAIN = {"states": "residual", "pooling": "mean"}
"""The states that are shown first, and that a band is found from."""

SHOWN = {
    "raw": "cosine",
    "unrelated": "unrelated",
    "gap": "centred gap",
    "effect": "d, renamed",
    "recall": "recall@1, renamed",
    "prefers": "prefers meaning",
    "cka": "CKA",
    "tolerance": "swap tolerance",
}
"""The curves of the short table, and their heads."""

_ASKED = {
    "raw": ("similarity", {**MAIN, "variant": "raw", "relation": "across"}),
    "unrelated": ("similarity_unrelated", {**MAIN, "variant": "raw", "relation": "across"}),
    "gap": ("similarity_gap", {**MAIN, "variant": "centred", "relation": "across"}),
    "effect": ("effect_size", {**MAIN, "variant": "centred", "relation": "across renamed"}),
    "recall": ("recall@1", {**MAIN, "variant": "centred", "relation": "across renamed"}),
    "prefers": ("prefers_meaning", {**MAIN, "variant": "centred", "relation": "across"}),
    "cka": ("cka", {**MAIN, "relation": "across"}),
    "tolerance": ("swap_tolerance", {"aligned": "mean"}),
}


def measured_split(profile: LayerProfile) -> str:
    """The split that everything but the band is measured on: that of the alignment of languages."""
    return next((curve.split for curve in profile.curves if curve.metric == "cka"), "")


def chosen_curves(profile: LayerProfile) -> dict[str, Curve]:
    """The curves of the short table that were measured, by their name in `SHOWN`."""
    split = measured_split(profile)
    found = {shown: profile.curve(metric, split, **about) for shown, (metric, about) in _ASKED.items()}
    return {shown: curve for shown, curve in found.items() if curve is not None}


def band_sentences(profile: LayerProfile, twin: LayerProfile | None = None) -> list[str]:
    """The band with its intervals, or that there is none, and why; what is reached without a model; what swaps say; and
    the band of the untrained twin."""
    said = [_sentence("Concept layers", profile), *_beside_tokens(profile), *_tolerated(profile)]
    if twin is not None:
        said.append(_sentence("The untrained twin", twin))
    return said


def natural_sentences(profile: LayerProfile) -> list[str]:
    """What a profile on the natural programs says: where its curve is highest, and what is reached without a model."""
    curve = chosen_curves(profile).get("effect")
    said = [*_beside_tokens(profile), *_tolerated(profile)]
    if curve is None:
        return said
    best = max(curve.points, key=lambda point: point.value)
    if profile.band is None:
        where = "where the corpus showed no band"
    else:
        inside = profile.band.first <= (best.layer or 0) <= profile.band.last
        where = "inside the band" if inside else "outside the band"
    d = f"{numbers.fixed(best.value, 3)} {numbers.interval(best.low, best.high)}".rstrip()
    return [f"The curve that the band was fixed by is highest at layer {best.layer} ({d}), {where}.", *said]


def _sentence(whose: str, profile: LayerProfile) -> str:
    band = profile.band
    if band is None:
        return f"{whose}: no band ({profile.why})."
    ends = f"layers {_end(band.first, band.first_interval)} to {_end(band.last, band.last_interval)}"
    return f"{whose}: {ends} of {profile.layers} (counted from 0), fixed on the {band.split} split. {_support(band)}"


def _end(layer: int, bounds: tuple[int, int]) -> str:
    return f"{layer} [{bounds[0]}, {bounds[1]}]"


def _support(band: Band) -> str:
    return f"{numbers.percent(band.support)} of the bootstrap samples have a band by the same rule."


def _beside_tokens(profile: LayerProfile) -> list[str]:
    """The best layer at finding translations, beside shared tokens."""
    curve = chosen_curves(profile).get("recall")
    without = {
        str(one.condition["baseline"]): one
        for one in profile.baselines
        if one.metric == "recall@1" and one.condition.get("relation") == "across renamed"
    }
    if curve is None or "jaccard" not in without:
        return []
    best, tokens = max(curve.points, key=lambda point: point.value), without["jaccard"]
    return [
        f"Where every name is random, the best layer ({best.layer}, mean-pooled, centred) finds {_share(best)} of the "
        f"translations at the first place; shared tokens, without any model, find {_share(tokens)}."
    ]


def _share(result: Result) -> str:
    bounds = numbers.hundred_interval(result.low, result.high)
    return f"{numbers.hundred(result.value)} {bounds}".rstrip() + "\u202f%"


def _tolerated(profile: LayerProfile) -> list[str]:
    """The layers whose MLP tolerates a translation's mean better than an unrelated program's."""
    curve = chosen_curves(profile).get("tolerance")
    if curve is None:
        return []
    layers = [point.layer for point in curve.points if point.low is not None and point.low > 0]
    which = f"layers {numbers.listing([str(layer) for layer in layers])}" if layers else "no layer"
    return [
        "The mean that an MLP adds, swapped for that of the same task in another language, costs less loss than for an "
        f"unrelated program's (95 % interval above 0) in {which}."
    ]
