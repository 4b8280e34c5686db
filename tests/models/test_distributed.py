"""Ranks that really are processes: what they record together is, bit for bit, what one records alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from accelerate import dispatch_model

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.core.recordings import load_recording
from neuroglot.corpora import natural
from neuroglot.corpora.load import sample_tasks
from neuroglot.models.batches import packing
from neuroglot.models.distributed import Ranks, ranks
from neuroglot.models.hooks import zeroed
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.losses import document_losses
from neuroglot.models.subject import Subject
from neuroglot.stages.record import RecordOptions, record
from tests.stages.test_record import equal, fresh, recorded

OPTIONS = RecordOptions(batch_tokens=256, shards=4)
SCRIPT = """
import os, sys, time
from pathlib import Path
from neuroglot.core.artifacts import open_artifact
from neuroglot.corpora import natural
from neuroglot.corpora.load import sample_tasks
from neuroglot.models.distributed import ranks
from neuroglot.models.loading import load_subject
from neuroglot.stages.record import RecordOptions, record, record_request, stage
if ranks().rank == 1 and "slow" in sys.argv:
    whole = stage._record_shard
    def slow(run, folder, shard, *rest):
        whole(run, folder, shard, *rest)
        Path(sys.argv[2], "lost.part").write_text(str(os.getpid()))
        Path(sys.argv[2], "lost.part").rename(Path(sys.argv[2], "lost"))
        time.sleep(60)
    stage._record_shard = slow
subject, corpus = load_subject("embedded"), sample_tasks(natural.corpus(("python", "go")), 4, seed=0)
options = RecordOptions(batch_tokens=256, shards=4)
record(subject, corpus, options, open_artifact(Path(sys.argv[1]), record_request(subject, corpus, options)))
"""


def test_without_a_launcher_there_is_one_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR"):
        monkeypatch.delenv(name, raising=False)
    assert ranks() == Ranks(0, 1, 0, False)
    ranks().wait()


@pytest.mark.parametrize("given", [{"RANK": "2", "WORLD_SIZE": "2"}, {"RANK": "x"}, {"RANK": "-1"}])
def test_ranks_that_are_none_are_refused(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NeuroglotError, match="RANK"):
        ranks()


def test_more_ranks_than_shards_are_refused(
    llama: Subject, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "5")
    with pytest.raises(NeuroglotError, match="5 ranks share 4 shards"):
        record(llama, corpus, OPTIONS, fresh(tmp_path, llama, corpus, OPTIONS))


def launched(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """Two ranks that meet over gloo, as torchrun starts them."""
    script = folder / "script.py"
    script.write_text(SCRIPT)
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    environment = {**os.environ, "OMP_NUM_THREADS": str(torch.get_num_threads())}
    command = [*launcher, str(script), str(folder / "run"), str(folder), *words]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def test_two_gloo_ranks_one_of_them_lost_and_started_again(tmp_path: Path) -> None:
    dying = launched(tmp_path, "slow")
    deadline = time.monotonic() + 300
    while not (tmp_path / "lost").exists():
        assert time.monotonic() < deadline
        assert dying.poll() is None, (tmp_path / "log").read_text()
        time.sleep(0.1)
    os.kill(int((tmp_path / "lost").read_text()), signal.SIGKILL)
    assert dying.wait(timeout=120) != 0
    (folder,) = (tmp_path / "run" / "record").iterdir()
    assert (folder / "part-00001.safetensors").exists()
    assert not (folder / "manifest.json").exists()
    assert launched(tmp_path).wait(timeout=300) == 0, (tmp_path / "log").read_text()
    embedded, programs = load_subject("embedded"), sample_tasks(natural.corpus(("python", "go")), 4, seed=0)
    assert equal(load_recording(folder), recorded(tmp_path / "alone", embedded, programs, OPTIONS))
    assert not list(folder.glob("part-*"))


def test_a_model_that_is_spread_records_the_same_bits(corpus: Corpus, tmp_path: Path) -> None:
    """Without an accelerator all of it lands in main memory; the way there is accelerate's all the same."""
    plain, spread = load_subject("embedded"), load_subject("embedded", HoldOptions(device="spread"))
    assert (plain.weights, plain.tokens) == (spread.weights, spread.tokens)
    alone = recorded(tmp_path / "plain", plain, corpus, OPTIONS)
    assert equal(alone, recorded(tmp_path / "spread", spread, corpus, OPTIONS))


def test_blocks_that_come_from_disk_record_the_same_bits(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    """Their weights are there only while they compute; what their hooks see is what it always was."""
    alone = recorded(tmp_path / "plain", llama, corpus, OPTIONS)
    places = {"model.embed_tokens": "cpu", "model.norm": "cpu", "model.rotary_emb": "cpu", "lm_head": "cpu"}
    places |= {f"model.layers.{layer}": "disk" for layer in range(len(llama.blocks))}
    model = dispatch_model(deepcopy(llama.model), places, main_device="cpu", offload_dir=str(tmp_path / "weights"))
    offloaded = replace(llama, model=model)
    assert offloaded.module("mlp.up", 0).weight.is_meta
    assert equal(alone, recorded(tmp_path / "offloaded", offloaded, corpus, OPTIONS))
    neurons = neuron_set("go", "x", [Neuron(0, "mlp.up", 1), Neuron(1, "attn.v", 3), Neuron(1, "mlp.hidden", 5)])
    packed = packing(llama, corpus.snippets, 256, 512)
    before, _ = document_losses(offloaded, packed)
    with zeroed(llama, neurons):
        expected, _ = document_losses(llama, packed)
    with zeroed(offloaded, neurons):
        silent, _ = document_losses(offloaded, packed)
    assert torch.equal(silent, expected)
    assert not torch.equal(silent, before)
    assert torch.equal(document_losses(offloaded, packed)[0], before)
