"""The other selection methods, on numbers where the right answer can be computed another way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import average_precision_score

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.programs import load_programs, save_chunk
from neuroglot.core.statistics import READINGS, NeuronStatistics
from neuroglot.stages.select import (
    AveragePrecisionOptions,
    BalancedOptions,
    ContributionOptions,
    MarginOptions,
    MeanDifferenceOptions,
    PlsOptions,
    SignedOptions,
    select_average_precision,
    select_balanced,
    select_contribution,
    select_margin,
    select_mean_difference,
    select_pls,
    select_signed,
)
from neuroglot.stages.select.average_precision import average_precision
from neuroglot.stages.select.margin import margins
from neuroglot.stages.select.mean_difference import effect_sizes

LANGUAGES = ("cpp", "java", "python")
KEY = ("mlp.hidden", 0)


def statistics(*, halves: bool = False, **means: np.ndarray) -> NeuronStatistics:
    """Statistics with these means at one site; with `halves` each has shape (languages, halves, neurons)."""
    counts = np.tile(np.array([10, 30]), (3, 1))
    sums = {
        name.replace("_", "-") if name.startswith("mean") else name: {
            KEY: (values if halves else np.repeat(values[:, None], 2, axis=1)) * counts[:, :, None]
        }
        for name, values in means.items()
    }
    return NeuronStatistics(LANGUAGES, counts, counts, sums)


def indices(sets: dict, label: str) -> list[int]:
    return [neuron.index for neuron in sets[label]]


def test_balanced_finds_the_same_neurons_whatever_a_language_s_scale() -> None:
    scores = np.random.default_rng(0).gamma(0.5, size=(3, 300))
    options = BalancedOptions(fraction=0.1, sites=("mlp.hidden",))
    plain = select_balanced(statistics(mean_of_products=scores), options)
    scaled = select_balanced(statistics(mean_of_products=scores * np.array([[1.0], [14.0], [0.2]])), options)
    assert plain == scaled
    assert sum(map(len, plain.values())) == 30
    raw = select_pls(
        statistics(mean_of_products=scores * np.array([[1.0], [1000.0], [0.2]])),
        PlsOptions(fraction=0.1, sites=("mlp.hidden",)),
    )
    assert len(raw["cpp"]) == 0  # what balancing is against


def test_signed_ranks_specific_neurons_by_their_attribution_and_leaves_out_harmful_ones() -> None:
    sizes = np.full((3, 8), 0.1)
    sizes[0, :3] = 1.0  # cpp: three specific neurons
    sizes[:2, 3] = 1.0  # shared by cpp and java
    signed = np.zeros((3, 8))
    signed[0, :4] = [0.2, 0.9, -0.8, 5.0]
    found = select_signed(
        statistics(mean_of_products=sizes, signed=signed), SignedOptions(per_language=8, sites=("mlp.hidden",))
    )
    assert indices(found, "cpp") == [0, 1]
    assert indices(found, "java") == []
    best = select_signed(
        statistics(mean_of_products=sizes, signed=signed), SignedOptions(per_language=1, sites=("mlp.hidden",))
    )
    assert indices(best, "cpp") == [1]


@given(arrays.arrays(np.float64, (4, 6), elements=st.floats(-10, 10)), st.floats(0, 5))
def test_margins_equal_their_definition(signed: np.ndarray, price: float) -> None:
    expected = [
        [signed[own, n] - price * max(abs(signed[other, n]) for other in range(4) if other != own) for n in range(6)]
        for own in range(4)
    ]
    np.testing.assert_allclose(margins(signed, price), expected)


def test_margin_counts_the_worse_half_and_a_high_price_asks_for_more_specific_neurons() -> None:
    signed = np.zeros((3, 2, 4))
    signed[0, :, 0] = 1.0  # specific
    signed[0, :, 1], signed[1, :, 1] = 3.0, 1.0  # a larger effect, and harm to java
    signed[0, :, 2] = [5.0, -1.0]  # luck on one half
    options = MarginOptions(price=1.0, per_language=4, sites=("mlp.hidden",))
    assert indices(select_margin(statistics(halves=True, signed=signed), options), "cpp") == [0, 1]
    assert indices(select_margin(statistics(halves=True, signed=signed), replace(options, price=4.0)), "cpp") == [0]
    assert 2 in indices(select_margin(statistics(halves=True, signed=signed), options, half=0), "cpp")


def test_contribution_does_not_change_when_a_unit_is_scaled_and_its_column_divided() -> None:
    generator = np.random.default_rng(1)
    sizes, reach = generator.gamma(0.5, size=(3, 200)), generator.gamma(2.0, size=200).astype(np.float32)
    factor = 2.0 ** generator.integers(-3, 4, size=200)
    options = ContributionOptions(fraction=0.2)
    found = select_contribution(replace(statistics(sum_absolute=sizes), reach={KEY: reach}), options)
    same = select_contribution(
        replace(statistics(sum_absolute=sizes * factor), reach={KEY: (reach / factor).astype(np.float32)}), options
    )
    assert found == same
    assert sum(map(len, found.values())) > 0
    with pytest.raises(NeuroglotError, match="record again"):
        select_contribution(statistics(sum_absolute=sizes), options)


def test_effect_size_equals_cohen_s_d_on_the_tokens() -> None:
    generator = np.random.default_rng(2)
    tokens = [generator.normal(shift, 1.5, size=(50, 5)) for shift in (0.0, 1.0, -2.0)]
    table = effect_sizes(
        statistics(
            sum=np.array([part.mean(axis=0) for part in tokens]),
            sum_squares=np.array([(part**2).mean(axis=0) for part in tokens]),
        ),
        ("mlp.hidden",),
        None,
    )
    deviation = np.sqrt(np.mean([part.var(axis=0) for part in tokens], axis=0))
    others = (tokens[1].mean(axis=0) + tokens[2].mean(axis=0)) / 2
    np.testing.assert_allclose(table.values[0], np.abs(tokens[0].mean(axis=0) - others) / deviation)


def test_mean_difference_takes_both_directions_and_survives_a_neuron_that_never_moves() -> None:
    means = np.zeros((3, 4))
    means[0, 0], means[1, 1] = 2.0, -2.0
    squares = means**2 + 1.0
    squares[:, 3] = 0.0
    sets = select_mean_difference(
        statistics(sum=means, sum_squares=squares), MeanDifferenceOptions(per_language=1, sites=("mlp.hidden",))
    )
    assert indices(sets, "cpp") == [0]
    assert indices(sets, "java") == [1]


@settings(max_examples=60)
@given(
    arrays.arrays(np.float32, (12, 3), elements=st.sampled_from([-1.5, 0.0, 0.25, 0.5, 2.0])),
    arrays.arrays(np.bool_, (2, 12)),
)
def test_average_precision_equals_scikit_learn_s(scores: np.ndarray, is_in: np.ndarray) -> None:
    is_in[:, 0] = True  # scikit-learn warns where no program has the label
    expected = [[average_precision_score(members, scores[:, n]) for n in range(3)] for members in is_in]
    np.testing.assert_allclose(average_precision(scores, is_in), expected, atol=1e-12)


def test_average_precision_chooses_neurons_that_are_highest_or_lowest_in_a_language(tmp_path: Path) -> None:
    generator = np.random.default_rng(3)
    language = np.arange(90) % 3
    means = generator.normal(size=(90, 40)).astype(np.float32)
    means[language == 0, 4] += 10
    means[language == 2, 9] -= 10
    about = np.array([np.arange(90), language, np.arange(90) // 3, (np.arange(90) // 3) % 2]).T
    save_chunk(tmp_path / "programs-00000-00000000.safetensors", LANGUAGES, about, {"mean/mlp.hidden/0": means})
    given_statistics = replace(
        statistics(**{READINGS[0].replace("-", "_"): np.zeros((3, 40))}), by_program=load_programs(tmp_path)
    )
    options = AveragePrecisionOptions(per_language=1, sites=("mlp.hidden",))
    for half in (None, 0, 1):
        sets = select_average_precision(given_statistics, options, half)
        assert indices(sets, "cpp") == [4]
        assert indices(sets, "python") == [9]
    with pytest.raises(NeuroglotError, match="--programs"):
        select_average_precision(replace(given_statistics, by_program=None), options)


def test_margin_keeps_what_stands_out_beyond_its_share_and_only_that() -> None:
    signed = np.full((3, 2, 1000), 0.001)
    signed[0, :, :30] = 1.0  # thirty that serve C++ alone, where its share is one neuron
    signed[0, :, 30:35], signed[1, :, 30:35] = 1.0, 0.5  # as large, and java suffers too
    options = MarginOptions(fraction=0.003, sites=("mlp.hidden",))
    recorded = statistics(halves=True, signed=signed)
    assert indices(select_margin(recorded, options), "cpp") == list(range(30))
    assert len(indices(select_margin(recorded, replace(options, cut=0.0)), "cpp")) == 1
    assert len(indices(select_margin(recorded, replace(options, per_language=5)), "cpp")) == 5
    with pytest.raises(NeuroglotError, match="cut >= 0"):
        select_margin(recorded, replace(options, cut=-1.0))
