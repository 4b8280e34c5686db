"""The training curve: a resumed log, bins, labels that don't overlap, and a picture that is well-formed."""

from __future__ import annotations

import itertools
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from training.curve import across, curve, picture, round_tokens, spread, standing

from neuroglot.report.svg import Box


def entry(step: int, seconds: float = 0.0, **values: Any) -> str:
    return json.dumps({"step": step, "tokens": 8192 * step, "seconds": seconds or 2.0 * step, **values})


RESUMED = [
    entry(0, begins=True, resumed=False),
    *(entry(step, loss=float(step)) for step in range(10, 121, 10)),
    entry(95, heldout={"python": 5.0}),
    entry(115, heldout={"python": 4.9}),
    entry(100, begins=True, resumed=True),
    *(entry(step, seconds=3.0 * step, loss=1000.0 + step) for step in (110, 120, 130)),
    entry(118, heldout={"python": 4.0, "generator": 1.0}),
    entry(130, heldout={"python": 3.5, "generator": 0.9}),
    entry(130, heldout={"python": 3.0, "generator": 0.8}, done=True),
]


def test_a_resumed_run_replaces_what_it_repeats() -> None:
    found = curve(standing(RESUMED))
    assert [(point["step"], point["heldout"]["python"]) for point in found["points"]] == [
        (95, 5.0),
        (118, 4.0),
        (130, 3.0),
    ]
    assert found["points"][0] == {"step": 95, "tokens": 95 * 8192, "minutes": 3.2, "heldout": {"python": 5.0}}
    assert found["training"] == [
        {"step": 50, "tokens": 50 * 8192, "loss": 30.0},
        {"step": 100, "tokens": 100 * 8192, "loss": 80.0},
        {"step": 130, "tokens": 130 * 8192, "loss": 1120.0},
    ]


def test_a_log_without_a_restart_stands_as_it_is() -> None:
    lines = RESUMED[:14]
    assert standing(lines) == [json.loads(line) for line in lines]


@given(st.lists(st.floats(0, 300), max_size=10))
def test_labels_keep_apart_and_inside_and_in_order(wanted: list[float]) -> None:
    places = spread(sorted(wanted), 16, 0, 300)
    assert all(below - above >= 16 - 1e-9 for above, below in itertools.pairwise(places))
    assert all(-1e-9 <= place <= 300 + 1e-9 for place in places)


def test_labels_with_room_stay_and_others_move_as_little_as_they_can() -> None:
    assert spread([10, 50, 90], 16, 0, 100) == [10, 50, 90]
    assert spread([50, 50], 16, 0, 100) == [42, 58]
    assert spread([1, 1], 16, 0, 100) == [0, 16]
    assert spread([99, 99], 16, 0, 100) == [84, 100]


def test_axis() -> None:
    assert round_tokens((0.9e6, 21e6)) == pytest.approx([1e6, 2e6, 5e6, 10e6, 20e6])
    box = Box(100, 0, 300, 10)
    assert [across(tokens, (1, 1000), box) for tokens in (1, 10, 1000)] == pytest.approx([100, 200, 400])


@pytest.mark.parametrize("lines", [RESUMED, RESUMED[:14]])
def test_picture(lines: list[str]) -> None:
    found = curve(standing(lines))
    drawn = ElementTree.fromstring(picture(found).text)
    space = "{http://www.w3.org/2000/svg}"
    words = ["".join(one.itertext()) for one in drawn.iter(f"{space}text")]
    sources = {source for point in found["points"] for source in point["heldout"]}
    assert len(list(drawn.iter(f"{space}polyline"))) == len(sources)
    assert "Python" in words
    assert ("generator" in words) == ("generator" in sources)
    assert any("nats per token" in word for word in words)
    assert any("million tokens" in word for word in words)
