"""The tables beside the report: what they hold is what was measured, and text stays text in Markdown and in CSV."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from neuroglot.core.artifacts import Request
from neuroglot.core.results import Result
from neuroglot.report import numbers, write_report
from neuroglot.report.tables.long_form import COLUMNS, Row, long_form
from neuroglot.report.tables.markdown import Figures, escape, heading, paragraph, table
from tests.report.synthetic import LOSSES, SIZES, TOTAL, Texts, ablated, facts, write_run, write_stage
from tests.report.synthetic_means import held, write_held, write_held_passes
from tests.report.synthetic_rates import Passes, passed, write_passed
from tests.report.test_report import HOSTILE

FILES = {f"{name}.{form}" for name in ("loss", "pass", "endings") for form in ("md", "csv")} | {"clones.csv"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = write_run(tmp_path_factory.mktemp("run") / "study")
    write_passed(run)
    write_held(run)
    write_held_passes(run)
    return write_report(run).with_name("tables")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def lines_of(path: Path, start: str, heading: str) -> list[list[str]]:
    """The lines of the tables under a heading that begin with a label."""
    text = path.read_text(encoding="utf-8").split(f"\n{heading}", 1)[1]
    part = re.split(r"\n##+ ", text)[0]
    return [cells(line) for line in part.splitlines() if line.startswith(f"| {start} ")]


def find(results: list[Result], metric: str, language: str, **about: object) -> Result:
    (found,) = (
        one
        for one in results
        if one.metric == metric
        and one.language == language
        and all(one.condition.get(name) == value for name, value in {"control": None, **about}.items())
    )
    return found


def test_all_seven_are_there_and_no_file_is_half_written(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == FILES


def test_the_table_of_losses_holds_the_loss_the_changes_and_the_draws(folder: Path) -> None:
    results = list(ablated(Texts()))
    under = "### PLS"
    (nothing,) = lines_of(folder / "loss.md", "Nothing", under)
    assert nothing[1] == f"{LOSSES['cpp']:.3f} [{LOSSES['cpp'] - 0.03:.3f}, {LOSSES['cpp'] + 0.03:.3f}]"
    go, sizes = lines_of(folder / "loss.md", "Go", under)
    own = find(results, "loss_change", "go", method="pls", ablated="go")
    assert go[4] == f"{numbers.nats(own.value)} {numbers.interval(own.low, own.high)}"
    draws = [
        one.value
        for one in results
        if one.metric == "loss_change" and one.language == "go" and "control" in one.condition
        if (one.condition["method"], one.condition["ablated"]) == ("pls", "go")
    ]
    assert sizes == [
        "Go",
        "143",
        "134",
        f"{100 * SIZES['go'] / TOTAL:.3f} %",
        go[4],
        *(numbers.nats(pick(draws)) for pick in (min, median, max)),
        f"{sum(value < own.value for value in draws)} of 20",
    ]
    (random,) = lines_of(folder / "loss.md", "Go: random, median of 20", under)
    assert random[4] == numbers.nats(median(draws))
    assert lines_of(folder / "loss.md", "Universal", under)[1][1] == "402"


def test_the_kinds_have_tables_of_their_own(folder: Path) -> None:
    text = (folder / "loss.md").read_text(encoding="utf-8")
    assert re.findall(r"^## test split of bundled-parallel, (.*?) ablation", text, re.MULTILINE) == ["zero", "mean"]
    zero, mean = text.split("## test split of bundled-parallel, mean ablation")
    own = find(held(ablated(Texts())), "loss_change", "go", method="pls", ablated="go", kind="mean")
    shown = f"{numbers.nats(own.value)} {numbers.interval(own.low, own.high)}"
    assert shown in mean
    assert shown not in zero


def test_the_table_of_pass_rates_holds_rates_and_changes(folder: Path) -> None:
    results = list(passed(Texts(), Passes()))
    rate, change, sizes = lines_of(folder / "pass.md", "Go", "### PLS")
    of = {"method": "pls", "ablated": "go"}
    one, shift = find(results, "pass@3", "go", **of), find(results, "pass@3_change", "go", **of)
    assert rate[4] == f"{numbers.hundred(one.value)} {numbers.hundred_interval(one.low, one.high)}"
    assert change[4] == f"{numbers.points(shift.value)} {numbers.hundred_interval(shift.low, shift.high)}"
    assert sizes[1:5] == ["143", "134", f"{100 * SIZES['go'] / TOTAL:.3f} %", change[4]]
    assert sizes[-1] == "5 of 5"
    assert lines_of(folder / "pass.md", "Nothing", "### PLS")[0][1].startswith("40.0 [")


def test_the_table_of_endings_tells_what_parses_compiles_runs_and_is_right(folder: Path) -> None:
    counts = {
        one.condition["status"]: one.value
        for one in passed(Texts(), Passes())
        if one.metric == "programs" and one.language == "go" and one.condition.get("method") == "pls"
        if one.condition["ablated"] == "go"
    }
    (row,) = lines_of(folder / "endings.md", "Go: Go", "### PLS")
    answered = counts["passed"] + counts["wrong answer"]
    parsed = 90 - counts["syntax error"] - counts["refused"]
    reached = (parsed, parsed - counts["compile error"], answered, counts["passed"])
    assert row[1:6] == ["90", *(numbers.rate(count / 90) for count in reached)]
    assert row[6:] == [f"{counts[name]:.0f}" for name in counts]


def test_every_result_is_a_row_with_all_its_digits(folder: Path) -> None:
    losses = [*ablated(Texts()), *held(ablated(Texts()))]
    found = rows(folder / "loss.csv")
    sizes = [row for row in found if row["metric"] in ("neurons", "units")]
    assert len(found) == len(losses) + len(sizes)
    assert len(sizes) == 2 * (2 * 5 + 1)
    values = Counter(float(row["value"]) for row in found if row not in sizes)
    assert values == Counter(one.value for one in losses)
    programs = [*passed(Texts(), Passes()), *held(passed(Texts(), Passes()))]
    ended = [one for one in programs if one.metric == "programs"]
    assert len(rows(folder / "endings.csv")) == len(ended)
    assert len(rows(folder / "pass.csv")) == len(programs) - len(ended) + len(sizes)
    (row,) = (
        one
        for one in found
        if (one["method"], one["ablated"], one["kind"], one["language"], one["metric"], one["draw"])
        == ("pls", "go", "mean", "java", "loss_change", "3")
    )
    assert tuple(row) == COLUMNS
    assert row["control"] == "random"
    assert row["artefact"].startswith("ablate/")
    assert {one["kind"] for one in found if one["ablated"] == "none"} == {""}


def test_without_results_every_table_says_so(tmp_path: Path) -> None:
    folder = write_report(write_run(tmp_path / "study", stages=("record",))).with_name("tables")
    assert {path.name for path in folder.iterdir()} == FILES
    assert "No loss was measured" in (folder / "loss.md").read_text()
    assert "No programs were run" in (folder / "pass.md").read_text()
    assert "No programs were run" in (folder / "endings.md").read_text()
    assert (folder / "loss.csv").read_text() == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("a\n| b |\r\n\u2028c", "a \\| b \\| c"),
        ("<img src=x>", r"\<img src=x\>"),
        ("[click](http://x) `code` *b* _i_ ~s~", r"\[click\](http://x) \`code\` \*b\* \_i\_ \~s\~"),
        ("back\\slash &amp; $x$ #", r"back\\slash \&amp; \$x\$ \#"),
        ("pls-equal, C++ (1.5 %)", "pls-equal, C++ (1.5 %)"),
        ("\ud800\u202e\x00", "?\ufffd\ufffd"),
    ],
)
def test_text_in_markdown_stays_text(text: str, escaped: str) -> None:
    assert escape(text) == escaped
    assert cells(table(["x", text], [[text, text]]).splitlines()[2])[0] == escaped


def test_blocks_of_markdown() -> None:
    assert heading(2, "a|b") == "## a\\|b\n"
    assert [paragraph(text) for text in ("12. x", "- x", "+ x", "# x", "x - y")] == [
        "12\\. x\n", "\\- x\n", "\\+ x\n", "\\# x\n", "x - y\n",
    ]  # fmt: skip
    drawn = table(["Set", "Loss"], [["a|b", Figures("0.261 [0.210, 0.312]")], ["c", ""]])
    assert drawn == (
        "| Set  |                 Loss |\n"
        "| ---- | -------------------: |\n"
        "| a\\|b | 0.261 [0.210, 0.312] |\n"
        "| c    |                      |\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =x", "'  =x"),
        ("\t=x", "'\t=x"),
        ("\nx", "'\nx"),
        ("\uff1dx", "'\uff1dx"),
        ('a,"b"\nc', 'a,"b"\nc'),
        ("pls-equal", "pls-equal"),
    ],
)
def test_text_in_csv_is_no_formula_and_numbers_stay_numbers(text: str, written: str, tmp_path: Path) -> None:
    about = {"method": text, "ablated": text, "control": text, "draw": 3, "status": text}
    one = Result(text, -0.1 - 0.2, 7, text, "ablate", text, text, text, text, condition=about, low=-1e-30, high=-2.0)
    path = tmp_path / "one.csv"
    path.write_text(long_form([Row(one, text)]), encoding="utf-8", newline="")
    (row,) = rows(path)
    figures = {"value": "-0.30000000000000004", "low": "-1e-30", "high": "-2.0", "n": "7", "draw": "3", "kind": "zero"}
    assert {name: row[name] for name in figures} == figures
    assert {value for name, value in row.items() if name not in figures} == {written}


def test_a_hostile_run_gives_whole_tables(tmp_path: Path) -> None:
    evil = f"=1|{HOSTILE}\n| x |"
    texts = Texts(evil, evil, evil, evil, {evil: evil})
    run = write_run(tmp_path / "study", texts)
    write_passed(run, texts, Passes(split=evil))
    more = [
        replace(one, condition={name: [evil] if name == "ablated" else evil for name in one.condition}, unit=evil)
        for one in ablated(texts)
        if one.condition
    ]
    write_stage(run, Request("ablate", {"other": evil}, {}), more, facts(texts, 1.0))
    folder = write_report(run).with_name("tables")
    for name in ("loss.md", "pass.md", "endings.md"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r"(?<!\\)<", text)
        for block in text.split("\n\n"):
            assert len({len(cells(line)) for line in block.splitlines() if line.startswith("|")}) <= 1
    for name in ("loss.csv", "pass.csv", "endings.csv"):
        for row in rows(folder / name):
            assert None not in row
            assert not [value for value in row.values() if value.startswith(("=", "@", "+"))]
            assert not [
                value for value in row.values() if value.startswith("-") and not re.fullmatch(r"[-0-9.e]+", value)
            ]
