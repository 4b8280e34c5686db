"""BigCloneBench in CodeXGLUE's form: functions in one file, pairs of their numbers in another for each split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from neuroglot.core.corpus import Pair, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.clone_pairs.labelled import read_label
from neuroglot.corpora.clone_pairs.pair_set import PairSet, pair_set
from neuroglot.corpora.rows import rows_of
from neuroglot.corpora.text import read_utf8

FUNCTIONS = "data.jsonl"
FILES = {"validation": "valid.txt", "test": "test.txt"}
LANGUAGE = "java"


def bigclonebench_pairs(folder: Path) -> tuple[PairSet, PairSet]:
    """The validation and the test pairs of a folder with `data.jsonl` ({"idx", "func"}), `valid.txt` and `test.txt`.

    A line of the latter is two numbers and a label, between tabs or spaces; `train.txt` is not read. All functions are
    Java. Raises NeuroglotError, with file and line, for a file that is lacking or a number that no function has.
    """
    for name in (FUNCTIONS, *FILES.values()):
        if not (folder / name).is_file():
            raise NeuroglotError(f"{folder} is not in BigCloneBench's form: it lacks {name}")
    functions = {}
    for place, row in rows_of([folder / FUNCTIONS]):
        if not isinstance(row.get("func"), str) or row.get("idx") is None:
            raise NeuroglotError(f'{place}: expected {{"idx": ..., "func": "..."}}, found {", ".join(sorted(row))}')
        functions[str(row["idx"])] = Snippet(LANGUAGE, row["func"], f"{folder.name}:{row['idx']}")
    validation, test = (
        pair_set("bigclonebench", split, _pairs(folder / file, functions)) for split, file in FILES.items()
    )
    return validation, test


def _pairs(path: Path, functions: Mapping[str, Snippet]) -> Iterator[Pair]:
    for number, line in enumerate(read_utf8(path).splitlines(), start=1):
        if not line.strip():
            continue
        words = line.split()
        if len(words) != 3 or any(word not in functions for word in words[:2]):
            raise NeuroglotError(
                f"{path}:{number}: expected two numbers of functions in {FUNCTIONS} and a label, found {line.strip()!r}"
            )
        yield Pair(functions[words[0]], functions[words[1]], read_label(f"{path}:{number}", words[2]))
