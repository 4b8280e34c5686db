"""Stripping comments: what goes, what stays, and that the program is the same one after it."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE, LANGUAGES
from neuroglot.corpora import natural
from neuroglot.corpora.load import first_programs, load_corpus, sample_tasks
from neuroglot.corpora.stripped import without_comments
from neuroglot.languages import BY_NAME
from neuroglot.languages.classes import NUMBERS, classify
from neuroglot.languages.comments import strip_comments
from neuroglot.languages.leaves import TokenClass
from neuroglot.languages.trees import nodes, syntax_tree
from tests.languages.painted import PAINTED, split

COMMENT, WHITESPACE = NUMBERS[TokenClass.COMMENT], NUMBERS[TokenClass.WHITESPACE]


def leaves(language: str, text: str) -> list[tuple[str, bytes]]:
    """The kind and text of every leaf without its comments and white space, and without Python's `pass`."""
    is_code = ~np.isin(classify(language, text), [COMMENT, WHITESPACE])
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    found = []
    for node, _ in nodes(syntax_tree(BY_NAME[language], text).root_node):
        place = slice(node.start_byte, node.end_byte)
        if not node.child_count and is_code[place].any() and not (language == "python" and node.type == "pass"):
            found.append((node.type, data[place][is_code[place]].tobytes()))
    return found


def with_comments(language: str, text: str) -> str:
    """The program with a comment behind every line and one on a line of its own after it, where code may end a line."""
    mark, classes = BY_NAME[language].line_comment, classify(language, text)
    lines, place = [], 0
    for line in text.split("\n"):
        place += len(line.encode())
        may_end = place == len(classes) or classes[place] == WHITESPACE
        lines.append(f"{line}  {mark} 'é\n\t{mark}{mark} /* \"" if may_end and line.strip() else line)
        place += 1
    return "\n".join(lines)


def check_laws(language: str, text: str) -> str:
    """Strip a program and check what has to hold for all of them."""
    stripped = strip_comments(language, text)
    assert strip_comments(language, stripped) == stripped
    assert COMMENT not in classify(language, stripped)
    assert not syntax_tree(BY_NAME[language], stripped).root_node.has_error
    assert leaves(language, stripped) == leaves(language, text)
    if COMMENT not in classify(language, text):
        assert stripped == text
    return stripped


@pytest.mark.parametrize("language", LANGUAGES)
def test_laws_of_small_programs(language: str) -> None:
    text, _ = split(PAINTED[language])
    assert check_laws(language, text) != text


@pytest.mark.parametrize("language", FIVE)
def test_laws_of_the_natural_programs(language: str) -> None:
    for one in natural.corpus((language,)).snippets:
        stripped = check_laws(language, one.text)
        assert BY_NAME[language].parses(stripped)
        lines = iter(one.text.splitlines())
        kept = (line for line in stripped.splitlines() if line.strip() != "pass")
        assert all(any(line.startswith(this) for line in lines) for this in kept)


@pytest.mark.slow
def test_comments_that_are_added_to_bundled_programs_go_again() -> None:
    corpus = first_programs(sample_tasks(load_corpus("bundled", "validation"), 24, seed=0), 1)
    assert {sum(one.language == language for one in corpus.snippets) for language in FIVE} == {24}
    for one in corpus.snippets:
        stripped = check_laws(one.language, one.text)
        assert BY_NAME[one.language].parses(stripped)
        commented = with_comments(one.language, stripped)
        assert COMMENT in classify(one.language, commented)
        assert strip_comments(one.language, commented) == stripped


def test_python_is_the_same_program_but_for_its_docstrings() -> None:
    for one in natural.corpus(("python",)).snippets:
        tree = ast.parse(one.text)
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                node.body = [part for part in body if not is_string(part)] or [ast.Pass()]  # type: ignore[attr-defined]
        assert ast.dump(ast.parse(strip_comments("python", one.text))) == ast.dump(tree)


