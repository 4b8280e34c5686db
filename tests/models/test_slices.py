"""Layers that are split over ranks: what two ranks see together is what one process sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.core.recordings import load_recording
from neuroglot.corpora import natural
from neuroglot.corpora.load import sample_tasks
from neuroglot.models.architectures import ARCHITECTURES
from neuroglot.models.batches import packing
from neuroglot.models.hooks import held, zeroed
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.losses import document_losses
from neuroglot.models.slices import TENSOR_PARALLEL, check, here, run_of, whole
from neuroglot.models.subject import Subject
from neuroglot.stages.record import RecordOptions
from tests.stages.test_record import recorded

RECORDING = RecordOptions(batch_tokens=512, shards=2)
NEURONS = neuron_set(
    "go",
    "x",
    [
        *(Neuron(0, "mlp.gate", 1), Neuron(1, "mlp.up", 639), Neuron(2, "attn.k", 70), Neuron(3, "mlp.hidden", 400)),
        *(Neuron(4, "attn.o", 200), Neuron(5, "mlp.down", 3), Neuron(6, "mlp.act", 5), Neuron(6, "mlp.act", 600)),
    ],
)
SCRIPT = """
import json, sys
from pathlib import Path
from neuroglot.core.artifacts import open_artifact
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.slices import TENSOR_PARALLEL, run_of
from neuroglot.stages.record import record, record_request
from tests.models.test_slices import RECORDING, losses, programs
run, corpus = run_of(TENSOR_PARALLEL, Path(sys.argv[1])), programs()
subject = load_subject("embedded", HoldOptions(device=TENSOR_PARALLEL))
assert subject.split
record(subject, corpus, RECORDING, open_artifact(run, record_request(subject, corpus, RECORDING)))
(run / "losses.json").write_text(json.dumps([row.tolist() for row in losses(subject)]))
print("said by one")
"""


def programs() -> Corpus:
    return sample_tasks(natural.corpus(("python", "go")), 2, seed=0)


def losses(subject: Subject) -> list[torch.Tensor]:
    """Every program's loss: plain, silent, held, and plain again."""
    packed = packing(subject, programs().snippets, 512, 512)
    found = [document_losses(subject, packed)[0]]
    with zeroed(subject, NEURONS):
        found.append(document_losses(subject, packed)[0])
    values = {key: 0.5 + np.arange(len(indices)) for key, indices in NEURONS.members.items()}
    with held(subject, NEURONS, values):
        found.append(document_losses(subject, packed)[0])
    return [*found, document_losses(subject, packed)[0]]


def test_two_ranks_with_half_of_every_layer_are_one_model(tmp_path: Path) -> None:
    run = tmp_path / "run"
    (tmp_path / "script.py").write_text(SCRIPT)
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [*launcher, str(tmp_path / "script.py"), str(run)], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout == "said by one\n"
    embedded = load_subject("embedded")
    plain, silent, holding, after = (torch.tensor(row) for row in json.loads((run / "losses.json").read_text()))
    expected = losses(embedded)
    assert torch.equal(after, plain)
    for found, known in zip((plain, silent, holding), expected, strict=False):
        torch.testing.assert_close(found.double(), known, rtol=1e-5, atol=1e-5)
    assert not torch.allclose(silent, plain, rtol=1e-4)
    assert not torch.allclose(holding, silent, rtol=1e-4)
    (folder,) = (run / "record").iterdir()
    together, alone = load_recording(folder), recorded(tmp_path / "alone", embedded, programs(), RECORDING)
    assert np.array_equal(together.tokens, alone.tokens)
    assert together.keys == alone.keys
    for quantity in alone.sums:
        for key in alone.keys:
            known = alone.sums[quantity][key]
            slack = 1e-5 * np.abs(known).max() + (2 if quantity == "positives" else 0)
            np.testing.assert_allclose(together.sums[quantity][key], known, rtol=1e-4, atol=slack)
    assert together.reach.keys() == alone.reach.keys()


def test_without_a_launcher_layers_are_not_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MASTER_ADDR", raising=False)
    assert run_of("cpu", tmp_path) == tmp_path
    with pytest.raises(NeuroglotError, match="torchrun"):
        run_of(TENSOR_PARALLEL, tmp_path)
    with pytest.raises(NeuroglotError, match="torchrun"):
        load_subject("embedded", HoldOptions(device=TENSOR_PARALLEL))
    with pytest.raises(NeuroglotError, match="twin"):
        load_subject("untrained:embedded", HoldOptions(device=TENSOR_PARALLEL))


@pytest.mark.parametrize(("family", "why"), [("gpt_neox", "fuses"), ("gpt2", "fuses"), ("mixtral", "experts")])
def test_families_whose_slices_are_not_understood_are_refused(family: str, why: str) -> None:
    check(ARCHITECTURES["llama"])
    with pytest.raises(NeuroglotError, match=why):
        check(ARCHITECTURES[family])


def test_what_is_whole_is_left_as_it_is_and_other_widths_are_refused() -> None:
    values = torch.randn(2, 3, 8)
    assert whole(values, 8) is values
    with pytest.raises(NeuroglotError, match="8 of its 12 neurons"):
        whole(values, 12)
    positions, given = torch.tensor([1, 7]), torch.tensor([0.5, 2.0])
    assert here(positions, given, 8, 8) == (positions, given)
