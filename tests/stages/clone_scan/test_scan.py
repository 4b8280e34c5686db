"""The whole scan, on a tiny random model: groups, what is read again, and what a kill leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuroglot.core.artifacts import Request, open_artifact
from neuroglot.core.clone_groups import CloneKind, CloneScan
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.progress import Silent
from neuroglot.core.results import Result
from neuroglot.models.subject import Subject
from neuroglot.stages.clone_scan import FileOptions, Layers, MatchOptions, ReadOptions, ScanOptions, chosen_layers, scan
from neuroglot.stages.clone_scan import stage as stage_module
from neuroglot.stages.clone_scan import vectors as reading
from neuroglot.stages.clone_scan.calibrate import Calibration, calibrate, calibration, precise_threshold
from tests.languages.known_functions import KNOWN
from tests.stages.clone_scan.making import python, write

ALL = MatchOptions(threshold=1.0)
"""So high that a random model finds nothing but what is nearly the same."""

Scan = Callable[..., CloneScan]


@pytest.fixture
def run(llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Scans the folder `code`, with the cache beside it."""
    means = {language: np.zeros(llama.config.hidden_size, dtype=np.float32) for language in LANGUAGES}
    monkeypatch.setattr("neuroglot.stages.clone_scan.stage.calibration", lambda *_: Calibration(0.9, 1, 1, True, means))

    def call(match: MatchOptions = ALL, **files: Any) -> CloneScan:
        options = ScanOptions(FileOptions(**{"min_lines": 3, "min_tokens": 10} | files), match, ReadOptions())
        return scan([str(tmp_path / "code")], llama, Layers((1, 2), "as given"), options, tmp_path / "cache")

    return call


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that the model reads from now on."""
    texts: list[str] = []
    embed = reading.embed_texts

    def noted(subject: Subject, layers: Sequence[int], given: Sequence[str], options: ReadOptions) -> Any:
        texts.extend(given)
        return embed(subject, layers, given, options)

    monkeypatch.setattr(reading, "embed_texts", noted)
    return texts


def test_exact_and_renamed_clones_are_found(run: Scan, tmp_path: Path) -> None:
    write(
        tmp_path / "code",
        {
            "a.py": python(),
            "b.py": f"class A:\n  # no\n{''.join(f'  {line}{chr(10)}' for line in python().splitlines())}",
            "c.py": python("f", 0, "xs", "t", "x"),
            "d.go": "package p\nfunc f(a int) int {\n\treturn a * a * a + 1 - 2\n}\n",
        },
    )
    found = run()
    first, *others = found.groups
    assert others == []
    assert first.kind is CloneKind.RENAMED
    assert [(Path(one.path).name, one.name, one.kind) for one in first.members] == [
        ("a.py", "total", CloneKind.EXACT),
        ("b.py", "A.total", CloneKind.EXACT),
        ("c.py", "f", CloneKind.RENAMED),
    ]
    assert [(one.first_line, one.last_line) for one in first.members] == [(1, 6), (3, 8), (1, 6)]
    assert first.members[1].similarity == 1.0
    assert found.functions == {"python": 3, "go": 1}
    assert found.search == "exact"


def test_the_approximate_search_finds_the_same(run: Scan, tmp_path: Path) -> None:
    write(tmp_path / "code", {f"{least}.py": python(least=least) + "\n\n" + python("g", least) for least in range(30)})
    loose = MatchOptions(threshold=0.9)
    exact = run(loose)
    near = run(MatchOptions(threshold=0.9, exact_below=10))
    assert near.search == "approximate"
    assert any("approximate search" in note for note in near.notes)
    assert len(exact.groups) > 0
    assert near.groups == exact.groups


def test_only_what_is_new_is_read(run: Scan, read: list[str], tmp_path: Path) -> None:
    write(tmp_path / "code", {"a.py": python(), "b.py": python(), "c.py": python(least=1)})
    first = run()
    assert len(read) == 2, "equal texts are read once"
    read.clear()
    assert run() == first
    assert read == []
    write(tmp_path / "code", {"d.py": "# moved\n\n" + python(), "e.py": python(least=2)})
    assert len(run().groups[0].members) == 3
    assert read == [python(least=2)]


def test_a_killed_scan_goes_on(run: Scan, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "code", {f"{least}.py": python(least=least) for least in range(6)})
    monkeypatch.setattr(reading, "CHUNK", 2)
    keep, parts = reading.write_vectors, []

    def killed(*given: Any) -> None:
        if len(parts) == 2:
            raise KeyboardInterrupt
        parts.append(keep(*given))

    monkeypatch.setattr(reading, "write_vectors", killed)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(reading, "write_vectors", keep)
    read.clear()
    run()
    assert sorted(read) == [python(least=least) for least in range(6) if python(least=least) in read]
    assert len(read) == 2


def test_every_kind_of_bad_file_is_named_and_none_stops_it(run: Scan, tmp_path: Path) -> None:
    write(
        tmp_path / "code",
        {
            "a.py": python(),
            "broken.py": "def f(:\n  return ((\n" * 5 + python("g"),
            "latin.py": python().replace("result", "é").encode("latin-1"),
            "wide.py": python("wide").encode("utf-16"),
            "binary.py": b"\x00\x01" * 50,
            "generated.py": "# @generated\n" + python(),
            "large.py": "x = 1\n" * 1000,
            "empty.py": "",
            "deep.js": "[" * 2000,
            "x.min.js": "f()",
        },
    )
    (tmp_path / "code" / "loop").symlink_to(tmp_path / "code")
    (tmp_path / "code" / "link.py").symlink_to("a.py")
    found = run(max_bytes=5000)
    assert found.reasons() == {"binary": 1, "generated": 1, "too large": 1, "minified": 1, "symbolic link": 1}
    assert {"1 files are not UTF-8 and were read as latin-1", "1 files are not UTF-8 and were read as utf-16"} <= set(
        found.notes
    )
    assert {"a.py", "latin.py", "wide.py"} <= {Path(one.path).name for one in found.groups[0].members}


def test_all_languages_together(run: Scan, tmp_path: Path) -> None:
    suffixes = {"cpp": "cc", "java": "java", "python": "py", "go": "go", "javascript": "js", "ruby": "rb", "php": "php"}
    write(tmp_path / "code", {f"{copy}.{end}": KNOWN[name][0] for name, end in suffixes.items() for copy in "ab"})
    found = run(min_lines=1, min_tokens=1)
    assert set(found.functions) == set(LANGUAGES)
    exact = [group for group in found.groups if group.kind is CloneKind.EXACT]
    assert {group.languages[0] for group in exact} == set(LANGUAGES)
    assert run(MatchOptions(threshold=1.0, cross_language_only=True), min_lines=1, min_tokens=1).groups == ()


def test_neighbours_are_of_other_languages_or_files_where_these_are_asked_for(
    run: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []
    near_pairs = stage_module.near_pairs

    def noted(vectors: Any, threshold: float, neighbours: int, exact_below: int, sides: Any) -> Any:
        asked.append(sides.tolist())
        return near_pairs(vectors, threshold, neighbours, exact_below, sides)

    monkeypatch.setattr(stage_module, "near_pairs", noted)
    go = "package p\nfunc f(a int) int {{\n\treturn a * a * a + {} - 2\n}}\n"
    write(tmp_path / "code", {"a.py": python() + python("g", 7), "b.py": python("h", 8), "c.go": go.format(1)})
    run()
    run(MatchOptions(threshold=1.0, cross_language_only=True))
    run(MatchOptions(threshold=1.0, cross_file_only=True))
    plain, languages, files = asked
    assert len(set(plain)) == 4
    assert [one == languages[0] for one in languages] == [True, True, True, False]
    assert [one == files[0] for one in files] == [True, True, False, False]


def test_nothing_to_scan(run: Scan, tmp_path: Path) -> None:
    write(tmp_path / "code", {"a.txt": "text", "b.py": "x = 1\n"})
    found = run()
    assert found.groups == ()
    assert found.files == {"python": 1}
    with pytest.raises(NeuroglotError, match="cosine"):
        run(MatchOptions(threshold=2.0))


def test_layers_are_chosen_in_words(llama: Subject, tmp_path: Path) -> None:
    assert chosen_layers(llama, "0-1,2", "").chosen == (0, 1, 2)
    assert chosen_layers(llama, "", "").chosen == (1,)
    assert "middle third" in chosen_layers(llama, "", "").why
    for given, said in (("7", "layers 0 to 2"), ("x", "expected layers like"), ("2-1", "layers 0 to 2")):
        with pytest.raises(NeuroglotError, match=said):
            chosen_layers(llama, given, "")
    with pytest.raises(NeuroglotError, match="has no concept layers"):
        chosen_layers(llama, "", str(tmp_path))


def test_the_precise_threshold_is_the_lowest() -> None:
    similarity = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], dtype=np.float32)
    same = np.array([True, True, False, True, False, True])
    assert precise_threshold(similarity, same, 0.7) == (pytest.approx(0.6), True)
    assert precise_threshold(similarity, same, 0.9) == (pytest.approx(0.8), True)
    ties = np.array([0.9, 0.9, 0.9, 0.1], dtype=np.float32)
    assert precise_threshold(ties, np.array([True, False, False, True]), 0.9)[1] is False
    threshold, found = precise_threshold(similarity, ~same, 0.9)
    assert not found
    assert 0.9 < threshold < 0.901


def test_calibration_separates_what_can_be_separated() -> None:
    rng = np.random.default_rng(0)
    tasks, languages = (
        rng.standard_normal((20, 32)),
        dict(zip(LANGUAGES, 5 * rng.standard_normal((7, 32)), strict=True)),
    )
    pool = [(language, task) for task in range(20) for language in LANGUAGES]
    corpus = Corpus("toy", "validation", tuple(Snippet(language, "", "", str(task)) for language, task in pool))
    vectors = np.array([tasks[task] + languages[language] + 0.3 * rng.standard_normal(32) for language, task in pool])
    made = calibrate(corpus, vectors.astype(np.float32))
    assert made.found
    assert made.precision >= 0.9
    assert made.recall > 0.99
    assert made.means["go"] == pytest.approx(languages["go"], abs=1.5)


def test_calibration_is_kept(llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippets = tuple(
        Snippet(language, python(least=task) if language == "python" else KNOWN[language][0], "", str(task))
        for task in range(3)
        for language in ("python", "go")
    )
    pools: list[str] = []

    def corpus(pool: str, _: Sequence[str]) -> Corpus:
        pools.append(pool)
        return Corpus("bundled", pool, snippets)

    monkeypatch.setattr("neuroglot.stages.clone_scan.calibrate.corpus", corpus)
    reader = reading.Reader(llama, (1,), ReadOptions(), tmp_path)
    made = calibration(reader, Silent())
    kept = calibration(reader, Silent())
    assert pools == ["validation"], "never another pool, and once"
    assert kept.threshold == made.threshold
    for language, mean in made.means.items():
        np.testing.assert_array_equal(kept.means[language], mean)


def test_functions_longer_than_the_context_are_counted_in_every_scan(
    run: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = ReadOptions(context=16)
    monkeypatch.setattr("tests.stages.clone_scan.test_scan.ReadOptions", lambda: short)
    write(tmp_path / "code", {"a.py": python(), "b.py": python("f", 0, "x", "y", "z")})
    for _ in range(2):
        assert "2 functions were longer than 16 tokens, and read up to there" in run().notes


@pytest.mark.parametrize("found", [True, False])
def test_the_band_of_a_run_is_read(llama: Subject, tmp_path: Path, found: bool) -> None:
    about: dict[str, Any] = {"stage": "layers", "model": "m", "split": "validation", "n": 9}
    band = {"role": "band", "why": "it is flat"}
    results = [
        Result("effect_size", 0.5, unit="d", layer=2, **about),
        Result("band_found", float(found), unit="yes", condition=band, **about),
        Result("band_first", 1.0, unit="layer", low=1, high=1, condition=band, **about),
        Result("band_last", 2.0, unit="layer", low=2, high=2, condition=band, **about),
    ]
    for weights in (llama.weights, "another model's"):
        request = Request("layers", {"weights": weights}, {"weights": weights})
        open_artifact(tmp_path, request).finish(results, {})
    if found:
        assert chosen_layers(llama, "", str(tmp_path)).chosen == (1, 2)
    else:
        with pytest.raises(NeuroglotError, match=r"found no band .*it is flat"):
            chosen_layers(llama, "", str(tmp_path))
