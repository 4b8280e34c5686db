"""What is changed in the programs of pairs: comments go, and names of their own become random."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.clone_pairs.pair_set import ClonePairs, PairSet, Skipped, checked, rewritten
from neuroglot.languages.comments import strip_comments
from neuroglot.languages.renaming.plan import RULES
from neuroglot.languages.renaming.plan import rename as renamed_text


def without_comments(given: PairSet) -> tuple[PairSet, tuple[Skipped, ...]]:
    """The pairs without comments and docstrings; programs that can't be read so are gone, which the rows say."""
    failed: Counter[str] = Counter()
    new = rewritten(given, lambda _, one: _stripped(one, failed))
    return new, _gone(given, new, failed)


def programs_without_comments(given: Corpus) -> tuple[tuple[Snippet, ...], tuple[Skipped, ...]]:
    """The programs of a corpus, likewise."""
    failed: Counter[str] = Counter()
    new = [_stripped(one, failed) for one in given.snippets]
    rows = tuple({"what": f"{count} programs of the {given.split} split", "why": why} for why, count in failed.items())
    return tuple(one for one in new if one is not None), rows


def _stripped(one: Snippet, failed: Counter[str]) -> Snippet | None:
    """The program without comments; None, and why, where nothing is left or its text is none."""
    try:
        text = strip_comments(one.language, one.text)
    except NeuroglotError:
        failed["they are not valid Unicode"] += 1
        return None
    if text.strip():
        return replace(one, text=text)
    failed["they are nothing but comments"] += 1
    return None


def with_random_names(given: ClonePairs, seed: int) -> ClonePairs:
    """The same pairs of copies, every program with random names of its own, so that no two share one by design.

    Copies are made, not run: `neuroglot rename --verify` runs them. Programs whose names can't be told apart are gone,
    with their pairs, which the rows say. Raises NeuroglotError where nothing is left of a split.
    """
    validation, first = _renamed(given.validation, seed)
    test, second = _renamed(given.test, seed)
    return ClonePairs(checked(validation), checked(test), "random", (*given.skipped, *first, *second))


def _renamed(given: PairSet, seed: int) -> tuple[PairSet, tuple[Skipped, ...]]:
    failed: Counter[str] = Counter()

    def copy(place: int, one: Snippet) -> Snippet | None:
        try:
            if one.language not in RULES:
                raise NeuroglotError(f"names are not told apart in {one.language}")
            own_seed = f"{seed} {given.split} {one.language} {one.task} {place}"
            whole = own_seed.encode("utf-8", "backslashreplace").decode()  # a task's name may be no valid Unicode
            text = renamed_text(one.language, one.text, whole).text
        except NeuroglotError as error:
            failed[str(error)] += 1
            return None
        return replace(one, text=text)

    new = rewritten(given, copy)
    return new, _gone(given, new, failed)


def _gone(given: PairSet, new: PairSet, why: Counter[str]) -> tuple[Skipped, ...]:
    """Rows of what was left out: programs by reason, and how many pairs went with them."""
    if len(new.programs) == len(given.programs):
        return ()
    pairs = len(given) - len(new)
    return tuple(
        {"what": f"{count} programs of the {given.split} split (with others {pairs} pairs)", "why": reason}
        for reason, count in why.items()
        if count
    )
