"""`neuroglot layers semantic`: its words, its table, and the whole command on a tiny model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from neuroglot.cli import spelled_out
from neuroglot.commands.layers import ParallelOptions, layers, outcome
from neuroglot.commands.options import RunOptions
from neuroglot.core.errors import NeuroglotError
from neuroglot.models.loading import HoldOptions
from neuroglot.stages.concept_layers import LayerOptions
from tests.families import save_tiny
from tests.report.test_layers import band, measured, one

OPTIONS = LayerOptions(states=("residual",), pooling=("mean",), near=2, swap_tasks=-1, bootstrap=20)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["layers", "runs/mine"], ["layers", "semantic", "runs/mine"]),
        (["layers", "--tasks", "3", "runs/mine"], ["layers", "semantic", "--tasks", "3", "runs/mine"]),
        (["layers", "semantic", "x"], ["layers", "semantic", "x"]),
        (["layers", "syntax", "x"], ["layers", "syntax", "x"]),
        (["layers"], ["layers"]),
        (["layers", "--help"], ["layers", "--help"]),
        (["record", "layers"], ["record", "layers"]),
    ],
)
def test_layers_alone_means_the_semantic_ones(words: list[str], expected: list[str]) -> None:
    assert spelled_out(words) == expected


def shown(results: object) -> str:
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(outcome(results, [{"what": "this", "why": "that"}]))  # type: ignore[arg-type]
    return console.export_text()


def test_the_table_marks_the_band_and_fits_80_columns() -> None:
    text = shown([*measured(), *band(2, 4)])
    assert [f"* {layer}" in text for layer in range(6)] == [False, False, True, True, True, False]
    assert "layers 2 [1, 2] to 4 [3, 4]" in " ".join(text.split())
    assert "left out: this: that" in text
    none = one("band_found", 0.0, None, "validation", role="band", why="it is flat")
    assert "no band (it is flat)" in shown([*measured(), none])
    assert "no curve" in shown([])


def test_the_command_answers_yes_whether_there_is_a_band_or_not(tmp_path: Path) -> None:
    model = save_tiny("llama", tmp_path / "model")
    forms = {"python": "def add(x):\n    return x + {n}\n", "javascript": "function add(x) {{ return x + {n}; }}\n"}
    rows = [
        {"language": language, "text": form.format(n=number), "task": f"t{number}"}
        for number in range(12)
        for language, form in forms.items()
    ]
    source = tmp_path / "programs.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    asked = ParallelOptions(model=str(model), corpus=str(source), languages=("python", "javascript"))
    answer = layers(RunOptions(str(tmp_path / "run")), asked, OPTIONS, HoldOptions(device="cpu"))
    assert answer.ok
    data = json.loads(json.dumps(answer.data, allow_nan=False))
    assert {row["what"] for row in data["skipped"]} == {"lexically close negatives"}
    assert data["why"] or data["band"]
    with pytest.raises(NeuroglotError, match="unknown split"):
        layers(RunOptions(str(tmp_path / "run")), ParallelOptions(split="train"), OPTIONS, HoldOptions(device="cpu"))
