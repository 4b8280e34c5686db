"""The syntactic probe: a planted label is found and its control is not, a permuted one is chance, states are the
model's own, and a stage that is stopped goes on to the same numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result
from neuroglot.core.spread import spread
from neuroglot.languages.node_kinds import KINDS
from neuroglot.models.batches import packing
from neuroglot.models.streams import states
from neuroglot.models.subject import Subject
from neuroglot.stages.syntax_probe import SyntaxProbeOptions, syntax_probe, syntax_probe_request
from neuroglot.stages.syntax_probe.logistic import fit, held_out_accuracy, predict, standard
from neuroglot.stages.syntax_probe.questions import by_token, control_labels, majority, numbered, program_question
from neuroglot.stages.syntax_probe.reading import read_states
from neuroglot.stages.syntax_probe.tokens import Tokens, Types, labelled

OPTIONS = SyntaxProbeOptions(
    train_tokens=240, test_tokens=120, penalty=("0.1", "0.01"), iterations=30, batch_tokens=300, bootstrap=50
)


def halves_of(corpus: Corpus) -> tuple[Corpus, Corpus]:
    """Tasks 0 to 5, and the others."""
    cut = 6 * len(corpus.languages)
    return Corpus("toy", "validation", corpus.snippets[:cut]), Corpus("toy", "test", corpus.snippets[cut:])


def run(subject: Subject, corpora: tuple[Corpus, Corpus], folder: Path) -> tuple[Result, ...]:
    artifact = open_artifact(folder, syntax_probe_request(subject, *corpora, OPTIONS))
    return syntax_probe(subject, *corpora, OPTIONS, artifact)


def planted(cases: int, seed: int) -> tuple[torch.Tensor, np.ndarray, np.ndarray]:
    """States in which a direction holds one of three labels, and token numbers that say nothing of it."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(3, size=cases)
    states = generator.normal(size=(cases, 20)) + 6 * np.eye(20)[labels] + 100
    return torch.from_numpy(states), labels, generator.integers(40, size=cases)


def test_a_planted_label_is_found_and_its_control_task_is_chance() -> None:
    (train, labels, ids), (test, truth, other) = planted(600, 1), planted(300, 2)
    first, second = standard(train, test)
    assert (predict(second, fit(first, labels, 3, 0.01, 60)) == truth).mean() > 0.97
    random, wanted = control_labels(ids, other, labels, seed=0)
    control = (predict(second, fit(first, random, 3, 0.01, 60)) == wanted).mean()
    assert control < np.bincount(wanted).max() / 300 + 0.08
    permuted = np.random.default_rng(3).permutation(labels)
    assert abs((predict(second, fit(first, permuted, 3, 0.01, 60)) == truth).mean() - 1 / 3) < 0.1


def test_the_fit_is_scikit_learns() -> None:
    states, labels, _ = planted(200, 4)
    (features,) = standard(states)
    ours = fit(features, labels, 3, 0.05, 300)
    theirs = LogisticRegression(C=1 / (0.05 * 200), tol=1e-8, max_iter=1000).fit(features.numpy(), labels)
    log_p = torch.log_softmax(torch.addmm(ours[-1], features, ours[:-1]), dim=1)
    np.testing.assert_allclose(log_p.exp().numpy(), theirs.predict_proba(features.numpy()), atol=5e-3)


def test_penalties_are_tried_on_the_held_out_cases_in_any_order() -> None:
    states, labels, _ = planted(60, 5)
    states = states + 4 * torch.randn(states.shape, generator=torch.Generator().manual_seed(0))
    kept_out = np.arange(60) % 3 == 0
    train, test = standard(states[~kept_out], states[kept_out])
    wanted = (predict(test, fit(train, labels[~kept_out], 3, 10.0, 80)) == labels[kept_out]).mean()
    found = held_out_accuracy(states, labels, kept_out, 3, [0.001, 10.0], 80)
    assert found[1] == wanted
    assert found == held_out_accuracy(states, labels, kept_out, 3, [10.0, 0.001], 80)[::-1]
    assert found[0] < 1.0


