"""Tasks that are no pipelines: each is written out as functions that do the same in truly different ways."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Whole:
    """A task written out as functions."""

    name: str
    source: str
    descriptions: tuple[str, ...]
    domains: tuple[str, ...]
    texts: tuple[str, ...]
    depth: int = 1


def whole(name: str, source: str, descriptions: str, domains: str, *texts: str, depth: int = 1) -> Whole:
    """A row; descriptions are separated by `|`, domains by spaces."""
    return Whole(name, source, tuple(descriptions.split("|")), tuple(domains.split()), texts, depth)
