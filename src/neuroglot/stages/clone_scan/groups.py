"""From pairs of similar functions to groups in which every two are similar (complete linkage): nothing chains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroglot.stages.clone_scan.neighbours import Near
from neuroglot.stages.clone_scan.reading import Found

Group = list[int]
"""Places of functions, in their order."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which functions may be in a group together."""

    threshold: float
    cross_language: bool = False
    cross_file: bool = False


def sides(found: Sequence[Found], contents: Sequence[int], rule: Rule) -> NDArray[np.int64]:
    """The side of each row of vectors, (rows,): two rows of one side never bring a group about.

    By the rule it is a row's language, or its file; what has copies in several files (but for names) is a side of its
    own, as is every row where no rule asks for two.
    """
    if not (rule.cross_language or rule.cross_file):
        return np.arange(max(contents, default=-1) + 1)
    asked: list[object] = [one.file.language if rule.cross_language else one.file.path for one in found]
    of_shape: dict[str, set[object]] = {}
    for one, where in zip(found, asked, strict=True):
        of_shape.setdefault(one.function.renamed, set()).add(where)
    numbers: dict[object, int] = {}
    made = np.zeros(max(contents, default=-1) + 1, dtype=np.int64)
    for one, where, row in zip(found, asked, contents, strict=True):
        is_alone = len(of_shape[one.function.renamed]) > 1
        made[row] = numbers.setdefault(row if is_alone else where, len(numbers))
    return made


def group(
    found: Sequence[Found], contents: Sequence[int], vectors: NDArray[np.float32], near: Near, rule: Rule
) -> list[Group]:
    """The groups of two functions or more; functions are places in `found`, in the order of their paths and lines.

    `contents` says which row of `vectors` is a function's; `near` are pairs of rows. First, functions with the same
    tokens but for names are one group, always. Then pairs are taken from the most similar on, and the groups of the two
    are joined if `least_similarity` of the two is not below the threshold (complete linkage) and no function lies
    inside another. Where two groups may be joined with a third, the most similar pair decides. Groups inside of other
    groups' functions are left out.
    """
    groups = _same(found)
    where = {place: number for number, members in enumerate(groups) for place in members}
    functions: dict[int, list[int]] = {}
    for place, row in enumerate(contents):
        functions.setdefault(row, []).append(place)
    order = np.lexsort((near.second, near.first, -near.similarity))
    for index in order.tolist():
        ones = {where[place] for place in functions[int(near.first[index])]}
        others = {where[place] for place in functions[int(near.second[index])]}
        for one in sorted(ones):
            for other in sorted(others):
                _join(one, other, groups, where, _Judge(found, contents, vectors, rule))
    kept = [sorted(members) for members in groups if len(members) > 1 and _crosses(members, found, rule)]
    return _outermost(kept, found)


@dataclass(frozen=True)
class _Judge:
    """Decides whether two groups are one."""

    found: Sequence[Found]
    contents: Sequence[int]
    vectors: NDArray[np.float32]
    rule: Rule

    def agrees(self, one: Group, other: Group) -> bool:
        sides = [versions(members, self.found, self.contents) for members in (one, other)]
        if least_similarity(sides[0], sides[1], self.vectors) < self.rule.threshold:
            return False
        by_file: dict[Path, list[Found]] = {}
        for place in one:
            by_file.setdefault(self.found[place].file.path, []).append(self.found[place])
        others = (self.found[place] for place in other)
        return not any(inside(own, its) for its in others for own in by_file.get(its.file.path, ()))


def versions(members: Group, found: Sequence[Found], contents: Sequence[int]) -> list[list[int]]:
    """The rows of a group's functions; those of the same tokens but for names are versions of one, and together."""
    rows: dict[str, dict[int, None]] = {}
    for place in members:
        rows.setdefault(found[place].function.renamed, {})[contents[place]] = None
    return [list(own) for own in rows.values()]


def least_similarity(ones: list[list[int]], others: list[list[int]], vectors: NDArray[np.float32]) -> float:
    """The least cosine of a function of the one side to one of the other, each in the versions that are most similar.

    A copy with random names is known to be the same; it must not keep its original's translations out.
    """
    rows, columns = ([row for own in side for row in own] for side in (ones, others))
    products = vectors[rows] @ vectors[columns].T
    for axis, side in enumerate((ones, others)):
        starts = np.cumsum([0, *map(len, side[:-1])])
        products = np.maximum.reduceat(products, starts, axis=axis)
    return float(products.min())


def _join(one: int, other: int, groups: list[Group], where: dict[int, int], judge: _Judge) -> None:
    if one == other or not groups[one] or not groups[other]:
        return
    crosses = _crosses(groups[one] + groups[other], judge.found, judge.rule)
    if crosses and judge.agrees(groups[one], groups[other]):
        low, high = min(one, other), max(one, other)
        for place in groups[high]:
            where[place] = low
        groups[low] = groups[low] + groups[high]
        groups[high] = []


def inside(one: Found, other: Found) -> bool:
    """Whether one of two functions lies in the other."""
    first, second = one.function, other.function
    return one.file.path == other.file.path and first.start < second.end and second.start < first.end


def _same(found: Sequence[Found]) -> list[Group]:
    """Groups of the same tokens but for names."""
    groups: dict[str, Group] = {}
    for place, one in enumerate(found):
        groups.setdefault(one.function.renamed, []).append(place)
    return list(groups.values())


def _crosses(members: Group, found: Sequence[Found], rule: Rule) -> bool:
    languages = {found[place].file.language for place in members}
    files = {found[place].file.path for place in members}
    return (len(languages) > 1 or not rule.cross_language) and (len(files) > 1 or not rule.cross_file)


def _outermost(groups: list[Group], found: Sequence[Found]) -> list[Group]:
    """Groups without those whose functions lie each in another function of one other group."""
    holder = {place: number for number, members in enumerate(groups) for place in members}
    owners = _owners(found)
    kept = []
    for number, members in enumerate(groups):
        around: dict[int, set[int]] = {}
        for owner in {owner for place in members for owner in owners.get(place, ())}:
            around.setdefault(holder.get(owner, number), set()).add(owner)
        held = [other for other, inner in around.items() if other != number and len(inner) >= len(members)]
        if not any(all(around[other] & set(owners.get(place, ())) for place in members) for other in held):
            kept.append(members)
    return kept


def _owners(found: Sequence[Found]) -> dict[int, list[int]]:
    """The functions around each function that has one; functions of a file are in the order of their beginnings."""
    owners: dict[int, list[int]] = {}
    open_ones: list[int] = []
    for place, one in enumerate(found):
        while open_ones and not inside(found[open_ones[-1]], one):
            open_ones.pop()
        if open_ones:
            owners[place] = list(open_ones)
        open_ones.append(place)
    return owners