def test_constant_features_and_new_labels_do_no_harm() -> None:
    features, other = standard(torch.tensor([[1.0, 2.0], [1.0, 4.0]]), torch.tensor([[5.0, 3.0]]))
    assert features[:, 0].tolist() == [0.0, 0.0]
    assert other.tolist() == [[0.0, 0.0]]
    labels, truth, classes = numbered(np.array([7, 3, 7]), np.array([3, 9, 7, 9]))
    assert (labels.tolist(), truth.tolist(), classes) == ([1, 0, 1], [0, 2, 1, 2], 2)


def test_baselines_know_the_token_alone() -> None:
    ids, labels = np.array([5, 5, 5, 8, 9]), np.array([1, 1, 0, 0, 1])
    assert majority(labels, 2).tolist() == [1, 1]
    assert by_token(ids, labels, np.array([8, 5, 77])).tolist() == [0, 1, 1]
    bags = [np.array([1, 1, 2]), np.array([3, 3]), np.array([1, 2, 2])]
    found = program_question((np.array([0, 1, 0]), bags), (np.array([1, 0]), [np.array([3]), np.array([2])]), 4)
    assert found.guesses["token"].tolist() == [1, 0]


def test_a_control_label_is_the_tokens_everywhere_and_as_frequent_as_labels() -> None:
    generator = np.random.default_rng(0)
    train, test, labels = (
        generator.integers(500, size=2000),
        generator.integers(500, size=900),
        np.arange(2000) % 4 // 3,
    )
    first, second = control_labels(train, test, labels, seed=1)
    given = dict(zip(train.tolist(), first.tolist(), strict=True))
    assert all(given[token] == label for token, label in zip(train.tolist(), first.tolist(), strict=True))
    assert all(given.get(t, label) == label for t, label in zip(test.tolist(), second.tolist(), strict=True))
    assert abs(first.mean() - 0.25) < 0.08


def test_tokens_are_spread_over_programs_and_languages() -> None:
    program = np.repeat([0, 1, 2, 3], [100, 3, 50, 50])
    language = np.repeat([0, 0, 1, 1], [100, 3, 50, 50])
    chosen = spread(program, language, 40, 2, seed=0)
    assert np.bincount(program[chosen]).tolist() == [17, 3, 10, 10]
    assert (np.diff(chosen) > 0).all()
    assert np.array_equal(chosen, spread(program, language, 40, 2, seed=0))
    assert len(spread(program, language, 0, 2, seed=0)) == 203


def test_labels_are_those_of_each_tokens_own_leaf(llama: Subject) -> None:
    corpus = Corpus("toy", "test", (Snippet("python", "x = f(12)\n", "by hand", "1"),))
    packed = packing(llama, corpus.snippets, 64, 300)
    types = Types()
    found = labelled(llama, corpus, packed.documents, ["python"], types)
    text = [llama.tokenizer.decode([token]) for token in found.id]
    assert "".join(text) == "x=f(12)"
    assert [KINDS[kind].value for kind in found.kind] == [
        *("identifier", "assignment", "identifier", "call", "number", "number", "call")
    ]
    names = {number: name for name, number in types.numbers.items()}
    assert names[int(found.type[3])] == ("python", "argument_list")
    assert found.position.tolist() == [1, 3, 5, 6, 7, 8, 9]  # <s> stands at 0


