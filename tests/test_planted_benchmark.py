"""The benchmark's arithmetic on methods whose answers are known, and what it finds on two planted models."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from neuroglot import cli, planted_benchmark
from neuroglot.commands import benchmark as command
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import NeuronSet
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.models.planted import Planted, planted
from neuroglot.planted_benchmark import BAR, DEFAULT, DEFAULTS, JUDGED, NUMBER, SHARE, Benchmark, Row, Spread
from neuroglot.stages.select import METHODS, LapeOptions, Method, PlsOptions, select_lape, select_pls

UNITS = 4 * 256


@dataclass(frozen=True, slots=True)
class SizedOptions:
    """Options such as most methods have."""

    fraction: float = 0.01
    per_language: int = 0
    sites: tuple[str, ...] = ("attn.q", "mlp.gate", "mlp.up", "mlp.down")


@dataclass(frozen=True, slots=True)
class PlainOptions:
    """Options that leave no choice of sites or of size."""

    threshold: float = 0.5


@pytest.fixture(scope="module")
def model() -> Planted:
    return planted(0, "clean")


def statistics_of_size(units: int) -> Any:
    """All that the benchmark itself reads of statistics."""
    return SimpleNamespace(widths={("mlp.hidden", 0): units, ("attn.q", 0): 5})


def tried(method: Method, model: Planted) -> dict[tuple[tuple[str, ...], str], Any]:
    found = planted_benchmark.trials(method, statistics_of_size(UNITS), model)
    return {(sites, thresholds): score for sites, thresholds, score in found}


def test_a_method_that_knows_the_truth_is_perfect_at_every_site_and_threshold(model: Planted) -> None:
    asked: list[Any] = []

    def choose(statistics: Any, options: SizedOptions) -> dict[str, NeuronSet]:
        asked.append(options)
        return dict(model.truth)

    found = tried(Method("oracle", "", SizedOptions, choose), model)
    hidden, own = ("mlp.hidden",), ("mlp.gate", "mlp.up")
    assert set(found) == {(sites, limit) for sites in (own, hidden) for limit in (DEFAULTS, SHARE, NUMBER)}
    assert {(score.precision, score.recall, score.f1) for score in found.values()} == {(1.0, 1.0, 1.0)}
    assert asked == [
        SizedOptions(sites=own),
        SizedOptions(fraction=30 / UNITS, sites=own),
        SizedOptions(per_language=12, sites=own),
        SizedOptions(sites=hidden),
        SizedOptions(fraction=30 / UNITS, sites=hidden),
        SizedOptions(per_language=6, sites=hidden),
    ]


def test_the_true_number_is_each_languages_own() -> None:
    hard = planted(0, "hard")

    def choose(statistics: Any, options: SizedOptions) -> dict[str, NeuronSet]:
        """Right for the languages that have as many units as it is asked for, and silent for the others."""
        silent = NeuronSet("silent", "", {})
        return {
            language: units if len(units) == options.per_language else silent for language, units in hard.truth.items()
        }

    assert len({len(units) for units in hard.truth.values()}) > 1
    score = tried(Method("counts", "", SizedOptions, choose), hard)[("mlp.hidden",), NUMBER]
    assert (score.precision, score.recall) == (1.0, 1.0)


def test_a_method_that_confuses_two_languages_is_right_in_three_of_five(model: Planted) -> None:
    swapped = {**model.truth, "go": model.truth["cpp"], "cpp": model.truth["go"]}
    found = tried(Method("swaps", "", PlainOptions, lambda statistics, options: swapped), model)
    assert {key: score.f1 for key, score in found.items()} == {((), DEFAULTS): pytest.approx(0.6)}


def test_universal_sets_are_compared_with_the_shared_units(model: Planted) -> None:
    universal = Method("all", "", PlainOptions, lambda statistics, options: {"universal": model.shared})
    assert tried(universal, model)[(), DEFAULTS].f1 == 1.0
    unknown = Method("other", "", PlainOptions, lambda statistics, options: {"rust": model.shared})
    with pytest.raises(NeuroglotError, match=r"its sets \(rust\) are of nothing that was planted"):
        tried(unknown, model)


def test_means_and_ranges_over_seeds_and_a_reason_for_what_was_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(statistics: Any, options: PlainOptions) -> dict[str, NeuronSet]:
        """The first seed's truth, whatever the model."""
        return dict(planted(0, "clean").truth)

    def never(statistics: Any, options: PlainOptions) -> dict[str, NeuronSet]:
        raise NeuroglotError("needs what nobody records")

    methods = {"half": Method("half", "", PlainOptions, half), "never": Method("never", "", PlainOptions, never)}
    monkeypatch.setattr(planted_benchmark, "METHODS", methods)
    monkeypatch.setattr(planted_benchmark, "recorded", lambda model, folder: statistics_of_size(UNITS))
    found = planted_benchmark.benchmark(seeds=(0, 1), difficulties=("clean",))
    assert found.skipped == {"never": "needs what nobody records"}
    (row,) = found.rows
    assert (row.method, row.thresholds, row.difficulty, row.seeds) == ("half", DEFAULTS, "clean", 2)
    assert row.recall.high == 1.0
    assert row.recall.low < 0.1
    assert row.recall.mean == pytest.approx((row.recall.low + 1.0) / 2)
    assert not found.ok, "a default that was not tried has not passed"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Planted, NeuronStatistics]]:
    """Statistics of a clean and of a hard model."""
    found = {}
    for difficulty in ("clean", "hard"):
        one = planted(0, difficulty)
        found[difficulty] = one, planted_benchmark.recorded(one, tmp_path_factory.mktemp(difficulty))
    return found


