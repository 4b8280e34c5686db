"""Concept layers on a tiny model: which programs are compared and swapped, and the stage as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.layers import profile_of
from neuroglot.corpora.bundled.quality import jaccard as token_overlap
from neuroglot.corpora.parallel import Versions, versions
from neuroglot.models import states as states_module
from neuroglot.models.subject import Subject
from neuroglot.stages.concept_layers import LayerOptions, concept_layers, layers_request
from neuroglot.stages.concept_layers.compare import ACROSS, RENAMED, WITHIN
from neuroglot.stages.concept_layers.describe import tasks_of
from neuroglot.stages.concept_layers.layout import layout, programs_of
from neuroglot.stages.concept_layers.lexical import lexical_results
from neuroglot.stages.concept_layers.swapping import SWAPS, swap_results, swapped

OPTIONS = LayerOptions(near=2, swap_tasks=3, bootstrap=50, batch_tokens=256, context=100)


def given_names(snippet: Snippet, seed: int) -> str:
    """Another name for the function, of a length of its own, that differs by language."""
    return snippet.text.replace("f", f"q{snippet.language}{seed}", 1)


def with_negatives(given: Versions) -> Versions:
    wrong = tuple(replace(one, text=one.text.replace("+", "-")) for one in given.corpus.snippets)
    return replace(given, negatives=wrong)


@pytest.fixture(scope="module")
def pair(corpus: Corpus) -> tuple[Versions, Versions]:
    development = versions(corpus, 0, given_names)
    test = versions(Corpus("toy", "test", corpus.snippets[: 8 * 3]), 0, given_names)
    return development, with_negatives(test)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    forms = {
        "python": "def f{n}(x):\n    return x + {n}{more}\n",
        "go": "func f{n}(x int) int {{\n\treturn x + {n}{more}\n}}\n",
        "javascript": "function f{n}(x) {{ return x + {n}{more}; }}\n",
    }
    snippets = tuple(
        Snippet(language, form.format(n=number, more=" * x" * (number % 4)), "made by hand", f"task {number}")
        for number in range(12)
        for language, form in forms.items()
    )
    return Corpus("toy", "validation", snippets)


@pytest.fixture(scope="module")
def finished(llama: Subject, pair: tuple[Versions, Versions], tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    artifact = open_artifact(tmp_path_factory.mktemp("run"), layers_request(llama, *pair, OPTIONS))
    concept_layers(llama, *pair, OPTIONS, artifact)
    return artifact


def test_unrelated_programs_are_nearest_in_length_and_never_the_same_task(pair: tuple[Versions, Versions]) -> None:
    _, test = pair
    snippets, (original, renamed, negative) = programs_of(test)
    lengths = [len(one.text) for one in snippets]
    found = layout(test, lengths, 2)
    assert (original.min(), renamed.min(), negative.min()) == (0, 24, 48)
    for place in range(3):
        own = np.array(lengths)[original[:, place]]
        for task in range(8):
            others = np.delete(np.arange(8), task)
            assert task not in found.near[place, task]
            allowed = np.sort(np.abs(own[others] - own[task]))[:2]
            np.testing.assert_array_equal(np.sort(np.abs(own[found.near[place, task]] - own[task])), allowed)
    with pytest.raises(NeuroglotError, match="at least 1"):
        layout(test, lengths, 0)


def test_baselines_need_no_model(pair: tuple[Versions, Versions]) -> None:
    development, test = pair
    snippets, _ = programs_of(test)
    where = layout(test, [len(one.text) for one in snippets], 2)
    origin = {"seed": 0, "stage": "layers", "model": "none"}
    found = lexical_results(where, snippets, development.corpus.snippets, tasks_of(8, 20, origin))
    assert {one.condition["baseline"] for one in found} == {"jaccard", "tfidf"}
    assert all(one.layer is None for one in found)
    found = [one for one in found if one.metric == "similarity" and one.condition["relation"] == WITHIN]
    by_hand = [
        token_overlap(program.text, copy.text)
        for program, copy in zip(test.corpus.snippets, test.renamed, strict=True)
        if copy is not None
    ]
    assert found[0].condition["baseline"] == "jaccard"
    assert found[0].value == pytest.approx(np.mean(by_hand))


# The swaps.


def test_partners_are_the_same_task_elsewhere_and_another_task_there(pair: tuple[Versions, Versions]) -> None:
    _, test = pair
    snippets, _ = programs_of(test)
    where = layout(test, [len(one.text) for one in snippets], 2)
    given = swapped(snippets, where, 0, np.zeros((3, 3, 24)))
    for row, same, other in zip(given.rows, given.translation, given.unrelated, strict=True):
        assert snippets[same].task == snippets[row].task != snippets[other].task
        assert snippets[row].language != snippets[same].language == snippets[other].language
    assert (
        len({(snippets[a].language, snippets[b].language) for a, b in zip(given.rows, given.translation, strict=True)})
        == 6
    )


def test_tolerance_is_what_the_unrelated_costs_more(pair: tuple[Versions, Versions]) -> None:
    _, test = pair
    snippets, _ = programs_of(test)
    where = layout(test, [len(one.text) for one in snippets], 2)
    given = swapped(snippets, where, 4, np.zeros((3, 3, 24)))
    nats = np.zeros((1, len(SWAPS), len(given.rows)))
    nats[0, SWAPS.index(("translation", "mean"))] = 10.0
    nats[0, SWAPS.index(("unrelated", "mean"))] = 30.0
    measured = {"baseline": np.zeros(12), "targets": np.full(12, 5.0), "nats": nats}
    origin = {"seed": 0, "stage": "layers", "model": "none"}
    found = swap_results(given, measured, tasks_of(4, 20, origin))
    tolerance = {one.condition["aligned"]: one.value for one in found if one.metric == "swap_tolerance"}
    assert tolerance == {"position": 0.0, "mean": 4.0}


# The stage.


def test_every_layer_has_its_curves_and_every_number_its_n(finished: Artifact) -> None:
    results = finished.results()
    profile = profile_of(results)
    assert profile is not None
    assert profile.layers == 3
    about = {"states": "residual", "pooling": "mean", "variant": "centred"}
    for relation in (ACROSS, RENAMED, WITHIN):
        curve = profile.curve("effect_size", "test", **about, relation=relation)
        assert curve is not None
        assert len(curve.points) == 3
    assert {one.condition["variant"] for one in results if "variant" in one.condition} == {"raw", "centred", "whitened"}
    assert {one.metric for one in results} >= {
        "cka",
        "mexa",
        "mrr",
        "prefers_meaning",
        "swap_loss_change",
        "band_found",
    }
    assert all(one.n > 0 for one in results)
    drawn = [one for one in results if one.interval and one.metric not in ("band_first", "band_last")]
    assert all(one.low is not None and one.low <= one.value <= one.high + 1e-9 for one in drawn if one.metric == "mrr")  # type: ignore[operator]
    found = [one for one in results if one.metric.startswith("band")]
    assert all(one.split == "validation" for one in found)
    assert not list(finished.folder.glob("*.safetensors"))


def test_a_killed_stage_goes_on_and_gives_the_same(
    llama: Subject,
    pair: tuple[Versions, Versions],
    finished: Artifact,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []
    real = states_module.pooled

    def until_killed(*given: object) -> object:
        calls.append(given)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(states_module, "CHUNK_BYTES", 1)
    monkeypatch.setattr(states_module, "pooled", until_killed)
    artifact = open_artifact(tmp_path, layers_request(llama, *pair, OPTIONS))
    with pytest.raises(KeyboardInterrupt):
        concept_layers(llama, *pair, OPTIONS, artifact)
    assert not artifact.complete
    assert len(list(artifact.folder.glob("states-*.safetensors"))) == 3
    results = concept_layers(llama, *pair, OPTIONS, artifact)
    before = finished.results()
    assert results == before
    asked = len(calls)
    assert concept_layers(llama, *pair, OPTIONS, artifact) == before
    assert len(calls) == asked


def test_what_cannot_be_compared_is_refused(llama: Subject, pair: tuple[Versions, Versions], tmp_path: Path) -> None:
    development, test = pair
    fewer = versions(
        Corpus("toy", "test", tuple(s for s in test.corpus.snippets if s.language != "go")), 0, given_names
    )
    artifact = open_artifact(tmp_path, layers_request(llama, development, fewer, OPTIONS))
    with pytest.raises(NeuroglotError, match="different languages"):
        concept_layers(llama, development, fewer, OPTIONS, artifact)
    for options, message in (
        (replace(OPTIONS, pooling=("max",)), "pooling"),
        (replace(OPTIONS, states=()), "at least"),
    ):
        artifact = open_artifact(tmp_path, layers_request(llama, development, test, options))
        with pytest.raises(NeuroglotError, match=message):
            concept_layers(llama, development, test, options, artifact)
