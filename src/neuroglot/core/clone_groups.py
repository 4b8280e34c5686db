"""Clones that a scan of a code base found: functions, groups of them, and what was passed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from neuroglot.core.artifacts import content_hash


class CloneKind(StrEnum):
    """How two functions are the same, from the most alike on."""

    EXACT = "exact"  # the same tokens, comments and white space that means nothing apart
    RENAMED = "renamed"  # the same tokens after names are numbered by their first use, the library's in calls apart
    SEMANTIC = "semantic"  # similar to the model


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not scanned, or a folder that could not be read."""

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class CloneMember:
    """A function of a group. `start` and `end` are character offsets in its file, lines count from 1.

    `kind` and `similarity` (a cosine) are to the first of its group; of the first itself they are exact and 1.
    `content` is a hash of its tokens, `shape` one of them with numbered names.
    """

    path: str
    language: str
    name: str
    first_line: int
    last_line: int
    start: int
    end: int
    kind: CloneKind
    similarity: float
    content: str
    shape: str


@dataclass(frozen=True, slots=True)
class CloneGroup:
    """Functions each of which is a clone of every other.

    `kind` is the least alike that two of them are, `similarity` the least cosine of two that differ in more than names
    (each in the version, by names, that is most similar to the other); 1 where there are none.
    """

    kind: CloneKind
    similarity: float
    members: tuple[CloneMember, ...]

    @property
    def fingerprint(self) -> str:
        """A hash of what the members say, wherever they stand: the same clones have it in every scan."""
        return content_hash(sorted(member.content for member in self.members))[:32]

    @property
    def languages(self) -> tuple[str, ...]:
        """The members' languages, each once."""
        return tuple(dict.fromkeys(member.language for member in self.members))

    @property
    def lines(self) -> int:
        """Lines of all members together."""
        return sum(member.last_line - member.first_line + 1 for member in self.members)


@dataclass(frozen=True, slots=True)
class CloneScan:
    """What a scan found: its groups, the most alike first, and how it looked.

    `files` and `functions` count by language what was scanned; `left_out` counts what was passed over, by its reason;
    `notes` say in words what a reader has to know about how it was done.
    """

    groups: tuple[CloneGroup, ...]
    files: dict[str, int]
    functions: dict[str, int]
    skipped: tuple[Skipped, ...]
    left_out: dict[str, int]
    threshold: float
    layers: tuple[int, ...]
    model: str
    search: str
    notes: tuple[str, ...]

    def count(self, kind: CloneKind) -> int:
        """How many groups are of a kind."""
        return sum(group.kind is kind for group in self.groups)

    def reasons(self) -> dict[str, int]:
        """How many files were skipped, by reason."""
        return dict(Counter(one.reason for one in self.skipped))


def kind_between(one: CloneMember, other: CloneMember) -> CloneKind:
    """How two functions of a group are the same."""
    if one.content == other.content:
        return CloneKind.EXACT
    return CloneKind.RENAMED if one.shape == other.shape else CloneKind.SEMANTIC
