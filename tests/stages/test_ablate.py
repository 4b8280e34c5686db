"""Effects equal losses computed by hand, controls don't depend on order, and a killed ablation goes on."""

from __future__ import annotations

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
from neuroglot.models.hooks import zeroed
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import AblateOptions, ablate, ablate_request
from neuroglot.stages.ablate import stage as module

OPTIONS = AblateOptions(draws=3, bootstrap=200, batch_tokens=300)
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
