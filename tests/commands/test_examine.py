"""`neuroglot examine`: which neurons are looked at, its table, and the whole command on a tiny model."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from neuroglot.commands.examine import WhichOptions, examine
from neuroglot.commands.options import InputOptions, RunOptions
from neuroglot.commands.record import record
from neuroglot.commands.runs import selections
from neuroglot.commands.select import FileOptions, MixOptions, balanced, file, universal
from neuroglot.commands.sources import SOURCE, recorded_source
from neuroglot.core.artifacts import artifacts, write_json
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora import load_corpus
from neuroglot.corpora.stripped import SUFFIX
from neuroglot.models.loading import HoldOptions
from neuroglot.report.explorer import write_explorer
from neuroglot.stages.examine import ExamineOptions
from neuroglot.stages.record import RecordOptions
from neuroglot.stages.select import BalancedOptions, UniversalOptions
from tests.families import save_tiny

OPTIONS = ExamineOptions(top=2, between=1, window=8, sampled=32, pushed=2, similar=1, parallel=1, batch_tokens=256)
HOLD = HoldOptions(device="cpu")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A recorded run of a tiny model, and its corpus."""
    folder = tmp_path_factory.mktemp("run")
    forms = {"python": "def f{n}(x):\n    return x + {n}\n", "go": "func f{n}(x int) int {{\n\treturn x + {n}\n}}\n"}
    rows = [
        {"language": language, "text": form.format(n=n), "task": f"task {n}"}
        for n in range(12)
        for language, form in forms.items()
    ]
    corpus = folder / "programs.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows))
    model = save_tiny("llama", folder / "model")
    source = InputOptions(model=str(model), corpus=str(corpus), languages=("python", "go"))
    record(RunOptions(str(folder / "run")), source, RecordOptions(), HOLD)
    return folder / "run", corpus


def which(corpus: Path, **more: object) -> WhichOptions:
    """Neurons by address and at random, on the corpus."""
    given = {"methods": ("none",), "corpus": str(corpus), "languages": ("python", "go"), "random": 3, **more}
    return WhichOptions(**given)  # type: ignore[arg-type]


def test_neurons_by_address_and_at_random_are_examined_silenced_and_exported(run: tuple[Path, Path]) -> None:
    folder, corpus = run
    asked = which(corpus, neurons=("2/mlp.hidden/7",), ablate=2)
    answer = examine(RunOptions(str(folder)), asked, OPTIONS, HOLD)
    rows = answer.data["neurons"]
    assert len(rows) == 4
    assert ["asked", "by address"] in next(row["chosen"] for row in rows if row["neuron"] == "2/mlp.hidden/7")
    again = examine(RunOptions(str(folder)), asked, OPTIONS, HOLD)
    assert again.data["neurons"] == rows
    artifact = Path(answer.data["artifact"])
    changes = [json.loads(line) for line in (artifact / "results.jsonl").read_text().splitlines()]
    silent = [one for one in changes if one["metric"] == "loss_change"]
    assert {(one["language"], one["split"], one["n"]) for one in silent} == {("python", "test", 2), ("go", "test", 2)}
    with open("/dev/null", "w") as nowhere:
        console = Console(width=80, record=True, file=nowhere)
        console.print(answer.text)
        assert "2/mlp.hidden/7" in console.export_text()
    assert write_explorer(folder) == folder / "explorer.html"


def test_what_was_selected_is_looked_at_on_what_was_recorded(run: tuple[Path, Path], tmp_path: Path) -> None:
    where = RunOptions(str(shutil.copytree(run[0], tmp_path / "run")))
    shutil.rmtree(Path(where.run) / "examine", ignore_errors=True)

    def methods() -> set[str]:
        answer = examine(where, WhichOptions(random=1, ablate=2), OPTIONS, HOLD)
        return {method for row in answer.data["neurons"] for method, _ in row["chosen"]}

    balanced(where, MixOptions(), BalancedOptions(per_language=2, ratio=1.0))
    assert methods() == {"balanced", "random"}
    (artifact,) = artifacts(Path(where.run), "examine")
    assert artifact.request.identity["corpus"] == load_corpus(str(run[1]), "validation", ("python", "go")).hash()
    universal(where, MixOptions(), UniversalOptions())
    assert methods() == {"universal", "random"}


