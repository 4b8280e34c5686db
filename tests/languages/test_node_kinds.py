"""Kinds of nodes: every named type of every grammar has one, and the same construct has the same in all languages."""

from __future__ import annotations

import pytest
import tree_sitter

from neuroglot.languages import BY_NAME
from neuroglot.languages.node_kinds import KINDS, NODE_KINDS, NodeKind, node_kind
from neuroglot.languages.node_tables import TABLES
from neuroglot.languages.node_types import NO_NODE, node_types

PROGRAMS = {
    "cpp": "int f(int a) {\n  while (a < 10) { a = g(a); }\n  if (a) return 2;\n  return h[0];\n}\n",
    "java": "class A { int f(int a) {\n  while (a < 10) { a = g(a); }\n  if (a > 0) return 2;\n  return h[0];\n} }\n",
    "python": "def f(a):\n  while a < 10:\n    a = g(a)\n  if a:\n    return 2\n  return h[0]\n",
    "go": "func f(a int) int {\n\tfor a < 10 { a = g(a) }\n\tif a > 0 { return 2 }\n\treturn h[0]\n}\n",
    "javascript": "function f(a) {\n  while (a < 10) { a = g(a); }\n  if (a) return 2;\n  return h[0];\n}\n",
    "ruby": "def f(a)\n  while a < 10\n    a = g(a)\n  end\n  if a\n    return 2\n  end\n  return h[0]\nend\n",
    "php": "<?php\nfunction f($a) {\n  while ($a < 10) { $a = g($a); }\n  if ($a) return 2;\n  return $h[0];\n}\n",
}


@pytest.mark.parametrize("language", BY_NAME)
def test_the_tables_name_every_named_type_of_the_grammars_once(language: str) -> None:
    grammar = tree_sitter.Language(BY_NAME[language].grammar())
    there = {grammar.node_kind_for_id(i) for i in range(grammar.node_kind_count) if grammar.node_kind_is_named(i)}
    assert set(NODE_KINDS[language]) == there - {None}
    named = [name for line in TABLES[language].strip().splitlines() for name in line.split()[1:]]
    assert len(named) == len(set(named))


def test_what_no_table_names_is_other() -> None:
    assert node_kind("go", "a_type_of_tomorrow") is NodeKind.OTHER
    assert len(KINDS) == 24


@pytest.mark.parametrize("language", BY_NAME)
def test_a_construct_has_the_same_kind_in_every_language(language: str) -> None:
    text = PROGRAMS[language]
    types, found = node_types(language, text)

    def kind(word: str, after: str = "") -> NodeKind:
        place = text.index(word, text.index(after))
        return node_kind(language, types[found[len(text[:place].encode())]])

    assert kind("for" if language == "go" else "while") is NodeKind.LOOP
    assert kind("< 10") is NodeKind.OPERATION
    assert kind("10") is NodeKind.NUMBER
    assert kind("= g") is NodeKind.ASSIGNMENT
    assert kind("g", after="= g") is NodeKind.IDENTIFIER
    assert kind("(", after="= g") is NodeKind.CALL
    assert kind("if", after="g(") is NodeKind.CONDITION
    assert kind("return") is NodeKind.RETURN
    assert kind("[") is NodeKind.ACCESS


def test_a_byte_has_the_innermost_named_node_and_broken_text_none() -> None:
    types, found = node_types("python", "f(é)\n")
    assert [types[place] for place in found[:6]] == [
        "identifier",
        "argument_list",
        "identifier",
        "identifier",
        "argument_list",
        "module",
    ]
    types, broken = node_types("go", "package p\n$$$ x\n")
    assert (broken[10:13] == NO_NODE).all()
    assert types[broken[14]] == "identifier"
    assert node_types("go", "")[1].shape == (0,)
