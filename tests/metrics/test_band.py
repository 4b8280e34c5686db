"""The band of layers, on curves whose band is known: plateaus of every depth and shape, and curves that have none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.band import Found, find_band

Floats = NDArray[np.float64]
TASKS = 60


def hill(layers: int, band: tuple[int, int], slopes: tuple[int, int], bases: tuple[float, float]) -> Floats:
    """1 inside the band, falling straight to a base on either side."""
    place = np.arange(layers)
    first, last = band
    before = np.clip(1 - (first - place) / slopes[0], 0, 1)
    after = np.clip(1 - (place - last) / slopes[1], 0, 1)
    left, right = bases
    return np.where(place < first, left + (1 - left) * before, np.where(place > last, right + (1 - right) * after, 1.0))


def measured(truth: Floats, noise: float, seed: int, shared: float = 0.5) -> tuple[Floats, Floats]:
    """A curve as it is measured on tasks, and its bootstrap samples; `noise` is the standard error at a layer, of which
    a part is shared by the layers of a task."""
    draw = np.random.default_rng(seed)
    common, own = draw.normal(size=(TASKS, 1)), draw.normal(size=(TASKS, len(truth)))
    tasks = truth + noise * np.sqrt(TASKS) * (np.sqrt(shared) * common + np.sqrt(1 - shared) * own)
    weights = draw.multinomial(TASKS, np.full(TASKS, 1 / TASKS), size=300)
    return tasks.mean(axis=0), weights @ tasks / TASKS


def near(found: Found, band: tuple[int, int], slack: int = 1) -> bool:
    return (
        found.first is not None
        and found.last is not None
        and abs(found.first - band[0]) <= slack
        and abs(found.last - band[1]) <= slack
    )


def planted(seed: int, steep: bool) -> tuple[Floats, tuple[int, int]]:
    """A random hill of 4 to 80 layers with at least as many layers on either side as its slope has."""
    draw = np.random.default_rng(seed)
    layers = int(draw.integers(4, 81 if seed % 8 == 0 else 41))
    width = int(draw.integers(1, max(2, layers // 2)))
    first = int(draw.integers(1, max(2, layers - width)))
    last = min(first + width - 1, layers - 2)
    first = min(first, last)
    longest = 1 if steep else 12
    slopes = tuple(int(draw.integers(1, 1 + min(longest, room))) for room in (first, layers - 1 - last))
    bases = tuple(draw.uniform(0, 0.6, size=2))
    return draw.uniform(-1, 1) + draw.uniform(0.1, 3) * hill(layers, (first, last), slopes, bases), (first, last)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(32))
@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_random_plateaus_are_found_to_within_a_layer(seed: int, noise: float) -> None:
    truth, band = planted(seed, steep=seed % 2 == 0)
    height = float(np.ptp(truth))
    curve, draws = measured(truth, noise * height, seed) if noise else (truth, truth[None])
    found = find_band(curve, draws)
    assert near(found, band), (band, found)
    assert found.first_interval is not None
    assert found.last_interval is not None
    assert found.first_interval[0] <= found.first <= found.first_interval[1]  # type: ignore[operator]
    assert found.last_interval[0] <= found.last <= found.last_interval[1]  # type: ignore[operator]
    assert found.support > 0.5


@pytest.mark.parametrize(
    ("layers", "band"),
    [(32, (8, 15)), (64, (31, 43))],
    ids=["Llama-3.1-8B", "Qwen2.5-Coder-32B"],
)
@pytest.mark.parametrize("noise", [0.0, 0.02, 0.05])
def test_curves_like_those_of_the_paper_have_the_bands_of_the_paper(
    layers: int, band: tuple[int, int], noise: float
) -> None:
    """Similarity rises from the first layer on, stays, and falls to the last; the syntactic minimum lies inside."""
    truth = hill(layers, band, (band[0], layers - 1 - band[1]), (0.2, 0.45))
    curve, draws = measured(truth, noise, seed=layers) if noise else (truth, truth[None])
    found = find_band(curve, draws)
    assert near(found, band), found
    minimum = {32: 9, 64: 36}[layers]
    assert found.first is not None
    assert found.last is not None
    assert found.first <= minimum <= found.last


@pytest.mark.parametrize("shift", [-3, 2, 5])
def test_a_band_moves_with_its_curve(shift: int) -> None:
    truth = hill(32, (10 + shift, 16 + shift), (4, 6), (0.2, 0.3))
    found = find_band(*measured(truth, 0.02, seed=3))
    assert near(found, (10 + shift, 16 + shift))


def test_moving_and_stretching_the_values_change_nothing() -> None:
    curve, draws = measured(hill(24, (9, 14), (3, 5), (0.1, 0.4)), 0.03, seed=1)
    first = find_band(curve, draws)
    assert first.first is not None
    assert find_band(0.8 + 0.01 * curve, 0.8 + 0.01 * draws) == first
    mirrored = find_band(curve[::-1], draws[:, ::-1])
    assert (mirrored.first, mirrored.last) == (23 - first.last, 23 - first.first)  # type: ignore[operator]


def rising(layers: int, kind: str) -> Floats:
    place = np.arange(layers) / (layers - 1)
    return {
        "straight": place,
        "levels off": 1 - np.exp(-5 * place),
        "step": (place > 0.4).astype(float),
        "late": place**4,
        "bends at the end": np.minimum(1, 3 * place) - 0.05 * (place > 0.9),
    }[kind]


@pytest.mark.parametrize("layers", [4, 16, 40])
@pytest.mark.parametrize("noise", [0.0, 0.02, 0.2])
@pytest.mark.parametrize("kind", ["straight", "levels off", "step", "late"])
def test_what_rises_or_falls_has_no_band(layers: int, noise: float, kind: str) -> None:
    truth = rising(layers, kind)
    curve, draws = measured(truth, noise, seed=layers) if noise else (truth, truth[None])
    for found in (find_band(curve, draws), find_band(curve[::-1], draws[:, ::-1]), find_band(1 - curve, 1 - draws)):
        assert found.first is None
        assert found.why


def test_a_small_fall_at_the_end_makes_no_band() -> None:
    found = find_band(*measured(rising(40, "bends at the end"), 0.002, seed=0))
    assert found.first is None
    assert "less than" in found.why or "beyond chance" in found.why


def test_flat_curves_have_bands_no_more_often_than_the_level_allows() -> None:
    found = [find_band(*measured(np.zeros(layers), 1.0, seed)) for seed in range(20) for layers in (6, 32)]
    assert sum(one.first is not None for one in found) <= 5  # 40 at 5 %: more than 5 in less than 2 % of cases
    assert find_band(np.full(12, 0.8), np.full((1, 12), 0.8)).first is None


def test_noise_that_hides_the_plateau_hides_the_band() -> None:
    curve, draws = measured(hill(32, (12, 18), (3, 3), (0.2, 0.2)), 5.0, seed=2)
    assert find_band(curve, draws).first is None


def test_a_model_of_two_layers_has_no_band() -> None:
    assert "fewer than 3" in find_band([0.1, 0.9], np.array([[0.1, 0.9]])).why


def test_what_does_not_belong_together_is_refused() -> None:
    with pytest.raises(NeuroglotError, match="don't belong together"):
        find_band([0.1, 0.2, 0.3], np.zeros((5, 4)))
    with pytest.raises(NeuroglotError, match="not finite"):
        find_band([0.1, np.nan, 0.3], np.zeros((5, 3)))
