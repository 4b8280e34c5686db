"""Gathers permissively licensed source code from package registries into training/data/code.

`python -m training.gather [language ...]` reads sources.toml, fetches every package of the languages (all, if none is
named) through its registry's ordinary client (kept in training/work/cache, so fetched once), filters the files, removes
copies, and writes {language}.{train,heldout}.jsonl; each language's lock entries are replaced when it is done.
Held-out packages are read first, so a training file that nearly equals a held-out one is dropped, not the other way.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

from neuroglot.languages import BY_NAME
from training.filters import Duplicates, decoded, refusal, unwanted_path, without_licence_header
from training.registries import FETCH, Package, members

HERE = Path(__file__).parent
CACHE = HERE / "work" / "cache"
CODE = HERE / "data" / "code"
LOCK = HERE / "sources.lock.json"
PACKAGE_CAP = 8_000_000
"""Bytes kept of one package, so that no single style fills a language. 8 MB is what 50 MB a language needs: Debian has
few large packages in some of them."""

EXTRA_SUFFIXES = {"cpp": (".h",), "javascript": (".js", ".mjs", ".cjs"), "ruby": (".rb",)}


def stable(text: str) -> str:
    """A hash that orders files the same way everywhere."""
    return hashlib.sha256(text.encode()).hexdigest()


def candidates(package: Package, language: str) -> list[tuple[str, bytes]]:
    """The package's files that the language's suffixes and their paths let in, in a stable random order."""
    suffixes = (*BY_NAME[language].suffixes, *EXTRA_SUFFIXES.get(language, ()))
    found = [item for item in members(package.archive) if item[0].endswith(suffixes) and not unwanted_path(item[0])]
    return sorted(found, key=lambda item: stable(item[0]))


def usable(raw: bytes, language: str) -> tuple[str, str | None]:
    """A file's text, and why it isn't kept, copies aside (None where it is)."""
    text = decoded(raw)
    if text is None:
        return "", "encoding"
    text = without_licence_header(text)
    reason = refusal(text)
    return text, reason or (None if BY_NAME[language].parses(text) else "syntax")


def keep(package: Package, language: str, copies: Duplicates, counts: Counter[str]) -> list[dict[str, str]]:
    """The rows kept of one package, up to the cap; `counts` gets the reasons of those that aren't."""
    rows: list[dict[str, str]] = []
    size = 0
    files = candidates(package, language)
    for place, (path, raw) in enumerate(files):
        if size >= PACKAGE_CAP:
            counts["cap"] = len(files) - place
            break
        if package.licence_of(path) is None:
            counts["licence"] += 1
            continue
        text, reason = usable(raw, language)
        if reason is None and copies.seen(text):
            reason = "copy"
        if reason:
            counts[reason] += 1
            continue
        rows.append({"package": package.name, "path": path, "text": text})
        size += len(text.encode())
    return rows


def fetched(registry: str, name: str) -> Package | None:
    """The package, or None after a line that says why it cannot be had."""
    try:
        return FETCH[registry](name, CACHE)
    except (RuntimeError, StopIteration, LookupError, OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        print(f"not fetched: {registry} {name}: {' '.join(str(error).split()) or type(error).__name__}", flush=True)
        return None


def gather(language: str, listed: dict[str, list[str]]) -> list[dict[str, object]]:
    """Writes one language's two files and returns its packages' lock entries."""
    heldout = listed["heldout"]
    wanted = [(registry, name) for registry in FETCH for name in listed.get(registry, [])]
    wanted.sort(key=lambda item: item[1] not in heldout)
    copies, entries = Duplicates(), []
    rows: dict[str, list[dict[str, str]]] = {"train": [], "heldout": []}
    for registry, name in wanted:
        package = fetched(registry, name)
        if package is None:
            continue
        counts: Counter[str] = Counter()
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


def main(languages: list[str]) -> None:
    """Gathers the languages (every one of sources.toml, if none is named) and updates the lock after each."""
    listed = tomllib.loads((HERE / "sources.toml").read_text())
    locked = json.loads(LOCK.read_text())["packages"] if LOCK.exists() else []
    entries = {language: [entry for entry in locked if entry["language"] == language] for language in listed}
    for language in languages or listed:
        entries[language] = gather(language, listed[language])
        packages = [entry for group in entries.values() for entry in group]
        LOCK.write_text(json.dumps({"schema": 1, "packages": packages}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
