"""Groups: every two functions of one are clones, nothing chains, and equal functions are never apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuroglot.stages.clone_scan.groups import Rule, group, sides
from neuroglot.stages.clone_scan.neighbours import near_pairs
from tests.stages.clone_scan.making import found, unit


def grouped(functions: list, angles: list[float], rule: Rule) -> list[list[int]]:  # type: ignore[type-arg]
    vectors = unit(*angles)
    near = near_pairs(vectors, rule.threshold, 20, 1000)
    return group(functions, list(range(len(functions))), vectors, near, rule)


def at(degrees: float) -> Rule:
    return Rule(float(np.cos(np.radians(degrees))) - 1e-6)


def test_nothing_chains() -> None:
    functions = [found(name, f"{name}.py") for name in "abcd"]
    assert grouped(functions, [0, 10, 20, 30], at(12)) == [[0, 1], [2, 3]]
    assert grouped(functions, [0, 10, 19, 90], at(12)) == [[1, 2]], "the most similar two are first"
    assert grouped(functions, [0, 10, 20, 30], at(31)) == [[0, 1, 2, 3]]


@given(st.lists(st.tuples(st.floats(0, 180), st.sampled_from("abcdefgh")), min_size=2, max_size=12))
@settings(max_examples=60, deadline=None)
def test_laws_of_groups(drawn: list[tuple[float, str]]) -> None:
    functions = [found(name, f"{place}.py") for place, (_, name) in enumerate(drawn)]
    angles = [angle for angle, _ in drawn]
    rule = at(15)
    groups = grouped(functions, angles, rule)
    places = [place for members in groups for place in members]
    assert len(places) == len(set(places))
    where = {place: number for number, members in enumerate(groups) for place in members}
    vectors = unit(*angles)
    names = [one.function.renamed for one in functions]
    for one in range(len(functions)):
        for other in range(one):
            if names[one] == names[other]:
                assert where[one] == where[other]
            elif one in where and where.get(one) == where.get(other):
                rows, columns = ([at for at, name in enumerate(names) if name == names[own]] for own in (one, other))
                assert float((vectors[rows] @ vectors[columns].T).max()) >= rule.threshold - 1e-6
    assert groups == grouped(functions, angles, rule)


def test_a_copy_with_other_names_keeps_no_translation_out() -> None:
    functions = [found("a", "a.py", exact="a"), found("a", "b.py", exact="renamed"), found("c", "c.go", "go")]
    assert grouped(functions, [0, 80, 5], at(10)) == [[0, 1, 2]]
    assert grouped([*functions, found("d", "d.go", "go")], [0, 80, 5, 75], at(10)) == [[0, 1, 2]]


def test_a_function_is_no_clone_of_what_is_inside_it() -> None:
    functions = [found("a", span=(0, 100)), found("b", span=(10, 90)), found("c", "other.py")]
    assert grouped(functions[:2], [0, 1], at(5)) == []
    assert grouped(functions, [0, 1, 1.5], at(5)) == [[1, 2]]


def test_what_lies_inside_of_a_larger_clone_is_left_out() -> None:
    functions = [
        found("outer", "a.py", span=(0, 100)),
        found("inner", "a.py", span=(10, 50)),
        found("outer", "b.py", span=(0, 100)),
        found("inner", "b.py", span=(10, 50)),
    ]
    assert grouped(functions, [0, 90, 0, 90], at(5)) == [[0, 2]]
    third = [*functions, found("inner", "c.py", span=(0, 40))]
    assert grouped(third, [0, 90, 0, 90, 90], at(5)) == [[0, 2], [1, 3, 4]], "there is one outside too"
    twice = [
        found("outer", "a.py", span=(0, 100)),
        found("inner", "a.py", span=(10, 40)),
        found("inner", "a.py", span=(50, 80)),
        found("outer", "b.py", span=(0, 100)),
    ]
    assert grouped(twice, [0, 90, 90, 0], at(5)) == [[0, 3], [1, 2]], "two in one function are clones of each other"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(0.99), [[0, 1, 2], [3, 4]]),
        (Rule(0.99, cross_language=True), [[0, 1, 2]]),
        (Rule(0.99, cross_file=True), [[0, 1, 2]]),
    ],
)
def test_groups_across_languages_or_files(rule: Rule, expected: list[list[int]]) -> None:
    functions = [found("a", "a.py"), found("b", "b.py"), found("c", "c.go", "go")]
    functions += [found("d", "d.py", span=(0, 5)), found("e", "d.py", span=(6, 9))]
    assert grouped(functions, [0, 1, 2, 90, 91], rule) == expected


def test_sides_are_languages_or_files_and_what_is_in_several_files_is_apart() -> None:
    functions = [found("a", "a.py"), found("b", "a.py"), found("c", "c.go", "go"), found("d", "d.py")]
    functions += [found("b", "e.py", exact="copy"), found("f", "a.py")]
    rows = list(range(6))
    assert len(set(sides(functions, rows, Rule(0.5)).tolist())) == 6
    language = sides(functions, rows, Rule(0.5, cross_language=True, cross_file=True)).tolist()
    assert language[2] not in language[:2] + language[3:]
    assert len(set(language)) == 2
    file = sides(functions, rows, Rule(0.5, cross_file=True)).tolist()
    assert file[0] == file[5]
    assert len(set(file)) == 5, "b has a copy in another file, so that it may meet all of its own"


def test_a_group_across_files_is_found_beside_look_alikes_in_one() -> None:
    """Two files of 25 functions each, which are nearest to their own file's and near enough to the other's."""
    functions = [
        found(f"{file}{place}", file, span=(10 * place, 10 * place + 9)) for file in "ab" for place in range(25)
    ]
    angles = [base + 0.01 * place for base in (0, 5) for place in range(25)]
    rule = Rule(at(10).threshold, cross_file=True)
    vectors, rows = unit(*angles), list(range(50))
    own = sides(functions, rows, rule)
    assert len(group(functions, rows, vectors, near_pairs(vectors, rule.threshold, 20, 1000, own), rule)) == 1
    assert group(functions, rows, vectors, near_pairs(vectors, rule.threshold, 20, 1000), rule) == []
