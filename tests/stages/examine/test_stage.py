"""The stage as a whole, on tiny models: what is kept equals what the model computes, and a killed job goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from neuroglot.core.artifacts import Request, open_artifact
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.examined import MISSING, Examined, load_examined
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.models.batches import packing
from neuroglot.models.hooks import capture, zeroed
from neuroglot.models.losses import document_losses, hidden_states
from neuroglot.models.subject import Subject
from neuroglot.stages.examine import ExamineOptions, Sources, examine, examine_request
from neuroglot.stages.examine import stage as stage_module
from neuroglot.stages.examine.pushes import COORDINATE, UNIT
from tests.families import tiny

NEURONS = (
    Neuron(2, "mlp.hidden", 7),
    Neuron(0, "mlp.gate", 3),
    Neuron(0, "mlp.up", 3),
    Neuron(1, "attn.q", 0),
    Neuron(1, "mlp.down", 5),
)
CHOSEN = {neuron: [("margin", "go")] if neuron.layer else [("random", "drawn")] for neuron in NEURONS}
OPTIONS = ExamineOptions(
    top=3, between=2, window=12, sampled=64, pushed=3, similar=2, parallel=2, batch_tokens=300, bootstrap=50
)


def run(
    subject: Subject, corpus: Corpus, folder: Path, held_out: Corpus | None = None, chosen: Any = CHOSEN
) -> Examined:
    """Examine into a folder."""
    sources = Sources(corpus, held_out)
    return examine(
        subject, sources, chosen, OPTIONS, open_artifact(folder, examine_request(subject, sources, chosen, OPTIONS))
    )


def activations(subject: Subject, snippet: Snippet, neuron: Neuron) -> np.ndarray:
    """A neuron's activations on the tokens of one text, without the special token before it."""
    found: list[torch.Tensor] = []

    def take(key: tuple[str, int], values: torch.Tensor, tokens: torch.Tensor | None) -> None:
        if key == (neuron.site, neuron.layer):
            found.append(values[0, :, neuron.index])

    batch = packing(subject, [snippet], 1024, 2048)[0]
    with torch.no_grad(), capture(subject, [neuron.site], take):
        hidden_states(subject, batch)
    return found[0][1:].numpy()