def test_states_are_block_outputs_of_each_program_by_itself(llama: Subject, corpus: Corpus) -> None:
    few = Corpus("toy", "test", corpus.snippets[:7])
    packed = packing(llama, few.snippets, 64, 200)
    whole = labelled(llama, few, packed.documents, list(few.languages), Types())
    tokens = whole.some(np.random.default_rng(0).permutation(len(whole))[:40])
    found = read_states(llama, packed, tokens)
    for document in packed.documents:
        alone: dict[int, torch.Tensor] = {}
        with torch.no_grad(), states(llama, alone.__setitem__):
            llama.model(torch.tensor([document.ids]), use_cache=False)
        for place in np.flatnonzero(tokens.program == document.index):
            for depth, state in enumerate(alone.values()):
                wanted = state[0, tokens.position[place]]
                torch.testing.assert_close(found.tokens[depth, place], wanted, rtol=1e-4, atol=1e-4)
        for depth, state in enumerate(alone.values()):
            torch.testing.assert_close(
                found.programs[depth, document.index], state[0, 1:].mean(0), rtol=1e-4, atol=1e-4
            )


def test_the_stage_measures_every_depth_and_leaves_the_model_alone(
    llama: Subject, corpus: Corpus, tmp_path: Path
) -> None:
    before = {name: value.clone() for name, value in llama.model.state_dict().items()}
    results = run(llama, halves_of(corpus), tmp_path)
    assert all(torch.equal(value, before[name]) for name, value in llama.model.state_dict().items())
    curve = [r for r in results if r.metric == "probe_accuracy" and r.condition["probe"] == "kinds"]
    assert {(r.layer, r.language) for r in curve} == {
        (layer, language) for layer in (None, 0, 1, 2) for language in (None, *corpus.languages)
    }
    for one in curve:
        assert one.n == (18 if one.language is None else 6)
        assert one.low is not None
        assert one.low <= one.value <= (one.high or 0)
    by = {(r.metric, r.layer, r.language, r.condition["probe"], r.condition.get("by")): r.value for r in results}
    for layer in (0, 1, 2):
        at = (layer, None, "kinds", None)
        accuracy, control = by["probe_accuracy", *at], by["probe_control", *at]
        assert by["probe_selectivity", *at] == pytest.approx(accuracy - control)
        token = by["probe_baseline", None, None, "kinds", "token"]
        assert by["probe_gain", *at] == pytest.approx(accuracy - token)
    assert by["probe_accuracy", 0, None, "types", None] > by["probe_baseline", None, None, "types", "majority"]
    json.dumps([r.condition for r in results])


def test_a_stopped_stage_goes_on_to_the_same_numbers(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    corpora = halves_of(corpus)
    whole = run(llama, corpora, tmp_path / "whole")
    artifact = open_artifact(tmp_path / "stopped", syntax_probe_request(llama, *corpora, OPTIONS))

    class Stops:
        """Stops the stage after two depths."""

        count = -1

        def begin(self, title: str, total: int, done: int = 0) -> None:
            self.count = 2 if title == "fitting probes" else -1

        def advance(self, steps: int = 1) -> None:
            self.count -= 1
            if self.count == 0:
                raise KeyboardInterrupt

        def say(self, text: str) -> None: ...

    with pytest.raises(KeyboardInterrupt):
        syntax_probe(llama, *corpora, OPTIONS, artifact, Stops())
    assert len(list(artifact.folder.glob("part-*.safetensors"))) == 2
    assert not artifact.complete
    assert run(llama, corpora, tmp_path / "stopped") == whole


def test_a_task_on_both_sides_and_a_strange_penalty_are_refused(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    train, test = halves_of(corpus)
    with pytest.raises(NeuroglotError, match="6 tasks are in both corpora"):
        run(llama, (train, Corpus("toy", "test", train.snippets)), tmp_path)
    options = replace(OPTIONS, penalty=("little",))
    artifact = open_artifact(tmp_path, syntax_probe_request(llama, train, test, options))
    with pytest.raises(NeuroglotError, match="a penalty is a number"):
        syntax_probe(llama, train, test, options, artifact)


def test_some_tokens_keep_all_their_fields() -> None:
    columns = [np.arange(5) + number for number in range(6)]
    found = Tokens(*columns).some(np.array([0, 3]))
    assert [getattr(found, name).tolist() for name in Tokens.__slots__] == [[n, n + 3] for n in range(6)]
