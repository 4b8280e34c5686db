"""Effects equal losses computed by hand, controls don't depend on order, and a killed ablation goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.core.results import Result, dump, load
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.models.hooks import held, zeroed
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import AblateOptions, PassOptions, ablate, ablate_request, pooled_means
from neuroglot.stages.ablate import stage as module
from neuroglot.stages.ablate.conditions import conditions
from neuroglot.stages.ablate.silence import silence_of

OPTIONS = AblateOptions(draws=3, controlled=("pls",), bootstrap=200, batch_tokens=300)
CHOSEN: dict[str, Sets] = {
    "pls": {
        "go": neuron_set("go", "pls", [Neuron(1, "mlp.gate", 3), Neuron(1, "mlp.up", 3), Neuron(2, "attn.v", 4)]),
        "python": NeuronSet("python", "pls", {}),
    },
    "universal": {"universal": neuron_set("universal", "universal", [Neuron(0, "mlp.down", n) for n in range(6)])},
}


def artifact_in(folder: Path, subject: Subject, corpus: Corpus) -> Artifact:
    return open_artifact(folder, ablate_request(subject, corpus, OPTIONS, {}))


def mean_loss(subject: Subject, corpus: Corpus, language: str) -> float:
    """Nats a token of a language's programs, one program at a time."""
    nats, targets = 0.0, 0
    for snippet in corpus.snippets:
        if snippet.language == language:
            ids = torch.tensor([[0, *subject.tokenizer(snippet.text, add_special_tokens=False)["input_ids"]]])
            with torch.no_grad():
                scores = subject.model(input_ids=ids, use_cache=False).logits.log_softmax(-1)
            nats -= scores[0, :-1].gather(1, ids[0, 1:, None]).double().sum().item()
            targets += ids.shape[1] - 1
    return nats / targets


def find(results: tuple[Result, ...], metric: str, **about: object) -> list[Result]:
    return [r for r in results if r.metric == metric and all(r.condition.get(k) == v for k, v in about.items())]


