"""Which files a scan takes, and what it says of the others."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from neuroglot.core.clone_groups import Skipped
from neuroglot.core.errors import NeuroglotError
from neuroglot.stages.clone_scan.options import FileOptions
from neuroglot.stages.clone_scan.source_text import SourceText, read_source
from neuroglot.stages.clone_scan.walk import walk
from tests.stages.clone_scan.making import write


def shown(folder: Path, paths: tuple[str, ...] = (), **options: object) -> list[str]:
    walked = walk(paths or (str(folder),), FileOptions(**options))  # type: ignore[arg-type]
    return [os.path.relpath(one.shown, folder) for one in walked.files]


def test_takes_known_suffixes_in_order_and_nothing_hidden(tmp_path: Path) -> None:
    write(tmp_path, {"b.py": "", "a.JS": "", "c/d.go": "", "note.txt": "", ".hidden/x.py": "", ".x.py": "", "h.h": ""})
    assert shown(tmp_path) == ["a.JS", "b.py", "h.h", "c/d.go"]
    assert shown(tmp_path, languages=("go", "cpp")) == ["h.h", "c/d.go"]
    assert walk([str(tmp_path)], FileOptions()).ignored == 2


def test_gitignore_is_read_folder_by_folder(tmp_path: Path) -> None:
    (tmp_path / ".git" / "info").mkdir(parents=True)
    write(
        tmp_path,
        {
            ".git/info/exclude": "private.py\n",
            ".gitignore": "build/\n*_gen.py\n/top.py\n# note\n[\n!keep_gen.py\n",
            "build/x.py": "",
            "a_gen.py": "",
            "keep_gen.py": "",
            "top.py": "",
            "private.py": "",
            "sub/top.py": "",
            "sub/.gitignore": "!b_gen.py\nc.py\n",
            "sub/b_gen.py": "",
            "sub/c.py": "",
            "c.py": "",
        },
    )
    assert shown(tmp_path) == ["c.py", "keep_gen.py", "sub/b_gen.py", "sub/top.py"]
    assert shown(tmp_path, (str(tmp_path / "sub"),)) == ["sub/b_gen.py", "sub/top.py"]
    assert shown(tmp_path, (str(tmp_path / "build"),)) == ["build/x.py"], "what is named is meant"
    assert len(shown(tmp_path, gitignore=False)) == 9


IGNORING: dict[str, tuple[dict[str, str], str, str]] = {
    "only one kind, with folders taken in": (
        {".gitignore": "*\n!*/\n!*.py\n"},
        "a.py d/b.py d/e/c.py",
        "a.js d/b.js",
    ),
    "one kind below a folder": (
        {".gitignore": "src/**\n!src/**/\n!src/**/*.py\n"},
        "a.js src/a.py src/d/b.py",
        "src/a.js src/d/b.js",
    ),
    "everything at any depth": ({".gitignore": "**/*\n!**/\n!**/*.py\n"}, "a.py d/b.py", "a.js d/b.js"),
    "what is inside of a folder": ({".gitignore": "foo/**\n!foo/**/a.py\n"}, "foo/a.py", "foo/b.py foo/d/a.py"),
    "a folder is taken in, and a name of it left out": ({".gitignore": "keep\n!keep/\n"}, "keep/a.py", "d/keep/keep"),
    "folders alone": (
        {".gitignore": "build/\nd/e/\n"},
        "build.py d/a.py f/d/e/a.py",
        "build/a.py f/build/a.py d/e/a.py",
    ),
    "a mark of the byte order": ({".gitignore": "\ufeffa.py\n"}, "b.py", "a.py d/a.py"),
    "ends of lines, and spaces": ({".gitignore": "a.py  \r\nb.py\\ \nc\x0bd.py\n"}, "b.py d.py", "a.py"),
    "the inner file has the last word": (
        {".gitignore": "*.js\n/d/*\n!/d/e\n", "d/e/.gitignore": "!a.js\n/b.py\n", "d/.gitignore": "!c.py\n"},
        "b.py d/c.py d/e/a.js d/e/a.py d/e/f/b.py",
        "a.js d/a.py d/e/b.js d/e/b.py d/e/f/b.js",
    ),
    "places": (
        {".gitignore": "/a.py\nd/b.py\n**/e/c.py\nf/**/g.py\n"},
        "d/a.py e/d/b.py c.py g.py",
        "a.py d/b.py e/c.py d/e/c.py f/g.py f/x/y/g.py",
    ),
    "characters": (
        {".gitignore": "[a-c].py\n[!d-z]?.py\n\\#*\n\\!*\nx**y.py\n[[:digit:]]*.py\n[]e].py\n*[f\n"},
        "d.py da.py z.py f.py",
        "a.py c.py aa.py #.py !.py x1y.py xy.py 7.py 77.py e.py ].py",
    ),
    "no pattern at all": ({".gitignore": "# a.py\n\n!\n/\n[\nc\\\n"}, "a.py c.py", ""),
}
"""By its name: `.gitignore` files, the files that git keeps beside them, and those that it leaves out."""


def ignoring(folder: Path) -> set[str]:
    """A folder for each case; which files are to be kept."""
    kept = set()
    for name, (rules, keeps, leaves) in IGNORING.items():
        write(folder / name, {**rules, **dict.fromkeys([*keeps.split(), *leaves.split()], "")})
        kept |= {f"{name}/{one}" for one in keeps.split()}
    return kept


def test_every_path_is_decided_by_the_last_pattern_about_it(tmp_path: Path) -> None:
    kept = ignoring(tmp_path)
    assert sorted(shown(tmp_path)) == sorted(kept)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_keeps_the_same_files(tmp_path: Path) -> None:
    kept = ignoring(tmp_path)
    git = ["git", "-C", str(tmp_path), "-c", "core.excludesFile=/dev/null"]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = [*git, "ls-files", "-z", "--others", "--exclude-standard"]
    names = subprocess.run(listed, check=True, capture_output=True).stdout.decode().split("\0")
    assert {name for name in names if Path(name).suffix in (".py", ".js")} == kept


def test_many_stars_take_no_time(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*a" * 60 + "*b.py\n", "a" * 200 + ".py": ""})
    assert len(shown(tmp_path)) == 1


def test_what_is_below_an_ignored_folder_is_scanned_where_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "build/\n*.go\n", "build/sub/a.go": "", ".git/info/exclude": "", "b.go": ""})
    assert shown(tmp_path, (str(tmp_path / "build" / "sub"),)) == ["build/sub/a.go"]


def test_patterns_choose_among_files(tmp_path: Path) -> None:
    write(tmp_path, {"src/a.py": "", "src/tests/b.py": "", "lib/c.py": ""})
    assert shown(tmp_path, exclude=("tests/",)) == ["lib/c.py", "src/a.py"]
    assert shown(tmp_path, include=("src/",), exclude=("b.py",)) == ["src/a.py"]


def test_links_loops_and_twins(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.py": "", "real/b.py": ""})
    (tmp_path / "real" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "real" / "link.py").symlink_to(tmp_path / "real" / "a.py")
    (tmp_path / "real" / "gone.py").symlink_to(tmp_path / "nowhere.py")
    os.link(tmp_path / "real" / "a.py", tmp_path / "real" / "twin.py")
    (tmp_path / "door").symlink_to(tmp_path / "real", target_is_directory=True)
    os.mkfifo(tmp_path / "real" / "pipe.py")
    walked = walk([str(tmp_path), str(tmp_path / "door"), str(tmp_path / "real" / "b.py")], FileOptions())
    assert [one.path.name for one in walked.files] == ["a.py", "b.py"]
    assert {(Path(one.path).name, one.reason) for one in walked.skipped} == {
        ("link.py", "symbolic link"),
        ("gone.py", "symbolic link"),
        ("pipe.py", "no regular file"),
    }


def test_large_files_are_named_and_wrong_paths_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n" * 100, "b.py": ""})
    walked = walk([str(tmp_path)], FileOptions(max_bytes=300))
    assert [one.path.name for one in walked.files] == ["b.py"]
    assert [(one.reason, one.detail) for one in walked.skipped] == [("too large", "600 bytes")]
    with pytest.raises(NeuroglotError, match="there is no nowhere"):
        walk(["nowhere"], FileOptions())


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("é = 1\n".encode(), "utf-8"),
        ("é = 1\n".encode("utf-8-sig"), "utf-8"),
        ("é = 1\n".encode("utf-16"), "utf-16"),
        ("é = 1\n".encode("utf-32"), "utf-32"),
        ("é = 1\n".encode("latin-1"), "latin-1"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    write(tmp_path, {"a.py": data})
    assert read_source(tmp_path / "a.py", "a.py") == SourceText("é = 1\n", encoding)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.py", b"x = 1\0\n", "binary"),
        ("a.py", b"\xff\xfea\0\0\0", "binary"),
        ("a.go", b"package p\n// Code generated by protoc-gen-go. DO NOT EDIT.\n", "generated"),
        ("a.js", b"/* @generated */\nf();\n", "generated"),
        ("a.js", b"f();" * 2000, "minified"),
        ("a.js", (b"f();" * 100 + b"\n") * 20, "minified"),
        ("a.min.js", b"f();\n", "minified"),
    ],
)
def test_what_nobody_wrote_is_skipped(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    write(tmp_path, {name: data})
    found = read_source(tmp_path / name, name)
    assert isinstance(found, Skipped)
    assert found.reason == reason


def test_a_program_about_generating_is_no_generated_one(tmp_path: Path) -> None:
    text = "def f():\n    return 1\n" * 20 + "# DO NOT EDIT\n"
    write(tmp_path, {"a.py": text, "b.py": "'''Generates code.'''\ndef generated():\n    return 1\n"})
    assert isinstance(read_source(tmp_path / "a.py", "a.py"), SourceText), "only the head of a file speaks for it"
    assert isinstance(read_source(tmp_path / "b.py", "b.py"), SourceText)
    assert read_source(tmp_path / "none.py", "none.py") == Skipped(
        "none.py", "can't be read", "No such file or directory"
    )
