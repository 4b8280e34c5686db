"""The command, from its options to the file and the answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from neuroglot.answer import Answer
from neuroglot.commands.generate import GenerateOptions, generate
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import save_sets
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.loading import HoldOptions
from tests.generation.test_engine import FakeVllm, vllm

__all__ = ["vllm"]

SHORT = SamplingOptions(samples=2, max_new_tokens=6)
CPU = HoldOptions(device="cpu")


def options(folder: Path, **changes: str) -> GenerateOptions:
    first = GenerateOptions(languages=("python", "go"), tasks=1, out=str(folder / "samples.jsonl"))
    return replace(first, **changes)  # type: ignore[arg-type]


def generations(answer: Answer) -> list[str]:
    lines = Path(answer.data["file"]).read_text().splitlines()
    return [json.loads(line)["generation"] for line in lines]


def test_samples_are_written_counted_and_not_written_again(tmp_path: Path) -> None:
    answer = generate(options(tmp_path), SHORT, CPU)
    assert answer.data["samples"] == 4
    assert {language: row["samples"] for language, row in answer.data["languages"].items()} == {"python": 2, "go": 2}
    assert 0 < answer.data["tokens"] <= 24
    assert answer.data["tokens per second"] > 0
    json.dumps(answer.data)
    again = generate(options(tmp_path), SHORT, CPU)
    assert again.data["tokens"] == 0
    assert again.data["tokens per second"] is None
    assert generations(again) == generations(answer)


def test_an_ablated_model_writes_other_samples_and_not_into_the_same_file(tmp_path: Path) -> None:
    sets = tmp_path / "sets.safetensors"
    neurons = neuron_set("go", "hand", [Neuron(layer, "mlp.gate", n) for layer in (0, 1, 2) for n in range(512)])
    save_sets(sets, {"go": neurons})
    plain = generate(options(tmp_path), SHORT, CPU)
    with pytest.raises(NeuroglotError, match=r"other ablated \(nothing, now go\)"):
        generate(options(tmp_path, ablate=f"{sets}:go"), SHORT, CPU)
    other = generate(options(tmp_path, ablate=f"{sets}:go", out=str(tmp_path / "other.jsonl")), SHORT, CPU)
    assert generations(other) != generations(plain)
    with pytest.raises(NeuroglotError, match="no set 'rust'; it has go"):
        generate(options(tmp_path, ablate=f"{sets}:rust"), SHORT, CPU)
    with pytest.raises(NeuroglotError, match=r"expected FILE\.safetensors:LABEL"):
        generate(options(tmp_path, ablate="sets.safetensors"), SHORT, CPU)


def test_vllm_is_given_a_checkpoint_of_the_ablated_model(tmp_path: Path, vllm: FakeVllm) -> None:
    sets = tmp_path / "sets.safetensors"
    save_sets(sets, {"go": neuron_set("go", "hand", [Neuron(0, "mlp.gate", 3)])})
    plain = generate(options(tmp_path, engine="vllm"), SHORT, CPU)
    assert plain.data["samples"] == 4
    other = str(tmp_path / "other.jsonl")
    generate(options(tmp_path, engine="vllm", out=other, ablate=f"{sets}:go"), SHORT, CPU)
    first, second = (Path(settings["model"]) for settings in vllm.models)
    assert first.name == "embedded_model"
    assert second.name == "ablated"
    assert not second.exists()


def test_an_untrained_twin_has_no_files_for_vllm(tmp_path: Path, vllm: FakeVllm) -> None:
    with pytest.raises(NeuroglotError, match="untrained:embedded has none: give --engine transformers"):
        generate(options(tmp_path, engine="vllm", model="untrained:embedded"), SHORT, CPU)
    assert not vllm.models


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroglotError, match="unknown engine 'tgi'; known: transformers, vllm"):
        generate(options(tmp_path, engine="tgi"), SHORT, CPU)
