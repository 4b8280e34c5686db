"""Pairs of a function and the first sentence of its documentation, from source trees in the seven languages."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from neuroglot.core.documented import TEST, TRAIN, VALIDATION, Documented
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora.pair_rules import function_refusal, summary_refusal
from neuroglot.languages import BY_SUFFIX
from neuroglot.languages.documentation import documentation_text, first_sentence, without_documentation
from neuroglot.languages.functions import functions
from neuroglot.languages.standalone import standalone

MOST_BYTES = 1_000_000
SHARES = {TEST: 0.1, VALIDATION: 0.1, TRAIN: 0.8}
"""Of the projects, in the order in which copies are kept."""


@dataclass(frozen=True)
class Gathered:
    """What a source tree gives: the examples of every split, and how many functions or files were left out and why."""

    splits: dict[str, list[Documented]] = field(default_factory=lambda: {split: [] for split in SHARES})
    left_out: Counter[str] = field(default_factory=Counter)


def gather_pairs(folder: Path, languages: Sequence[str] = LANGUAGES, seed: int = 0) -> Gathered:
    """Read every source file below a folder whose top folders are projects; each project is in one split (`dealt`).

    Files beside the projects are a project of their own. What CodeSearchNet's and CodeXGLUE's rules drop is counted;
    so are copies (equal code, white space aside), of which those in test, then validation, then train are kept. Hidden
    and linked files and folders are passed over. Raises NeuroglotError where there is no folder.
    """
    if not folder.is_dir():
        raise NeuroglotError(f"{folder} is no folder; expected one whose folders are projects")
    projects: dict[str, list[Path]] = {}
    for path in _sources(folder, languages):
        projects.setdefault(_project(path, folder), []).append(path)
    split = dealt({name: _main_language(paths) for name, paths in projects.items()}, seed)
    found, seen = Gathered(), set[str]()
    for name in sorted(projects, key=lambda project: (list(SHARES).index(split[project]), project)):
        for path in projects[name]:
            for one in _pairs(path, folder, found.left_out):
                if (key := _shape(one)) in seen:
                    found.left_out["copy"] += 1
                else:
                    seen.add(key)
                    found.splits[split[name]].append(one)
    return found


def dealt(projects: Mapping[str, str], seed: int) -> dict[str, str]:
    """The split of every project, from its main language: of each language's projects, in an order drawn by `seed`, the
    first tenth (one at least, where there are three) is for test, the next for validation, the rest for training."""
    split: dict[str, str] = {}
    for language in sorted(set(projects.values())):
        own = sorted((name for name in projects if projects[name] == language), key=lambda name: _lot(name, seed))
        held = max(round(SHARES[TEST] * len(own)), int(len(own) >= len(SHARES)))
        names = [TEST] * held + [VALIDATION] * held + [TRAIN] * (len(own) - 2 * held)
        split.update(zip(own, names, strict=True))
    return split


def pairs_of(text: str, language: str, source: str, left_out: Counter[str]) -> Iterator[Documented]:
    """The pairs of one file, in order; `left_out` counts functions that a rule drops, and those nobody documented."""
    for span in functions(text, language):
        if span.documentation is None:
            left_out["no documentation"] += 1
            continue
        summary = first_sentence(documentation_text(text[slice(*span.documentation)]))
        code = standalone(without_documentation(text, span), language) or ""
        lines = sum(bool(line.strip()) for line in code.split("\n"))
        reason = function_refusal(span.name, language, lines, span.broken or not code) or summary_refusal(summary)
        if reason:
            left_out[reason] += 1
        else:
            yield Documented(language, code, summary, f"{source}:{span.first_line}")


def _pairs(path: Path, folder: Path, left_out: Counter[str]) -> Iterator[Documented]:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        left_out["unreadable file"] += 1
        return
    if len(data) > MOST_BYTES or "\0" in text:
        left_out["huge or binary file"] += 1
        return
    yield from pairs_of(text, BY_SUFFIX[path.suffix.lower()].name, path.relative_to(folder).as_posix(), left_out)


def _sources(folder: Path, languages: Sequence[str]) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            language = BY_SUFFIX.get(path.suffix.lower())
            if language is not None and language.name in languages and not name.startswith(".") and path.is_file():
                yield path


def _project(path: Path, folder: Path) -> str:
    inside = path.relative_to(folder).parts
    return inside[0] if len(inside) > 1 else ""


def _main_language(paths: Sequence[Path]) -> str:
    counts = Counter(BY_SUFFIX[path.suffix.lower()].name for path in paths)
    return max(sorted(counts), key=lambda language: counts[language])


def _lot(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {name}".encode()).digest()


def _shape(one: Documented) -> str:
    return hashlib.sha256(f"{one.language} {' '.join(one.code.split())}".encode()).hexdigest()
