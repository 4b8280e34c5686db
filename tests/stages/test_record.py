"""Recorded sums equal a program-by-program computation by hand, and don't depend on how the work was divided."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import halves
from neuroglot.core.neurons import Key
from neuroglot.core.statistics import (
    ACTIVATION_SUMS,
    READINGS,
    NeuronStatistics,
    load_statistics,
    merge,
    save_statistics,
)
from neuroglot.models.batches import packing
from neuroglot.models.losses import document_losses
from neuroglot.models.subject import Subject
from neuroglot.stages.record import RecordOptions, record, record_request, stage
from neuroglot.stages.record.stage import shard_bounds
from tests.families import FAMILIES, MIXTURES, tiny

SMALL = RecordOptions(batch_tokens=300, shards=3)


def fresh(folder: Path, subject: Subject, corpus: Corpus, options: RecordOptions) -> Artifact:
    return open_artifact(folder, record_request(subject, corpus, options))


def recorded(folder: Path, subject: Subject, corpus: Corpus, options: RecordOptions = SMALL) -> NeuronStatistics:
    statistics = record(subject, corpus, options, fresh(folder, subject, corpus, options))
    assert statistics is not None
    return statistics


def equal(left: NeuronStatistics, right: NeuronStatistics) -> bool:
    return all(
        np.array_equal(left.sums[quantity][key], right.sums[quantity][key])
        for quantity in left.sums
        for key in left.keys
    ) and np.array_equal(left.tokens, right.tokens)


def by_hand(subject: Subject, corpus: Corpus, seed: int) -> tuple[dict[str, dict[Key, np.ndarray]], np.ndarray]:
    """Every program alone, in float64, straight from the definitions."""
    sums: dict[str, dict[Key, np.ndarray]] = {}
    tokens = np.zeros((3, 2), dtype=np.int64)
    for snippet, half in zip(corpus.snippets, halves(corpus.snippets, seed), strict=True):
        place = corpus.languages.index(snippet.language)
        ids = torch.tensor([[0, *subject.tokenizer(snippet.text, add_special_tokens=False)["input_ids"]]])
        values, grads = one_program(subject, ids)
        tokens[place, half] += ids.shape[1] - 1
        for key in values:
            a, g = values[key][0, 1:].double().numpy(), grads[key][0, 1:].double().numpy()
            parts = {
                "positives": (a > 0).sum(0),
                "sum": a.sum(0),
                "sum_squares": (a**2).sum(0),
                "sum_absolute": np.abs(a).sum(0),
                "mean-of-products": np.abs(a * g).mean(0),
                "product-of-means": np.abs(a.mean(0) * g.mean(0)),
                "product-of-magnitudes": np.abs(a).mean(0) * np.abs(g).mean(0),
                "signed": -(a * g).mean(0),
            }
            for name, part in parts.items():
                there = sums.setdefault(name, {}).setdefault(key, np.zeros((3, 2, len(part))))
                there[place, half] += part
    return sums, tokens


def one_program(subject: Subject, ids: torch.Tensor) -> tuple[dict[Key, torch.Tensor], dict[Key, torch.Tensor]]:
    from neuroglot.models.hooks import attribute

    values: dict[Key, torch.Tensor] = {}
    grads: dict[Key, torch.Tensor] = {}

    def keep(key: Key, a: torch.Tensor, g: torch.Tensor, _: None) -> None:
        values[key], grads[key] = a, g

    with torch.enable_grad(), attribute(subject, list(subject.architecture.views), keep):
        scores = subject.model(input_ids=ids, use_cache=False).logits.log_softmax(-1)
        (-scores[0, :-1].gather(1, ids[0, 1:, None]).sum()).backward()
    return values, grads


def test_sums_equal_the_definitions_program_by_program(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    statistics = recorded(tmp_path, llama, corpus)
    expected, tokens = by_hand(llama, corpus, SMALL.seed)
    assert np.array_equal(statistics.tokens, tokens)
    assert statistics.programs.tolist() == [[6, 6]] * 3
    for quantity in statistics.sums:
        for key, array in statistics.sums[quantity].items():
            if quantity == "positives":
                assert np.array_equal(array, expected[quantity][key])
            else:
                scale = np.abs(expected[quantity][key]).max()
                np.testing.assert_allclose(array, expected[quantity][key], rtol=1e-5, atol=1e-5 * scale)


def test_without_attributions_only_activations_are_recorded(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    plain = recorded(tmp_path / "a", llama, corpus, RecordOptions(attributions=False))
    assert set(plain.sums) == set(ACTIVATION_SUMS)
    whole = recorded(tmp_path / "b", llama, corpus, RecordOptions())
    for quantity in ACTIVATION_SUMS:
        for key in whole.keys:
            np.testing.assert_allclose(plain.sums[quantity][key], whole.sums[quantity][key], rtol=1e-6)
    with pytest.raises(NeuroglotError, match="was not recorded"):
        plain.mean(READINGS[0])


def test_other_batches_give_the_same_sums_to_float_precision(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    one = recorded(tmp_path / "one", llama, corpus, RecordOptions(batch_tokens=1))
    other = recorded(tmp_path / "other", llama, corpus, RecordOptions(batch_tokens=10_000))
    for quantity in one.sums:
        for key in one.keys:
            left, right = one.sums[quantity][key], other.sums[quantity][key]
            np.testing.assert_allclose(left, right, rtol=1e-5, atol=1e-5 * np.abs(right).max())


def test_ranks_give_the_same_bits_as_one_process(
    llama: Subject, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = recorded(tmp_path / "alone", llama, corpus)
    shared = fresh(tmp_path / "shared", llama, corpus, SMALL)
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "1")
    assert record(llama, corpus, SMALL, shared) is None
    monkeypatch.setenv("RANK", "0")
    together = record(llama, corpus, SMALL, shared)
    assert together is not None
    assert equal(alone, together)


def test_merging_is_addition(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    statistics = recorded(tmp_path, llama, corpus)
    double = merge(statistics, statistics)
    key = statistics.keys[0]
    assert np.array_equal(double.sums["sum"][key], 2 * statistics.sums["sum"][key])
    assert np.allclose(double.mean("signed")[key], statistics.mean("signed")[key])
    save_statistics(tmp_path / "x.safetensors", double, {"next": "7"})
    again, notes = load_statistics(tmp_path / "x.safetensors")
    assert equal(double, again)
    assert notes["next"] == "7"


def test_shards_cover_every_batch_once() -> None:
    for batches in range(1, 20):
        bounds = shard_bounds(batches, 4)
        assert [index for first, last in bounds for index in range(first, last)] == list(range(batches))


KILLED = """
import os, sys
from pathlib import Path
from neuroglot.stages.record import stage as module
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.core.artifacts import open_artifact
from tests.stages.test_record import SMALL, many
model, run = sys.argv[1], Path(sys.argv[2])
subject = load_subject(model, HoldOptions(device="cpu"))
real = module.save_statistics
def save(*arguments):
    real(*arguments)
    print("saved", flush=True)
