"""Two sections that read stages of their own: chance by permutation, and frontiers."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from neuroglot.core.artifacts import Request, open_artifact
from neuroglot.core.results import Result
from neuroglot.report.by_chance import by_chance, chance_sentences
from neuroglot.report.collect import read_run
from neuroglot.report.frontier import frontier
from neuroglot.report.sections import contents

ABOUT = {"model": "tiny", "corpus": "<b>toy</b>", "split": "test"}


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(markup: object) -> Text:
    text = Text()
    text.feed(str(markup))
    return text


def finished(run: Path, stage: str, results: list[Result]) -> None:
    open_artifact(run, Request(stage, {**ABOUT, "x": stage}, {"weights": "w"})).finish(results, {})


def chance_results() -> list[Result]:
    beyond = {"level": 0.05, "permutations": 2000}
    ratio = {"ratio": 1.5, "by_chance": 12.4, "low": 5.0, "high": 22.0}
    own = {"method": "pls", "label": "go", "level": 0.05}
    return [
        Result("neurons_beyond_chance", 310, 1000, "neurons", "chance", language="go", condition=beyond, **ABOUT),
        Result("neurons_past_the_ratio", 480, 100, "neurons", "chance", condition=ratio, **ABOUT),
        Result("chosen_beyond_chance", 9, 10, "neurons", "chance", language="go", condition=own, **ABOUT),
    ]


def test_chance_is_said_with_its_numbers(tmp_path: Path) -> None:
    finished(tmp_path, "chance", chance_results())
    text = read(by_chance(contents(read_run(tmp_path))))
    joined = " ".join(text.words)
    assert "310 of 1,000" in joined
    assert "9 of 10" in joined
    assert "480 neurons have a best score of at least 1.5 times" in joined
    assert "12 do (5 to 22 in 95 % of permutations)" in joined
    assert len(chance_sentences([])) == 0


def point(method: str, size: int, own: float, ratio: float | None) -> list[Result]:
    about = {"method": method, "setting": "ratio 2", "per_language": size}

    def result(metric: str, value: float, unit: str) -> Result:
        return Result(
            f"frontier_{metric}",
            value,
            30,
            unit,
            "frontier",
            condition=about,
            low=value * 0.8,
            high=value * 1.2,
            **ABOUT,
        )

    rows = [result("own", own, "nats/token"), result("neurons", size, "neurons")]
    if ratio is not None:
        rows += [result("own_over_largest_other", ratio, "ratio"), result("own_over_mean_other", 2 * ratio, "ratio")]
    return rows


def test_a_frontier_draws_every_point_that_has_a_place_and_lists_all(tmp_path: Path) -> None:
    results = [
        *point("pls", 10, 0.02, 1.5),
        *point("pls", 40, 0.05, 1.2),
        *point("margin", 10, 0.03, 4.0),
        *point("margin", 40, -0.01, None),  # no place on logarithmic axes
        *point("<script>", 10, 0.01, 2.0),
    ]
    gain = {"method": "margin", "setting": "ratio 2", "per_language": 10, "than": "pls ratio 2"}
    results.append(
        Result("frontier_gain_largest_other", 2.7, 30, "ratio", "frontier", condition=gain, low=2.0, high=3.1, **ABOUT)
    )
    finished(tmp_path, "frontier", results)
    markup = frontier(contents(read_run(tmp_path)))
    text = read(markup)
    assert "script" not in text.tags
    assert "b" not in text.tags
    assert str(markup).count('class="point series') == 2 * (4 + 3)  # points and the legend, in two figures
    joined = " ".join(text.words)
    assert "2.7 [2.0, 3.1]" in joined
    assert "at pls ratio 2 with" in joined
    assert "\u22120.010" in joined


def test_what_was_not_measured_is_said(tmp_path: Path) -> None:
    finished(tmp_path, "record", [])
    page = contents(read_run(tmp_path))
    assert "not permuted" in str(by_chance(page))
    assert "at one size only" in str(frontier(page))
