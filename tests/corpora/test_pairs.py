"""Examples of functions and summaries: gathered from source trees, never shared by splits, written and read again."""

from __future__ import annotations

from collections import Counter
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


MEMBERS = {
    "a.cpp": "class A {\n  /// Makes a new one.\n  explicit A(int x)\n      : x(x) {\n  }\n\n"
    "  /** Tells the size now. */\n  int size() const override {\n    return x;\n  }\n};\n",
    "A.java": "class A {\n  /** Makes a new one. */\n  public A(int x) {\n    this.x = x;\n  }\n\n"
    "  /** Tells the size now. */\n  @Override public int size() {\n    return x;\n  }\n}\n",
    "a.py": 'class A:\n    @property\n    def size(self):\n        """Tells the size now."""\n        "More."\n'
    "        x = self.x\n        return x\n",
    "a.go": "package a\n\n// Size tells `x` &amp;amp; more.\nfunc (a *A) Size() int {\n\treturn a.x\n}\n",
    "a.js": "class A {\n  /** Tells the size now. */\n  async size(a) {\n    return a;\n  }\n\n"
    "  /** Gets the one shape. */\n  static get shape() {\n    return 1;\n  }\n\n"
    "  /** Keeps one for later. */\n  static kept = (a) => {\n    return a;\n  }\n}\n"
    "x = {\n  /** Says what it is. */\n  'a-b': function (a) {\n    function y() {}\n    return y;\n  },\n};\n",
    "a.rb": 'class A\n  # "size" is told by the "keeper"\n  private def size(a)\n    a\n  end\n\n'
    "  # #shape is given back too.\n  def self.shape(a)\n    a\n  end\nend\n",
    "a.php": "<?php\nclass A {\n  /** Tells the size now. */\n  public function index() {\n    return 1;\n  }\n\n"
    "  /** Shows it as bold. */\n  final protected static function show() { ?>\n    <b>\n  <?php }\n}\n",
}
"""Members of classes and objects in all seven languages, with summaries that look like markup."""


def test_what_is_written_is_read_again(tree: Path, tmp_path: Path) -> None:
    for name, text in MEMBERS.items():
        (tree / "members").mkdir(exist_ok=True)
        (tree / "members" / name).write_text(text)
    found = gather_pairs(tree)
    for split, examples in found.splits.items():
        write_pairs(tmp_path / "pairs", split, examples)
    read = [load_pairs(f"codesearchnet:{tmp_path / 'pairs'}", split) for split, own in found.splits.items() if own]
    again = [(one.language, one.code, one.summary) for examples in read for one in examples.examples]
    expected = [(o.language, o.code, o.summary) for rows in found.splits.values() for o in rows]
    assert sorted(again) == sorted(expected)
    assert [one.left_out for one in read] == [()] * len(read)
    members = Counter(o.language for rows in found.splits.values() for o in rows if o.source.startswith("members"))
    assert members == {"cpp": 2, "java": 2, "python": 1, "go": 1, "javascript": 4, "ruby": 2, "php": 2}


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