def test_what_a_recording_read_is_known_from_its_study_or_its_name(run: tuple[Path, Path], tmp_path: Path) -> None:
    folder, corpus = shutil.copytree(run[0], tmp_path / "run"), run[1]
    (recorded,) = artifacts(folder, "record")
    assert recorded_source(folder, recorded).corpus == str(corpus)
    (recorded.folder / SOURCE).unlink()
    with pytest.raises(NeuroglotError, match="where that lies was not kept: say it with --corpus"):
        recorded_source(folder, recorded)
    named = replace(recorded.request, options={**recorded.request.options, "corpus": "natural" + SUFFIX})
    assert recorded_source(folder, replace(recorded, request=named)) == InputOptions(corpus="natural", comments=False)
    write_json(folder / "study.json", {"corpus": str(corpus), "comments": True})
    assert recorded_source(folder, recorded).corpus == str(corpus)
    write_json(folder / "study.json", {"corpus": str(tmp_path / "moved")})
    with pytest.raises(NeuroglotError, match="can't be read again: say with --corpus"):
        recorded_source(folder, recorded)


def test_a_corpus_that_has_changed_is_read_only_where_that_is_said(run: tuple[Path, Path], tmp_path: Path) -> None:
    folder, corpus = run
    before = corpus.read_text()
    corpus.write_text(before.replace("return x", "return y"))
    try:
        with pytest.raises(NeuroglotError, match=f"has changed since .* now, give --corpus {corpus}"):
            examine(RunOptions(str(folder)), WhichOptions(methods=("none",)), OPTIONS, HOLD)
    finally:
        corpus.write_text(before)


def test_neurons_are_silenced_where_no_set_was_found(run: tuple[Path, Path], tmp_path: Path) -> None:
    folder, corpus = shutil.copytree(run[0], tmp_path / "run"), run[1]
    (tmp_path / "basket.json").write_text(json.dumps({"basket": ["1/mlp.gate/3", "0/attn.o/5"]}))
    file(RunOptions(str(folder)), FileOptions(str(tmp_path / "basket.json")))
    asked = which(corpus, split="test", methods=("basket",), random=0, ablate=2)
    answer = examine(RunOptions(str(folder)), asked, OPTIONS, HOLD)
    artifact = next(one for one in artifacts(folder, "examine") if str(one.folder) == answer.data["artifact"])
    results = artifact.results()
    assert {one.split for one in results if one.metric == "loss_change"} == {"test"}
    assert {one.split for one in results if one.metric == "examined"} == {"test"}
    assert artifact.request.identity["selection by basket"] == selections(folder)["basket"].hash()
    assert artifact.request.options["select"] == {"basket": selections(folder)["basket"].request.key}


def test_what_is_not_there_is_refused(run: tuple[Path, Path], tmp_path: Path) -> None:
    folder, corpus = run
    with pytest.raises(NeuroglotError, match="no finished record"):
        examine(RunOptions(str(tmp_path)), which(corpus), OPTIONS, HOLD)
    with pytest.raises(NeuroglotError, match="has no selection"):
        examine(RunOptions(str(folder)), which(corpus, methods=("margin",)), OPTIONS, HOLD)
    with pytest.raises(NeuroglotError, match="not a neuron's address"):
        examine(RunOptions(str(folder)), which(corpus, neurons=("here",)), OPTIONS, HOLD)
    with pytest.raises(NeuroglotError, match="unknown split"):
        examine(RunOptions(str(folder)), which(corpus, split="train"), OPTIONS, HOLD)
