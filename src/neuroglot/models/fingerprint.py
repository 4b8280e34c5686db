"""Hashes of a model's files, remembered, so that 65 GB are not read twice."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

from neuroglot.core.artifacts import content_hash, read_json, write_json
from neuroglot.core.caches import cache_home
from neuroglot.core.errors import NeuroglotError

WEIGHTS = ("*.safetensors", "config.json")
TOKENIZER = (
    "tokenizer*.json",
    "tokenizer.model",
    "vocab.*",
    "merges.txt",
    "special_tokens_map.json",
    "added_tokens.json",
)


def fingerprint(folder: Path, patterns: Sequence[str]) -> str:
    """SHA-256 over names and contents of the files in a folder that match, sorted by name.

    A file's hash is remembered under its path, size and time of change in the user's cache folder.
    """
    names = sorted({path for pattern in patterns for path in folder.glob(pattern)})
    if not names:
        raise NeuroglotError(f"{folder} has none of the files {', '.join(patterns)}")
    memory = _memory()
    known = _read_memory(memory)
    hashes = []
    for path in names:
        stat = path.stat()
        mark = f"{path.resolve()}:{stat.st_size}:{stat.st_mtime_ns}"
        if mark not in known:
            known[mark] = _sha256(path)
        hashes.append([path.name, known[mark]])
    with contextlib.suppress(OSError):  # a cache that can't be written only costs time
        write_json(memory, known)
    return content_hash(hashes)


def _memory() -> Path:
    return cache_home() / "hashes.json"


def _read_memory(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        return {key: value for key, value in read_json(path).items() if isinstance(value, str)}
    except NeuroglotError:
        return {}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
