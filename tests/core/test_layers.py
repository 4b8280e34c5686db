"""A profile of layers, from the Results of its stage."""

from __future__ import annotations

from dataclasses import replace

from neuroglot.core.layers import profile_of
from neuroglot.core.results import Result


def test_a_profile_without_a_band_says_why() -> None:
    about = {"stage": "layers", "model": "m", "split": "validation"}
    curve = Result("effect_size", 0.5, 10, "d", layer=0, condition={"variant": "raw"}, **about)  # type: ignore[arg-type]
    found = Result("band_found", 0.0, 10, "yes", condition={"role": "band", "why": "it is flat"}, **about)  # type: ignore[arg-type]
    profile = profile_of([curve, found])
    assert profile is not None
    assert profile.band is None
    assert profile.why == "it is flat"
    assert profile_of([found]) is None
    ends = [
        Result(f"band_{end}", value, 10, "layer", low=value - 1, high=value, condition={"role": "band"}, **about)  # type: ignore[arg-type]
        for end, value in (("first", 3.0), ("last", 5.0), ("support", 0.9))
    ]
    found = replace(found, value=1.0)
    profile = profile_of([curve, found, *ends])
    assert profile is not None
    band = profile.band
    assert band is not None
    assert (band.first, band.last, band.first_interval, band.support) == (3, 5, (2, 3), 0.9)
    assert 4 in band
    assert 6 not in band
