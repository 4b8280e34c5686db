"""Parallel programs with what each is compared with: a copy with random names, and a look-alike that is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.bundled import POOLS
from neuroglot.corpora.bundled.close import close_negatives
from neuroglot.corpora.load import first_programs
from neuroglot.corpora.stripped import without_comments
from neuroglot.languages.comments import strip_comments
from neuroglot.languages.renaming.plan import RULES
from neuroglot.languages.renaming.plan import rename as renamed_text

FEWEST = 4
"""Tasks below which nothing can be compared: CKA without bias needs as many."""

Rename = Callable[[Snippet, int], str]
"""From a program and a seed to its text with random names. Raises NeuroglotError where that can't be done."""


@dataclass(frozen=True)
class Versions:
    """One program of every task in every language, task by task and the languages in their order, without comments.

    `renamed` and `negatives` are aligned with the corpus's snippets; None where there is none. `skipped` says what is
    lacking, and why, in rows of `what` and `why`.
    """

    corpus: Corpus
    tasks: tuple[str, ...]
    renamed: tuple[Snippet | None, ...]
    negatives: tuple[Snippet | None, ...]
    skipped: tuple[dict[str, str], ...]

    def hash(self) -> str:
        """SHA-256 over all texts."""
        digest = hashlib.sha256(self.corpus.hash().encode())
        for one in (*self.renamed, *self.negatives):
            digest.update(b"\0" if one is None else one.text.encode() + b"\1")
        return digest.hexdigest()


def random_names(snippet: Snippet, seed: int) -> str:
    """The program with names of its own in every language, so that parallel programs share none of them."""
    if snippet.language not in RULES:
        raise NeuroglotError(f"names are not told apart in {snippet.language}")
    return renamed_text(snippet.language, snippet.text, f"{seed} {snippet.language} {snippet.task}").text


def versions(corpus: Corpus, seed: int, rename: Rename = random_names) -> Versions:
    """The versions of a corpus's tasks that are there in all of its languages, the first program of each.

    Copies are made, not run: `neuroglot rename --verify` runs them. Raises NeuroglotError where there are fewer than 4
    tasks, or a single language.
    """
    chosen = in_every_language(corpus)
    stripped = without_comments(chosen)
    if len(stripped.snippets) != len(chosen.snippets):
        raise NeuroglotError(f"the corpus {corpus.name} ({corpus.split}) has a program of nothing but comments")
    renamed, failed = _renamed(stripped.snippets, seed, rename)
    negatives, why = _negatives(chosen)
    skipped = [
        {"what": f"renamed copies of {count} programs in {language}", "why": reason}
        for (language, reason), count in failed.items()
    ]
    lost = len({one.task for one in corpus.snippets} - {one.task for one in chosen.snippets})
    if lost:
        skipped.append({"what": f"{lost} tasks", "why": "they are not there in every language"})
    if why:
        skipped.append({"what": "lexically close negatives", "why": why})
    tasks = tuple(dict.fromkeys(str(one.task) for one in stripped.snippets))
    return Versions(stripped, tasks, renamed, negatives, tuple(skipped))


def in_every_language(corpus: Corpus) -> Corpus:
    """The first program of every task that is there in all of a corpus's languages, task by task.

    Raises NeuroglotError where there are fewer than 4 tasks, or a single language.
    """
    languages = corpus.languages
    found: dict[str, dict[str, Snippet]] = {}
    for snippet in first_programs(corpus, 1).snippets:
        if snippet.task is not None:
            found.setdefault(snippet.task, {})[snippet.language] = snippet
    whole = {task: programs for task, programs in found.items() if len(programs) == len(languages)}
    if len(languages) < 2 or len(whole) < FEWEST:
        raise NeuroglotError(
            f"the corpus {corpus.name} ({corpus.split}) has {len(whole)} tasks that are solved in each of "
            f"{', '.join(languages)}: concept layers need at least {FEWEST} in two languages (bundled, "
            "humaneval_x:PATH, or JSONL rows with a task)"
        )
    return replace(corpus, snippets=tuple(whole[task][language] for task in whole for language in languages))


def _renamed(
    snippets: Sequence[Snippet], seed: int, rename: Rename
) -> tuple[tuple[Snippet | None, ...], Counter[tuple[str, str]]]:
    """The copies, and how many are lacking by language and reason."""
    copies: list[Snippet | None] = []
    failed: Counter[tuple[str, str]] = Counter()
    for snippet in snippets:
        try:
            text = rename(snippet, seed)
        except NeuroglotError as error:
            failed[snippet.language, str(error)] += 1
            copies.append(None)
            continue
        if text == snippet.text:
            failed[snippet.language, "none of their names can be changed"] += 1
        copies.append(None if text == snippet.text else replace(snippet, text=text))
    return tuple(copies), failed


def _negatives(corpus: Corpus) -> tuple[tuple[Snippet | None, ...], str]:
    """The wrong versions, and why there are none or some are lacking."""
    if corpus.name != "bundled" or corpus.split not in POOLS:
        why = "only the bundled programs have wrong versions that were executed and seen to do something else"
        return (None,) * len(corpus.snippets), why
    found = tuple(
        None if one is None else replace(one, text=strip_comments(one.language, one.text))
        for one in close_negatives(corpus.split, corpus.snippets)
    )
    lacking = sum(one is None for one in found)
    return found, f"{lacking} programs have no wrong version that their tests notice" if lacking else ""