module.save_statistics = save
batch = module.record_batch
def counted(*arguments):
    print("batch", flush=True)
    batch(*arguments)
module.record_batch = counted
artifact = open_artifact(run, module.record_request(subject, many(), SMALL))
module.record(subject, many(), SMALL, artifact)
"""


def many() -> Corpus:
    snippets = tuple(
        Snippet(language, f"{language} {'value ' * 40}{number}\n", "made by hand", f"task {number}")
        for number in range(30)
        for language in ("python", "go")
    )
    return Corpus("toy", "validation", snippets)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_killed_recording_goes_on_without_repeating_a_finished_batch(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", KILLED, llama.id, str(tmp_path / "run")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if lines.count("saved") == 4:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.wait()
    lines += process.stdout.read().split()
    begun, again, batch = lines.count("batch"), [], stage.record_batch
    monkeypatch.setattr(stage, "record_batch", lambda *given: (again.append(1), batch(*given)))
    artifact = fresh(tmp_path / "run", llama, many(), SMALL)
    assert not artifact.complete
    resumed = record(llama, many(), SMALL, artifact)
    total = len(packing(llama, many().snippets, SMALL.context, SMALL.batch_tokens))
    assert 4 <= begun < total
    assert total <= begun + len(again) <= total + 1  # only a batch whose sums were not on disk yet
    assert artifact.complete
    assert resumed is not None
    assert equal(resumed, recorded(tmp_path / "whole", llama, many()))


def test_one_language_or_none_is_refused(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    nothing = Corpus("toy", "validation", ())
    with pytest.raises(NeuroglotError, match="is empty"):
        record(llama, nothing, SMALL, fresh(tmp_path, llama, nothing, SMALL))
    single = Corpus("toy", "validation", tuple(s for s in corpus.snippets if s.language == "go"))
    with pytest.raises(NeuroglotError, match="one language only"):
        record(llama, single, SMALL, fresh(tmp_path / "single", llama, single, SMALL))


def test_a_run_made_by_other_weights_is_refused(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    fresh(tmp_path / "run", llama, corpus, SMALL)
    other = tiny("llama", tmp_path / "other", seed=1)
    renamed = Subject(llama.id, other.model, other.tokenizer, other.architecture, other.weights, other.tokens)
    with pytest.raises(NeuroglotError, match="different weights"):
        fresh(tmp_path / "run", renamed, corpus, SMALL)


@pytest.mark.parametrize("family", [*FAMILIES, *MIXTURES])
def test_a_document_does_not_see_its_neighbours(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path / family)
    texts = ["a = 1\nb = 2\n", "func f() int { return 3 }", "x", "let y = z + 4;"]
    snippets = [Snippet("python", text, "") for text in texts]
    together, targets = document_losses(subject, packing(subject, snippets, 128, 4096))
    changed = [Snippet("python", "while (true) {}", ""), *snippets[1:]]
    beside_another, _ = document_losses(subject, packing(subject, changed, 128, 4096))
    for index, snippet in enumerate(snippets):
        alone, _ = document_losses(subject, packing(subject, [snippet], 128, 4096))
        assert together[index].item() == pytest.approx(alone[0].item(), rel=1e-5)
    torch.testing.assert_close(together[1:], beside_another[1:], rtol=1e-5, atol=1e-5)
    assert targets.tolist() == [len(text) for text in texts]
