"""The section about tuning shows every arm beside the others, says what they say, and makes no markup of names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from neuroglot.core.artifacts import Request
from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.report.collect import read_run
from neuroglot.report.html import escape
from neuroglot.report.paper_tuning import BASE, TABLE_4
from neuroglot.report.sections import contents
from neuroglot.report.tunes import ARMS, LOSS, tunes
from neuroglot.report.tuning import sentences, tuning
from tests.report.synthetic import write_run, write_stage
from tests.report.test_report import HOSTILE, Reader

LANGUAGES = ("go", "python", "cpp")
ABOUT = {"target": "go", "method": "margin"}


def result(metric: str, value: float, language: str | None = None, width: float = 0.01, **condition: Any) -> Result:
    unit = "share of problems" if metric.startswith("pass") else "nats/token"
    about = {"model": "tiny", "corpus": "toy", "split": "test", "stage": "tune", "unit": unit, "n": 9}
    bounds = {"low": value - width, "high": value + width}
    return Result(metric=metric, value=value, language=language, condition={**ABOUT, **condition}, **bounds, **about)


def compared(lead: float = -0.05, rate: str = "pass@3", draws: tuple[float, ...] = (1.0, 1.0, 1.0)) -> list[Result]:
    """The neurons lower Go's loss by `lead` more than random ones do, and solve as many per cent more; beside single
    draws of random neurons, by so many times that."""
    found = [result("tune_validation_loss", 0.5, "go", arm="none")]
    for metric, sign in ((LOSS, 1.0), (rate, -1.0)) if rate else ((LOSS, 1.0),):
        for arm in ARMS:
            about = {"arm": arm} if arm == "none" else {"arm": arm, "lr": "0.001"}
            change = 0.0 if arm == "none" else sign * (lead - 0.1 if arm == "neurons" else -0.1)
            for language in LANGUAGES:
                own = change if language == "go" else sign * 0.02
                found.append(result(metric, 0.4 + (own if arm != "none" else 0.0), language, **about))
                if arm != "none":
                    found.append(result(f"{metric}_change", own, language, **about))
                    found += [result(f"{metric}_change", own, language, **about, seed=seed) for seed in (0, 1)]
            if arm != "none":
                found.append(result(f"{metric}_change", sign * 0.02, None, **about, others=True))
        against = {"arm": "neurons", "against": "random", "lr": "0.001"}
        found.append(result(f"{metric}_difference", sign * lead, "go", **against))
        for seed, times in enumerate(draws):
            found.append(result(f"{metric}_difference", times * sign * lead, "go", **against, seed=seed))
    for arm in ARMS:
        if arm != "none":
            found.append(result("tuned_share", 0.0003, arm=arm))
            found.append(result("training_state", 4096.0, arm=arm))
            found.append(result("step_seconds", 1.25, arm=arm))
            found += [
                result("tune_validation_loss", 0.4 + rate, "go", arm=arm, lr=f"{rate:g}") for rate in (0.001, 0.01)
            ]
    return found


def shown(folder: Path, *several: list[Result]) -> str:
    run = write_run(folder / "run", stages=())
    for number, results in enumerate(several):
        write_stage(run, Request("tune", {"number": number}, {}), results, {})
    text = str(tuning(contents(read_run(run))))
    Reader().feed(text)
    return text


def test_every_arm_stands_in_one_table_with_its_change(tmp_path: Path) -> None:
    text = shown(tmp_path, compared())
    for words in (
        *ARMS.values(),
        "pass@3, per cent: toy, test split",
        "Loss of solutions",
        "4 KiB in training",
        "1.25",
    ):
        assert escape(words) in text
    assert text.count("<svg") == 2
    assert "0.001" in text


def test_the_verdict_is_what_the_interval_says() -> None:
    better, worse, unclear = (said(lead) for lead in (-0.05, 0.05, 0.001))
    assert better.count("points: the language's neurons do better.") == 1
    assert better.count("a token: the language's neurons do better.") == 1
    assert worse.count(": random neurons do better.") == 2
    assert unclear.count(": no difference that the tasks can tell.") == 2
    assert "Training Go's neurons changes its pass@3 by +15.0 [14.0, 16.0] points" in better
    assert "the other languages' by +0.020" in better
    assert "the lowest or the highest of those tried" in better


def said(lead: float, draws: tuple[float, ...] = (1.0, 1.0, 1.0)) -> str:
    found = tunes(compared(lead, draws=draws))
    assert found is not None
    return " ".join(sentences(found))


@pytest.mark.parametrize(
    ("draws", "than"),
    [
        ((1.0,), "this one draw, too few to tell."),
        ((1.0, 1.0), "these 2 draws, too few to tell."),
        ((2.0, 2.0, -1.0), "these 3 draws on average, not in each."),
        ((2.0, 1.0, 0.0), "these 3 draws on average, not in each."),
    ],
)
def test_random_neurons_are_draws_and_few_or_unlike_ones_cant_tell(draws: tuple[float, ...], than: str) -> None:
    assert said(-0.05, draws).count(f"the language's neurons do better than {than}") == 2
    assert said(0.05, draws).count(f"random neurons do better in {than}") == 2
    assert said(0.001, draws).count("no difference that the tasks can tell") == 2


def test_without_programs_there_are_losses_alone(tmp_path: Path) -> None:
    found = tunes(compared(rate=""))
    assert found is not None
    assert found.metrics == (LOSS,)
    text = shown(tmp_path, compared(rate=""))
    assert text.count("<svg") == 1
    assert "this run" not in text


def test_the_papers_table_stands_beside_ours(tmp_path: Path) -> None:
    text = shown(tmp_path, compared())
    assert "Table 4" in text
    assert text.count("Go, this run") == 3
    # Sums of the printed columns, in the order of FIVE, so that a slip of the pen shows.
    columns = [[row.rates[place] for arms in TABLE_4.values() for row in arms.values()] for place in range(len(FIVE))]
    assert [sum(column) for column in columns] == [472, 550, 380, 426, 386]
    assert BASE.rates == (48, 56, 36, 48, 38)
    assert TABLE_4["go"]["neurons"].rate("go") == pytest.approx(0.54)


def test_nothing_tuned_says_how(tmp_path: Path) -> None:
    assert "neuroglot tune compare RUN" in shown(tmp_path)


def test_names_are_text(tmp_path: Path) -> None:
    hostile = [
        replace(one, corpus=HOSTILE, condition={**one.condition, "target": HOSTILE, "method": HOSTILE})
        for one in compared()
    ]
    assert HOSTILE not in shown(tmp_path, hostile)
