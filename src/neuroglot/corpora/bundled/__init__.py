"""The bundled corpus: a grammar of small programming tasks, each written in seven languages, with tests.

Four pools that share no family of tasks and no structure: pretrain, adapt, validation, test. Everything is made from a
fixed seed when it is asked for; nothing is read from disk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache, lru_cache

from neuroglot.core.corpus import Corpus, Problem, Snippet
from neuroglot.core.languages import FIVE, LANGUAGES
from neuroglot.corpora.bundled.chains import SEED, chains, stable
from neuroglot.corpora.bundled.grammar import WHOLES
from neuroglot.corpora.bundled.programs import problem, program
from neuroglot.corpora.bundled.tasks import THOROUGH, Effort, Task, build, build_whole, whole_family

POOLS = ("pretrain", "adapt", "validation", "test")
_EFFORT = {"pretrain": Effort(18, 16)}
_SHARES = (0.805, 0.09, 0.0525, 0.0525)


def pool_of(family: str) -> str:
    """The pool that a family belongs to: by hash, so that it never depends on what else there is."""
    place = stable("pool", family) % 10_000 / 10_000
    for pool, share in zip(POOLS, _SHARES, strict=True):
        place -= share
        if place < 0:
            return pool
    return POOLS[-1]


def _check(pool: str) -> None:
    if pool not in POOLS:
        raise ValueError(f"unknown pool {pool!r}; expected one of {', '.join(POOLS)}")


def _build(pool: str) -> Iterator[Task]:
    seen: set[str] = set()
    for row in WHOLES:
        if pool_of(whole_family(row)) == pool:
            yield build_whole(row)
    for chain in chains():
        if pool_of(chain.family) == pool:
            task = build(chain, 0, _EFFORT.get(pool, THOROUGH))
            if task is not None and task.key not in seen:
                seen.add(task.key)
                yield task


@cache
def tasks(pool: str) -> tuple[Task, ...]:
    """The pool's tasks, always the same and in the same order."""
    _check(pool)
    return tuple(_build(pool))


@cache
def _problems(pool: str, language: str) -> tuple[Problem, ...]:
    return tuple(problem(task, language) for task in tasks(pool))


def problems(pool: str, languages: Sequence[str] = LANGUAGES) -> tuple[Problem, ...]:
    """The pool's tasks in the given languages: task by task, and within a task in the languages' order."""
    _check(pool)
    columns = [_problems(pool, language) for language in languages]
    return tuple(row for rows in zip(*columns, strict=True) for row in rows)


def corpus(pool: str, languages: Sequence[str] = FIVE) -> Corpus:
    """Every implementation of every task as a whole program without comments and tests.

    Snippets of one task are parallel programs: `Snippet.task` is the task's id.
    """
    _check(pool)
    snippets = tuple(
        Snippet(language, program(task, function, language), f"bundled/{pool}", f"bundled/{task.id}")
        for task in tasks(pool)
        for language in languages
        for function in task.functions
    )
    return Corpus("bundled", pool, snippets)


@lru_cache(maxsize=1)
def generator_hash() -> str:
    """SHA-256 over every problem of every pool in every language, and the seed: it changes whenever the output does."""
    digest = hashlib.sha256(str(SEED).encode())
    for pool in POOLS:
        for row in problems(pool):
            made = {name: value for name, value in asdict(row).items() if name != "conventions"}  # other benchmarks'
            digest.update(json.dumps(made, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


__all__ = ["POOLS", "Task", "corpus", "generator_hash", "pool_of", "problems", "tasks"]
