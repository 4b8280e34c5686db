"""From what the user typed to examples of functions and their summaries."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from neuroglot.core.artifacts import write_text
from neuroglot.core.documented import SPLITS, VALIDATION, Documented, DocumentedSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.registry import lookup
from neuroglot.corpora.bundled_pairs import bundled_pairs
from neuroglot.corpora.codesearchnet import codesearchnet_pairs, codexglue_pairs

Read = Callable[[str, str, Sequence[str]], DocumentedSet]
"""From (what stands behind the colon, the split, languages) to examples."""


def load_pairs(spec: str, split: str, languages: Sequence[str] = LANGUAGES) -> DocumentedSet:
    """A split (train, validation or test) of `bundled`, `codesearchnet:PATH` or `codexglue:PATH`; without a path the
    two come from the hub. Raises NeuroglotError for a source that is not there or has nothing in these languages."""
    if split not in SPLITS:
        raise NeuroglotError(f"unknown split {split!r}; known: {', '.join(SPLITS)}")
    name, _, rest = spec.partition(":")
    return lookup("pairs", name, PAIRS)(rest, split, languages)


def write_pairs(folder: Path, split: str, examples: Sequence[Documented]) -> list[Path]:
    """Write examples as `codesearchnet:FOLDER` reads them, a file a language: FOLDER/LANGUAGE/SPLIT.jsonl."""
    written = []
    for language in LANGUAGES:
        own = [one for one in examples if one.language == language]
        if own:
            path = folder / language / f"{'valid' if split == VALIDATION else split}.jsonl"
            write_text(path, "".join(_row(one) for one in own))
            written.append(path)
    return written


def _row(one: Documented) -> str:
    row = {
        "language": one.language,
        "path": one.source,
        "code": one.code,
        "docstring": one.summary,
        "docstring_tokens": one.summary.split(),  # read as they are, while documentation is cleaned of markup
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def _bundled(rest: str, split: str, languages: Sequence[str]) -> DocumentedSet:
    if rest:
        raise NeuroglotError(f"the bundled pairs take nothing behind a colon, not {rest!r}")
    return bundled_pairs(split, languages)


PAIRS: dict[str, Read] = {"bundled": _bundled, "codesearchnet": codesearchnet_pairs, "codexglue": codexglue_pairs}
