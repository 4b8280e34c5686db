"""POJ-104 in CodeXGLUE's form: many programs of each problem, in C and C++ mixed."""

from __future__ import annotations

from pathlib import Path

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import halves
from neuroglot.corpora.rows import rows_of

FILES = {"validation": ("valid.jsonl", "valid.jsonl.gz"), "test": ("test.jsonl", "test.jsonl.gz")}
LANGUAGE = "cpp"
NAME = "poj104"


def poj104_corpora(path: Path, seed: int) -> tuple[Corpus, Corpus]:
    """The validation and the test programs; a row is {"code", "label", "index"}, the label is the problem.

    A folder has `valid.jsonl` and `test.jsonl` (`.gz` too), whose problems differ; a single file is halved by problem,
    drawn by the seed. C counts as C++ here. Raises NeuroglotError, with file and line, for what is lacking.
    """
    if path.is_file():
        snippets = _snippets(path)
        sides = halves(snippets, seed)
        first, second = (
            tuple(one for one, side in zip(snippets, sides, strict=True) if side == wanted) for wanted in (0, 1)
        )
    else:
        first, second = (_snippets(_file(path, split)) for split in FILES)
    common = {one.task for one in first} & {one.task for one in second}
    if common:
        raise NeuroglotError(
            f"{path}: problem {min(map(str, common))} is in both splits; one split has to be without it"
        )
    return Corpus(NAME, "validation", first), Corpus(NAME, "test", second)


def _file(folder: Path, split: str) -> Path:
    found = next((folder / name for name in FILES[split] if (folder / name).is_file()), None)
    if found is None:
        raise NeuroglotError(f"{folder} is not in POJ-104's form: it lacks {FILES[split][0]}; a single file works too")
    return found


def _snippets(path: Path) -> tuple[Snippet, ...]:
    found = []
    for place, row in rows_of([path]):
        if not isinstance(row.get("code"), str) or row.get("label") is None:
            raise NeuroglotError(f'{place}: expected {{"code": "...", "label": ...}}, found {", ".join(sorted(row))}')
        if row["code"].strip():
            found.append(Snippet(LANGUAGE, row["code"], place, str(row["label"])))
    return tuple(found)
