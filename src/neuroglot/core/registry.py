"""Finding things by name: our own rows first, then those that other packages add through entry points."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import TypeVar

from neuroglot.core.errors import NeuroglotError

T = TypeVar("T")


def lookup(kind: str, name: str, builtin: Mapping[str, T]) -> T:
    """The thing called `name` of a kind such as `architectures`, `corpora` or `methods`.

    Other packages add theirs under the entry point group `neuroglot.KIND`; ours win where names clash.
    Raises NeuroglotError with the known names.
    """
    if name in builtin:
        return builtin[name]
    added = {point.name: point for point in entry_points(group=f"neuroglot.{kind}")}
    if name in added:
        found: T = added[name].load()
        return found
    known = ", ".join(sorted(builtin.keys() | added.keys()))
    raise NeuroglotError(f"unknown name {name!r} among {kind}; known: {known}")
