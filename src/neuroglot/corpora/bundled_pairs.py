"""Summaries from the bundled tasks: a program of every language, and the sentence that describes its task."""

from __future__ import annotations

from collections.abc import Sequence

from neuroglot.core.documented import TEST, TRAIN, VALIDATION, Documented, DocumentedSet
from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora import bundled
from neuroglot.corpora.bundled.programs import program

POOLS = {TRAIN: "adapt", VALIDATION: "validation", TEST: "test"}
"""The adapt pool is what models learn new things from: the embedded one has seen none of its families."""


def bundled_pairs(split: str, languages: Sequence[str] = LANGUAGES) -> DocumentedSet:
    """The pool of a split, task by task, and within a task in the languages' order.

    To learn from there is every implementation of a task, each with a description of its own words; else the first
    one, and the task's own description. The embedded model has seen descriptions in five languages, in Ruby and PHP
    none.
    """
    pool = POOLS[split]
    examples = []
    for task in bundled.tasks(pool):
        many = len(task.functions) if split == TRAIN else 1
        for language in languages:
            for place, function in enumerate(task.functions[:many]):
                said = task.descriptions[place % len(task.descriptions)]
                code = program(task, function, language)
                examples.append(Documented(language, code, said, f"bundled/{pool}", f"bundled/{task.id}"))
    return DocumentedSet("bundled", split, tuple(examples))
