"""Training text from the pretrain pool: plain programs, descriptions before and after code, and translations.

Ruby and PHP come as plain code only: summaries in these two languages are never seen in pretraining.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from neuroglot.core.languages import FIVE, LANGUAGES, title
from neuroglot.corpora.bundled import pool_of, tasks
from neuroglot.corpora.bundled.chains import Chain, chains, rng
from neuroglot.corpora.bundled.ir import Function
from neuroglot.corpora.bundled.programs import comment, problem, program
from neuroglot.corpora.bundled.tasks import Effort, Task, build

POOL = "pretrain"
FORMS = {"prompt": 0.5, "comment": 0.2, "summary": 0.15, "plain": 0.15}
"""HumanEval-X's prompt and the solution; a description as a comment before the code; code, then a description; code
alone: with the share that each has among the five languages' documents. Half are what a model is asked for later."""

TRANSLATIONS = 2
"""Translations of a task in one pass."""

_CHEAP = Effort(8, 0)
_LINE_COMMENT = {"python": "#", "ruby": "#"}


def document(task: Task, function: Function, language: str, form: str, random_source: random.Random) -> str:
    """One implementation of a task as a training text of the given form."""
    if form == "prompt":
        shuffled = random_source.sample(task.descriptions, len(task.descriptions))
        row = problem(replace(task, descriptions=tuple(shuffled)), language)
        return row.prompt + row.solutions[task.functions.index(function)]
    text = program(task, function, language)
    if form == "plain":
        return text
    said = comment(language, random_source.choice(task.descriptions))
    if form == "summary":
        return f"{text}\n{said}"
    return text.replace("<?php\n\n", f"<?php\n\n{said}", 1) if language == "php" else said + text


def translation(task: Task, first: str, second: str, random_source: random.Random) -> str:
    """A program in one language, then the same task in another, with a comment between them that names it."""
    one = program(task, random_source.choice(task.functions), first)
    two = program(task, random_source.choice(task.functions), second)
    mark = _LINE_COMMENT.get(first, "//")
    return f"{one}\n{mark} The same in {title(second)}:\n\n{two}"


def _variant(task: Task, chain: Chain | None, seed: int) -> Task:
    """The task itself for seed 0 and for tasks that are no pipelines; else its structure with other constants."""
    if seed == 0 or chain is None:
        return task
    return build(chain, seed, _CHEAP) or task


def _texts(task: Task, languages: Sequence[str], random_source: random.Random) -> Iterator[tuple[str, str]]:
    spoken = [language for language in languages if language in FIVE]
    for language in languages:
        if language in spoken:
            forms = random_source.choices(list(FORMS), list(FORMS.values()), k=len(task.functions))
            for function, form in zip(task.functions, forms, strict=True):
                yield language, document(task, function, language, form, random_source)
        else:
            yield language, document(task, random_source.choice(task.functions), language, "plain", random_source)
    if len(spoken) > 1:
        for _ in range(TRANSLATIONS):
            first, second = random_source.sample(spoken, 2)
            yield first, translation(task, first, second, random_source)


def documents(seed: int, languages: Sequence[str] = LANGUAGES) -> Iterator[tuple[str, str]]:
    """One pass over the pretrain pool as (language, text), in an order drawn by the seed.

    Seed 0 has the pool's own programs; another seed the same structures with other constants, names and words, so
    that each pass is new text. A translation counts as the language of its first program.
    """
    known = {chain.name: chain for chain in chains() if pool_of(chain.family) == POOL}
    order = list(tasks(POOL))
    random_source = rng("documents", seed)
    random_source.shuffle(order)
    waiting: list[tuple[str, str]] = []
    for task in order:
        waiting.extend(_texts(_variant(task, known.get(task.id), seed), languages, random_source))
        while len(waiting) > 2000:
            yield waiting.pop(random_source.randrange(len(waiting)))
    random_source.shuffle(waiting)
    yield from waiting


def passes(first: int, languages: Sequence[str] = LANGUAGES) -> Iterator[tuple[str, str]]:
    """Passes over the pool with the seeds `first`, `first` + 1, ..., without end."""
    for seed in itertools.count(first):
        yield from documents(seed, languages)
