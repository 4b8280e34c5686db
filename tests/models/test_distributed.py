"""Ranks that really are processes: what they record together is, bit for bit, what one records alone."""

from __future__ import annotations

import json
import os
import signal
import socket
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
from neuroglot.corpora import load_corpus
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
from neuroglot.corpora import load_corpus
from neuroglot.models.distributed import ranks
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.stages.record import RecordOptions, record, record_request, stage
folder, model, programs = (Path(word) for word in sys.argv[1:4])
if "dying" in sys.argv:  # a fork: both ranks from the libraries that one process loaded
    os.environ["RANK"] = os.environ["LOCAL_RANK"] = str(int(os.fork() == 0))
if ranks().rank == 1 and "dying" in sys.argv:
    whole = stage._record_shard
    def slow(run, place, shard, *rest):
        whole(run, place, shard, *rest)
        Path(folder, "lost.part").write_text(str(os.getpid()))
        Path(folder, "lost.part").rename(Path(folder, "lost"))
        time.sleep(60)
    stage._record_shard = slow
subject, corpus = load_subject(str(model), HoldOptions(device="cpu")), load_corpus(str(programs), "validation")
options = RecordOptions(batch_tokens=256, shards=4)
record(subject, corpus, options, open_artifact(folder / "run", record_request(subject, corpus, options)))
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


def launched(folder: Path, *words: str, alone: bool = False) -> subprocess.Popen[bytes]:
    """Two ranks that meet over gloo, as torchrun starts them; `alone`: one process, which makes the other itself."""
    script = folder / "script.py"
    script.write_text(SCRIPT)
    launcher = [sys.executable]
    environment = {**os.environ, "OMP_NUM_THREADS": str(torch.get_num_threads())}
    if alone:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        environment |= {"RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    else:
        launcher += ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    with (folder / "log").open("w") as log:
        return subprocess.Popen([*launcher, str(script), str(folder), *words], env=environment, stdout=log, stderr=log)


def test_two_gloo_ranks_one_of_them_lost_and_started_again(llama: Subject, tmp_path: Path) -> None:
    rows = [
        {"language": language, "text": f"{language} {'value ' * 40}{number}\n", "task": str(number)}
        for number in range(16)
        for language in ("python", "go")
    ]
    file = tmp_path / "programs.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    dying = launched(tmp_path, llama.id, str(file), "dying", alone=True)
    deadline = time.monotonic() + 300
    while not (tmp_path / "lost").exists():
        assert time.monotonic() < deadline
        assert dying.poll() is None, (tmp_path / "log").read_text()
        time.sleep(0.1)
    os.kill(int((tmp_path / "lost").read_text()), signal.SIGKILL)
    (folder,) = (tmp_path / "run" / "record").iterdir()
    while not (folder / "part-00002.safetensors").exists():  # the last shard of the rank that is left
        assert time.monotonic() < deadline
        assert dying.poll() is None, (tmp_path / "log").read_text()
        time.sleep(0.1)
    assert dying.poll() is None  # it waits for the one that is lost
    dying.kill()
    dying.wait()
    assert (folder / "part-00001.safetensors").exists()
    assert not (folder / "part-00003.safetensors").exists()
    assert not (folder / "manifest.json").exists()
    assert launched(tmp_path, llama.id, str(file)).wait(timeout=300) == 0, (tmp_path / "log").read_text()
    programs = load_corpus(str(file), "validation")
    assert equal(load_recording(folder), recorded(tmp_path / "alone", llama, programs, OPTIONS))
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
