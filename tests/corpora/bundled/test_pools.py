"""The four pools: sizes, no family or structure in two of them, coverage, and what each problem holds."""

from __future__ import annotations

import pytest

from neuroglot.core.corpus import Problem
from neuroglot.core.languages import FIVE, LANGUAGES
from neuroglot.corpora.bundled import POOLS, corpus, pool_of, problems, tasks
from neuroglot.languages import BY_NAME

LEAST = {"pretrain": 3000, "adapt": 300, "validation": 150, "test": 150}


@pytest.mark.parametrize("pool", POOLS)
def test_pool_is_large_enough(pool: str) -> None:
    assert len(tasks(pool)) >= LEAST[pool]


def test_no_family_is_in_two_pools() -> None:
    families = {pool: {task.family for task in tasks(pool)} for pool in POOLS}
    for index, pool in enumerate(POOLS):
        for other in POOLS[index + 1 :]:
            assert not families[pool] & families[other]
        assert all(pool_of(family) == pool for family in families[pool])


def test_no_structure_occurs_twice() -> None:
    keys = [task.key for pool in POOLS for task in tasks(pool)]
    assert len(set(keys)) == len(keys)


def test_no_task_id_occurs_twice() -> None:
    names = [task.id for pool in POOLS for task in tasks(pool)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("pool", POOLS)
def test_pool_covers_depths_and_kinds_of_input(pool: str) -> None:
    assert {task.depth for task in tasks(pool)} == {1, 2, 3, 4}
    kinds = {kind for task in tasks(pool) for _, kind in task.params}
    assert kinds >= {"int", "ints", "str", "strs", "counts"}
    assert {task.returns for task in tasks(pool)} >= {"int", "bool", "str", "ints", "strs"}


def test_descriptions_differ_and_are_one_sentence() -> None:
    said = [task.description for task in tasks("test")]
    assert len(set(said)) > 0.95 * len(said)
    assert all(text[0].isupper() and text.endswith(".") and "\n" not in text for text in said)


def test_problems_come_task_by_task_in_the_given_order() -> None:
    rows = problems("test", ("go", "python"))
    assert [row.language for row in rows[:4]] == ["go", "python", "go", "python"]
    assert rows[0].task == rows[1].task != rows[2].task


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_is_a_whole_program_that_parses(language: str) -> None:
    for row in problems("validation", (language,))[::4]:
        assert len(set(row.solutions)) >= 2
        for text in whole(row):
            assert BY_NAME[language].parses(text), text


def whole(row: Problem) -> list[str]:
    return [row.test_setup + row.prompt + solution + row.test for solution in row.solutions]


def test_snippets_are_parallel_programs_without_descriptions() -> None:
    pool = corpus("validation")
    assert pool.name == "bundled"
    assert pool.split == "validation"
    assert pool.languages == FIVE
    said = {f"bundled/{task.id}": task.description for task in tasks("validation")}
    assert {snippet.task for snippet in pool.snippets} == set(said)
    assert not any(said[snippet.task or ""][:40] in snippet.text for snippet in pool.snippets)
    assert all(BY_NAME[s.language].parses(s.text) for s in pool.snippets[::11])


def test_unknown_pool_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="pretrain, adapt, validation, test"):
        tasks("training")
