"""The verdict on hand-made results, and the sentences."""

from __future__ import annotations

import pytest

from neuroglot.core.results import Result
from neuroglot.report import numbers
from neuroglot.report.findings import needed, objections, sentences, verdict, verdict_sentence
from tests.report.synthetic import Texts, ablated, recorded, selected


def change(label: str, language: str, value: float, **more: object) -> Result:
    condition = {"ablated": label, "method": "pls", **{key: more[key] for key in ("control", "draw") if key in more}}
    return Result(
        "loss_change",
        value,
        164,
        "nats a token",
        "ablate",
        "tiny",
        split=str(more.get("split", "test")),
        language=language,
        condition=condition,
        low=value - 0.01,
        high=value + 0.01,
    )


def row(own: float, other: float, draws: list[float]) -> list[Result]:
    drawn = [change("go", "go", value, control="random", draw=index) for index, value in enumerate(draws)]
    return [change("go", "go", own), change("go", "java", other), *drawn]


@pytest.mark.parametrize(
    ("own", "other", "below", "selective", "beyond"),
    [
        (0.1, 0.02, 20, True, True),
        (0.1, 0.02, 19, True, True),
        (0.1, 0.02, 18, True, False),
        (0.1, 0.2, 20, False, True),
        (0.1, 0.1, 20, False, True),
        (-0.01, -0.02, 20, False, True),
    ],
)
def test_a_language_is_confirmed_by_its_row_and_by_its_draws(
    own: float, other: float, below: int, selective: bool, beyond: bool
) -> None:
    found = verdict(row(own, other, [own - 0.001] * below + [own] * (20 - below)))
    assert found is not None
    (only,) = found.rows
    assert (only.exceeded, only.draws) == (below, 20)
    assert (only.selective, only.beyond_chance, only.confirmed) == (selective, beyond, selective and beyond)
    assert found.languages_total == 1
    assert found.languages_confirmed == int(selective and beyond)
    assert bool(objections(found)) is not only.confirmed


def test_the_number_of_draws_that_was_written_goes_before_the_counted_one() -> None:
    condition = {"ablated": "go", "method": "pls"}
    written = Result("draws_exceeded", 12, 20, "draws", "ablate", "tiny", split="test", condition=condition)
    found = verdict([*row(0.1, 0.02, [0.0] * 20), written])
    assert found is not None
    assert (found.rows[0].exceeded, found.rows[0].draws) == (12, 20)
    assert objections(found) == ["Not confirmed for Go: its effect exceeds only 12 of 20 random draws."]


def test_without_draws_or_other_languages_nothing_is_confirmed() -> None:
    alone = verdict([change("go", "go", 0.1)])
    assert alone is not None
    assert alone.languages_confirmed == 0
    assert "no other language was measured" in objections(alone)[0]
    assert "no random draws were measured" in objections(alone)[0]
    assert verdict([]) is None
    assert sentences([]) == []


def lead(value: float, low: float, high: float) -> Result:
    condition = {"ablated": "go", "method": "pls"}
    return Result(
        "own_minus_largest_other",
        value,
        164,
        "nats/token",
        "ablate",
        "tiny",
        split="test",
        language="go",
        condition=condition,
        low=low,
        high=high,
    )


def test_a_lead_that_sampling_explains_confirms_nothing() -> None:
    apart, touching = verdict(row(0.1, 0.02, [0.0] * 20)), verdict(row(0.1, 0.085, [0.0] * 20))
    assert apart is not None
    assert touching is not None
    assert apart.rows[0].confirmed
    assert touching.rows[0].selective
    assert not touching.rows[0].confirmed
    assert objections(touching) == [
        "Not confirmed for Go: the interval of its own rise, 0.100 [0.090, 0.110] nats a token, meets that of Java's."
    ]
    assert "In 1 of 1 languages" in verdict_sentence(apart)


def test_the_paired_lead_goes_before_intervals_that_are_not_paired() -> None:
    sure = verdict([*row(0.1, 0.085, [0.0] * 20), lead(0.015, 0.01, 0.02)])
    unsure = verdict([*row(0.1, 0.02, [0.0] * 20), lead(0.08, -0.01, 0.2)])
    assert sure is not None
    assert unsure is not None
    assert sure.rows[0].confirmed
    assert not unsure.rows[0].confirmed
    assert objections(unsure) == [
        "Not confirmed for Go: its lead over Java's rise, 0.080 [\u22120.010, 0.200] nats a token, may be none."
    ]


def test_a_rise_that_may_be_none_confirms_nothing() -> None:
    found = verdict([*row(0.005, -0.05, [0.0] * 20), lead(0.055, 0.05, 0.06)])
    assert found is not None
    assert not found.rows[0].confirmed
    assert "its own rise, 0.0050 [\u22120.0050, 0.015] nats a token, may be none" in objections(found)[0]


def test_the_test_split_goes_before_validation() -> None:
    other = [change("go", "go", 0.5, split="validation"), change("go", "java", 0.6, split="validation")]
    found = verdict([*other, *row(0.1, 0.02, [0.0] * 20)])
    assert found is not None
    assert found.split == "test"
    assert found.rows[0].own.value == 0.1


def test_sentences_carry_the_numbers() -> None:
    texts = Texts()
    results = [*recorded(texts), *ablated(texts)]
    for method in ("pls", "universal", "lape"):
        results += selected(texts, method)
    said = sentences(results)
    own = next(
        one
        for one in results
        if one.metric == "loss_change" and one.language == "go" and one.condition["ablated"] == "go"
    )
    line = next(sentence for sentence in said if sentence.startswith("Zeroing the 143 Go neurons"))
    assert numbers.nats(own.value) in line
    assert numbers.interval(own.low, own.high) in line
    assert line.endswith("; 20 of 20 random sets raise it less.")
    assert said[0].startswith("In 4 of 5 languages")
    assert said[1].startswith("Not confirmed for JavaScript: Java's loss rises by")
    assert any(sentence.startswith("Zeroing the 402 universal neurons") for sentence in said)
    assert any("LAPE is confirmed in" in sentence for sentence in said)


def test_a_method_without_controls_is_not_called_refuted() -> None:
    results = list(ablated(Texts()))
    bare = [one for one in results if one.condition.get("method") != "lape" or "control" not in one.condition]
    said = sentences(bare)
    assert any(one.startswith("LAPE's sets were ablated without random controls; the own") for one in said)
    assert not any("LAPE is confirmed" in one for one in said)


def test_nineteen_of_twenty_is_the_share_for_any_number_of_draws() -> None:
    assert [needed(draws) for draws in (1, 10, 20, 40, 100)] == [1, 10, 19, 38, 95]


def test_numbers_are_written_for_people() -> None:
    assert numbers.fixed(-0.0001, 3) == "0.000"
    assert numbers.fixed(-1234.5, 1) == "\u22121,234.5"
    assert numbers.fixed(float("nan")) == numbers.MISSING
    assert numbers.percent(0.0023) == "0.23\u202f%"
    assert numbers.percent(0.1234) == "12\u202f%"
    assert numbers.nats(0.00123) == "0.0012"
    assert numbers.interval(0.08, None) == ""
    assert numbers.listing(["a", "b", "c"]) == "a, b and c"
