"""How a command ends: with its answer, or with one line and an exit code."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
import typer

from neuroglot.answer import Answer
from neuroglot.console import deliver


def ended(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code of a command that raises an error, and what it says."""

    def run() -> Answer:
        raise error

    with pytest.raises(typer.Exit) as left:
        deliver(run, as_json=True)
    shown = capsys.readouterr()
    assert not shown.out
    return left.value.exit_code, shown.err


def of_cpu() -> RuntimeError:
    """What torch says where main memory can't hold a tensor."""
    with pytest.raises(RuntimeError) as raised:
        torch.empty(2**60, dtype=torch.uint8)
    return raised.value


def of_numpy() -> MemoryError:
    """What numpy says there."""
    with pytest.raises(MemoryError) as raised:
        np.empty(2**60, dtype=np.uint8)
    return raised.value


LACKING = {
    "accelerator": lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB.\nSee the manual."),
    "apple": lambda: RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
    "cpu": of_cpu,
    "numpy": of_numpy,
    "python": MemoryError,
}


@pytest.mark.parametrize("where", LACKING)
def test_memory_that_ran_out_is_one_line_that_says_what_to_give(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ended(LACKING[where](), capsys)
    assert code == 2
    assert said.count("\n") == 1
    assert said.startswith("neuroglot: memory ran out")
    assert "a smaller --batch-tokens or --batch, or --checkpointing" in said
    assert "manual" not in said


def test_another_runtime_error_keeps_its_traceback() -> None:
    def run() -> Answer:
        raise RuntimeError("shapes do not fit")

    with pytest.raises(RuntimeError, match="shapes do not fit"):
        deliver(run, as_json=True)


def test_a_command_that_is_stopped_leaves_with_130(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ended(KeyboardInterrupt(), capsys)
    assert code == 130
    assert "goes on where it was" in said


def test_the_terminal_needs_no_torch() -> None:
    code = "import sys, neuroglot.console; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