@pytest.fixture(scope="module")
def found(llama: Subject, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """The toy corpus examined with a tiny Llama."""
    return run(
        llama, corpus, tmp_path_factory.mktemp("examined"), replace(corpus, split="test", snippets=corpus.snippets[:9])
    )


def test_neurons_come_in_the_models_order(found: Examined) -> None:
    assert found.neurons == [NEURONS[1], NEURONS[2], NEURONS[3], NEURONS[4], NEURONS[0]]
    assert [words.chosen[0][0] for words in found.words] == ["random", "random", "margin", "margin", "margin"]


def test_sums_and_windows_are_what_the_model_computes(llama: Subject, corpus: Corpus, found: Examined) -> None:
    texts = {(one.language, one.text): one for one in corpus.snippets}
    for place, neuron in enumerate(found.neurons):
        by_text = {key: activations(llama, snippet, neuron) for key, snippet in texts.items()}
        whole = np.concatenate(list(by_text.values()))
        scale = float(found.figures["scale"][place])
        assert scale * 127 == pytest.approx(np.abs(whole).max(), rel=1e-4)
        assert found.figures["largest"][place] == pytest.approx(whole.max(), abs=1e-4)
        assert found.figures["counts"][place].sum() == len(whole)
        for number, language in enumerate(found.languages):
            mine = np.concatenate([values for (of, _), values in by_text.items() if of == language])
            assert found.figures["sums"][place, number].sum() == pytest.approx(mine.sum(), rel=1e-3, abs=1e-3)
            assert found.figures["histogram"][place, number].sum() == len(mine)
        for example, document in enumerate(found.figures["example_document"][place].tolist()):
            if document < 0:
                continue
            about = found.documents[document]
            values = by_text[about.language, about.text]
            start = int(found.figures["example_start"][place, example])
            window = found.figures["example_values"][place, example]
            shown = window[: len(values) - start]
            assert not (shown == MISSING).any()
            np.testing.assert_allclose(shown * scale, values[start : start + len(shown)], atol=0.51 * scale + 1e-4)
            if example == 0:
                assert values.max() == pytest.approx(whole.max(), abs=1e-4)
                assert int(found.figures["example_peak"][place, 0]) == int(values.argmax())


def test_parallel_programs_are_whole(llama: Subject, corpus: Corpus, found: Examined) -> None:
    assert len(found.parallel) == 2
    offset = 0
    for row in found.parallel:
        assert [found.documents[place].language for place in row] == list(corpus.languages)
        assert len({found.documents[place].task for place in row}) == 1
        for place in row:
            about = found.documents[place]
            assert about.ends[-1] == len(about.text)
            expected = activations(llama, Snippet(about.language, about.text, "", None), found.neurons[4])
            shown = found.figures["parallel_values"][4, offset : offset + len(expected)]
            np.testing.assert_allclose(shown * found.figures["scale"][4], expected, atol=found.figures["scale"][4])
            offset += len(expected)
    assert found.figures["similarity"].shape == (2, 3, 3, 3)
    np.testing.assert_allclose(np.diagonal(found.figures["similarity"], axis1=2, axis2=3), 1.0, atol=1e-5)


def test_silence_alone_is_the_measured_rise(llama: Subject, corpus: Corpus, found: Examined) -> None:
    snippets = [one for one in corpus.snippets[:9] if one.language == "go"]
    packed = packing(llama, snippets, 1024, 300)
    plain, targets = document_losses(llama, packed)
    with zeroed(llama, neuron_set("one", "test", [found.neurons[3]])):
        silent, _ = document_losses(llama, packed)
    value, low, high = found.figures["alone"][3, found.languages.index("go")].tolist()
    assert value == pytest.approx(float((silent - plain).sum() / targets.sum()), abs=1e-5)
    assert low <= value <= high
    # Gate and up of one index are one unit.
    np.testing.assert_array_equal(found.figures["alone"][0], found.figures["alone"][1])


def test_pushes_are_rows_of_the_head_on_what_is_written(llama: Subject, found: Examined) -> None:
    assert [words.pushes for words in found.words] == [UNIT, UNIT, "", COORDINATE, UNIT]
    head, gain = llama.model.lm_head.weight.detach(), llama.model.model.norm.weight.detach()
    column = llama.model.model.layers[2].mlp.down_proj.weight.detach()[:, 7]
    scores = head @ (gain * column)
    scores -= scores.mean()
    promoted = found.words[4].promoted
    np.testing.assert_allclose([score for _, score in promoted], scores.sort(descending=True).values[:3], rtol=1e-3)
    assert found.words[4].suppressed[0][1] == pytest.approx(float(scores.min()), rel=1e-3)


def test_a_killed_job_goes_on(
    llama: Subject, corpus: Corpus, tmp_path: Path, found: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neuroglot.stages.examine.parts.AT_STAKE", -1.0)
    held_out = replace(corpus, split="test", snippets=corpus.snippets[:9])
    real, passes = stage_module.read, 0

    def dying(*given: Any) -> None:
        nonlocal passes
        passes += 1
        if passes == 5:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(stage_module, "read", dying)
    with pytest.raises(KeyboardInterrupt):
        run(llama, corpus, tmp_path, held_out)
    again = run(llama, corpus, tmp_path, held_out)
    for name, array in found.figures.items():
        np.testing.assert_array_equal(array, again.figures[name], err_msg=name)
    assert again.words == found.words
    folder = next((tmp_path / "examine").iterdir())
    assert not list(folder.glob("part-*"))
    total = passes
    assert load_examined(folder).words == run(llama, corpus, tmp_path, held_out).words
    assert passes == total


def test_experts_count_the_tokens_that_reach_them(corpus: Corpus, tmp_path: Path) -> None:
    subject = tiny("mixtral", tmp_path / "mixtral")
    neurons = [Neuron(1, f"mlp.experts.{number}.hidden", 2) for number in range(4)]
    chosen = {neuron: [("asked", "by address")] for neuron in neurons}
    found = run(subject, corpus, tmp_path / "run", chosen=chosen)
    counts = found.figures["counts"].sum(axis=(1, 2))
    whole = sum(len(one.text.encode()) for one in corpus.snippets)
    assert counts.sum() == 2 * whole
    assert (found.figures["parallel_values"] == MISSING).mean() == pytest.approx(0.5, abs=0.01)
    assert found.words[0].pushes == UNIT


def test_the_selections_are_part_of_what_identifies_an_examination(
    llama: Subject, corpus: Corpus, tmp_path: Path
) -> None:
    selected = [
        open_artifact(tmp_path, Request("select", {"method": "margin", "price": price}, {"recording": "r"}))
        for price in (1, 2)
    ]
    requests = [examine_request(llama, Sources(corpus, selected={"margin": one}), CHOSEN, OPTIONS) for one in selected]
    assert requests[0].key != requests[1].key
    assert requests[0].identity["selection by margin"] == selected[0].hash()
    assert "select" not in examine_request(llama, Sources(corpus), CHOSEN, OPTIONS).options


def test_what_makes_no_sense_is_refused_and_what_cannot_be_read_is_named(
    llama: Subject, corpus: Corpus, tmp_path: Path
) -> None:
    with pytest.raises(NeuroglotError, match="no neuron is chosen"):
        run(llama, corpus, tmp_path / "none", chosen={})
    with pytest.raises(NeuroglotError, match="doesn't have"):
        run(llama, corpus, tmp_path / "other", chosen={Neuron(9, "mlp.gate", 0): [("asked", "by address")]})
    with pytest.raises(NeuroglotError, match="is empty"):
        run(llama, Corpus("toy", "validation", ()), tmp_path / "empty")
    broken = Snippet("go", "x := \ud800", "half a pair", "task 1")
    mixed = replace(corpus, snippets=(*corpus.snippets[:6], broken))
    sources = Sources(mixed)
    with pytest.raises(UnicodeEncodeError):
        mixed.snippets[-1].text.encode()
    artifact = open_artifact(tmp_path / "mixed", examine_request(llama, sources, CHOSEN, OPTIONS))
    found = examine(llama, sources, CHOSEN, OPTIONS, artifact)
    assert "half a pair" in artifact.facts()["skipped"][0]["what"]
    assert len(found.documents) <= 6
