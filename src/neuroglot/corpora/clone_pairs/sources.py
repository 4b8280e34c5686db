"""From what the user typed to labelled pairs of two splits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from neuroglot.core.corpus import Corpus, of_languages
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.registry import lookup
from neuroglot.corpora.clone_pairs.bigclonebench import bigclonebench_pairs
from neuroglot.corpora.clone_pairs.codenet import codenet_corpora
from neuroglot.corpora.clone_pairs.from_tasks import pairs_of_tasks
from neuroglot.corpora.clone_pairs.labelled import counted, labelled_pairs, names_codes
from neuroglot.corpora.clone_pairs.options import PairOptions
from neuroglot.corpora.clone_pairs.pair_set import ClonePairs, PairSet, Skipped, checked, pair_set
from neuroglot.corpora.clone_pairs.poj104 import poj104_corpora
from neuroglot.corpora.clone_pairs.splitting import drawn, halved, shared
from neuroglot.corpora.clone_pairs.texts import programs_without_comments, without_comments
from neuroglot.corpora.humaneval_x import code_only
from neuroglot.corpora.load import CORPORA, SPLITS, first_programs, load_corpus, sample_tasks
from neuroglot.corpora.problems import BENCHMARKS, load_problems
from neuroglot.corpora.rows import rows_of

VALIDATION_FILES = ("valid", "validation", "dev")
ENDS = (".jsonl", ".jsonl.gz")

Read = Callable[[str, PairOptions], ClonePairs]
"""From (what stands behind the colon, the options) to pairs."""


def clone_pairs(options: PairOptions) -> ClonePairs:
    """The pairs of a source in both splits, comments and docstrings removed.

    `options.pairs` is `poj104:PATH`, `bigclonebench:FOLDER` or `codenet:PATH`; a JSONL file of labelled pairs, or a
    folder with `valid.jsonl` and `test.jsonl`; or a source of programs with tasks: `bundled`, `natural`,
    `humaneval_x:PATH`, `mbxp:PATH`, `multi_humaneval:PATH`, a JSONL file with language, text and task. Thresholds are
    to be chosen on the first split alone; no task is in both. Raises NeuroglotError for a source that is not there,
    is broken, or has no pairs of both kinds.
    """
    name, _, rest = options.pairs.partition(":")
    path = Path(options.pairs).expanduser()
    if path.exists():
        return _of_path(path, options)
    if name in CORPORA or name in BENCHMARKS:
        return _of_programs(options)
    try:
        read = lookup("clone_pairs", name, SOURCES)
    except NeuroglotError as error:
        more = ", ".join(sorted(CORPORA.keys() | BENCHMARKS.keys()))
        raise NeuroglotError(f"{error}, {more}, or a .jsonl file of pairs") from error
    return read(rest, options)


def _of_path(path: Path, options: PairOptions) -> ClonePairs:
    if path.is_dir():
        files = (_named(path, VALIDATION_FILES), _named(path, ("test",)))
        if None in files:
            raise NeuroglotError(f"{path} is no folder of labelled pairs: it needs valid.jsonl and test.jsonl")
        return _labelled([file for file in files if file is not None], path.name, options)
    _, row = next(rows_of([path]), ("", {}))
    return _of_programs(options) if names_codes(row) is None else _labelled([path], path.name, options)


def _named(folder: Path, stems: Sequence[str]) -> Path | None:
    paths = [folder / f"{stem}{end}" for stem in stems for end in ENDS]
    return next((path for path in paths if path.is_file()), None)


def _labelled(files: Sequence[Path], name: str, options: PairOptions) -> ClonePairs:
    """One file, halved, or one for each split."""
    read = [labelled_pairs(file, options.languages) for file in files]
    skipped = [row for _, passed in read for row in counted(passed)]
    sets = [pair_set(name, split, pairs) for split, (pairs, _) in zip(SPLITS, read, strict=False)]
    if len(sets) == 1:
        validation, test, more = halved(sets[0], options.sample)
    else:
        validation, test, more = sets[0], sets[1], shared(sets[0], sets[1])
    return _ready(validation, test, [*skipped, *more], options)


def _ready(validation: PairSet, test: PairSet, skipped: Sequence[Skipped], options: PairOptions) -> ClonePairs:
    """Labelled pairs: so many of them, without comments."""
    found, rows = [], list(skipped)
    for one in (validation, test):
        stripped, gone = without_comments(drawn(one, options.labelled, options.sample))
        found.append(checked(stripped))
        rows += gone
    return ClonePairs(found[0], found[1], "own", tuple(rows))


def _of_programs(options: PairOptions) -> ClonePairs:
    name, _, _ = options.pairs.partition(":")
    if name in CORPORA or Path(options.pairs).expanduser().exists():
        validation, test = (load_corpus(options.pairs, split, options.languages) for split in SPLITS)
    else:
        sets = [load_problems(options.pairs, split, options.languages) for split in SPLITS]
        validation, test = (Corpus(one.name, one.split, code_only(one.problems, one.name)) for one in sets)
    return _of_tasks(validation, test, (), options)


def _of_tasks(validation: Corpus, test: Corpus, skipped: Sequence[Skipped], options: PairOptions) -> ClonePairs:
    """Pairs made from the tasks of both splits."""
    found, rows = [], list(skipped)
    for one, tasks in ((validation, options.development_tasks), (test, options.tasks)):
        sample = sample_tasks(of_languages(one, options.languages), tasks, options.sample)
        kept, gone = programs_without_comments(first_programs(sample, options.programs))
        found.append(checked(pairs_of_tasks(Corpus(one.name, one.split, kept), options)))
        rows += gone
    return ClonePairs(found[0], found[1], "own", tuple(rows))


def _place(rest: str, name: str) -> Path:
    path = Path(rest).expanduser()
    if not rest or not path.exists():
        raise NeuroglotError(f"{name}:PATH needs a path that is there, not {rest!r}")
    return path


def _poj104(rest: str, options: PairOptions) -> ClonePairs:
    return _of_tasks(*poj104_corpora(_place(rest, "poj104"), options.sample), (), options)


def _bigclonebench(rest: str, options: PairOptions) -> ClonePairs:
    validation, test = bigclonebench_pairs(_place(rest, "bigclonebench"))
    return _ready(validation, test, shared(validation, test), options)


def _codenet(rest: str, options: PairOptions) -> ClonePairs:
    return _of_tasks(*codenet_corpora(_place(rest, "codenet"), options), options)


SOURCES: dict[str, Read] = {"poj104": _poj104, "bigclonebench": _bigclonebench, "codenet": _codenet}
