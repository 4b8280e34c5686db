"""Sets survive the trip through every form that others use, and what is no set is refused."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
import torch

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.stages.exchange import read_sets, write_sets

LANGUAGES = ("cpp", "java", "python")
SETS = {
    "cpp": neuron_set("cpp", "pls", [Neuron(12, "mlp.gate", 3411), Neuron(0, "attn.q", 7)]),
    "java": neuron_set("java", "pls", [Neuron(3, "mlp.down", 0)]),
    "python": NeuronSet("python", "pls", {}),
}


@pytest.mark.parametrize("suffix", [".safetensors", ".json", ".csv"])
def test_sets_come_back(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"sets{suffix}"
    write_sets(path, SETS, LANGUAGES, "mlp.act")
    again = read_sets(path, LANGUAGES, "mlp.act")
    assert {label: again[label] for label in ("cpp", "java")} == {label: SETS[label] for label in ("cpp", "java")}
    assert not len(again.get("python", ()))


def test_the_papers_keys_and_addresses(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys = {"layer_12_mlp_gate_proj_neuron_3411": 0.5, "layer_0_self_attn_q_proj_neuron_7": 0.2}
    path.write_text(json.dumps({"cpp": keys}))
    assert read_sets(path, LANGUAGES, "mlp.act")["cpp"] == SETS["cpp"]
    path.write_text(json.dumps(list(keys)))
    assert read_sets(path, LANGUAGES, "mlp.act")["keys"] == SETS["cpp"]
    path.write_text(json.dumps({"basket": ["layer_0_self_attn_q_proj_neuron_7", "3/mlp.experts.2.hidden/1"]}))
    mixed = neuron_set("basket", "hand", [Neuron(0, "attn.q", 7), Neuron(3, "mlp.experts.2.hidden", 1)])
    assert read_sets(path, LANGUAGES, "mlp.act")["basket"] == mixed
    path.write_text(json.dumps(["12/mlp.gate/x"]))
    with pytest.raises(NeuroglotError, match="LAYER/SITE/INDEX"):
        read_sets(path, LANGUAGES, "mlp.act")
    path.write_text(json.dumps(["layer_12_mlp_gate"]))
    with pytest.raises(NeuroglotError, match="not a neuron's key"):
        read_sets(path, LANGUAGES, "mlp.act")


def test_lapes_lists(tmp_path: Path) -> None:
    path = tmp_path / "lape.pth"
    torch.save(
        [[torch.tensor([4, 9]), torch.tensor([], dtype=torch.int64)], [torch.tensor([1]), torch.tensor([2])]], path
    )
    sets = read_sets(path, LANGUAGES, "mlp.act")
    assert [str(neuron) for neuron in sets["cpp"]] == ["0/mlp.act/4", "0/mlp.act/9"]
    assert [str(neuron) for neuron in sets["java"]] == ["0/mlp.act/1", "1/mlp.act/2"]
    assert len(sets["python"]) == 0
    write_sets(tmp_path / "again.pth", sets, LANGUAGES, "mlp.act")
    rows = torch.load(tmp_path / "again.pth", weights_only=True)
    assert [[layer.tolist() for layer in row] for row in rows] == [[[4, 9], []], [[1], [2]], [[], []]]
    with pytest.raises(NeuroglotError, match="--languages"):
        read_sets(path, ("cpp",), "mlp.act")


def test_what_a_form_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroglotError, match="one site"):
        write_sets(tmp_path / "x.pth", SETS, LANGUAGES, "mlp.act")
    with pytest.raises(NeuroglotError, match="projections only"):
        write_sets(
            tmp_path / "x.json", {"go": neuron_set("go", "lape", [Neuron(0, "mlp.act", 1)])}, LANGUAGES, "mlp.act"
        )
    with pytest.raises(NeuroglotError, match="unknown form"):
        write_sets(tmp_path / "x.xlsx", SETS, LANGUAGES, "mlp.act")


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('ran')",)


def test_a_pickle_with_code_does_not_run(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pth"
    path.write_bytes(pickle.dumps([Bomb()]))
    with pytest.raises(NeuroglotError, match="plain tensors"):
        read_sets(path, LANGUAGES, "mlp.act")
    torch.save([Bomb()], path)
    with pytest.raises(NeuroglotError, match="plain tensors"):
        read_sets(path, LANGUAGES, "mlp.act")
