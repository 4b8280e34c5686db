"""Clone detection in a study, and the command: same pairs for model and twin, the band from the run's own profile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from neuroglot.applied.clones import band_of, of_names, run_clones
from neuroglot.commands.clones import EvaluateOptions, clones, parsed_band
from neuroglot.commands.options import RunOptions
from neuroglot.core.artifacts import Request, artifacts, open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Silent
from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import ClonePairs, PairOptions, pair_set
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject
from neuroglot.report.collect import TWIN
from neuroglot.stages.clones import CloneOptions
from tests.families import save_tiny

OPTIONS = CloneOptions(pooling=("mean",), variant=("raw", "centred"), context=128, batch_tokens=256, bootstrap=20)
FORMS = {
    "python": "def add(value):\n    total = value + {n}\n    return total\n",
    "javascript": "function add(value) {{ const total = value + {n}; return total; }}\n",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny("llama", tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> PairOptions:
    rows = [
        {"language": language, "text": form.format(n=number), "task": f"t{number}"}
        for number in range(24)
        for language, form in FORMS.items()
    ]
    path = tmp_path_factory.mktemp("pairs") / "programs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return PairOptions(pairs=str(path))


def profile(run: Path, model: str, first: int, last: int) -> None:
    about = {"stage": "layers", "model": model, "corpus": "toy", "unit": "", "n": 5}
    rows = [Result("similarity", 0.5, layer=layer, split="test", **about) for layer in range(3)]  # type: ignore[arg-type]
    for metric, value in (("band_found", 1), ("band_first", first), ("band_last", last)):
        rows.append(Result(metric, float(value), split="validation", condition={"role": "band"}, **about))  # type: ignore[arg-type]
    open_artifact(run, Request("layers", {"band": [first, last]}, {})).finish(rows, {})


def test_a_study_measures_model_and_twin_with_both_kinds_of_names(
    model: Path, asked: PairOptions, tmp_path: Path
) -> None:
    subject = load_subject(str(model), HoldOptions(device="cpu"))
    twin = load_subject(f"untrained:{model}", HoldOptions(device="cpu"))
    profile(tmp_path, str(model), 1, 2)
    skipped = run_clones(tmp_path, (subject, twin), asked, OPTIONS, Silent())
    assert skipped == []
    for folder in (tmp_path, tmp_path / TWIN):
        found = artifacts(folder, "clones")
        assert {one.request.options["names"] for one in found} == {"own", "random"}
        assert all(one.request.options["band"] == [1, 2] for one in found)
    own, twins = (artifacts(folder, "clones") for folder in (tmp_path, tmp_path / TWIN))
    for name in ("test pairs", "validation pairs"):
        assert {one.request.identity[name] for one in own} == {one.request.identity[name] for one in twins}
    assert run_clones(tmp_path, (subject, twin), asked, OPTIONS, Silent()) == []


def test_where_no_question_fits_the_rest_is_measured(model: Path, asked: PairOptions, tmp_path: Path) -> None:
    subject = load_subject(str(model), HoldOptions(device="cpu"))
    profile(tmp_path, str(model), 1, 2)
    (row,) = run_clones(tmp_path, (subject, None), asked, replace(OPTIONS, prompt=True), Silent())
    assert row["what"] == "clones told by asking the model"
    assert "--context" in row["why"]
    found = artifacts(tmp_path, "clones")
    assert {one.request.options["names"] for one in found} == {"own", "random"}
    assert not any(result.condition.get("representation") == "prompt" for one in found for result in one.results())


def test_what_is_lacking_is_said_and_the_rest_is_done(llama: Subject, asked: PairOptions, tmp_path: Path) -> None:
    skipped = run_clones(tmp_path, (llama, None), asked, OPTIONS, Silent())
    assert [row["what"] for row in skipped] == ["clone detection by the concept band"]
    assert "neuroglot layers" in skipped[0]["why"]
    representations = {one.condition["representation"] for one in artifacts(tmp_path, "clones")[0].results()}
    assert "band" not in representations
    assert "chosen layer" in representations
    skipped = run_clones(tmp_path, (llama, None), replace(asked, pairs="nothing"), OPTIONS, Silent())
    assert [row["what"] for row in skipped] == ["clone detection"]


def test_the_band_is_that_of_the_models_profile(tmp_path: Path) -> None:
    profile(tmp_path, "mine", 3, 5)
    assert band_of(tmp_path, "mine") == ((3, 4, 5), "")
    assert band_of(tmp_path / TWIN, "untrained:mine") == ((3, 4, 5), "")
    found, why = band_of(tmp_path, "another")
    assert not found
    assert "is of mine" in why


def test_the_command_answers(model: Path, asked: PairOptions, tmp_path: Path) -> None:
    what = EvaluateOptions(model=str(model), band="1-2", names=("own", "random"))
    answer = clones(RunOptions(str(tmp_path)), asked, what, OPTIONS, HoldOptions(device="cpu"))
    assert answer.ok
    data = json.loads(json.dumps(answer.data, allow_nan=False))
    assert data["band"] == [1, 2]
    assert data["skipped"] == []
    assert {row["condition"]["names"] for row in data["results"]} == {"own", "random"}
    with pytest.raises(NeuroglotError, match="unknown names"):
        clones(RunOptions(str(tmp_path)), asked, replace(what, names=("new",)), OPTIONS, HoldOptions(device="cpu"))
    with pytest.raises(NeuroglotError, match="--names"):
        clones(RunOptions(str(tmp_path)), asked, replace(what, names=()), OPTIONS, HoldOptions(device="cpu"))


def test_bands_are_read() -> None:
    assert parsed_band("4-6") == (4, 5, 6)
    assert parsed_band("4") == (4,)
    for text in ("a", "6-4", "-"):
        with pytest.raises(NeuroglotError, match="such as 4-5"):
            parsed_band(text)


def test_names_are_known() -> None:
    empty = pair_set("toy", "test", [])
    given = ClonePairs(empty, empty, "own")
    assert of_names(given, "own", 0) is given
    with pytest.raises(NeuroglotError, match="known: own, random"):
        of_names(given, "funny", 0)
