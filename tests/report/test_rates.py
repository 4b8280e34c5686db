"""The index over pass rates and its verdict, on hand-made results and on what the stage itself writes."""

from __future__ import annotations

import pytest

from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.results import Result
from neuroglot.core.verdicts import Status, Verdict
from neuroglot.report.findings import sentences
from neuroglot.report.rate_findings import language_sentence, short_sentences, verdict_of, verdict_sentences
from neuroglot.report.rates import NOTHING, Rates, rates, turned
from neuroglot.stages.ablate.rates import rate_results
from tests.report.synthetic import Texts, ablated
from tests.report.synthetic_rates import Passes, passed

ORIGIN = {"stage": "ablate", "model": "tiny", "corpus": "small", "split": "test", "seed": 0}
GO = {"ablated": "go", "method": "pls"}


def rate(language: str, value: float, low: float | None = None, **condition: object) -> Result:
    low = value / 2 if low is None else low
    return Result("pass@3", value, 40, "share", language=language, condition=condition, low=low, high=1.0, **ORIGIN)


def change(language: str, value: float, **more: object) -> Result:
    bounds = {"low": value - 0.01, "high": value + 0.01}
    return Result("pass@3_change", value, 40, "share", language=language, condition={**GO, **more}, **bounds, **ORIGIN)


def row(own: float, other: float, draws: list[float], plain: tuple[float, float] = (0.6, 0.6)) -> Rates:
    results = [rate("go", plain[0]), rate("java", plain[1]), change("go", own), change("java", other)]
    results += [change("go", value, control="random", draw=number) for number, value in enumerate(draws)]
    found = rates(results)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("own", "other", "below", "selective", "beyond"),
    [
        (-0.3, -0.02, 20, True, True),
        (-0.3, -0.02, 19, True, True),
        (-0.3, -0.02, 18, True, False),
        (-0.3, -0.4, 20, False, True),
        (-0.3, -0.3, 20, False, True),
        (0.1, 0.2, 20, False, True),
        (-0.3, 0.2, 20, True, True),
    ],
)
def test_a_language_is_confirmed_by_its_row_and_by_its_draws(
    own: float, other: float, below: int, selective: bool, beyond: bool
) -> None:
    found = row(own, other, [own + 0.001] * below + [own] * (20 - below))
    (effect,) = found.changes
    (only,) = verdict_of(found, effect).rows
    assert (only.exceeded, only.draws) == (below, 20)
    assert (only.selective, only.beyond_chance, only.confirmed) == (selective, beyond, selective and beyond)
    line = language_sentence(found, effect, only)
    assert line.startswith("Go: confirmed." if selective and beyond else "Go: not confirmed.")
    assert f"{below} of 20 random sets lower it less" in line


@pytest.mark.parametrize(
    ("value", "low", "can"), [(0.0, 0.0, False), (0.01, 0.005, False), (0.1, 0.0, False), (0.1, 0.02, True)]
)
def test_a_fall_needs_something_to_fall_from(value: float, low: float, can: bool) -> None:
    found = rates([rate("go", value, low), rate("java", 0.6), change("go", -value), change("java", 0.0)])
    assert found is not None
    assert found.can_fall("go") is can
    said = verdict_sentences(found, found.changes[0])
    assert any("nothing can fall from 0" in line for line in said) is not can
    assert any("of 1 language " in line for line in said) is can


def test_a_language_that_cannot_fall_is_no_proof_that_another_is_spared() -> None:
    found = row(-0.3, 0.0, [0.0] * 20, plain=(0.6, 0.0))
    (only,) = verdict_of(found, found.changes[0]).rows
    assert not only.selective
    assert "no other language that can fall was measured" in language_sentence(found, found.changes[0], only)


def test_turning_a_change_turns_its_interval() -> None:
    fall = turned(change("go", -0.3))
    assert (fall.value, fall.low, fall.high) == (0.3, pytest.approx(0.29), pytest.approx(0.31))
    assert str(turned(change("go", 0.0)).value) == "0.0"


def test_k_is_read_from_the_names_and_losses_stay_out() -> None:
    ten = list(passed(Texts(), Passes(k=10)))
    single = [one for one in passed(Texts(), Passes(k=1)) if one.metric == "pass@1"]
    found = rates([*single, *ten, *ablated(Texts())])
    assert found is not None
    assert found.metric == "pass@10"
    assert [effect.method for effect in found.changes] == ["pls", "lape"]
    assert all(result.metric == "pass@10_change" for effect in found.changes for result in effect.changes.values())
    assert not any(effect.over_mean or effect.over_largest for effect in found.changes)
    assert rates(ablated(Texts())) is None


def test_sentences_of_losses_are_the_same_with_and_without_programs() -> None:
    losses, programs = list(ablated(Texts())), list(passed(Texts()))
    said = sentences([*losses, *programs])
    assert [line for line in said if line not in short_sentences(programs)] == sentences(losses)
    assert short_sentences(programs) == [line for line in said if line in short_sentences(programs)]
    assert sentences(programs) == short_sentences(programs)
    assert short_sentences(losses) == []


def test_how_programs_of_random_draws_ended_is_not_mistaken_for_the_sets() -> None:
    about = {**GO, "status": "passed"}
    ended = Result("programs", 5, 9, "programs", language="go", condition=about, **ORIGIN)
    drawn = Result("programs", 7, 9, "programs", language="go", condition={**about, "control": "random"}, **ORIGIN)
    found = rates([rate("go", 0.5), ended, drawn])
    assert found is not None
    assert found.endings == {("pls", "go", "go"): {"passed": ended}}


def test_what_the_stage_writes_is_what_is_read() -> None:
    def made(language: str, number: int) -> Problem:
        return Problem(f"{language}/{number}", str(number), language, "", "prompt", "", (), "test")

    problems = ProblemSet("small", "test", tuple(made(language, n) for language in ("python", "go") for n in range(6)))
    good, bad = Verdict(Status.PASSED), Verdict(Status.COMPILE_ERROR)
    plain = [(one.task_id, good) for one in problems.problems for _ in range(3)]
    silent = [(task, bad if task.startswith("go") else good) for task, _ in plain]
    about = [{}, GO, {**GO, "control": "random", "draw": 0}]
    found = rates(rate_results(problems, about, [plain, silent, plain], 3, 200, ORIGIN))
    assert found is not None
    assert (found.k, found.split, found.corpus, found.languages) == (3, "test", "small", ("python", "go"))
    (effect,) = found.changes
    changed = effect.own("go")
    assert changed is not None
    assert changed.value == -1.0
    assert effect.beaten("go") == (1, 1)
    assert found.endings["pls", "go", "go"][Status.COMPILE_ERROR].value == 18
    assert found.endings[NOTHING, NOTHING, "go"][Status.PASSED].value == 18
    assert verdict_of(found, effect).languages_confirmed == 1