def test_effects_equal_a_computation_by_hand(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    results = ablate(llama, corpus, CHOSEN, OPTIONS, artifact_in(tmp_path, llama, corpus))
    before = {language: mean_loss(llama, corpus, language) for language in corpus.languages}
    assert {r.language: r.value for r in find(results, "loss")} == pytest.approx(before, rel=1e-5)
    with zeroed(llama, CHOSEN["pls"]["go"]):
        after = {language: mean_loss(llama, corpus, language) for language in corpus.languages}
    rows = find(results, "loss_change", ablated="go", method="pls", control=None)
    expected = {language: after[language] - before[language] for language in before}
    assert {r.language: r.value for r in rows} == pytest.approx(expected, rel=1e-3, abs=1e-6)
    assert all(r.low is not None and r.high is not None and r.low <= r.value <= r.high for r in rows)
    assert all(r.n == 12 and r.unit == "nats/token" for r in rows)


def test_controls_and_what_is_counted(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    artifact = artifact_in(tmp_path, llama, corpus)
    results = ablate(llama, corpus, CHOSEN, OPTIONS, artifact)
    draws = [r for r in find(results, "loss_change", ablated="go", control="random") if r.language == "go"]
    own = next(r for r in find(results, "loss_change", ablated="go", control=None) if r.language == "go")
    assert [r.condition["draw"] for r in draws] == [0, 1, 2]
    exceeded = find(results, "draws_exceeded", ablated="go")
    assert [(r.value, r.n) for r in exceeded] == [(sum(r.value < own.value for r in draws), 3)]
    assert not find(results, "draws_exceeded", ablated="universal")
    assert artifact.facts()["skipped"] == [
        {"what": "ablation of python (pls)", "why": "the method chose no neuron for it"}
    ]


@pytest.mark.parametrize(("named", "expected"), [((), {"pls", "universal"}), (("universal",), {"universal"})])
def test_every_method_has_controls_unless_some_are_named(
    llama: Subject, named: tuple[str, ...], expected: set[str]
) -> None:
    listed, _ = conditions(CHOSEN, llama.widths, 2, named, silence_of("zero", None))
    drawn = [condition.about for condition in listed if "draw" in condition.about]
    assert {about["method"] for about in drawn} == expected
    assert AblateOptions().controlled == PassOptions().controlled == ()


def test_a_stopped_ablation_goes_on_with_the_same_numbers(
    llama: Subject, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ablate(llama, corpus, CHOSEN, OPTIONS, artifact_in(tmp_path / "whole", llama, corpus))
    artifact = artifact_in(tmp_path / "stopped", llama, corpus)
    real, calls = module.document_losses, []

    def stopping(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "document_losses", stopping)
    with pytest.raises(KeyboardInterrupt):
        ablate(llama, corpus, CHOSEN, OPTIONS, artifact)
    resumed = ablate(llama, corpus, CHOSEN, OPTIONS, artifact)
    assert dump(resumed) == dump(whole)
    assert len(calls) == 4 + (1 + 1 + 3 + 1) - 3
    assert load(artifact.folder / "results.jsonl") == resumed


def test_an_empty_corpus_is_refused(llama: Subject, tmp_path: Path) -> None:
    nothing = Corpus("toy", "test", ())
    with pytest.raises(NeuroglotError, match="is empty"):
        ablate(llama, nothing, CHOSEN, OPTIONS, artifact_in(tmp_path, llama, nothing))


def test_the_model_is_left_as_it_was(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    before = {name: tensor.clone() for name, tensor in llama.model.state_dict().items()}
    ablate(llama, corpus, CHOSEN, OPTIONS, artifact_in(tmp_path, llama, corpus))
    assert all(torch.equal(before[name], tensor) for name, tensor in llama.model.state_dict().items())
    assert all(np.isfinite(tensor.numpy()).all() for tensor in before.values())


def statistics_of(subject: Subject) -> NeuronStatistics:
    """Sums by hand: two languages of 10 and 40 tokens, whose neurons have the means n and -n/2."""
    tokens = np.array([[4, 6], [30, 10]])
    by_language = np.array([1.0, -0.5])[:, None, None] * tokens[:, :, None]
    sums = {key: by_language * np.arange(width) for key, width in subject.widths.items()}
    return NeuronStatistics(("python", "go"), tokens, np.array([[1, 1], [2, 1]]), {"sum": sums})


def test_means_are_over_tokens_in_a_language_and_plain_over_languages(llama: Subject) -> None:
    means = pooled_means(statistics_of(llama))
    assert means.keys() == llama.widths.keys()
    for key, width in llama.widths.items():
        np.testing.assert_allclose(means[key], np.arange(width) / 4)


def test_mean_ablation_equals_a_computation_by_hand(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    options, means = replace(OPTIONS, kind="mean"), pooled_means(statistics_of(llama))
    artifact = open_artifact(tmp_path, ablate_request(llama, corpus, options, {}, means))
    results = ablate(llama, corpus, CHOSEN, options, artifact, means=means)
    before = {language: mean_loss(llama, corpus, language) for language in corpus.languages}
    neurons = CHOSEN["pls"]["go"]
    with held(llama, neurons, {key: indices / 4 for key, indices in neurons.members.items()}):
        after = {language: mean_loss(llama, corpus, language) for language in corpus.languages}
    rows = find(results, "loss_change", ablated="go", method="pls", kind="mean", control=None)
    expected = {language: after[language] - before[language] for language in before}
    assert {r.language: r.value for r in rows} == pytest.approx(expected, rel=1e-3, abs=1e-6)
    changed = [r for r in results if "ablated" in r.condition]
    assert {r.condition["kind"] for r in changed} == {"mean"}
    assert {r.metric for r in changed} >= {"loss_change", "draws_exceeded"}
    assert not any("kind" in r.condition for r in results if r.metric == "loss")
    assert {"go", "universal"} == {r.condition["ablated"] for r in changed}


def test_kinds_and_means_are_told_apart_and_zero_keeps_its_old_key(llama: Subject, corpus: Corpus) -> None:
    means = pooled_means(statistics_of(llama))
    zero = ablate_request(llama, corpus, OPTIONS, {})
    mean = ablate_request(llama, corpus, replace(OPTIONS, kind="mean"), {}, means)
    other = ablate_request(
        llama, corpus, replace(OPTIONS, kind="mean"), {}, {key: values + 1 for key, values in means.items()}
    )
    assert "kind" not in zero.options
    assert "means" not in zero.identity
    assert mean.key == other.key != zero.key
    assert mean.identity["means"] != other.identity["means"]


def test_means_that_are_missing_are_asked_for(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    options, means = replace(OPTIONS, kind="mean"), pooled_means(statistics_of(llama))
    with pytest.raises(NeuroglotError, match="pooled_means"):
        ablate(llama, corpus, CHOSEN, options, artifact_in(tmp_path, llama, corpus))
    few = {key: values for key, values in means.items() if key != ("attn.v", 2)}
    with pytest.raises(NeuroglotError, match=r"no mean of 2/attn\.v/4"):
        ablate(llama, corpus, CHOSEN, options, artifact_in(tmp_path, llama, corpus), means=few)
    with pytest.raises(NeuroglotError, match="known: zero, mean"):
        silence_of("median", means)  # type: ignore[arg-type]