def is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A:\n    '''Doc.'''\n", "class A:\n    pass\n"),
        ("def f():\n    # a\n    'b'\n    '''c'''\n# d", "def f():\n    pass\n"),
        ("def f():\n    '''b'''  # c\n\n    # d\n    return 1\n", "def f():\n\n    return 1\n"),
        ("def f(): 'a'\n", "def f(): pass\n"),
        ("'a'; x = 1\ny = 2; 'b';\n'c'\n", "pass; x = 1\ny = 2; pass;\n"),
        ("if a: 'b'\nelse:  # c\n    d\n", "if a: pass\nelse:\n    d\n"),
        ("x: int = 1\n'''About x.'''\nb'bytes'\nf'{x}'\n", "x: int = 1\nb'bytes'\nf'{x}'\n"),
        ("'a' 'b' \\\n  r'c'\nx = ['#', '''#''']\n", "x = ['#', '''#''']\n"),
        ("f('a')\nreturn_ = 'b' + c  # é\n('d')\n", "f('a')\nreturn_ = 'b' + c\n('d')\n"),
        ("#!/bin/python\n# -*- coding: utf-8 -*-\n\nx\n", "\nx\n"),
        ("# only", ""),
        ("", ""),
    ],
)
def test_python(text: str, expected: str) -> None:
    assert strip_comments("python", text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("cpp", "int/**/x = a+/**/+b; // c\n", "int x = a+ +b;\n"),
        (
            "cpp",
            "#define A 1 // c\n#define B /* d */ 2\n#include <a> // e\n",
            "#define A 1\n#define B 2\n#include <a>\n",
        ),
        ("cpp", "/* a\n b */ int x;\n\n  // c\n\n  /* d */ int y;\n", "int x;\n\n\n  int y;\n"),
        ("java", "f(/* a */ x, y /* b */); /** c\n */\n  // d\n/* e */ }", "f(x, y);\n}"),
        ("java", 'String s = "// no"; // yes\r\n// r\r\nint x;\r\n', 'String s = "// no";\r\nint x;\r\n'),
        ("go", "//go:build x\n\npackage p /* a\n */ var x int\n", "\npackage p\nvar x int\n"),
        ("javascript", "return_ /* a\n */ x\n/* b */ `// ${y /* c */ + '#'}`", "return_\nx\n`// ${y + '#'}`"),
        ("javascript", "#!/bin/node\nlet a = <b>{/* c */} // no</b>;", "let a = <b>{ } // no</b>;"),
        ("ruby", "=begin\na\n=end\nx = <<~A # b\n  # no #{y # c\n}\nA\n", "x = <<~A\n  # no #{y\n}\nA\n"),
        ("ruby", "x # a\n  # b\n  .y\n__END__\n# no\n", "x\n  .y\n__END__\n# no\n"),
        ("php", "<?php # a ?>\n// no\n<?= /* b */ $x ?>", "<?php ?>\n// no\n<?= $x ?>"),
        ("php", "$x = '#'; # a\n#[B]\n// c\nf();", "$x = '#';\n#[B]\nf();"),
    ],
)
def test_what_goes_and_what_stays(language: str, text: str, expected: str) -> None:
    assert strip_comments(language, text) == expected
    assert strip_comments(language, expected) == expected


def test_what_is_not_understood_is_refused() -> None:
    with pytest.raises(NeuroglotError, match="unknown language 'cobol'"):
        strip_comments("cobol", "x")
    with pytest.raises(NeuroglotError, match="no valid Unicode"):
        strip_comments("python", "'\udc00'")


def test_a_corpus_without_comments_has_a_name_of_its_own() -> None:
    snippets = (
        Snippet("go", "package p // a\n", "here", "1"),
        Snippet("java", "// nothing else\n", "here", "1"),
        Snippet("php", "f(); # b", "here", "2"),
    )
    corpus = Corpus("toy", "test", snippets)
    stripped = without_comments(corpus)
    assert (stripped.name, stripped.split) == ("toy without comments", "test")
    assert stripped.snippets == (Snippet("go", "package p\n", "here", "1"), Snippet("php", "f();", "here", "2"))
    assert stripped.hash() != corpus.hash()
