"""Examples of functions and summaries: read in every form, gathered from source trees, and never shared by splits."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from neuroglot.core.documented import SPLITS, Documented, DocumentedSet, drawn
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora.bundled_pairs import POOLS
from neuroglot.corpora.doc_pairs import dealt, gather_pairs
from neuroglot.corpora.pair_rules import is_english, summary_refusal
from neuroglot.corpora.pairs import load_pairs, write_pairs
from neuroglot.languages.trees import find, syntax_tree

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
    found = load_pairs(f"codesearchnet:{tmp_path}", "train").examples
    assert [one.source for one in found] == ["ruby/train.jsonl:6"]
    assert len(load_pairs(f"codexglue:{tmp_path}", "train").examples) == 6


@pytest.mark.parametrize(
    ("row", "said"), [({"code": 1}, "lacks code"), ({"code": "x"}, "lacks docstring"), ([1], "expected a JSON object")]
)
def test_rows_of_another_form_are_named(tmp_path: Path, row: object, said: str) -> None:
    path = tmp_path / "ruby" / "test.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(NeuroglotError, match=said):
        load_pairs(f"codesearchnet:{tmp_path}", "test")


@pytest.mark.parametrize("spec", ["nowhere", "bundled:x", "codesearchnet:/not/there"])
def test_what_is_not_there_is_refused(spec: str) -> None:
    with pytest.raises(NeuroglotError):
        load_pairs(spec, "test")


def test_bundled_examples_are_programs_and_the_sentences_that_describe_them() -> None:
    assert sorted(POOLS) == sorted(SPLITS)
    assert len(set(POOLS.values())) == len(SPLITS), "pools share no family of tasks"
    found = load_pairs("bundled", "validation", ("ruby",))
    assert found.languages == ("ruby",)
    assert len({one.task for one in found.examples}) == len(found.examples)
    for one in found.examples[:40]:
        assert not syntax_tree(find(one.language), one.code).root_node.has_error
        assert summary_refusal(one.summary) is None
        assert one.summary not in one.code


PROJECTS = {
    "alpha/lib/a.rb": "# Adds up all numbers.\ndef total(xs)\n  xs.sum\nend\n\ndef plain(x)\n  x + 1\n  x\nend\n",
    "beta/b.rb": "# Adds up all the numbers.\ndef total(xs)\n  xs.sum\nend\n\n# Finds the largest of all.\n"
    "def largest(xs)\n  xs.max\nend\n",
    "gamma/c.rb": "# Says\ndef hello(x)\n  x\nend\n\n# Tests that it works well.\ndef test_it\n  x\nend\n",
    "delta/d.py": 'class A:\n    def f(self, x):\n        """Doubles the number given.\n\n        More."""\n'
    "        y = x\n        return 2 * y\n",
    "delta/.hidden.py": 'def g(x):\n    """Never looked at by anyone."""\n    y = x\n    return y\n',
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in PROJECTS.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "tree" / "delta" / "bad.py").write_bytes(b'def g():\n    """\xff"""\n')
    (tmp_path / "tree" / "alpha" / "loop").symlink_to(tmp_path / "tree")
    return tmp_path / "tree"


def test_pairs_are_gathered_and_what_is_left_out_is_counted(tree: Path) -> None:
    found = gather_pairs(tree)
    kept = {one.summary: one for examples in found.splits.values() for one in examples}
    assert {"Finds the largest of all.", "Doubles the number given."} < kept.keys()
    assert len(kept) == 3, "of two equal functions one is kept"
    assert kept["Doubles the number given."].code == "def f(self, x):\n    y = x\n    return 2 * y"
    reasons = ("copy", "no documentation", "short summary", "test", "unreadable file")
    assert found.left_out == dict.fromkeys(reasons, 1)


def test_a_copy_stays_in_the_split_that_is_not_learned_from(tree: Path) -> None:
    for seed in range(6):
        found = gather_pairs(tree, ("ruby",), seed)
        split = dealt({"alpha": "ruby", "beta": "ruby", "gamma": "ruby"}, seed)
        places = {where: {one.source.split("/")[0] for one in examples} for where, examples in found.splits.items()}
        assert all(split[project] == where for where, projects in places.items() for project in projects)
        (kept,) = (where for where, rows in found.splits.items() for one in rows if "total" in one.code)
        assert kept == min((split["alpha"], split["beta"]), key=["test", "validation", "train"].index)


def test_projects_are_dealt_by_language_and_seed() -> None:
    projects = {f"r{n}": "ruby" for n in range(20)} | {f"p{n}": "php" for n in range(3)} | {"one": "go"}
    split = dealt(projects, 0)
    counts = {where: sum(split[f"r{n}"] == where for n in range(20)) for where in SPLITS}
    assert counts == {"train": 16, "validation": 2, "test": 2}
    assert sorted(split[f"p{n}"] for n in range(3)) == ["test", "train", "validation"]
    assert split["one"] == "train"
    assert split == dealt(dict(reversed(projects.items())), 0) != dealt(projects, 1)


def test_what_is_written_is_read_again(tree: Path, tmp_path: Path) -> None:
    found = gather_pairs(tree)
    for split, examples in found.splits.items():
        write_pairs(tmp_path / "pairs", split, examples)
    again = [
        (one.language, one.code, one.summary)
        for split, examples in found.splits.items()
        if examples
        for one in load_pairs(f"codesearchnet:{tmp_path / 'pairs'}", split).examples
    ]
    expected = [(o.language, o.code, o.summary) for rows in found.splits.values() for o in rows]
    assert sorted(again) == sorted(expected)


def test_smaller_amounts_are_parts_of_larger_ones() -> None:
    rows = [Documented(language, f"{n}", "s", "x", f"t{n}") for n in range(30) for language in ("ruby", "php")]
    whole = DocumentedSet("x", "train", tuple(rows))
    few, many = drawn(whole, 5, 1), drawn(whole, 12, 1)
    assert set(few.examples) < set(many.examples)
    assert [one.language for one in few.examples].count("ruby") == 5
    assert {one.task for one in few.of(["ruby"]).examples} == {one.task for one in few.of(["php"]).examples}
    assert drawn(whole, 5, 2) != few
    assert drawn(whole, 0, 1) == whole
    assert whole.languages == tuple(one for one in LANGUAGES if one in ("ruby", "php"))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Returns the naïve sum of x", True),
        ("Compute hash", True),
        ("Devuelve la suma de los valores para el usuario", False),
        ("Gibt die Summe der Werte zurück, wenn nicht null", False),
        ("返回所有值的总和", False),
        ("123 + 4", False),
    ],
)
def test_english_is_told(text: str, english: bool) -> None:
    assert is_english(text) is english
