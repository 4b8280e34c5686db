"""Selection on hand-made statistics, where the right answer can be read off."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron
from neuroglot.core.statistics import READINGS, NeuronStatistics
from neuroglot.stages.select import LapeOptions, PlsOptions, UniversalOptions, select_lape, select_pls, select_universal
from neuroglot.stages.select.lape import entropy

KEYS = (("attn.q", 0), ("mlp.act", 0), ("attn.q", 1), ("mlp.act", 1))


def statistics(quantity: str, by_language: np.ndarray, site: str) -> NeuronStatistics:
    """Statistics whose mean of `quantity` at `site` is `by_language`, half of its columns in each of two layers."""
    languages = ("cpp", "java", "python")
    width = by_language.shape[1] // 2
    sums = {key: np.zeros((3, 2, width)) for key in KEYS}
    for layer in range(2):
        part = by_language[:, layer * width : (layer + 1) * width]
        sums[site, layer] = np.stack([part * 10, part * 30], axis=1)
    counts = np.tile(np.array([10, 30]), (3, 1))
    return NeuronStatistics(languages, counts, counts, {quantity: sums})


def pls_statistics() -> NeuronStatistics:
    scores = np.full((3, 200), 0.1)
    scores[0, 7] = 9.0  # cpp, clearly
    scores[1, 8] = 8.0  # java, but python is close
    scores[2, 8] = 7.0
    scores[2, 150] = 6.0  # python, in layer 1
    scores[:, 60] = 5.0  # universal
    scores[1, 61] = 0.5  # specific, but weak
    return statistics(READINGS[0], scores, "attn.q")


def members(sets: dict, label: str) -> set[str]:
    return {str(neuron) for neuron in sets[label]}


def test_pls_takes_the_top_fraction_and_then_the_ratio() -> None:
    sets = select_pls(pls_statistics(), PlsOptions(fraction=0.02, sites=("attn.q",)))
    assert members(sets, "cpp") == {"0/attn.q/7"}
    assert members(sets, "java") == set()
    assert members(sets, "python") == {"1/attn.q/50"}


def test_pls_in_the_order_of_the_text_fills_the_fraction_with_specific_neurons() -> None:
    sets = select_pls(pls_statistics(), PlsOptions(fraction=0.015, order="ratio-first", sites=("attn.q",)))
    assert members(sets, "cpp") == {"0/attn.q/7"}
    assert members(sets, "java") == {"0/attn.q/61"}
    assert members(sets, "python") == {"1/attn.q/50"}


def test_pls_threshold_and_equal_numbers() -> None:
    above = select_pls(pls_statistics(), PlsOptions(fraction=1.0, threshold=5.5, sites=("attn.q",)))
    assert members(above, "java") == set()
    assert len(above["cpp"]) == len(above["python"]) == 1
    equal = select_pls(pls_statistics(), PlsOptions(per_language=1, sites=("attn.q",)))
    assert [len(equal[language]) for language in ("cpp", "java", "python")] == [1, 1, 1]


def test_a_neuron_without_any_score_is_no_candidate() -> None:
    nothing = statistics(READINGS[0], np.zeros((3, 200)), "attn.q")
    assert all(len(chosen) == 0 for chosen in select_pls(nothing, PlsOptions(fraction=1.0)).values())


def test_universal_needs_a_high_rank_in_every_language() -> None:
    sets = select_universal(pls_statistics(), UniversalOptions(fraction=0.005, sites=("attn.q",)))
    assert members(sets, "universal") == {"0/attn.q/60"}


def test_lape_on_a_hand_made_example_with_a_neuron_that_never_fires() -> None:
    firing = np.full((3, 200), 0.3)
    firing[:, 3] = 0.0  # never fires: entropy 0, but it must not count as selective
    firing[:, 4] = [0.9, 0.0, 0.0]  # cpp alone
    firing[:, 120] = [0.0, 0.95, 0.94]  # java and python
    firing[:, 121] = [0.0, 0.0, 0.001]  # selective, but too rare
    firing[0, 130:175] = 0.5  # so that the 95th percentile of all p lies at 0.5
    sets = select_lape(statistics("positives", firing, "mlp.act"), LapeOptions(fraction=0.01))
    assert members(sets, "cpp") == {"0/mlp.act/4"}
    assert members(sets, "java") == members(sets, "python") == {"1/mlp.act/20"}
    every = select_lape(statistics("positives", firing, "mlp.act"), LapeOptions(fraction=1.0))
    assert not any(Neuron(0, "mlp.act", 3) in chosen for chosen in every.values())


def test_entropy_in_nats() -> None:
    values = entropy(np.array([[1.0, 0.0, 0.2], [1.0, 0.0, 0.0]]))
    assert values == pytest.approx([np.log(2), 0.0, 0.0])


def test_half_statistics_read_one_half() -> None:
    whole = pls_statistics()
    for sums in whole.sums[READINGS[0]].values():
        sums[:, 1] = 0
    assert members(select_pls(whole, PlsOptions(fraction=0.02, sites=("attn.q",)), half=0), "cpp") == {"0/attn.q/7"}
    assert not any(map(len, select_pls(whole, PlsOptions(sites=("attn.q",)), half=1).values()))


def test_bad_options_are_refused() -> None:
    with pytest.raises(NeuroglotError, match="unknown reading"):
        select_pls(pls_statistics(), PlsOptions(reading="mean"))
    with pytest.raises(NeuroglotError, match="fraction"):
        select_pls(pls_statistics(), PlsOptions(fraction=0.0))
    with pytest.raises(NeuroglotError, match="none of the sites"):
        select_pls(pls_statistics(), PlsOptions(sites=("mlp.gate",)))
    with pytest.raises(NeuroglotError, match="was not recorded"):
        select_lape(pls_statistics(), LapeOptions())
