"""The tasks' language: reading, meaning, lowering to loops, mutants."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from neuroglot.corpora.bundled import inputs, interpret, tasks
from neuroglot.corpora.bundled.interpret import OutOfBoundsError, runner
from neuroglot.corpora.bundled.ir import Function, Stmt, shape
from neuroglot.corpora.bundled.lower import loops
from neuroglot.corpora.bundled.mutate import mutants
from neuroglot.corpora.bundled.syntax import read_expression, read_function

TEXT = "sum(map(filter(values, lambda x: x % 3 == 0), lambda x: x * x)) % 7"


def functional(text: str, kind: str = "ints") -> Function:
    tree = read_expression(text, {"values": kind}, {})
    return Function("f", (("values", kind),), tree.type, (Stmt("return", (), (tree,)),))


def test_an_expression_means_what_it_says() -> None:
    assert runner(functional(TEXT))([[3, 4, 6]]) == (9 + 36) % 7


@pytest.mark.parametrize(
    ("text", "given", "result"),
    [
        ("scan(values)", [1, 2, 3], [1, 3, 6]),
        ("diffs(values)", [5, 2, 9], [-3, 7]),
        ("windows(values, 2)", [1, 2, 3], [3, 5]),
        ("every(values, 2)", [1, 2, 3], [1, 3]),
        ("uniq(values)", [2, 1, 2], [2, 1]),
        ("head(drop(values, 1), -1)", [4], -1),
        ("fold(values, 1, lambda acc, x: acc * x)", [2, 3], 6),
        ("join(map(values, lambda x: str(x)), '-')", [1, 2], "1-2"),
    ],
)
def test_operations(text: str, given: list[int], result: object) -> None:
    assert runner(functional(text))([given]) == result
    tree = read_expression(text, {"values": "ints"}, {})
    looping = Function("f", (("values", "ints"),), tree.type, loops(tree, {"values"}, {}))
    assert runner(looping)([given]) == result


def test_shape_forgets_names_and_constants() -> None:
    one = read_expression(TEXT, {"values": "ints"}, {})
    other = read_expression(TEXT.replace("values", "data").replace("x", "y").replace("3", "5"), {"data": "ints"}, {})
    assert shape(one) == shape(other)
    changed = read_expression(TEXT.replace("==", "!="), {"values": "ints"}, {})
    assert shape(one) != shape(changed)


def test_a_loop_without_end_is_an_error() -> None:
    endless = read_function("def f(n: int) -> int:\n    while n > 0:\n        n += 1\n    return n")
    with pytest.raises(OutOfBoundsError, match="steps"):
        runner(endless)([1])


def test_a_remainder_of_a_negative_number_is_an_error() -> None:
    with pytest.raises(OutOfBoundsError):
        runner(functional("sum(values) % 3"))([[-1]])


def test_text_outside_the_language_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the tasks' language"):
        read_expression("values @ values", {"values": "ints"}, {})


def test_implementations_agree_with_the_expected_results_and_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpret, "FUEL", 200_000)
    random_source = random.Random(3)
    for task in tasks("test")[::3]:
        callers = [runner(function) for function in task.functions]
        for case in task.cases:
            assert all(call(case.arguments) == case.result for call in callers), task.id
        for trial in range(8):
            arguments = inputs.arguments(task.domains, random_source, (), trial)
            try:
                results = [call(arguments) for call in callers]
            except OutOfBoundsError:
                continue
            assert all(result == results[0] for result in results), (task.id, arguments)


def test_mutants_differ_from_the_program_by_one_change() -> None:
    original = functional("len(filter(values, lambda x: x > 3))")
    bodies = [mutant.body for mutant in mutants(original)]
    assert len(bodies) == len({repr(body) for body in bodies}) >= 5
    assert original.body not in bodies
    dropped = replace(original, body=functional("len(values)").body)
    assert dropped.body in bodies
