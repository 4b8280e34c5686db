"""Gathers permissively licensed source code from package registries into training/data/code.

`python -m training.gather` reads sources.toml, fetches every package through its registry's ordinary client (kept in
training/work/cache), filters the files, removes copies, and writes {language}.{train,heldout}.jsonl and the lock file.
Held-out packages are read first, so a training file that nearly equals a held-out one is dropped, not the other way.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from neuroglot.languages import BY_NAME
from training.filters import Duplicates, decoded, refusal, unwanted_path, without_licence_header
from training.registries import FETCH, Package, members

HERE = Path(__file__).parent
CACHE = HERE / "work" / "cache"
CODE = HERE / "data" / "code"
LOCK = HERE / "sources.lock.json"
PACKAGE_CAP = 3_000_000
"""Bytes kept of one package, so that no single style fills a language."""

EXTRA_SUFFIXES = {"cpp": (".h",), "javascript": (".js", ".mjs", ".cjs"), "ruby": (".rb",)}


def stable(text: str) -> str:
    """A hash that orders files the same way everywhere."""
    return hashlib.sha256(text.encode()).hexdigest()


def usable(package: Package, language: str, counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """The package's files in the language as (path, text), after all filters but the removal of copies."""
    suffixes = (*BY_NAME[language].suffixes, *EXTRA_SUFFIXES.get(language, ()))
    for path, raw in members(package.archive):
        if not path.endswith(suffixes) or unwanted_path(path):
            continue
        if package.licence_of(path) is None:
            counts["licence"] += 1
            continue
        text = decoded(raw)
        text = None if text is None else without_licence_header(text)
        reason = "encoding" if text is None else refusal(text)
        if text is None or reason:
            counts[reason or "encoding"] += 1
        elif not BY_NAME[language].parses(text):
            counts["syntax"] += 1
        else:
            yield path, text


def keep(package: Package, language: str, copies: Duplicates, counts: Counter[str]) -> list[dict[str, str]]:
    """The rows kept of one package: files in a stable random order up to the cap, copies left out."""
    rows: list[dict[str, str]] = []
    size = 0
    for path, text in sorted(usable(package, language, counts), key=lambda item: stable(item[0])):
        if size >= PACKAGE_CAP:
            counts["cap"] += 1
        elif copies.seen(text):
            counts["copy"] += 1
        else:
            rows.append({"package": package.name, "path": path, "text": text})
            size += len(text.encode())
    return rows


def gather(language: str, listed: dict[str, list[str]]) -> list[dict[str, object]]:
    """Writes one language's two files and returns its packages' lock entries."""
    heldout = listed["heldout"]
    wanted = [(registry, name) for registry in FETCH for name in listed.get(registry, [])]
    wanted.sort(key=lambda item: item[1] not in heldout)
    copies, entries = Duplicates(), []
    rows: dict[str, list[dict[str, str]]] = {"train": [], "heldout": []}
    for registry, name in wanted:
        counts: Counter[str] = Counter()
        package = FETCH[registry](name, CACHE)
        kept = keep(package, language, copies, counts)
        split = "heldout" if name in heldout else "train"
        rows[split] += kept
        size = sum(len(row["text"].encode()) for row in kept)
        print(f"{language:10} {name:32} {split:7} {len(kept):5} files {size / 1e6:6.2f} MB  {dict(counts)}", flush=True)
        entries.append(
            {
                "name": name,
                "registry": package.registry,
                "version": package.version,
                "licence": package.licence,
                "sha256": package.sha256,
                "archive": package.archive.name,
                "language": language,
                "split": split,
                "files": len(kept),
                "bytes": size,
            }
        )
    write(language, rows)
    return entries


def write(language: str, rows: dict[str, list[dict[str, str]]]) -> None:
    """Writes {language}.{split}.jsonl, the files of all packages mixed in a stable order."""
    CODE.mkdir(parents=True, exist_ok=True)
    for split, items in rows.items():
        items.sort(key=lambda row: stable(row["package"] + row["path"]))
        with (CODE / f"{language}.{split}.jsonl").open("w") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in items)


def main() -> None:
    """Gathers every language of sources.toml and writes the lock."""
    listed = tomllib.loads((HERE / "sources.toml").read_text())
    entries = [entry for language, table in listed.items() for entry in gather(language, table)]
    LOCK.write_text(json.dumps({"schema": 1, "packages": entries}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
