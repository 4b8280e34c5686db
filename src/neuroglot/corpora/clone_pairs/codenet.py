"""Project CodeNet (Puri et al. 2021, arXiv 2105.12655): submissions to problems in many languages, as a folder tree or
as rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import drawn_units, halves
from neuroglot.corpora.clone_pairs.options import PairOptions
from neuroglot.corpora.clone_pairs.pair_set import Skipped
from neuroglot.corpora.load import SPLITS
from neuroglot.corpora.rows import known_language, rows_of
from neuroglot.corpora.text import read_utf8

NAME = "codenet"
ACCEPTED = "Accepted"
PROGRAMS = 10
"""Submissions that are read of a problem in a language where the options don't say how many: some have 10,000."""

PROBLEMS, CODES = ("problem_id", "problem", "task"), ("code", "source", "text")


def codenet_corpora(path: Path, options: PairOptions) -> tuple[Corpus, Corpus, tuple[Skipped, ...]]:
    """The validation and the test half, by problem, and what was left out.

    A folder is the tree `data/PROBLEM/LANGUAGE/SUBMISSION.SUFFIX`, with or without `data`; where
    `metadata/PROBLEM.csv` lies beside `data`, only submissions with the status Accepted count. A file has a row a
    submission: `problem_id` (`problem`, `task`), `language`, `code` (`source`, `text`) and, if it says so, `status`.
    Of each problem and language the first `options.programs` are read, without them 10. Submissions that are not
    accepted, in other languages or not UTF-8 are passed over and counted.
    Raises NeuroglotError for a source that has no two problems with submissions in these languages.
    """
    passed: Counter[str] = Counter()
    sides = _of_tree(path, options, passed) if path.is_dir() else _of_rows(path, options, passed)
    if not all(sides):
        raise NeuroglotError(
            f"{path} has fewer than two problems with submissions in {', '.join(options.languages)}: expected "
            "data/PROBLEM/LANGUAGE/SUBMISSION, or rows with problem_id, language and code"
        )
    validation, test = (Corpus(NAME, split, side) for split, side in zip(SPLITS, sides, strict=True))
    rows = tuple({"what": f"{count} submissions", "why": why} for why, count in passed.items())
    return validation, test, rows


def _of_rows(path: Path, options: PairOptions, passed: Counter[str]) -> list[tuple[Snippet, ...]]:
    found: list[Snippet] = []
    kept: Counter[tuple[str, str]] = Counter()
    for place, row in rows_of([path]):
        problem = next((row[name] for name in PROBLEMS if row.get(name) is not None), None)
        code = next((row[name] for name in CODES if isinstance(row.get(name), str)), None)
        named = row.get("language")
        if problem is None or code is None or not isinstance(named, str):
            raise NeuroglotError(f"{place}: expected problem_id, language and code, found {', '.join(sorted(row))}")
        language = known_language(named)
        if language not in options.languages or language is None:
            passed[f"they are in {named}"] += 1
        elif row.get("status") not in (None, ACCEPTED):
            passed["they were not accepted"] += 1
        elif code.strip() and kept[str(problem), language] < (options.programs or PROGRAMS):
            kept[str(problem), language] += 1
            found.append(Snippet(language, code, place, str(problem)))
    return _sides(found, options.sample)


def _sides(snippets: Sequence[Snippet], seed: int) -> list[tuple[Snippet, ...]]:
    """The snippets of both halves of the problems."""
    sides = halves(snippets, seed)
    return [tuple(one for one, side in zip(snippets, sides, strict=True) if side == place) for place in (0, 1)]


def _of_tree(folder: Path, options: PairOptions, passed: Counter[str]) -> list[tuple[Snippet, ...]]:
    """Problems in at least two of the languages (one, where one is asked for), drawn, and then read."""
    data = folder / "data" if (folder / "data").is_dir() else folder
    fewest = min(2, len(options.languages))
    problems = sorted(one.name for one in data.iterdir() if one.is_dir() and not one.name.startswith("."))
    several = [name for name in problems if len(_languages(data / name, options.languages)) >= fewest]
    found = []
    amounts = (options.development_tasks, options.tasks)
    for side, amount in zip(
        _sides([Snippet("", "", "", name) for name in several], options.sample), amounts, strict=True
    ):
        units = [("", f"task {stub.task}") for stub in side]
        kept = drawn_units(units, amount or len(units), options.sample)
        names = [str(stub.task) for stub in side if f"task {stub.task}" in kept]
        found.append(tuple(one for name in names for one in _submissions(data / name, options, passed)))
    return found


def _languages(problem: Path, languages: Sequence[str]) -> list[tuple[str, Path]]:
    """The languages of a problem, and their folders, by the folders' names."""
    named = [(known_language(one.name), one) for one in sorted(problem.iterdir()) if one.is_dir()]
    return [(language, one) for language, one in named if language is not None and language in languages]


def _submissions(problem: Path, options: PairOptions, passed: Counter[str]) -> Iterator[Snippet]:
    """At most so many submissions in each language, in the order of their names."""
    accepted = _accepted(problem.parent.parent / "metadata" / f"{problem.name}.csv")
    for language, folder in _languages(problem, options.languages):
        kept = 0
        for file in sorted(one for one in folder.iterdir() if one.is_file()):
            if kept == (options.programs or PROGRAMS):
                break
            if accepted is not None and file.stem not in accepted:
                passed["they were not accepted"] += 1
                continue
            try:
                text = read_utf8(file)
            except NeuroglotError:
                passed["they are not UTF-8"] += 1
                continue
            if text.strip():
                kept += 1
                yield Snippet(language, text, f"{problem.name}/{file.name}", problem.name)


def _accepted(path: Path) -> frozenset[str] | None:
    """The submissions of a problem that were accepted; None where there are no metadata."""
    if not path.is_file():
        return None
    rows = csv.DictReader(read_utf8(path).splitlines())
    return frozenset(row["submission_id"] for row in rows if row.get("status") == ACCEPTED and row.get("submission_id"))
