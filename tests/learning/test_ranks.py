"""Two processes share each step, and end with the weights that one process finds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from neuroglot.learning import learn, read_examples
from neuroglot.models.loading import HoldOptions, load_subject
from tests.families import save_tiny
from tests.learning.test_loop import OPTIONS, TRAINED

PAIRS = [(f"def f{number}(x):\n", f"    return x + {number}\n") for number in range(20)]
SCRIPT = """
import sys
from pathlib import Path
from neuroglot.learning import learn, read_examples, wait_for_everyone
from neuroglot.models.loading import HoldOptions, load_subject
from tests.learning.test_loop import OPTIONS, TRAINED
from tests.learning.test_ranks import PAIRS
subject = load_subject(sys.argv[1], HoldOptions(device="cpu"))
subject.model.get_parameter(TRAINED).requires_grad_(True)
learn(subject, read_examples(subject, PAIRS, 64), OPTIONS, Path(sys.argv[2]))
wait_for_everyone()
"""


@pytest.mark.slow
def test_two_ranks_learn_what_one_learns(tmp_path: Path) -> None:
    model, root = save_tiny("llama", tmp_path / "model"), Path(__file__).parents[2]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    meeting = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": "2", "PYTHONPATH": str(root)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(model), str(tmp_path / "both")],
            env={**os.environ, **meeting, "RANK": str(rank), "LOCAL_RANK": str(rank)},
        )
        for rank in range(2)
    ]
    assert [one.wait(timeout=300) for one in running] == [0, 0]
    subject = load_subject(str(model), HoldOptions(device="cpu"))
    subject.model.get_parameter(TRAINED).requires_grad_(True)
    learn(subject, read_examples(subject, PAIRS, 64), OPTIONS, tmp_path / "one")
    together = load_file(tmp_path / "both" / "checkpoint-4" / "model.safetensors")
    torch.testing.assert_close(together[f"model.{TRAINED}"], subject.model.get_parameter(TRAINED), rtol=1e-4, atol=1e-6)
