"""Tables of the terminal: they fit 80 columns and show each measure alone."""

from __future__ import annotations

import pytest
from rich.console import Console, RenderableType

from neuroglot.commands.tables import effects, outcome, points, rates
from neuroglot.core.languages import FIVE
from tests.report.synthetic import Texts, ablated
from tests.report.synthetic_rates import PLAIN, Passes, passed


def printed(shown: RenderableType, width: int = 80) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


def test_rates_and_changes_are_in_their_cells_within_80_columns() -> None:
    text = printed(rates(passed(Texts())))
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    (plain,) = [line.split() for line in lines if line.startswith("nothing")][:1]
    assert plain == ["nothing", "40.0", "60.0", "70.0", "50.0", "63.3", "-"]
    own = next(line for line in lines if line.startswith("go "))
    assert "20.0 (-30)" in own
    assert own.endswith("5/5")
    assert next(line for line in lines if line.startswith("universal")).endswith("-")
    assert "By programs (PLS): in 4 of 5" in text


def test_no_comparison_with_chance_where_nothing_can_fall() -> None:
    text = printed(rates(passed(Texts(), Passes(plain={**PLAIN, "go": 0.0}))))
    assert next(line for line in text.splitlines() if line.startswith("go ")).split()[-1] == "-"


def test_full_rates_fit_too() -> None:
    text = printed(rates(passed(Texts(), Passes(plain=dict.fromkeys(FIVE, 1.0)))))
    assert max(map(len, text.splitlines())) <= 80
    assert "javascript" in text


def test_each_measure_is_shown_alone_and_both_together() -> None:
    losses, programs = list(ablated(Texts())), list(passed(Texts()))
    assert printed(effects([*programs, *losses])) == printed(effects(losses))
    assert printed(rates([*losses, *programs])) == printed(rates(programs))
    assert printed(effects(programs)).strip() == printed(rates(losses)).strip() == ""
    assert printed(outcome([*losses, *programs])) == printed(effects(losses)) + printed(rates(programs))
    assert printed(outcome(losses)) == printed(effects(losses))


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (-0.031, "-3.1"),
        (0.02, "+2.0"),
        (-0.0004, "0.0"),
        (-0.218, "-22"),
        (0.0996, "+10"),
        (-1.0, "-100"),
        (0.0, "0.0"),
    ],
)
def test_points(change: float, shown: str) -> None:
    assert points(change) == shown
