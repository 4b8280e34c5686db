"""How many planted clones a scan finds, and how much of what it finds was planted.

    python benchmarks/clone_planted.py --threads 1 --out benchmarks/results/clone_planted.json

A folder is filled with the functions of bundled test tasks, each in seven languages, and of some tasks, in one language
by turns, with a copy that has another comment (exact), one with random names (renamed) and another implementation.
Among them are the functions of the natural programs, which are clones of none of these. All are scanned at once, with
the threshold of the validation pool. Pairs of functions in one group are what was found; a pair of different tasks is
wrong even where the tasks differ by one operator. Pairs of two natural functions of one program don't count: nobody
says which of them are clones. `recall` is by the kind of a planted pair, `precision` by what the scan calls it;
intervals are 95 % percentile bootstraps over tasks and natural programs.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from measure import arguments, machine, write

from neuroglot.core.clone_groups import CloneKind, CloneScan, kind_between
from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.progress import Silent
from neuroglot.corpora import bundled, natural
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.languages import BY_NAME
from neuroglot.languages.functions import functions
from neuroglot.languages.renaming.plan import rename
from neuroglot.models.loading import load_subject
from neuroglot.stages.clone_scan import FileOptions, MatchOptions, ReadOptions, ScanOptions, chosen_layers, scan
from neuroglot.stages.clone_scan.reading import read_functions
from neuroglot.stages.clone_scan.walk import walk

EXACT, RENAMED, OTHER = "exact", "renamed", "another implementation"
ACROSS, ACROSS_RENAMED = "across languages", "across languages, random names"
RECALLED = (EXACT, RENAMED, OTHER, ACROSS, ACROSS_RENAMED)


@dataclass(frozen=True)
class Planted:
    """One function: the task or natural program that it is of, its language, and in which version."""

    unit: str
    language: str
    version: str


Functions = dict[tuple[str, str], Planted]
"""What each function is, by path and qualified name."""


def plant(folder: Path, tasks: int) -> Functions:
    """Write the files; only functions that are long enough for a scan are planted."""
    found: Functions = {}
    corpus = first_programs(sample_tasks(bundled.corpus("test", LANGUAGES), tasks, 0), 2)
    programs: dict[tuple[str, str], list[Snippet]] = {}
    for one in corpus.snippets:
        programs.setdefault((str(one.task), one.language), []).append(one)
    names = list(dict.fromkeys(task for task, _ in programs))
    for (task, language), own in programs.items():
        versions = {"own": own[0].text}
        if LANGUAGES[names.index(task) % len(LANGUAGES)] == language:
            versions |= _copies(language, own)
        for version, text in versions.items():
            path = _write(folder, f"{names.index(task)}-{version.replace(' ', '-')}", language, text)
            first = functions(text, language)[0]  # it solves the task, the others help it
            found[path, first.qualified] = Planted(task, language, version)
    for place, one in enumerate(natural.snippets()):
        path = _write(folder, f"natural-{place}", one.language, one.text)
        for span in functions(one.text, one.language):
            found[path, span.qualified] = Planted(str(one.task), one.language, "natural")
    files = walk([str(folder)], FileOptions()).files
    scanned = read_functions(files, FileOptions(), folder.parent / "cache", Silent()).found
    names_there = {(one.file.shown, one.function.name) for one in scanned}
    return {place: one for place, one in found.items() if place in names_there}


def _copies(language: str, own: Sequence[Snippet]) -> dict[str, str]:
    lines = own[0].text.rstrip("\n").split("\n")
    commented = [*lines[:-1], f"{BY_NAME[language].line_comment} a copy", lines[-1]]
    made = {EXACT: "\n".join(commented) + "\n"}
    with suppress(NeuroglotError):  # of a program that can't be renamed there is no such copy
        made[RENAMED] = rename(language, own[0].text, f"{own[0].task}").text
    return made | ({OTHER: own[1].text} if len(own) > 1 else {})


def _write(folder: Path, name: str, language: str, text: str) -> str:
    path = folder / f"{name}{BY_NAME[language].suffixes[0]}"
    path.write_text(text, encoding="utf-8")
    return str(path)


def kind_of(one: Planted, other: Planted) -> str:
    """The kind of a planted pair; empty where the two are no clones, `?` where nobody says."""
    if one.unit != other.unit:
        return ""
    if "natural" in (one.version, other.version):
        return "?"
    versions = {one.version, other.version}
    if one.language != other.language:
        return ACROSS_RENAMED if RENAMED in versions else ACROSS
    if OTHER in versions:
        return OTHER
    return RENAMED if RENAMED in versions else EXACT


Tally = dict[str, Counter[str]]
"""By what is counted, how often in each task or natural program."""


def tallied(found: CloneScan, planted: Mapping[tuple[str, str], Planted]) -> Tally:
    """Planted pairs (`recall KIND`), those of them found, and pairs found by what the scan calls them."""
    tally: Tally = {}

    def count(what: str, *pair: Planted) -> None:
        for one in pair:
            tally.setdefault(what, Counter())[one.unit] += 1

    by_unit: dict[str, list[Planted]] = {}
    for made in planted.values():
        if made.version != "natural":
            by_unit.setdefault(made.unit, []).append(made)
    for own in by_unit.values():
        for first, second in combinations(own, 2):
            count(f"planted {kind_of(first, second)}", first, second)
    for group in found.groups:
        known = [(planted[place], one) for one in group.members if (place := (one.path, one.name)) in planted]
        for (first, said), (second, too) in combinations(known, 2):
            kind, called = kind_of(first, second), kind_between(said, too)
            if kind == "?":
                continue
            where = "across" if first.language != second.language else "within"
            called_as = f"{called} {where}" if called is CloneKind.SEMANTIC else str(called)
            for what in ("called", f"called {called_as}"):
                count(what, first, second)
                if kind:
                    count(f"right {what}", first, second)
            if kind:
                count(f"found {kind}", first, second)
    return tally


def share(tally: Tally, part: str, whole: str) -> dict[str, object]:
    """A share with its interval, and of how many pairs it is."""
    return resampled([tally.get(part, Counter())], [tally.get(whole, Counter())])


def f1(tally: Tally) -> dict[str, object]:
    """F1 over all pairs, twice the pairs found that are right by those found and those planted; with its interval."""
    right, called, planted = (tally.get(what, Counter()) for what in ("right called", "called", "planted"))
    return resampled([right, right], [called, planted])


def resampled(parts: Sequence[Counter[str]], wholes: Sequence[Counter[str]], draws: int = 2000) -> dict[str, object]:
    """The sum of some counts by the sum of others, with its bootstrap interval over tasks and natural programs."""
    units = sorted({unit for whole in wholes for unit in whole})
    if not units:
        return {"value": None, "low": None, "high": None, "pairs": 0}
    counts = np.array([[sum(one[unit] for one in side) for unit in units] for side in (parts, wholes)], dtype=float)
    drawn = np.random.default_rng(0).integers(0, len(units), (draws, len(units)))
    sums = counts[:, drawn].sum(axis=2)
    low, high = np.percentile(sums[0] / np.maximum(sums[1], 1), [2.5, 97.5])
    value, pairs = counts[0].sum() / counts[1].sum(), int(sum(sum(whole.values()) for whole in wholes)) // 2
    return {"value": round(value, 3), "low": round(low, 3), "high": round(high, 3), "pairs": pairs}


def rows_of(tally: Tally, threshold: float) -> list[dict[str, object]]:
    """Recall by kind of planted pair, precision by what the scan calls a pair, and both over all."""
    for kind in RECALLED:
        for what in ("planted", "found"):
            tally.setdefault(what, Counter()).update(tally.get(f"{what} {kind}", Counter()))
    rows = [("recall", kind, share(tally, f"found {kind}", f"planted {kind}")) for kind in RECALLED]
    called = ("exact", "renamed", "semantic within", "semantic across")
    rows += [("precision", name, share(tally, f"right called {name}", f"called {name}")) for name in called]
    recall, precision = share(tally, "found", "planted"), share(tally, "right called", "called")
    rows += [("recall", "all", recall), ("precision", "all", precision), ("F1", "all", f1(tally))]
    return [{"threshold": round(threshold, 3), "measure": name, "pairs of": of, **value} for name, of, value in rows]


def main() -> None:
    """Plant, scan, count and write."""
    given = arguments(__doc__, tasks=(40, "test tasks that are planted"), layers=("4-5", "layers that are read"))
    tasks = 4 if given.small else given.tasks
    subject = load_subject("embedded")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "code"
        folder.mkdir()
        planted, rows, facts = plant(folder, tasks), [], {}
        layers = chosen_layers(subject, given.layers, "")
        for match in (MatchOptions(), MatchOptions(cross_language_only=True), MatchOptions(0.6)):
            options = ScanOptions(FileOptions(), match, ReadOptions())
            found = scan([str(folder)], subject, layers, options, Path(name) / "cache")
            groups = "across languages" if match.cross_language_only else "all"
            rows += [{"groups": groups, **row} for row in rows_of(tallied(found, planted), found.threshold)]
            facts = {"functions": found.functions, "tasks": tasks, "layers": list(found.layers)}
    write(given.out, {"machine": machine(), "rows": rows, **facts})


if __name__ == "__main__":
    main()
