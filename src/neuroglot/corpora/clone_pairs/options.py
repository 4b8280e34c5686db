"""Which pairs are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from neuroglot.core.languages import LANGUAGES

PAIRS = (
    "bundled, humaneval_x:PATH, mbxp:PATH, a JSONL file of pairs or of programs with tasks, poj104:PATH, "
    "bigclonebench:FOLDER or codenet:PATH"
)


@dataclass(frozen=True, slots=True)
class PairOptions:
    """Where pairs come from, and how they are made where a source has tasks."""

    pairs: Annotated[str, PAIRS] = "bundled"
    languages: Annotated[tuple[str, ...], "languages whose programs are compared"] = LANGUAGES
    tasks: Annotated[int, "so many tasks of the test split; 0: all"] = 0
    development_tasks: Annotated[int, "so many tasks of the validation split; 0: all"] = 0
    programs: Annotated[int, "so many programs of a task in a language; 0: all (codenet: 10)"] = 0
    within: Annotated[bool, "pairs within a language too (a source in one language always has them)"] = False
    most: Annotated[int, "at most so many pairs of clones of a task in two languages"] = 4
    negatives: Annotated[int, "so many pairs of other tasks for each pair of clones, nearest in length"] = 1
    labelled: Annotated[int, "of a file's own pairs at most so many in each split; 0: all"] = 0
    sample: Annotated[int, "seed by which tasks, programs and pairs are drawn"] = 0
