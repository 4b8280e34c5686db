"""Cutting a corpus in two by task, so that parallel programs stay together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from neuroglot.core.corpus import Snippet


def unit_of_resampling(snippet: Snippet) -> str:
    """What is drawn together: a snippet's task, or, without one, the snippet itself."""
    if snippet.task is not None:
        return f"task {snippet.task}"
    return f"text {snippet.language} {hashlib.sha256(snippet.text.encode()).hexdigest()}"


def halves(snippets: Sequence[Snippet], seed: int) -> list[int]:
    """0 or 1 for each snippet: the tasks in an order drawn by `seed`, dealt out in turn.

    The deal depends on the set of tasks alone, not on the order of the snippets.
    """
    units = {unit_of_resampling(snippet) for snippet in snippets}
    drawn = sorted(units, key=lambda unit: hashlib.sha256(f"{seed} {unit}".encode()).digest())
    side = {unit: position % 2 for position, unit in enumerate(drawn)}
    return [side[unit_of_resampling(snippet)] for snippet in snippets]
