"""The pieces of an examination against plain arithmetic: histograms, contexts, enrichment, similarity, spelling."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import fisher_exact

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Silent
from neuroglot.languages.classes import CLASSES
from neuroglot.languages.node_types import NO_NODE
from neuroglot.models.batches import packing
from neuroglot.models.subject import Subject
from neuroglot.models.token_nodes import token_nodes
from neuroglot.stages.examine.contexts import contexts, draw
from neuroglot.stages.examine.enrichment import background, enriched, label, most_active
from neuroglot.stages.examine.options import KINDS, ExamineOptions
from neuroglot.stages.examine.parts import over_batches
from neuroglot.stages.examine.similar import most_similar
from neuroglot.stages.examine.spelling import spelled
from neuroglot.stages.examine.survey import BINS, SMALLEST, empty, here, widened
from neuroglot.stages.examine.syntax import NOWHERE, nodes_and_parents
from neuroglot.stages.examine.tokens import NONE, Feature, Tokens, tokens_of


def toy(documents: int = 6, length: int = 20) -> Tokens:
    """Documents of one leading special token each, whose words are drawn."""
    dice = np.random.default_rng(0)
    total = documents * length
    starts = np.arange(0, total + 1, length)
    counted = np.ones(total, dtype=bool)
    counted[starts[:-1]] = False
    kind = np.where(counted, np.arange(total) % 7, NONE)
    features = {
        "token": Feature(dice.integers(0, 4, total), ("a", "b", " c", "\n")),
        "language": Feature(np.repeat(np.arange(documents) % 2, length), ("Go", "Python")),
        "class": Feature(kind, tuple("kopilcw")),
    }
    return Tokens(starts, 1, counted, features)


@pytest.mark.parametrize("cuts", [(), (1,), (20, 50, 51, 90)])
def test_a_survey_is_the_same_however_the_tokens_come(cuts: tuple[int, ...]) -> None:
    tokens = toy()
    values = np.random.default_rng(1).normal(size=(120, 3)).astype(np.float32) * np.array(
        [1.0, 1e-4, 900.0], dtype=np.float32
    )
    values[30:40, 1] = np.nan
    sample = draw(tokens.counted, 25, seed=3)
    survey = empty(3, 2, 5, len(sample), torch.device("cpu"))
    for first, last in zip((0, *cuts), (*cuts, 120), strict=True):
        known = here(torch.arange(first, last), tokens.cells, tokens.counted, sample)
        survey.add(slice(0, 3), torch.from_numpy(values[first:last]), known)
    found = {name: tensor.numpy() for name, tensor in survey.tensors.items()}
    seen = tokens.counted
    language = tokens.features["language"].values
    for neuron in range(3):
        a = values[:, neuron]
        usable = seen & ~np.isnan(a)
        np.testing.assert_allclose(
            found["sums"][neuron], np.bincount(tokens.cells[usable], a[usable], 14), rtol=1e-4, atol=1e-6
        )
        np.testing.assert_array_equal(found["counts"][neuron], np.bincount(tokens.cells[usable], minlength=14))
        np.testing.assert_array_equal(
            found["positives"][neuron], np.bincount(tokens.cells[usable & (a > 0)], minlength=14)
        )
        np.testing.assert_array_equal(found["highest"][neuron], np.sort(a[usable])[::-1][:5])
        np.testing.assert_array_equal(found["lowest"][neuron], np.sort(-a[usable])[::-1][:5])
        np.testing.assert_array_equal(a[found["highest_place"][neuron]], found["highest"][neuron])
        np.testing.assert_array_equal(found["sample"][neuron], a[sample])
        width = 2.0 ** int(found["exponent"][neuron])
        assert np.abs(a[usable]).max() <= width * BINS / 2
        assert np.abs(a[usable]).max() > width * BINS / 4
        for place in range(2):
            mine = a[usable & (language == place)].astype(np.float64)
            expected = np.bincount(np.floor(mine / width).astype(int) + BINS // 2, minlength=BINS)
            np.testing.assert_array_equal(found["histogram"][neuron, place], expected)


def test_wider_bins_hold_the_same_counts() -> None:
    counts = torch.arange(BINS, dtype=torch.int32).expand(1, 1, BINS).contiguous()
    twice = widened(counts, torch.tensor([1]))[0, 0]
    assert twice[BINS // 2].item() == BINS // 2 + BINS // 2 + 1
    assert twice.sum() == counts.sum()
    far = widened(counts, torch.tensor([-SMALLEST + 90]))[0, 0]
    assert far[BINS // 2 :].sum() == counts[0, 0, BINS // 2 :].sum()
    assert far[BINS // 2 - 1] == counts[0, 0, : BINS // 2].sum()


def test_contexts_are_the_best_of_their_documents_and_lie_inside_of_them() -> None:
    tokens, options = toy(), ExamineOptions(top=4, between=2, window=9)
    values = np.random.default_rng(2).normal(size=120).astype(np.float32)
    sample = draw(tokens.counted, 40, seed=0)
    survey = empty(1, 2, 30, len(sample), torch.device("cpu"))
    survey.add(
        slice(0, 1), torch.from_numpy(values[:, None]), here(torch.arange(120), tokens.cells, tokens.counted, sample)
    )
    chosen = contexts(tokens, {name: one.numpy() for name, one in survey.tensors.items()}, sample, options)
    masked = np.where(tokens.counted, values, -np.inf).reshape(6, 20)
    best = np.sort(masked.max(axis=1))[::-1][:4]
    np.testing.assert_array_equal(values[chosen.peak[0, chosen.kind == KINDS.index("highest")]], best)
    middle = values[chosen.peak[0, chosen.kind == KINDS.index("quantile 0.5")]]
    ranks = np.searchsorted(np.sort(values[sample]), middle)
    assert abs(ranks - 19.5).max() <= 1
    document = tokens.document(chosen.peak)
    assert (chosen.start >= tokens.starts[document] + 1).all()
    assert (chosen.start + chosen.length <= tokens.starts[document + 1]).all()
    assert ((chosen.start <= chosen.peak) & (chosen.peak < chosen.start + chosen.length)).all()
    assert (chosen.length == 9).all()


def test_enrichment_is_fishers_test_with_lift_and_programs() -> None:
    tokens = toy(documents=60)
    spoken = tokens.features["token"]
    spoken.values[:] = np.where(tokens.counted, 1, 0)
    active = np.flatnonzero(tokens.counted)[::9][:60]
    spoken.values[active[:40]] = 2
    spoken.values[np.flatnonzero(tokens.counted)[-30:]] = 2
    base = background(tokens)
    found = [row for row in enriched(tokens, base, active) if row["group"] == "token"]
    assert [row["name"] for row in found] == [" c"]
    row = found[0]
    of, total = int((spoken.values[tokens.counted] == 2).sum()), int(tokens.counted.sum())
    inside = int((spoken.values[active] == 2).sum())
    assert (row["count"], row["of"], row["active"]) == (inside, of, 60)
    assert row["lift"] == pytest.approx(inside / 60 / (of / total))
    crossed = [[inside, 60 - inside], [of - inside, total - 60 - of + inside]]
    assert row["p"] == pytest.approx(fisher_exact(crossed, alternative="greater").pvalue)
    assert row["p"] <= row["q"] <= row["p"] * base.tested * (1 + 1e-9)
    assert row["programs"] == len(set(tokens.document(active[spoken.values[active] == 2]).tolist()))
    assert label(found, [], 1.0, 3.0) == "nothing over-represented"
    assert label(found, [], 3.0, 1.0) == "high at token ' c'"


def test_a_few_tokens_that_stand_out_are_the_active_ones() -> None:
    places = np.arange(100)
    sizes = np.concatenate([np.full(30, 6.0), np.full(60, 2.0), np.full(10, -1.0)]).astype(np.float32)
    assert len(most_active(places, sizes)) == 30
    assert len(most_active(places, np.where(places < 3, 9.0, 1.0).astype(np.float32))) == 20
    assert len(most_active(places, np.full(100, 4.0, dtype=np.float32))) == 100
    assert len(most_active(places, np.full(100, -4.0, dtype=np.float32))) == 0


def test_what_is_active_by_chance_has_no_label() -> None:
    tokens = toy(documents=60)
    base = background(tokens)
    dice = np.random.default_rng(5)
    named = [enriched(tokens, base, dice.choice(np.flatnonzero(tokens.counted), 60, replace=False)) for _ in range(50)]
    assert sum(map(bool, named)) <= 2


def test_similar_neurons_are_those_that_correlate() -> None:
    dice = np.random.default_rng(0)
    sample = dice.normal(size=(6, 500)).astype(np.float32)
    sample[3] = -2 * sample[0] + 0.1 * dice.normal(size=500)
    sample[5] = 0.1
    places, r = most_similar(sample, 2)
    assert places[0, 0] == 3
    assert r[0, 0] == pytest.approx(np.corrcoef(sample[0], sample[3])[0, 1], abs=1e-5)
    assert (places[5] == NONE).all()
    assert most_similar(sample[:1], 3)[0].tolist() == [[NONE] * 3]


def test_ranking_and_correlating_need_little_room_beside_the_sample() -> None:
    tokens, options = toy(documents=200), ExamineOptions(top=1, between=2, window=4)
    sample = draw(tokens.counted, 3500, seed=0)
    values = np.random.default_rng(0).normal(size=(2000, len(sample))).astype(np.float32)
    values[:, ::7] = np.nan
    one = np.zeros((len(values), 1), dtype=np.float32)
    place = np.full((len(values), 1), sample[0])
    tensors = {"highest": one, "lowest": one, "highest_place": place, "lowest_place": place, "sample": values}
    tracemalloc.start()
    contexts(tokens, tensors, sample, options)
    ranking = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    most_similar(values, 8)
    correlating = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert ranking < 0.75 * values.nbytes
    assert correlating < 2.1 * values.nbytes


def test_columns_of_tokens_are_narrow(llama: Subject, corpus: Corpus) -> None:
    found = tokens_of(llama, corpus, packing(llama, corpus.snippets, 64, 300))
    room = {name: feature.values.dtype.itemsize for name, feature in found.features.items()}
    assert room == {"language": 2, "class": 2, "node": 2, "parent": 2, "token": 4, "token before": 4, "token after": 4}
    assert found.cells.dtype.itemsize == 2
    assert found.cells.max() < 3 * len(CLASSES)


def test_nodes_are_those_of_token_nodes_and_parents_lie_above(llama: Subject) -> None:
    text = "def f(x):\n    return g(x)  # é\n"
    nodes, parents = nodes_and_parents(llama.tokenizer, "python", text)
    types, places = token_nodes(llama.tokenizer, "python", text)
    assert nodes == [NOWHERE if place == NO_NODE else types[place] for place in places.tolist()]
    at = text.index("g(x)")
    assert (nodes[at], parents[at]) == ("identifier", "call")
    assert (nodes[at + 1], parents[at + 1]) == ("argument_list", "call")


def test_tokens_are_spelled_without_markers(llama: Subject) -> None:
    tokenizer = llama.tokenizer
    ids = tokenizer(" \n\té", add_special_tokens=False)["input_ids"]
    assert [spelled(tokenizer, one) for one in ids] == [" ", "\n", "\t", "<C3>", "<A9>"]
    assert spelled(tokenizer, tokenizer.bos_token_id) == "<s>"


def test_a_stopped_pass_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neuroglot.stages.examine.parts.AT_STAKE", -1.0)
    seen: list[int] = []

    def run(stop: int | None) -> torch.Tensor:
        total = {"sum": torch.zeros(1)}

        def work(batch: int) -> None:
            if batch == stop:
                raise KeyboardInterrupt
            seen.append(batch)
            total["sum"] += batch

        over_batches(tmp_path / "part.safetensors", total, 5, work, Silent())
        return total["sum"]

    with pytest.raises(KeyboardInterrupt):
        run(3)
    assert run(None).item() == 10
    assert run(None).item() == 10
    assert seen == [0, 1, 2, 3, 4]
    (tmp_path / "part.safetensors").write_bytes(b"no")
    with pytest.raises(NeuroglotError, match="can't be gone on from"):
        run(None)


def test_draws_are_counted_tokens_and_repeat() -> None:
    tokens = toy()
    drawn = draw(tokens.counted, 30, seed=4)
    assert len(set(drawn.tolist())) == 30
    assert tokens.counted[drawn].all()
    np.testing.assert_array_equal(drawn, draw(tokens.counted, 30, seed=4))
    assert len(draw(tokens.counted, 1000, seed=4)) == int(tokens.counted.sum())
    assert replace(tokens, leading=0).read[0] == 20
