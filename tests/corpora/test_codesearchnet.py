"""CodeSearchNet's rows in every layout and form: which become examples, which are counted, and which are refused."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from pathlib import Path

import pytest

from neuroglot.core.documented import LeftOut
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora import codesearchnet
from neuroglot.corpora.pairs import load_pairs

RUBY = {
    "language": "ruby",
    "code": "def total(xs)\n  xs.sum\nend",
    "code_tokens": ["def", "total", "(", "xs", ")", "xs", ".", "sum", "end"],
    "docstring": "Adds up all numbers.\n\n@return [Integer]",
    "docstring_tokens": ["Adds", "up", "all", "numbers", "."],
}
PYTHON = {
    "language": "python",
    "code": 'def total(xs):\n    """Adds up all numbers."""\n    return sum(xs)',
    "code_tokens": ["def", "total", "(", "xs", ")", ":", "return", "sum", "(", "xs", ")"],
    "docstring": "Adds up all numbers.",
    "docstring_tokens": ["Adds", "up", "all", "numbers", "."],
}


def _lines(*rows: dict[str, object]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.fixture
def layouts(tmp_path: Path) -> dict[str, Path]:
    """The same Ruby row in every layout that is known."""
    places = {name: tmp_path / name for name in ("original", "codexglue", "zip")}
    original = places["original"] / "ruby" / "final" / "jsonl" / "valid"
    original.mkdir(parents=True)
    (original / "ruby_valid_0.jsonl.gz").write_bytes(gzip.compress(_lines(RUBY)))
    (places["codexglue"] / "ruby").mkdir(parents=True)
    (places["codexglue"] / "ruby" / "valid.jsonl").write_bytes(_lines(RUBY))
    places["zip"].mkdir()
    with zipfile.ZipFile(places["zip"] / "ruby.zip", "w") as whole:
        whole.writestr("ruby/final/jsonl/valid/ruby_valid_0.jsonl.gz", gzip.compress(_lines(RUBY)))
    places["file"] = tmp_path / "rows.jsonl"
    places["file"].write_bytes(_lines({**RUBY, "partition": "valid"}, {**RUBY, "partition": "train", "code": "x"}))
    return places


@pytest.mark.parametrize("layout", ["original", "codexglue", "zip", "file"])
def test_every_layout_gives_the_same_example(layouts: dict[str, Path], layout: str) -> None:
    found = load_pairs(f"codesearchnet:{layouts[layout]}", "validation")
    assert [(one.language, one.code, one.summary) for one in found.examples] == [
        ("ruby", RUBY["code"], "Adds up all numbers .")
    ]
    with pytest.raises(NeuroglotError, match="no example"):
        load_pairs(f"codesearchnet:{layouts[layout]}", "test")


def test_the_released_form_loses_its_docstrings_and_codexglues_is_tokens(tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "test.jsonl").write_bytes(_lines(PYTHON))
    (one,) = load_pairs(f"codesearchnet:{tmp_path}", "test").examples
    assert one.code == "def total(xs):\n    return sum(xs)"
    (other,) = load_pairs(f"codexglue:{tmp_path}", "test").examples
    assert other.code == "def total ( xs ) : return sum ( xs )"
    assert one.summary == other.summary == "Adds up all numbers ."


def test_codexglues_rules_hold_for_the_released_form(tmp_path: Path) -> None:
    (tmp_path / "ruby").mkdir()
    bad = [
        {**RUBY, "docstring_tokens": ["Adds", "up"]},
        {**RUBY, "docstring_tokens": ["word"] * 257},
        {**RUBY, "docstring_tokens": ["See", "https", ":", "//x.y", "for", "it"]},
        {**RUBY, "docstring_tokens": ["Возвращает", "сумму", "всех", "чисел"]},
        {**RUBY, "code": "def total(xs"},
    ]
    (tmp_path / "ruby" / "train.jsonl").write_bytes(_lines(*bad, RUBY))
    found = load_pairs(f"codesearchnet:{tmp_path}", "train")
    assert [one.source for one in found.examples] == ["ruby/train.jsonl:6"]
    reasons = ("short summary", "long summary", "special tokens", "not English", "syntax error")
    assert found.left_out == tuple(LeftOut("ruby", reason, 1) for reason in reasons)
    assert found.of(["go"]).left_out == ()
    assert len(load_pairs(f"codexglue:{tmp_path}", "train").examples) == 6


def test_rows_that_are_no_examples_are_counted_by_language(tmp_path: Path) -> None:
    bad: dict[str, dict[str, object]] = {
        "no code": {"code": " \n", "code_tokens": []},
        "not valid Unicode": {"code": "x = '\ud800'", "code_tokens": ["\ud800"]},
        "another language": {"language": "python"},
    }
    for language in ("ruby", "php"):
        rows = [{**RUBY, "language": language, **row} for row in bad.values()]
        (tmp_path / language).mkdir()
        (tmp_path / language / "test.jsonl").write_bytes(_lines(*rows, {**RUBY, "language": "Ruby"}))
    silent = {**RUBY, "docstring_tokens": ["\udfff"], "docstring": ""}
    (tmp_path / "go").mkdir()
    (tmp_path / "go" / "test.jsonl").write_bytes(_lines({**silent, "language": "golang"}))
    for form in ("codesearchnet", "codexglue"):
        found = load_pairs(f"{form}:{tmp_path}", "test")
        assert [one.language for one in found.examples] == ["ruby"]
        expected = {("ruby", reason): 1 for reason in bad} | {("php", reason): 1 for reason in bad}
        expected |= {("php", "another language"): 2, ("go", "not valid Unicode"): 1}
        assert {(one.language, one.reason): one.count for one in found.left_out} == expected
        with pytest.raises(NeuroglotError, match="no example in php; left out: php no code 1"):
            load_pairs(f"{form}:{tmp_path}", "test", ("php",))


def test_codexglues_form_needs_words_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ruby").mkdir()
    rows = [{**RUBY, "docstring_tokens": []}, {**RUBY, "code": None, "docstring_tokens": ["Adds"]}]
    (tmp_path / "ruby" / "test.jsonl").write_bytes(_lines(*rows))
    found = load_pairs(f"codexglue:{tmp_path}", "test")
    assert [one.summary for one in found.examples] == ["Adds"]
    assert found.left_out == (LeftOut("ruby", "no documentation", 1),)


@pytest.mark.parametrize(
    ("form", "row", "said"),
    [
        ("codesearchnet", {"code": 1}, "lacks code"),
        ("codesearchnet", {"code": "x"}, "lacks docstring"),
        ("codesearchnet", [1], "expected a JSON object"),
        ("codesearchnet", {**RUBY, "language": 7}, "language is int"),
        ("codexglue", {**RUBY, "docstring_tokens": None}, "lacks code_tokens or docstring_tokens"),
        ("codexglue", {**RUBY, "code_tokens": ["def", 1]}, "lacks code_tokens or docstring_tokens"),
    ],
)
def test_rows_of_another_form_are_named_with_their_place(tmp_path: Path, form: str, row: object, said: str) -> None:
    path = tmp_path / "ruby" / "test.jsonl"
    path.parent.mkdir()
    path.write_text(f"{json.dumps(RUBY)}\n{json.dumps(row)}\n")
    with pytest.raises(NeuroglotError, match=f"^ruby/test.jsonl:2: .*{said}"):
        load_pairs(f"{form}:{tmp_path}", "test")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\n" + _lines(RUBY) + b"{\n", "jsonl:3: not JSON"),
        (_lines(*[RUBY] * 9) + b'"\xff"\n', "jsonl:10: not JSON in UTF-8"),
    ],
)
def test_lines_that_are_no_json_are_named(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "ruby" / "test.jsonl"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(NeuroglotError, match=said):
        load_pairs(f"codesearchnet:{tmp_path}", "test")


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "ruby").mkdir()
    whole = bytearray(gzip.compress(_lines(*({**RUBY, "path": f"{n}.rb"} for n in range(99)))))
    whole[12:60] = b"\xff" * 48
    (tmp_path / "ruby" / "test.jsonl.gz").write_bytes(whole)
    with pytest.raises(NeuroglotError, match=r"test.jsonl.gz can't be read behind line 0"):
        load_pairs(f"codesearchnet:{tmp_path}", "test")


@pytest.mark.parametrize("form", ["codesearchnet", "codexglue"])
def test_fields_are_read_by_each_of_their_published_names(tmp_path: Path, form: str) -> None:
    (tmp_path / "ruby").mkdir()
    forms = (
        RUBY,
        {"function": RUBY["code"], "function_tokens": RUBY["code_tokens"], "docstring_tokens": ["Adds", "it", "up"]},
        {
            "func_code_string": RUBY["code"],
            "func_code_tokens": RUBY["code_tokens"],
            "func_documentation_tokens": RUBY["docstring_tokens"],
            "func_documentation_string": RUBY["docstring"],
        },
    )
    (tmp_path / "ruby" / "test.jsonl").write_bytes(_lines(*forms))
    found = load_pairs(f"{form}:{tmp_path}", "test").examples
    assert len({one.code for one in found}) == 1
    assert [one.summary for one in found] == ["Adds up all numbers .", "Adds it up", "Adds up all numbers ."]


def test_rows_of_one_file_say_their_language(layouts: dict[str, Path], tmp_path: Path) -> None:
    """A file or zip alone is in no language: its rows are read once, in theirs."""
    zipped = layouts["zip"] / "ruby.zip"
    found = load_pairs(f"codesearchnet:{zipped}", "validation")
    assert ([one.language for one in found.examples], found.left_out) == (["ruby"], ())
    rows = tmp_path / "named.jsonl"
    rows.write_bytes(_lines({**RUBY, "language": "Ruby", "split_name": "valid"}, {**RUBY, "language": "cobol"}))
    assert [one.language for one in load_pairs(f"codesearchnet:{rows}", "validation").examples] == ["ruby"]
    rows.write_bytes(_lines({"code": "x", "docstring": "x", "partition": "valid"}))
    with pytest.raises(NeuroglotError, match=r"named.jsonl:1: it lacks language"):
        load_pairs(f"codesearchnet:{rows}", "validation")


def test_the_hub_is_asked_for_the_revision_that_has_the_files(
    layouts: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def hub_file(address: str) -> Path:
        asked.append(address)
        return layouts["zip"] / "ruby.zip"

    monkeypatch.setattr(codesearchnet, "hub_file", hub_file)
    assert load_pairs("codesearchnet", "validation", ("ruby",)).languages == ("ruby",)
    (address,) = asked
    assert re.fullmatch(r"hf://datasets/code-search-net/code_search_net@[0-9a-f]{40}/data/ruby\.zip", address)


def test_the_function_around_others_is_the_rows(tmp_path: Path) -> None:
    (tmp_path / "javascript").mkdir()
    code = "function(a){ function y(){return 1;} return y(); }"
    row = {**RUBY, "language": "javascript", "code": f"/** Adds up all numbers. */\n{code}"}
    (tmp_path / "javascript" / "test.jsonl").write_bytes(_lines(row))
    (one,) = load_pairs(f"codesearchnet:{tmp_path}", "test").examples
    assert one.code == code
