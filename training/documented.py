"""Gathers functions with their documentation from package registries, to learn summaries from.

`python -m training.documented [--first N] [language ...]` reads sources.toml, fetches every package of the languages
(all, if none is named; the first N of each registry) as `training.gather` does, unpacks the files under permissive
licences into training/work/projects, a folder a package, and writes
training/data/pairs/LANGUAGE/{train,valid,test}.jsonl.
`neuroglot summarize run RUN --pairs codesearchnet:training/data/pairs` learns from them. Git ignores all of it.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from neuroglot.corpora.doc_pairs import gather_pairs
from neuroglot.corpora.pairs import write_pairs
from training.gather import HERE, candidates, fetched
from training.registries import FETCH, Package

PROJECTS = HERE / "work" / "projects"
PAIRS = HERE / "data" / "pairs"


def unpack(package: Package, language: str, folder: Path) -> int:
    """Writes the package's source files of a language whose licence is permissive; returns how many."""
    written = 0
    for path, raw in candidates(package, language):
        parts = PurePosixPath(path).parts
        if package.licence_of(path) is None or ".." in parts or PurePosixPath(path).is_absolute():
            continue
        target = folder.joinpath(package.name.replace("/", "__"), *parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
        written += 1
    return written


def listed(languages: Iterable[str], first: int) -> list[tuple[str, str, str]]:
    """(language, registry, package) of sources.toml; of every registry the first so many, 0: all."""
    sources = tomllib.loads((HERE / "sources.toml").read_text())
    return [
        (language, registry, name)
        for language in languages or sources
        for registry in FETCH
        for name in sources[language].get(registry, [])[: first or None]
    ]


def main() -> None:
    """Fetches, unpacks, gathers, and says what there is."""
    parser = argparse.ArgumentParser(prog="python -m training.documented", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--first", type=int, default=0, help="so many packages of each language and registry; 0: all")
    parser.add_argument("languages", nargs="*", help="as sources.toml names them; none: all")
    given = parser.parse_args()
    for language, registry, name in listed(given.languages, given.first):
        package = fetched(registry, name)
        if package is not None:
            print(f"{language:10} {name:32} {unpack(package, language, PROJECTS):6} files", flush=True)
    found = gather_pairs(PROJECTS)
    for split, examples in found.splits.items():
        for path in write_pairs(PAIRS, split, examples):
            rows = path.read_bytes().count(b"\n")
            print(f"{path.relative_to(HERE.parent)}: {rows} pairs")
    print("left out: " + ", ".join(f"{reason} {count}" for reason, count in found.left_out.most_common()))


if __name__ == "__main__":
    main()
