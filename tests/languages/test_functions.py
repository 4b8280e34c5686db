"""Functions cut out of programs: laws on real programs, and one program a language whose answer is known."""

from __future__ import annotations

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora import natural
from neuroglot.languages.functions import FunctionSpan, functions
from neuroglot.languages.trees import find, syntax_tree
from tests.languages.known_functions import KNOWN

CLASSES = {
    "cpp": ("{}", "class A {{ {} }};", "class {last} {{ {} }};"),
    "java": ("class {last} {{ {} }}", "record {last}(int a) {{ {} }}", "interface A {{ {} }}"),
    "python": ("{}",),
    "go": ("package p\n{}",),
    "javascript": ("{}", "var {};", "class A {{ {} }}", "({{ {} }})", "({})"),
    "ruby": ("{}",),
    "php": ("{}", "class A {{ {} }}", "abstract class A {{ {} }}"),
}
"""What may have to stand around a function for it to be a program again."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", ["as it is", "CRLF"])
def test_finds_what_is_known(language: str, change: str) -> None:
    text, expected = KNOWN[language]
    if change == "CRLF":
        text = text.replace("\n", "\r\n")
        expected = [(name, said and said.replace("\n", "\r\n")) for name, said in expected]
    found = functions(text, language)
    documents = [None if one.documentation is None else text[slice(*one.documentation)] for one in found]
    assert list(zip([one.qualified for one in found], documents, strict=True)) == expected
    assert_lawful(text, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_span_parses_again(language: str) -> None:
    texts = [KNOWN[language][0], *[one.text for one in natural.snippets() if one.language == language][:12]]
    count = 0
    for text in texts:
        found = functions(text, language)
        assert_lawful(text, found)
        for one in found:
            piece = text[one.start : one.end]
            assert any(parses(language, form, piece, one) for form in CLASSES[language]), piece
            count += 1
    assert count >= len(texts)


def parses(language: str, form: str, piece: str, one: FunctionSpan) -> bool:
    last = one.name.lstrip("~")
    return not syntax_tree(find(language), form.format(piece, last=last)).root_node.has_error


def assert_lawful(text: str, found: tuple[FunctionSpan, ...]) -> None:
    """Spans are in order, hold their bodies, lie in their parents, and their lines are right."""
    assert [one.start for one in found] == sorted(one.start for one in found)
    for place, one in enumerate(found):
        assert 0 <= one.start <= one.body_start <= one.body_end <= one.end <= len(text)
        assert one.qualified.endswith(one.name)
        assert one.first_line == 1 + text.count("\n", 0, one.start)
        assert one.last_line == 1 + text.count("\n", 0, one.end)
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        if one.parent is not None:
            around = found[one.parent]
            assert one.parent < place
            assert around.start <= one.start
            assert one.end <= around.end


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_marks_only_the_function_that_holds_it(language: str) -> None:
    ends = {"python": "def ok():\n    return 1\n", "ruby": "def ok\n  1\nend\n", "cpp": "int ok() { return 1; }\n"}
    ends |= {"go": "func ok() int { return 1 }\n", "java": "class B { int ok() { return 1; } }\n"}
    bad = {
        "python": "def bad():\n    return 1 +* 2\n",
        "ruby": "def bad\n  1 +* )\nend\n",
        "cpp": "int bad() { int 3 = ; }\n",
    }
    bad |= {"go": "func bad() int { return 1 +* / }\n", "java": "class A { int bad() { return 1 +* ; } }\n"}
    bad |= {"javascript": "function bad() { return 1 +* ; }\n", "php": "<?php function bad() { return 1 +* ; }\n"}
    text = bad[language] + ends.get(language, "function ok() { return 1; }\n")
    assert {one.name: one.broken for one in functions(text, language)} == {"bad": True, "ok": False}


def test_php_needs_no_opening_tag() -> None:
    (found,) = functions("/** Says. */\nfunction f($x) { return $x; }", "php")
    assert found.documentation == (0, 12)
    assert found.name == "f"


def test_garbage_yields_functions_or_nothing_but_no_failure() -> None:
    for language in LANGUAGES:
        for text in ("", "}}}} def ((( function", "\0\x01", "é" * 50, "\ufeff", "\r\r\n\t"):
            assert_lawful(text, functions(text, language))


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(NeuroglotError, match="no valid Unicode"):
        functions("\ud800", "python")


def test_deep_nesting_needs_no_recursion() -> None:
    depth = 600
    found = functions("function f(){" * depth + "}" * depth, "javascript")
    assert len(found) == depth
    assert found[-1].parent == depth - 2
