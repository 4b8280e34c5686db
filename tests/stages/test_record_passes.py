"""Every way to sum gives what the definitions give, whatever the pieces, classes and dtypes; a head that is not needed
is not computed, and gradients one block at a time are the same bits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key
from neuroglot.core.statistics import ACTIVATION_SUMS
from neuroglot.models import losses
from neuroglot.models.batches import NO_TARGET, Batch, packing
from neuroglot.models.gradients import backward, backward_by_blocks
from neuroglot.models.hooks import attribute, capture
from neuroglot.models.memory import tokens_that_fit
from neuroglot.models.subject import Subject
from neuroglot.stages.record import record, segments, sums
from neuroglot.stages.record.numba_sums import numba_pass
from neuroglot.stages.record.options import BATCHING
from neuroglot.stages.record.reading import way_to_sum
from neuroglot.stages.record.segments import NONE, Division, Segments
from neuroglot.stages.record.sums import SegmentSums
from tests.families import FAMILIES, MIXTURES, tiny
from tests.stages.test_record import SMALL, equal, fresh, recorded

EVERY = [*FAMILIES, *MIXTURES]
WAYS = {"plain operations": sums.Pass(), "Numba": numba_pass}


def example(width: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor, Division]:
    """Three programs of 5, 400 and 90 tokens with gaps, each token of one of three classes or none, in 2 x 300."""
    generator = torch.Generator().manual_seed(0)
    values, grads = (torch.randn(2, 300, width, generator=generator).to(dtype) for _ in range(2))
    program = torch.full((600,), NONE)
    program[3:8], program[10:410], program[500:590] = 0, 1, 2
    program[[50, 51, 300]] = NONE
    classes = torch.randint(-1, 3, (600,), generator=generator)
    whole = Segments(program, torch.tensor([7, 2, 5]), torch.tensor([1, 0, 1]), 2)
    return values, grads, Division((whole, segments.split(whole, classes, torch.arange(9).view(3, 3), 9)))


def by_definition(values: Tensor, grads: Tensor | None, part: Segments) -> Tensor:
    a = values.flatten(0, 1).double()
    g = a if grads is None else grads.flatten(0, 1).double()
    quantities = [(a > 0).double(), a, a * a, a.abs(), g, g.abs(), a * g, (a * g).abs()]
    quantities = quantities[: len(ACTIVATION_SUMS)] if grads is None else quantities
    rows = [part.of_token == number for number in range(len(part.documents))]
    return torch.stack([torch.stack([quantity[row].sum(0) for row in rows]) for quantity in quantities])


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("with_grads", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("width", [1, 33, 2100])
def test_the_pass_gives_the_definitions(width: int, dtype: torch.dtype, with_grads: bool, way: SegmentSums) -> None:
    values, grads, division = example(width, dtype)
    given = grads if with_grads else None
    for _ in range(2):  # with buffers that have been used
        for found, part in zip(way(values, given, division), division.parts, strict=True):
            expected = by_definition(values, given, part)
            torch.testing.assert_close(found.double(), expected, rtol=1e-5, atol=1e-4)
            assert torch.equal(found[0].double(), expected[0])


DEVICES = ["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))]


@pytest.mark.parametrize("device", DEVICES)
def test_a_division_goes_where_a_block_is(device: str) -> None:
    values, grads, division = example(40)
    moved = division.on(torch.device(device))
    assert all(part.of_token.device == torch.device(device) for part in moved.parts)
    found = sums.Pass()(values.to(device), grads.to(device), moved)
    for one, other in zip(found, sums.Pass()(values, grads, division), strict=True):
        torch.testing.assert_close(one.cpu(), other)


def test_on_a_processor_numba_sums() -> None:
    assert way_to_sum(torch.device("cpu")) is numba_pass


def test_sums_are_the_same_bits_whatever_the_threads_and_the_layout() -> None:
    values, grads, division = example(700)
    threads = torch.get_num_threads()
    found = []
    for number in (1, 2):
        torch.set_num_threads(number)
        found.append(numba_pass(values, grads, division))
    torch.set_num_threads(threads)
    wide = torch.cat([grads, values, grads], dim=-1)  # as where one projection makes several sites
    found.append(numba_pass(wide[..., 700:1400], wide[..., 1400:], division))
    for others in found[1:]:
        assert all(torch.equal(one, other) for one, other in zip(found[0], others, strict=True))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_some_of_the_tokens_in_any_order(way: SegmentSums) -> None:
    values, grads, division = example(8)
    tokens = torch.cat([torch.arange(20, 600, 3), torch.arange(0, 600, 7)])
    some = division.some(tokens)
    rows = values.flatten(0, 1)[tokens][None], grads.flatten(0, 1)[tokens][None]
    for found, part in zip(way(*rows, some), some.parts, strict=True):
        torch.testing.assert_close(found.double(), by_definition(*rows, part), rtol=1e-5, atol=1e-4)
    nothing = division.some(torch.zeros(0, dtype=torch.int64))
    assert not any(found.any() for found in way(rows[0][:, :0], None, nothing))
    assert not nothing.parts[0].one_hot.any()


KERNEL = """
import json, sys, torch
from neuroglot.stages.record.triton_sums import triton_pass
from tests.stages.test_record_passes import by_definition, example
worst = 0.0
for width in (1, 130):
    for dtype in (torch.float32, torch.bfloat16):
        values, grads, division = example(width, dtype)
        for given in (None, grads):
            for found, part in zip(triton_pass(values, given, division), division.parts, strict=True):
                expected = by_definition(values, given, part)
                worst = max(worst, float(((found - expected).abs() / (1 + expected.abs())).max()))
                assert torch.equal(found[0].double(), expected[0])