def scores(method: str, recordings: dict[str, tuple[Planted, NeuronStatistics]], difficulty: str) -> dict[Any, Any]:
    one, statistics = recordings[difficulty]
    return {
        (sites, thresholds): score
        for sites, thresholds, score in planted_benchmark.trials(METHODS[method], statistics, one)
    }


def test_the_default_recovers_clean_models(recordings: dict[str, tuple[Planted, NeuronStatistics]]) -> None:
    thresholds, sites = JUDGED
    score = scores(DEFAULT, recordings, "clean")[sites, thresholds]
    assert min(score.precision, score.recall) >= BAR


@pytest.mark.parametrize("thresholds", [DEFAULTS, NUMBER])
def test_attribution_of_some_kind_recovers_both(
    thresholds: str, recordings: dict[str, tuple[Planted, NeuronStatistics]]
) -> None:
    for difficulty in ("clean", "hard"):
        score = scores("margin", recordings, difficulty)[("mlp.hidden",), thresholds]
        assert min(score.precision, score.recall) >= BAR


def test_raw_pls_gives_the_loud_language_most(recordings: dict[str, tuple[Planted, NeuronStatistics]]) -> None:
    one, statistics = recordings["hard"]
    share = sum(map(len, one.truth.values())) / UNITS
    sets = select_pls(statistics, PlsOptions(fraction=share, sites=("mlp.hidden",)))
    sizes = {language: len(units) for language, units in sets.items()}
    assert max(sizes.values()) >= 5 * max(min(sizes.values()), 1)
    found = {language: len(sets[language] & one.truth[language]) / len(one.truth[language]) for language in FIVE}
    assert min(found.values()) < 0.5


def test_what_fires_in_one_language_alone_fools_lape(recordings: dict[str, tuple[Planted, NeuronStatistics]]) -> None:
    one, statistics = recordings["clean"]
    sets = select_lape(statistics, LapeOptions(per_language=8))
    for unit in one.units:
        if unit.role.kind == "detector" and f"language {unit.role.languages[0]}" in unit.role.gate:
            assert replace(unit.neuron, site="mlp.act") in sets[unit.role.languages[0]]
    assert max(score.precision for score in scores("lape", recordings, "clean").values()) < 0.7


def test_no_unplanted_unit_serves_a_language_as_the_planted_do(
    recordings: dict[str, tuple[Planted, NeuronStatistics]],
) -> None:
    """By first-order attribution, which agrees with silencing for units as small as those of noise."""
    for one, statistics in recordings.values():
        signed = statistics.mean("signed")
        planted_neurons = {unit.neuron for unit in one.units}
        for place, language in enumerate(statistics.languages):
            weakest = min(signed["mlp.hidden", neuron.layer][place, neuron.index] for neuron in one.truth[language])
            for layer in range(4):
                taken = [neuron.index for neuron in planted_neurons if neuron.layer == layer]
                assert np.delete(signed["mlp.hidden", layer][place], taken).max() < 0.6 * weakest


def canned(recall: float) -> Benchmark:
    thresholds, sites = JUDGED
    rows = [
        Row(DEFAULT, sites, thresholds, difficulty, Spread(1.0, 1.0, 1.0), Spread(recall, 0.9, 1.0), Spread(1, 1, 1), 3)
        for difficulty in ("clean", "hard")
    ]
    return Benchmark(tuple(rows), {"other": "it needs what was not recorded"})


@pytest.mark.parametrize(("recall", "code"), [(0.96, 0), (0.94, 1)])
def test_the_command_answers_with_json_and_an_exit_code(
    recall: float, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "run_benchmark", lambda progress: canned(recall))
    words = ["select", "--benchmark"]
    done = CliRunner().invoke(cli.build(words), [*words, "--json"])
    assert done.exit_code == code
    data = json.loads(done.stdout)
    assert data["ok"] is (code == 0)
    assert data["default"] == {"method": DEFAULT, "thresholds": DEFAULTS, "sites": ["mlp.hidden"], "bar": BAR}
    assert data["skipped"] == {"other": "it needs what was not recorded"}
    assert data["rows"][1]["difficulty"] == "hard"
    assert data["rows"][1]["recall"] == {"mean": recall, "low": 0.9, "high": 1.0}
    shown = CliRunner().invoke(cli.build(words), words)
    assert shown.exit_code == code
    assert f"recall {recall:.2f} (hard)" in " ".join(shown.stdout.split())
    assert "other was not tried: it needs what was not recorded" in shown.stdout


@pytest.mark.parametrize("words", [["select", "--json"], ["select", "--benchmark", "pls", "runs/mine"]])
def test_the_flag_stands_alone(words: list[str]) -> None:
    done = CliRunner().invoke(cli.build(words), words)
    assert done.exit_code == 2
    assert "give a method" in done.stderr
    assert done.stdout == ""


def test_select_alone_is_help_and_loads_no_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from neuroglot.cli import build; from typer.testing import CliRunner; "
        "done = CliRunner().invoke(build(['select']), ['select']); "
        "print(done.output); sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "neuroglot select --benchmark" in done.stdout
    assert "average-precision" in done.stdout
