"""Readers of clone pairs: every form that is known, what is refused, and that no task or program is in both splits."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.clone_pairs import ClonePairs, PairOptions, PairSet, clone_pairs, with_random_names

JAVA = "public int f{n}(int x) {{ // said\n    return x + {n};\n}}\n"
PYTHON = "def f{n}(x):\n    # said\n    return x + {n}\n"


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def labelled(count: int = 12, first: int = 0, **more: Any) -> list[dict[str, Any]]:
    rows = []
    for n in range(first, first + count):
        same = {"code1": JAVA.format(n=n), "code2": PYTHON.format(n=n), "label": 1}
        other = {"code1": JAVA.format(n=n), "code2": PYTHON.format(n=first + (n + 1 - first) % count), "label": 0}
        rows += [{**same, **more}, {**other, **more}]
    return rows


def texts(given: PairSet) -> set[str]:
    return {one.text for one in given.programs}


def apart(given: ClonePairs) -> bool:
    return not texts(given.validation) & texts(given.test)


LANGUAGES = {"lang1": "Java", "lang2": "py"}


def test_a_file_of_pairs_is_halved_and_nothing_is_in_both(tmp_path: Path) -> None:
    given = clone_pairs(PairOptions(pairs=str(write(tmp_path / "pairs.jsonl.gz", labelled(**LANGUAGES)))))
    assert apart(given)
    assert given.validation.languages == given.test.languages == ("java", "python")
    assert all("said" not in text for text in texts(given.validation) | texts(given.test))
    kept = len(given.validation) + len(given.test)
    dropped = [row for row in given.skipped if "validation half" in row["why"]]
    assert dropped[0]["what"] == f"{24 - kept} pairs"
    for one in (given.validation, given.test):
        for pair in map(one.pair, range(len(one))):
            number = [side.text.split("f")[1 if side.language == "java" else 2][0] for side in (pair.left, pair.right)]
            assert not pair.clones or number[0] == number[1]


@pytest.mark.parametrize("names", [("func1", "func2", "label"), ("left", "right", "clones")])
def test_other_spellings_mean_the_same(tmp_path: Path, names: tuple[str, str, str]) -> None:
    keys = dict(zip(("code1", "code2", "label"), names, strict=True))
    rows = [{keys.get(key, key): value for key, value in row.items()} for row in labelled(**LANGUAGES)]
    rows = [{**row, names[2]: str(bool(row[names[2]])).lower()} for row in rows]
    plain = clone_pairs(PairOptions(pairs=str(write(tmp_path / "plain.jsonl", labelled(**LANGUAGES)))))
    spelled = clone_pairs(PairOptions(pairs=str(write(tmp_path / "a" / "plain.jsonl", rows))))
    assert spelled.test.hash() == plain.test.hash()


def test_a_language_that_is_not_given_is_told_from_the_text(tmp_path: Path) -> None:
    given = clone_pairs(
        PairOptions(pairs=str(write(tmp_path / "pairs.jsonl", labelled())), languages=("java", "python"))
    )
    assert set(given.test.by_languages) == {"java-python"}
    path = write(tmp_path / "odd.jsonl", [{"code1": "?", "code2": "!", "label": 0}])
    with pytest.raises(NeuroglotError, match=r"odd.jsonl:1: code1 has no language"):
        clone_pairs(PairOptions(pairs=str(path)))


def test_tasks_of_a_file_stay_on_one_side(tmp_path: Path) -> None:
    rows = labelled(20, **LANGUAGES)
    for number, row in enumerate(rows):
        n = number // 2
        row["task1"], row["task2"] = n // 2, n // 2 if row["label"] else ((n + 1) % 20) // 2
    given = clone_pairs(PairOptions(pairs=str(write(tmp_path / "pairs.jsonl", rows))))
    sides = [{one.task for one in split.programs} for split in (given.validation, given.test)]
    assert all(sides)
    assert not sides[0] & sides[1]
    assert given.test.tasked


def test_own_splits_are_kept_and_what_they_share_is_said(tmp_path: Path) -> None:
    write(tmp_path / "set" / "valid.jsonl", labelled(6, **LANGUAGES))
    write(tmp_path / "set" / "test.jsonl", labelled(8, 3, **LANGUAGES))
    given = clone_pairs(PairOptions(pairs=str(tmp_path / "set")))
    assert (len(given.validation), len(given.test)) == (12, 16)
    assert "test pairs hold a program" in given.skipped[0]["what"]
    fewer = clone_pairs(PairOptions(pairs=str(tmp_path / "set"), labelled=9))
    assert len(fewer.test) == 9


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"a": "x"}, {"code1": "x"}], "pairs.jsonl"),
        ([{"code1": "x", "code2": "y", "lang1": "java", "lang2": "java"}], "no label"),
        ([{"code1": "x", "code2": "y", "lang1": "java", "lang2": "java", "label": "maybe"}], "the label is 'maybe'"),
        ([{"code1": "int x;", "code2": "int y;", "language": "java", "label": 1}], "can't be split"),
        ([{"code1": "x", "code2": "y", "language": "C#", "label": 1}] * 3, "can't be split"),
    ],
)
def test_what_is_no_pair_is_refused(tmp_path: Path, rows: list[dict[str, Any]], message: str) -> None:
    path = write(tmp_path / "pairs.jsonl", rows)
    with pytest.raises(NeuroglotError, match=message):
        clone_pairs(PairOptions(pairs=str(path)))


def bigclonebench(folder: Path) -> Path:
    write(folder / "data.jsonl", [{"idx": str(n), "func": JAVA.format(n=n)} for n in range(20)])
    (folder / "valid.txt").write_text("".join(f"{n}\t{n + 1}\t{n % 2}\n" for n in range(8)))
    (folder / "test.txt").write_text("".join(f"{n}\t{n + 1}\t{n % 2}\n" for n in range(10, 18)))
    return folder


def test_bigclonebench(tmp_path: Path) -> None:
    given = clone_pairs(PairOptions(pairs=f"bigclonebench:{bigclonebench(tmp_path)}"))
    assert len(given.validation) == len(given.test) == 8
    assert set(given.test.by_languages) == {"java-java"}
    assert not given.test.tasked
    first = given.test.pair(0)
    assert ("x + 10" in first.left.text, "x + 11" in first.right.text, first.clones) == (True, True, False)
    (tmp_path / "test.txt").write_text("10 99 1\n")
    with pytest.raises(NeuroglotError, match=r"test.txt:1: .*'10 99 1'"):
        clone_pairs(PairOptions(pairs=f"bigclonebench:{tmp_path}"))
    (tmp_path / "test.txt").unlink()
    with pytest.raises(NeuroglotError, match=r"it lacks test.txt"):
        clone_pairs(PairOptions(pairs=f"bigclonebench:{tmp_path}"))


def poj104(first: int) -> list[dict[str, Any]]:
    return [
        {"code": f"int f() {{ return {label} * {n}; }}", "label": str(label), "index": str(n)}
        for label in range(first, first + 6)
        for n in range(3)
    ]


def test_poj104(tmp_path: Path) -> None:
    write(tmp_path / "valid.jsonl", poj104(0))
    write(tmp_path / "test.jsonl.gz", poj104(6))
    given = clone_pairs(PairOptions(pairs=f"poj104:{tmp_path}"))
    assert (len(given.validation.programs), len(given.test.programs)) == (18, 18)
    assert {one.task for one in given.test.programs} == {str(label) for label in range(6, 12)}
    assert set(given.test.by_languages) == {"cpp-cpp"}
    alone = clone_pairs(PairOptions(pairs=f"poj104:{write(tmp_path / 'all.jsonl', poj104(0))}"))
    assert apart(alone)
    write(tmp_path / "valid.jsonl", poj104(5))
    with pytest.raises(NeuroglotError, match="both splits"):
        clone_pairs(PairOptions(pairs=f"poj104:{tmp_path}"))


def codenet(folder: Path) -> Path:
    for problem in range(8):
        for language, suffix, text in (("Java", "java", JAVA), ("Python", "py", PYTHON), ("C#", "cs", JAVA)):
            for n in range(3):
                file = folder / "data" / f"p{problem}" / language / f"s{problem}{n}.{suffix}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text.format(n=10 * problem + n))
    return folder


def test_codenet_as_a_tree(tmp_path: Path) -> None:
    source = f"codenet:{codenet(tmp_path)}"
    given = clone_pairs(PairOptions(pairs=source))
    assert apart(given)
    assert len(given.validation.programs) == len(given.test.programs) == 4 * 2 * 3
    assert given.test.languages == ("java", "python")
    fewer = clone_pairs(PairOptions(pairs=source, tasks=2, development_tasks=3, programs=1))
    assert (len(fewer.validation.programs), len(fewer.test.programs)) == (6, 4)
    (tmp_path / "metadata").mkdir()
    for problem in range(8):
        rows = "".join(f"s{problem}{n},{'Accepted' if n else 'Wrong Answer'}\n" for n in range(3))
        (tmp_path / "metadata" / f"p{problem}.csv").write_text(f"submission_id,status\n{rows}")
    (tmp_path / "data" / "p0" / "Java" / "s02.java").write_bytes(b"\xff\xfe\xff")
    accepted = clone_pairs(PairOptions(pairs=source))
    assert len(accepted.validation.programs) + len(accepted.test.programs) == 8 * 2 * 2 - 1
    assert {row["why"] for row in accepted.skipped} == {"they were not accepted", "they are not UTF-8"}


def test_of_codenet_ten_programs_are_read_where_nobody_says_how_many(tmp_path: Path) -> None:
    rows = [
        {"problem_id": f"p{problem}", "language": language, "code": text.format(n=100 * problem + n)}
        for problem in range(4)
        for language, text in (("Java", JAVA), ("Python", PYTHON))
        for n in range(14)
    ]
    source = f"codenet:{write(tmp_path / 'rows.jsonl', rows)}"
    for place, row in enumerate(rows):
        folder = tmp_path / "tree" / "data" / row["problem_id"] / row["language"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"s{place:03d}.txt").write_text(row["code"])
    for each in (source, f"codenet:{tmp_path / 'tree'}"):
        for programs, count in ((0, 10), (12, 12), (100, 14)):
            given = clone_pairs(PairOptions(pairs=each, programs=programs))
            assert len(given.validation.programs) == len(given.test.programs) == 2 * 2 * count


def test_programs_that_are_no_valid_unicode_are_left_out_and_counted(tmp_path: Path) -> None:
    pairs = labelled(24, **LANGUAGES)
    pairs[0]["code1"] += "// \ud800"
    pairs[30]["code2"] += "# \udfff"
    given = clone_pairs(PairOptions(pairs=str(write(tmp_path / "pairs.jsonl", pairs))))
    why = "they are not valid Unicode"
    assert sum(int(row["what"].split()[0]) for row in given.skipped if row["why"] == why) == 2
    programs = [
        {"language": language, "text": text.format(n=task), "task": f"{task}\ud800"}
        for task in range(10)
        for language, text in (("java", JAVA), ("python", PYTHON))
    ]
    programs[0]["text"] += "// \ud800"
    given = clone_pairs(PairOptions(pairs=str(write(tmp_path / "programs.jsonl", programs))))
    assert sum(int(row["what"].split()[0]) for row in given.skipped if row["why"] == why) == 1
    assert len(given.validation.programs) + len(given.test.programs) == 19
    assert len(with_random_names(given, 0).test) == len(given.test)


def test_codenet_as_rows(tmp_path: Path) -> None:
    rows = [
        {"problem_id": f"p{problem}", "language": language, "code": text.format(n=problem), "status": status}
        for problem in range(8)
        for language, text in (("Java", JAVA), ("Python", PYTHON))
        for status in ("Accepted", "Time Limit Exceeded")
    ]
    path = write(tmp_path / "rows.jsonl", rows)
    given = clone_pairs(PairOptions(pairs=f"codenet:{path}"))
    assert len(given.validation.programs) + len(given.test.programs) == 16
    assert given.skipped == ({"what": "16 submissions", "why": "they were not accepted"},)
    with pytest.raises(NeuroglotError, match="fewer than two problems"):
        clone_pairs(PairOptions(pairs=f"codenet:{path}", languages=("go",)))


def test_programs_with_tasks_in_a_file_make_pairs(tmp_path: Path) -> None:
    rows = [
        {"language": language, "text": text.format(n=task), "task": task}
        for task in range(10)
        for language, text in (("javascript", "function f{n}(x) {{ return x + {n}; }}\n"), ("python", PYTHON))
    ]
    given = clone_pairs(PairOptions(pairs=str(write(tmp_path / "programs.jsonl", rows))))
    assert apart(given)
    assert set(given.test.by_languages) == {"python-javascript"}
    copies = with_random_names(given, 3)
    assert copies.names == "random"
    assert [len(copies.test), copies.test.clones.tolist()] == [len(given.test), given.test.clones.tolist()]
    for before, after in zip(given.test.programs, copies.test.programs, strict=True):
        assert (before.task, before.language) == (after.task, after.language)
        assert before.text != after.text
    assert with_random_names(given, 3).test.hash() == copies.test.hash() != with_random_names(given, 4).test.hash()


def test_programs_whose_names_cannot_change_go_with_their_pairs(tmp_path: Path) -> None:
    rows = [{**row, "code1": f"class A {{ {row['code1']} }}"} for row in labelled(24, **LANGUAGES)]
    for row in rows[:6]:
        row["code2"] = row["code2"].replace("):", ":")
    given = clone_pairs(PairOptions(pairs=str(write(tmp_path / "pairs.jsonl", rows))))
    copies = with_random_names(given, 0)
    lost = sum(len(one.programs) for one in (given.validation, given.test))
    lost -= sum(len(one.programs) for one in (copies.validation, copies.test))
    said = [row for row in copies.skipped if "syntax has an error" in row["why"]]
    assert lost == sum(int(row["what"].split()[0]) for row in said) > 0
    for one in (copies.validation, copies.test):
        assert all("):" in pair.right.text for pair in map(one.pair, range(len(one))))
    for row in rows:
        row["code2"] = row["code2"].replace("):", ":")
    broken = clone_pairs(PairOptions(pairs=str(write(tmp_path / "broken.jsonl", rows))))
    with pytest.raises(NeuroglotError, match="both are needed"):
        with_random_names(broken, 0)


def test_unknown_sources_are_refused(tmp_path: Path) -> None:
    for source, message in (
        ("nothing", "known: bigclonebench, codenet, poj104"),
        (f"poj104:{tmp_path}/not-there", "a path that is there"),
        (str(tmp_path), "valid.jsonl and test.jsonl"),
    ):
        with pytest.raises(NeuroglotError, match=message):
            clone_pairs(PairOptions(pairs=source))