print(json.dumps(worst))
"""


def test_the_kernel_agrees_with_the_definitions_in_the_interpreter() -> None:
    pytest.importorskip("triton", reason="Triton is not installed")
    paths = os.pathsep.join(["src", "."])
    environment = {**os.environ, "TRITON_INTERPRET": "1", "PYTHONPATH": paths}
    process = subprocess.run(
        [sys.executable, "-c", KERNEL], capture_output=True, text=True, env=environment, check=False
    )
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout) < 1e-5


def one_batch(subject: Subject, corpus: Corpus) -> Batch:
    return packing(subject, corpus.snippets[:6], 128, 2000)[0].to(subject.device)


def whole_losses(subject: Subject, batch: Batch) -> Tensor:
    """From the model's own scores, all at once."""
    scores = subject.model(input_ids=batch.input_ids, position_ids=batch.position_ids, use_cache=False).logits
    flat = functional.cross_entropy(
        scores.float().flatten(0, 1), batch.targets.flatten(), ignore_index=NO_TARGET, reduction="none"
    )
    return flat.view(batch.targets.shape)


@pytest.mark.parametrize("family", EVERY)
def test_losses_and_gradients_some_positions_at_a_time(
    family: str, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = tiny(family, tmp_path)
    batch = one_batch(subject, corpus)
    found: list[dict[Key, Tensor]] = [{}, {}, {}]

    def keep(number: int) -> object:
        def receive(key: Key, values: Tensor, grads: Tensor, tokens: Tensor | None) -> None:
            assert key not in found[number]  # once, and with its own gradient
            found[number][key] = torch.stack([values, grads])

        return attribute(subject, list(subject.architecture.views), receive)

    monkeypatch.setitem(losses.SCORES, "cpu", 40 * subject.config.vocab_size)
    with torch.no_grad():
        torch.testing.assert_close(losses.token_losses(subject, batch), whole_losses(subject, batch))
    backward(subject, batch, keep(0))  # type: ignore[arg-type]
    backward_by_blocks(subject, batch, keep(1))  # type: ignore[arg-type]
    with torch.enable_grad(), keep(2):  # type: ignore[attr-defined]
        torch.autograd.backward(whole_losses(subject, batch).sum())
    assert found[0].keys() == found[1].keys() == found[2].keys()
    for key, pair in found[0].items():
        assert torch.equal(pair, found[1][key])
        torch.testing.assert_close(pair, found[2][key], rtol=1e-4, atol=1e-5)
    assert all(parameter.grad is None for parameter in subject.model.parameters())


def test_a_head_that_is_not_understood_is_refused(
    llama: Subject, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama.config, "logits_scaling", 8.0, raising=False)
    with pytest.raises(NeuroglotError, match="logits_scaling"), torch.no_grad():
        losses.token_losses(llama, one_batch(llama, corpus))


def test_activations_alone_need_no_head(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    calls: list[int] = []
    handle = llama.model.get_output_embeddings().register_forward_hook(lambda *_: calls.append(1))
    recorded(tmp_path / "a", llama, corpus, replace(SMALL, attributions=False))
    assert not calls
    recorded(tmp_path / "b", llama, corpus)
    handle.remove()
    assert calls


def test_what_a_pass_without_the_head_reads_is_what_a_whole_one_reads(llama: Subject, corpus: Corpus) -> None:
    batch, found = one_batch(llama, corpus), []
    for run in (lambda: losses.hidden_states(llama, batch), lambda: whole_losses(llama, batch)):
        with torch.no_grad(), capture(llama, ["mlp.down"], lambda key, values, _: found.append(values)):
            run()
    real = batch.documents >= 0
    for one, other in zip(found[:3], found[3:], strict=True):
        torch.testing.assert_close(one[real], other[real])


def test_one_block_at_a_time_gives_the_same_statistics(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    plain = recorded(tmp_path / "plain", llama, corpus)
    assert equal(plain, recorded(tmp_path / "blocks", llama, corpus, replace(SMALL, checkpointing=True)))


def test_chosen_sites_have_the_same_sums(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    every = recorded(tmp_path / "every", llama, corpus)
    one = recorded(tmp_path / "one", llama, corpus, replace(SMALL, sites=("mlp.act", "attn.k")))
    assert set(one.keys) == {(site, layer) for site in ("mlp.act", "attn.k") for layer in range(3)}
    for key in one.keys:
        for quantity in one.sums:
            assert np.array_equal(one.sums[quantity][key], every.sums[quantity][key])
    with pytest.raises(NeuroglotError, match=r"no site 'mlp\.nothing'"):
        recorded(tmp_path / "none", llama, corpus, replace(SMALL, sites=("mlp.nothing",)))


def test_a_batch_that_free_memory_decides_is_decided_once(
    llama: Subject, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = replace(SMALL, batch_tokens=0)
    for free, tokens in ((1 << 60, 65_536), (1, 512)):
        monkeypatch.setattr("neuroglot.models.memory.free_memory", lambda _, free=free: free)
        assert tokens_that_fit(llama, gradients=True) == tokens
    artifact = fresh(tmp_path, llama, corpus, options)
    (artifact.folder / BATCHING).write_text('{"batch_tokens": 300}')
    statistics = record(llama, corpus, options, artifact)
    assert statistics is not None
    assert equal(statistics, recorded(tmp_path / "fixed", llama, corpus, replace(SMALL, batch_tokens=300)))


def test_in_bfloat16_sums_agree_with_float32_statistically(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    whole = recorded(tmp_path / "whole", llama, corpus)
    half = tiny("llama", tmp_path / "half")
    half.model.to(torch.bfloat16)
    found = recorded(tmp_path / "run", half, corpus)
    for key in whole.keys:
        for quantity in ("sum", "mean-of-products"):
            one, other = (np.ravel(statistics.sums[quantity][key]) for statistics in (whole, found))
            assert np.corrcoef(one, other)[0, 1] > 0.99
    assert np.array_equal(found.tokens, whole.tokens)
