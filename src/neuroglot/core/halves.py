"""Cutting a corpus in two and drawing from it, by task, so that parallel programs stay together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Snippet


def unit_of_resampling(snippet: Snippet) -> str:
    """What is drawn together: a snippet's task, or, without one, the snippet itself."""
    if snippet.task is not None:
        return f"task {snippet.task}"
    return f"text {snippet.language} {_hash(snippet.text).hex()}"


def units(snippets: Iterable[Snippet]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """What is drawn together, each once, and each snippet's place among them, (snippets,)."""
    named = [unit_of_resampling(snippet) for snippet in snippets]
    place = {name: number for number, name in enumerate(dict.fromkeys(named))}
    return tuple(place), np.array([place[name] for name in named], dtype=np.int64)


def halves(snippets: Sequence[Snippet], seed: int) -> list[int]:
    """0 or 1 for each snippet: the tasks in an order drawn by `seed`, dealt out in turn.

    The deal depends on the set of tasks alone, not on the order of the snippets.
    """
    units = {unit_of_resampling(snippet) for snippet in snippets}
    drawn = sorted(units, key=lambda unit: _hash(f"{seed} {unit}"))
    side = {unit: position % 2 for position, unit in enumerate(drawn)}
    return [side[unit_of_resampling(snippet)] for snippet in snippets]


def drawn_units(rows: Iterable[tuple[str, str]], count: int, seed: int) -> set[str]:
    """So many units of each language, from (language, unit) of every row.

    Units are drawn by hash, so that a task is drawn in all of its languages.
    """
    by_language: dict[str, set[str]] = {}
    for language, unit in rows:
        by_language.setdefault(language, set()).add(unit)
    drawn: set[str] = set()
    for units in by_language.values():
        drawn.update(sorted(units, key=lambda unit: _hash(f"{seed} {unit}"))[:count])
    return drawn


def _hash(text: str) -> bytes:
    """SHA-256 of any text: one from a file of rows may hold halves of surrogate pairs."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
