"""The planted models are what they say: shown by silencing their units, not by reading their plan."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.models.batches import packing
from neuroglot.models.hooks import capture, zeroed
from neuroglot.models.losses import document_losses
from neuroglot.models.planted import DIFFICULTIES, Planted, PlantedUnit, planted
from neuroglot.models.planted.grammar import MARKERS, OWN

TASKS = 6
LEAST = {"clean": 0.5, "hard": 0.15}
"""Nats a program that a specific unit's silence costs its language at least."""


class Laboratory:
    """A planted model and the first tasks of its corpus, in which every rule is needed."""

    def __init__(self, difficulty: str) -> None:
        self.model: Planted = planted(0, difficulty)
        tasks = list(dict.fromkeys(snippet.task for snippet in self.model.corpus.snippets))[:TASKS]
        snippets = tuple(snippet for snippet in self.model.corpus.snippets if snippet.task in tasks)
        self.corpus = Corpus("some", "validation", snippets)
        self.packed = packing(self.model.subject, snippets, 1024, 4096)
        self.least = LEAST[difficulty]
        self.plain = self.losses()

    def losses(self) -> NDArray[np.float64]:
        """Nats a program, by language."""
        nats = document_losses(self.model.subject, self.packed)[0].numpy()
        languages = np.array([snippet.language for snippet in self.corpus.snippets])
        return np.array([nats[languages == language].mean() for language in FIVE])

    def rise(self, *neurons: Neuron) -> NDArray[np.float64]:
        """How much each language's loss rises while these units are silent."""
        with zeroed(self.model.subject, neuron_set("silent", "by hand", neurons)):
            return self.losses() - self.plain

    def units(self, kind: str) -> list[PlantedUnit]:
        return [unit for unit in self.model.units if unit.role.kind == kind]


@pytest.fixture(scope="module", params=list(DIFFICULTIES))
def laboratory(request: pytest.FixtureRequest) -> Laboratory:
    return Laboratory(request.param)


def test_silencing_a_languages_units_harms_that_language_alone(laboratory: Laboratory) -> None:
    for place, language in enumerate(FIVE):
        rise = laboratory.rise(*laboratory.model.truth[language])
        own, others = rise[place], np.delete(rise, place)
        assert own > laboratory.least * len(laboratory.model.truth[language])
        assert np.abs(others).max() < 0.06 * own


def test_every_specific_unit_serves_its_language(laboratory: Laboratory) -> None:
    """One unit of each language at a time, since each leaves the other languages as they are."""
    waiting = {language: list(units) for language, units in laboratory.model.truth.items()}
    while any(waiting.values()):
        silent = {language: units.pop() for language, units in waiting.items() if units}
        rise = dict(zip(FIVE, laboratory.rise(*silent.values()), strict=True))
        assert all(rise[language] > laboratory.least for language in silent), (silent, rise)


def test_shared_units_serve_all_and_paired_units_two(laboratory: Laboratory) -> None:
    for unit in (*laboratory.units("shared"), *laboratory.units("paired")):
        rise = dict(zip(FIVE, laboratory.rise(unit.neuron), strict=True))
        for language in FIVE:
            if language in unit.role.languages:
                assert rise[language] > laboratory.least, unit
            else:
                assert abs(rise[language]) < 0.06 * max(rise.values()), unit
    assert len(laboratory.units("paired")) == DIFFICULTIES[laboratory.model.corpus.name.split("-")[1]].paired


def test_detectors_fire_in_their_language_alone_and_change_nothing(laboratory: Laboratory) -> None:
    detectors = laboratory.units("detector")
    assert Counter(unit.role.languages[0] for unit in detectors) == dict.fromkeys(FIVE, 4)
    assert np.abs(laboratory.rise(*laboratory.model.detectors)).max() < laboratory.least / 2
    firing = fires(laboratory)
    for unit in detectors:
        shares = dict(zip(FIVE, firing[unit.neuron.layer][:, unit.neuron.index], strict=True))
        own = shares.pop(unit.role.languages[0])
        assert own > 0.01
        assert max(shares.values()) == 0


def fires(laboratory: Laboratory) -> dict[int, NDArray[np.float64]]:
    """Share of each language's tokens, after a program's first, at which each gate is positive; by layer."""
    found: dict[int, NDArray[np.float64]] = {}
    of_document = [FIVE.index(snippet.language) for snippet in laboratory.corpus.snippets]
    tokens = np.zeros((len(FIVE), 1))
    for batch in laboratory.packed:
        languages = np.array(of_document)[batch.documents[batch.counted]]
        members = (languages[None, :] == np.arange(len(FIVE))[:, None]).astype(float)
        tokens += members.sum(axis=1, keepdims=True)

        def read(
            key: tuple[str, int], values: torch.Tensor, _: None, counted: torch.Tensor = batch.counted, members=members
        ) -> None:
            found[key[1]] = found.get(key[1], 0.0) + members @ (values[counted] > 0).double().numpy()

        with torch.no_grad(), capture(laboratory.model.subject, ["mlp.gate"], read):
            laboratory.model.subject.model(input_ids=batch.input_ids, position_ids=batch.position_ids, use_cache=False)
    return {layer: sums / tokens for layer, sums in found.items()}


def test_programs_are_parallel_and_differ_by_marker_symbols_and_padding() -> None:
    model = planted(0, "clean")
    by_task: dict[str | None, dict[str, list[str]]] = {}
    for snippet in model.corpus.snippets:
        by_task.setdefault(snippet.task, {})[snippet.language] = snippet.text.split()
    for programs in by_task.values():
        assert {language: tokens[0] for language, tokens in programs.items()} == MARKERS
        words = {language: [token for token in tokens if token.isalpha()][1:] for language, tokens in programs.items()}
        assert len({len(tokens) for tokens in programs.values()}) == 1
        assert words["go"] != []
        for language, tokens in programs.items():
            assert not set(tokens) & (set(OWN.values()) - {OWN[language]})


def test_no_word_of_the_corpus_is_unknown_and_nothing_is_put_before_a_program() -> None:
    model = planted(1, "hard")
    tokenizer = model.subject.tokenizer
    for snippet in model.corpus.snippets:
        tokens = tokenizer.convert_ids_to_tokens(tokenizer(snippet.text)["input_ids"])
        assert tokens == snippet.text.split()


def test_sets_are_disjoint_and_spread_over_layers() -> None:
    for seed in range(3):
        model = planted(seed, "hard")
        sets: list[NeuronSet] = [*model.truth.values(), model.shared, model.paired, model.detectors]
        assert sum(map(len, sets)) == len({unit.neuron for unit in model.units}) == len(model.units)
        assert all(3 <= len(units) <= 6 for units in model.truth.values())
        assert len({neuron.layer for units in model.truth.values() for neuron in units}) == 4


def test_a_seed_gives_the_same_weights_and_leaves_torchs_numbers_alone() -> None:
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    one, same, other = planted(0, "clean"), planted(0, "clean"), planted(1, "clean")
    assert torch.equal(torch.rand(1), expected)
    pairs = list(zip(*(model.subject.model.parameters() for model in (one, same, other)), strict=True))
    assert all(torch.equal(left, right) for left, right, _ in pairs)
    assert any(not torch.equal(left, third) for left, _, third in pairs)
    assert one.units == same.units
    assert one.corpus == same.corpus


def test_an_unknown_difficulty_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NeuroglotError, match=r"unknown difficulty 'easy'; known: clean, hard"):
        planted(0, "easy")
