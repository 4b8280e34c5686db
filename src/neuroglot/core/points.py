"""A method at one setting and one size: what frontiers are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from neuroglot.core.neuron_files import Sets


@dataclass(frozen=True)
class Point:
    """What a method with a setting (its thresholds in words) chose when asked for so many neurons a language."""

    method: str
    setting: str
    per_language: int
    sets: Sets

    @property
    def neurons(self) -> int:
        """How many neurons it found, in all sets together."""
        return sum(map(len, self.sets.values()))


def points_hash(points: Sequence[Point]) -> str:
    """SHA-256 over every point and every address in its sets."""
    digest = hashlib.sha256()
    for point in points:
        digest.update(f"{point.method}\n{point.setting}\n{point.per_language}\n".encode())
        for label, neurons in point.sets.items():
            digest.update(f"{label}\n".encode())
            digest.update("\n".join(map(str, neurons)).encode())
    return digest.hexdigest()
