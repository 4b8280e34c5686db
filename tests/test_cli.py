"""The command line as a user meets it: answers, exit codes, and one clear line for every bad input."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from neuroglot.steps import SELECTIONS
from tests.command_line import neuroglot, process, refused
from tests.families import save_tiny

CONFIGS = {
    "llama-3.1-8b": (
        {
            "model_type": "llama",
            "hidden_size": 4096,
            "intermediate_size": 14336,
            "num_attention_heads": 32,
            "num_hidden_layers": 32,
            "num_key_value_heads": 8,
            "vocab_size": 128256,
        },
        1_376_256,
    ),
    "qwen2.5-coder-32b": (
        {
            "model_type": "qwen2",
            "hidden_size": 5120,
            "intermediate_size": 27648,
            "num_attention_heads": 40,
            "num_hidden_layers": 64,
            "num_key_value_heads": 8,
            "vocab_size": 152064,
        },
        4_653_056,
    ),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny("llama", tmp_path_factory.mktemp("cli") / "model")


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "programs.jsonl"
    rows = [
        {"language": language, "text": f"{word} {number} = {number * 7}", "task": str(number)}
        for number in range(16)
        for language, word in (("python", "def"), ("Golang", "func"), ("JS", "let"))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("name", CONFIGS)
def test_inspect_counts_the_papers_neurons(name: str, tmp_path: Path) -> None:
    config, neurons = CONFIGS[name]
    (tmp_path / "config.json").write_text(json.dumps(config))
    done = neuroglot("inspect", str(tmp_path / "config.json"), "--json")
    data = json.loads(done.stdout)
    assert data["projections_total"] == neurons
    assert data["family"] == config["model_type"]
    assert data["layers"] == config["num_hidden_layers"]
    assert data["neurons"]["mlp.gate"] == config["num_hidden_layers"] * config["intermediate_size"]
    assert data["memory"]["peak"] > data["memory"]["weights"] > 1e10


@pytest.mark.usefixtures("brief_natural_programs")
def test_the_main_job_end_to_end(model: Path, programs: Path, tmp_path: Path) -> None:
    words = ["study", "--model", str(model), "--corpus", str(programs), "--runs", str(tmp_path), "--name", "mine"]
    words.append("--no-learning")
    plan = neuroglot(*words, "--dry-run", "--json")
    assert plan.returncode == 0, plan.stderr
    assert {"seconds", "disk", "memory", "steps"} <= set(json.loads(plan.stdout))
    assert not (tmp_path / "mine").exists()
    done = neuroglot(*words, "--json")
    assert done.returncode == 0, done.stderr
    report = Path(json.loads(done.stdout)["report"])
    assert report == tmp_path / "mine" / "report.html"
    assert "<script>" in report.read_text()
    manifests = list((tmp_path / "mine").glob("*/*/manifest.json"))
    stages = Counter(path.parent.parent.name for path in manifests)
    # Zeroed, held at the mean, and zeroed on the natural programs; frontiers on the test split and on those.
    # Layers are compared on the corpus and on the natural programs.
    depth = {"layers": 2, "syntax_probe": 1, "residual": 1, "clones": 1}
    search = {"record": 1, "select": len(SELECTIONS), "chance": 1, "ablate": 3, "frontier": 2, "examine": 1}
    assert stages == {**search, **depth}
    assert (tmp_path / "mine" / "explorer.html").exists()
    of_twin = list((tmp_path / "mine" / "twin").glob("*/*/manifest.json"))
    assert Counter(path.parent.parent.name for path in of_twin) == {"record": 1, "select": 10, "ablate": 1, **depth}
    # The plan has a step for each, but one for all selections, and one for clones in model and twin.
    planned = [step for step in json.loads(plan.stdout)["steps"] if step["seconds"] > 0]
    in_twin = [step["stage"] for step in planned if step["what"].startswith("untrained twin")]
    in_model = [step["stage"] for step in planned if not step["what"].startswith("untrained twin")]
    assert Counter(in_model) == {**search, "select": 1, **depth, "report": 1}
    assert Counter(in_twin) == {
        "record": 1,
        "ablate": 1,
        **{name: count for name, count in depth.items() if name != "clones"},
    }
    manifests += of_twin
    said = " ".join(json.loads(done.stdout)["findings"])
    assert "On 24 natural programs" in said
    assert "In the untrained twin" in said
    times = {path: path.stat().st_mtime_ns for path in manifests}
    again = neuroglot(*words, "--json")
    assert again.returncode == 0
    assert times == {path: path.stat().st_mtime_ns for path in manifests}


def test_stage_by_stage_and_other_weights(model: Path, programs: Path, tmp_path: Path) -> None:
    run = str(tmp_path / "run")
    done = process("record", run, "--model", str(model), "--corpus", str(programs), "--json")
    assert json.loads(done.stdout)["programs"] == {"python": 8, "go": 8, "javascript": 8}, done.stderr
    sets = json.loads(neuroglot("select", "pls", run, "--fraction", "0.2", "--ratio", "1.0", "--json").stdout)
    assert sum(one["neurons"] for one in sets["sets"].values()) > 0
    done = neuroglot("ablate", run, "--corpus", str(programs), "--draws", "2", "--json")
    metrics = {result["metric"] for result in json.loads(done.stdout)["results"]}
    assert {"loss", "loss_change", "draws_exceeded"} <= metrics
    shown = neuroglot("neurons", "show", str(next(Path(run).glob("select/*/sets.safetensors"))))
    assert "attn" in shown.stdout
    assert neuroglot("report", run).returncode == 0
    save_tiny("llama", model, seed=5)
    other = refused(neuroglot("record", run, "--model", str(model), "--corpus", str(programs)))
    save_tiny("llama", model, seed=0)
    assert "different weights" in other


def test_an_unknown_family_is_refused_with_the_list(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bloom", "hidden_size": 8, "n_layer": 1}))
    line = refused(process("record", str(tmp_path / "run"), "--model", str(tmp_path)))
    assert "'bloom'" in line
    assert "llama" in line
    assert "gemma3_text" in line


@pytest.mark.parametrize("text", ["{", "[]", '{"model_type": "llama", "hidden_size": "many"}', '{"no": "type"}'])
def test_a_broken_configuration_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(text)
    assert "config" in refused(neuroglot("record", str(tmp_path / "run"), "--model", str(tmp_path)))
    assert "config" in refused(neuroglot("inspect", str(tmp_path)))


def test_bad_corpora_are_refused(model: Path, tmp_path: Path) -> None:
    def record(corpus: Path | str) -> str:
        return refused(neuroglot("record", str(tmp_path / "run"), "--model", str(model), "--corpus", str(corpus)))

    empty = tmp_path / "empty"
    empty.mkdir()
    assert "is empty" in record(empty)
    assert "known: bundled, humaneval_x" in record("no-such-corpus")
    latin = tmp_path / "latin"
    latin.mkdir()
    (latin / "a.py").write_bytes("s = 'é'".encode("latin-1"))
    assert "a.py is not UTF-8" in record(latin)
    single = tmp_path / "single"
    single.mkdir()
    for number in range(8):
        (single / f"{number}.py").write_text(f"x = {number}\n")
    assert "one language only" in record(single)
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"language": "python", "text": "x"}\n{"language": "python"}\n')
    assert "broken.jsonl:2" in record(broken)
    broken.write_text('{"language": "cobol", "text": "x"}\n')
    assert "unknown language 'cobol'" in record(broken)
    broken.write_text("no json\n")
    assert "broken.jsonl:1: not JSON" in record(broken)


def test_a_missing_model_and_a_missing_run_are_refused(tmp_path: Path) -> None:
    assert "there is no folder" in refused(neuroglot("record", str(tmp_path / "r"), "--model", str(tmp_path / "none")))
    assert "no run folder" in refused(neuroglot("report", str(tmp_path / "none")))
    assert "no finished record" in refused(neuroglot("select", "pls", str(tmp_path)))
    assert "unknown preset" in refused(neuroglot("study", "--preset", "fast", "--runs", str(tmp_path)))


def test_a_program_longer_than_the_context_is_cut_and_counted(model: Path, programs: Path, tmp_path: Path) -> None:
    words = ["record", str(tmp_path / "run"), "--model", str(model), "--corpus", str(programs), "--context", "6"]
    done = neuroglot(*words, "--json")
    facts = json.loads(done.stdout)["facts"]
    assert facts["programs cut to the context"] == 24
    assert facts["tokens"] == 24 * 6


def test_help_names_every_command_with_an_example() -> None:
    from neuroglot.cli import COMMANDS

    overview = neuroglot("--help").stdout
    for command in COMMANDS:
        assert command.name.split()[0] in overview
    done = neuroglot("select", "pls", "--help")
    assert "neuroglot select pls runs/mine" in done.stdout
    assert "--fraction" in done.stdout
