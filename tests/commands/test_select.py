"""`neuroglot select file`: sets from a file are a selection like any other, for ablate, tune and the report."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from neuroglot.applied.tune import TargetOptions
from neuroglot.commands.ablate import MeasureOptions, ablate
from neuroglot.commands.options import InputOptions, RunOptions
from neuroglot.commands.record import record
from neuroglot.commands.runs import selections
from neuroglot.commands.select import FileOptions, MixOptions, file, pls
from neuroglot.commands.tune import run as tune_run
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import load_sets, meant_for
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import LearnOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.report import write_report
from neuroglot.stages.ablate import AblateOptions
from neuroglot.stages.record import RecordOptions
from neuroglot.stages.select import SETS, PlsOptions
from neuroglot.stages.tune import SingleOptions
from tests.families import save_tiny

pytestmark = pytest.mark.usefixtures("few_objects_to_collect")

HOLD = HoldOptions(device="cpu")
BASKET = ["1/mlp.gate/3", "0/attn.o/5", "1/mlp.up/3"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded run with a selection by PLS, and the programs that it read."""
    folder = tmp_path_factory.mktemp("select")
    words = {"go": "func", "python": "def"}
    rows = [
        {"language": language, "text": f"{word} {number} = {number * 7}", "task": str(number)}
        for number in range(12)
        for language, word in words.items()
    ]
    (folder / "programs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "basket.json").write_text(json.dumps({"basket": BASKET}))
    given = InputOptions(str(save_tiny("llama", folder / "model")), str(folder / "programs.jsonl"))
    record(RunOptions(str(folder / "run")), given, RecordOptions(shards=1), HOLD)
    pls(RunOptions(str(folder / "run")), MixOptions(), PlsOptions(per_language=4))
    return folder


def test_a_basket_is_silenced_trained_and_reported(folder: Path) -> None:
    where = RunOptions(str(folder / "run"))
    answer = file(where, FileOptions(str(folder / "basket.json")))
    assert answer.data["sets"] == {"basket": {"neurons": 3, "units": 2}}
    chosen = selections(folder / "run")["basket"]
    assert chosen.request.options["file"] == hashlib.sha256((folder / "basket.json").read_bytes()).hexdigest()
    (neurons,) = load_sets(chosen.folder / SETS).values()
    assert (neurons.label, neurons.method) == ("basket", "basket")
    assert sorted(map(str, neurons)) == sorted(BASKET)

    measured = MeasureOptions(corpus=str(folder / "programs.jsonl"), methods=("basket",))
    silenced = ablate(where, measured, AblateOptions(draws=2, bootstrap=20), SamplingOptions(), JudgeOptions(), HOLD)
    conditions = [row["condition"] for row in silenced.data["results"] if row["metric"] == "loss_change"]
    assert {one["method"] for one in conditions} == {"basket"}
    assert {one.get("draw") for one in conditions} == {None, 0, 1}

    asked = TargetOptions("go", "basket", 0, f"programs:{folder / 'programs.jsonl'}", 0)
    learning = LearnOptions(lr=1e-2, rows=4, length=64, steps=2)
    trained = tune_run(where, asked, SingleOptions(bootstrap=20), learning, HOLD)
    assert Path(trained.data["delta"]).exists()
    assert "basket" in write_report(folder / "run").read_text(encoding="utf-8")


def test_what_was_given_last_is_the_newest(folder: Path, tmp_path: Path) -> None:
    where = RunOptions(str(folder / "run"))
    one, other = tmp_path / "one.json", tmp_path / "other.csv"
    one.write_text(json.dumps(BASKET[:1]))
    other.write_text("set,layer,site,index\nbasket,0,attn.o,5\n")
    for path, expected in ((one, BASKET[0]), (other, BASKET[1]), (one, BASKET[0])):
        file(where, FileOptions(str(path), name="mine"))
        (neurons,) = load_sets(selections(folder / "run")["mine"].folder / SETS).values()
        assert [str(neuron) for neuron in neurons] == [expected]


def test_what_can_be_no_selection_is_refused(folder: Path, tmp_path: Path) -> None:
    where = RunOptions(str(folder / "run"))
    path = tmp_path / "basket.json"
    with pytest.raises(NeuroglotError, match="--sets"):
        file(where, FileOptions())
    for name, words in (("pls", "taken"), ("pls-equal", "taken"), ("none", "taken"), ("My Set", "small letters")):
        with pytest.raises(NeuroglotError, match=words):
            file(where, FileOptions(str(folder / "basket.json"), name=name))
    path.write_text(json.dumps({"basket": [*BASKET, "1/mlp.gate/40", "9/mlp.gate/0", "0/mlp.nothing/0"]}))
    with pytest.raises(NeuroglotError, match=r"0/mlp\.nothing/0, 1/mlp\.gate/40, 9/mlp\.gate/0: not among"):
        file(where, FileOptions(str(path)))
    path.write_text(json.dumps({"basket": []}))
    with pytest.raises(NeuroglotError, match="holds no neuron"):
        file(where, FileOptions(str(path)))


def test_an_only_set_that_is_no_languages_is_meant_for_any() -> None:
    basket, go = (neuron_set(label, "hand", [Neuron(0, "attn.q", 1)]) for label in ("basket", "go"))
    assert meant_for({"basket": basket}, "python")["python"] == basket
    assert "python" not in meant_for({"go": go}, "python")
    assert "python" not in meant_for({"basket": basket, "other": basket}, "python")
