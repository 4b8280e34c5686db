"""The class of every byte: exact on small programs, and laws on whole ones."""

from __future__ import annotations

import ast
import io
import keyword
import token
import tokenize

import numpy as np
import pytest
import tree_sitter
import tree_sitter_php
from hypothesis import given, settings
from hypothesis import strategies as st

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE, LANGUAGES
from neuroglot.corpora import natural
from neuroglot.languages import BY_NAME
from neuroglot.languages.classes import CLASSES, NUMBERS, classify
from neuroglot.languages.leaves import CODE, NODES, TokenClass
from tests.languages.painted import PAINTED, split

MARKS = "KOPILC "
BLANKS = " \t\n\r\f\v"


def marks(language: str, text: str) -> str:
    """A mark for the class of every character (of all of its bytes), and the line ends of the text."""
    classes, painted, place = classify(language, text), "", 0
    for character in text:
        of_its_bytes = set(classes[place : place + len(character.encode())].tolist())
        place += len(character.encode())
        assert len(of_its_bytes) == 1, (language, text, character)
        painted += character if character == "\n" else MARKS[of_its_bytes.pop()]
    assert place == len(classes)
    return painted


def test_the_classes_have_a_fixed_order() -> None:
    assert CLASSES == ("keyword", "operator", "punctuation", "identifier", "literal", "comment", "whitespace")
    assert classify("python", "x").dtype == np.int8


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_programs_are_classed_exactly(language: str) -> None:
    text, expected = split(PAINTED[language])
    assert marks(language, text) == expected
    assert set(classify(language, text).tolist()) == set(range(len(CLASSES)))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("cpp", 'size_t n; int32_t m; wchar_t w = L"a" "b";', "IIIIII IP IIIIIII IP KKKKKKK I O LLLL LLLP"),
        ("cpp", 'auto s = R"x(a//b)x"; auto y = 12_km;', "KKKK I O LLLLLLLLLLLP KKKK I O LLLLLP"),
        ("cpp", '#define F(x) for (char c : "//") g->f(x)', "KKKKKKK IPIP KKK PKKKK I P LLLLP IPPIPIP"),
        ("cpp", "#define YES true\n#pragma once // é", "KKKKKKK III LLLL\nKKKKKKK IIII CCCC"),
        ("cpp", "#if defined(X) && !Y\n#endif // X", "KKK KKKKKKKPIP OO OI\nKKKKKK CCCC"),
        ("cpp", "T &operator()(T a[[x]]) { throw; }", "I OKKKKKKKKPPPI IPPIPPP P KKKKKP P"),
        ("java", 'String s = "a\\{x + 1}b"; var _ = 1;', "IIIIII I O LLPPI O LPLLP KKK I O LP"),
        ("java", "@interface A {} Object o = A::new;", "KKKKKKKKKK I PP IIIIII I O IPPKKKP"),
        ("python", 'match x:\n    case _: """no comment""" + y', "KKKKK IP\n    KKKK IP LLLLLLLLLLLLLLLL O I"),
        ("python", "match = type\ntype X = int", "IIIII O IIII\nKKKK I O III"),
        ("python", "x = 1 + \\\n  '''a\nb'''", "I O L O P\n  LLLL\nLLLL"),
        ("python", "from __future__ import x\nf(*, a=...)", "KKKK IIIIIIIIII KKKKKK I\nIPOP IOLLLP"),
        ("go", "package p\n\n//go:build x\nconst a = iota\n", "KKKKKKK I\n\nCCCCCCCCCCCC\nKKKKK I O LLLL\n"),
        ("javascript", "#!/bin/node\nlet e = <a b='c'>d {f}</a>", "CCCCCCCCCCC\nKKK I O PI IOLLLPLLPIPPPIP"),
        ("javascript", "const get = of ?? import('x')", "KKKKK III O II OO KKKKKKPLLLP"),
        ("ruby", '__FILE__ \n$g = ?a, 2r, :"s#{i}"', "KKKKKKKK \nII O LLP LLP LLLPPIPL"),
        ("ruby", "=begin\nno\n=end\nx\n__END__\nleft # over", "CCCCCC\nCC\nCCCC\nI\nKKKKKKK\nLLLLLLLLLLL"),
        ("php", "<p>x</p>\n<?= $x ?>\n<b>", "LLLLLLLL\nKKK II KK\nLLL"),
        ("php", "$x = <<<A\n n $y {$z[1]}\nA . 'b';", "II O LLLL\nLLLIILPIIPLPP\nL O LLLP"),
        ("php", "IF (isset($a)) $a->empty();", "KK PKKKKKPIIPP IIPPIIIIIPPP"),
    ],
)
def test_what_is_special_in_each_language(language: str, text: str, expected: str) -> None:
    assert marks(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "имя = '😀 é' # ж\n", "III O LLLLL CCC\n"),
        ("cpp", 'auto s = "😀 é"; // ж /* */', "KKKK I O LLLLLP CCCCCCCCCC"),
        ("java", "int имя = 'é'; /* 😀 */", "KKK III O LLLP CCCCCCC"),
        ("go", "var имя = `😀\n` // ж", "KKK III O LL\nL CCCC"),
        ("javascript", "let имя = `😀${é}ж`; // 名", "KKK III O LLPPIPLLP CCCC"),
        ("ruby", 'имя = "😀#{é}ж" # 名', "III O LLPPIPLL CCC"),
        ("php", '$имя = "😀{$é}ж"; # 名', "IIII O LLPIIPLLP CCC"),
    ],
)
def test_all_bytes_of_a_character_have_its_class(language: str, text: str, expected: str) -> None:
    assert marks(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "\ufeffx = 1", " I O L"),
        ("javascript", "x\u00a0= 1", "I O L"),
        ("cpp", "int x = ¬ y1 3;", "KKK I O O II LP"),
        ("go", "", ""),
        ("php", "<?php", "KKKKK"),
    ],
)
def test_text_between_the_leaves_goes_by_its_characters(language: str, text: str, expected: str) -> None:
    assert marks(language, text) == expected


@pytest.mark.parametrize("language", FIVE)
def test_laws_of_whole_programs(language: str) -> None:
    texts = [one.text for one in natural.corpus((language,)).snippets]
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        for mark, character in zip(marks(language, text), text, strict=True):
            if mark not in "LC":
                assert (mark in " \n") == (character in BLANKS), (text, character)
        apart = [classify(language, text), [NUMBERS[TokenClass.WHITESPACE]], classify(language, following)]
        assert np.array_equal(classify(language, f"{text}\n{following}"), np.concatenate(apart))


@pytest.mark.parametrize("language", LANGUAGES)
def test_deep_nesting_needs_no_recursion(language: str) -> None:
    depth = 5000
    prefix = "<?php " if language == "php" else ""
    classes = classify(language, prefix + "(" * depth + "x" + ")" * depth)
    assert len(classes) == 2 * depth + 1 + len(prefix)
    assert (classes == NUMBERS[TokenClass.PUNCTUATION]).sum() >= depth


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(LANGUAGES), st.data())
def test_any_text_has_a_class_for_every_byte(language: str, data: st.DataObject) -> None:
    pieces = [
        "'",
        '"',
        "`",
        "/*",
        "*/",
        "//",
        "#",
        "{",
        "}",
        "${",
        "<?php",
        "\\",
        "\n",
        "é",
        "😀",
        "\0",
        "if",
        "f",
        "1",
    ]
    text = "".join(data.draw(st.lists(st.sampled_from(pieces) | st.text(max_size=3), max_size=20)))
    assert len(marks(language, text)) == len(text)


def test_python_agrees_with_its_own_tokenizer() -> None:
    for one in natural.corpus(("python",)).snippets:
        painted, lines = marks("python", one.text), one.text.splitlines(keepends=True)
        offsets = np.cumsum([0, *(len(line) for line in lines)])
        docs = {
            (node.lineno, node.col_offset)
            for node in ast.walk(ast.parse(one.text))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        }
        inside = 0
        for part in tokenize.generate_tokens(io.StringIO(one.text).readline):
            start, end = (int(offsets[row - 1]) + column for row, column in (part.start, part.end))
            name = token.tok_name[part.type]
            inside -= name == "FSTRING_END"
            if name in ("FSTRING_START", "FSTRING_END") or not inside:
                check_part(name, part.string, painted[start:end], part.start in docs)
            inside += name == "FSTRING_START"


def check_part(name: str, text: str, found: str, is_doc: bool) -> None:
    """One token of the standard library's tokenizer against the marks of its characters."""
    found = found.replace("\n", "C" if is_doc else "L") if name == "STRING" else found
    if name == "NAME" and not keyword.issoftkeyword(text):
        value = text in ("True", "False", "None")
        assert set(found) == {"L" if value else "K" if keyword.iskeyword(text) else "I"}, text
    elif name == "STRING":
        is_formatted = "f" in text[: text.index(text[-1])].lower()
        assert set(found[0] + found[-1] if is_formatted else found) == {"C" if is_doc else "L"}, text
    elif name in ("NUMBER", "FSTRING_START", "FSTRING_END"):
        assert set(found) == {"L"}, text
    elif name == "COMMENT":
        assert set(found) == {"C"}, text
    elif name == "OP":
        structure = ("(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "->")
        expected = {"...": "L", "@": "PO"}.get(text, "P" if text in structure else "O")
        assert set(found) <= set(expected), text


def test_every_kind_in_the_tables_is_in_a_grammar() -> None:
    pointers = [language.grammar() for language in BY_NAME.values()] + [tree_sitter_php.language_php_only()]
    kinds = {
        grammar.node_kind_for_id(number)
        for grammar in map(tree_sitter.Language, pointers)
        for number in range(grammar.node_kind_count)
    }
    assert not {*NODES, *CODE} - kinds


def test_what_cannot_be_classed_is_refused() -> None:
    with pytest.raises(NeuroglotError, match="unknown language 'cobol'; known: cpp"):
        classify("cobol", "x")
    with pytest.raises(NeuroglotError, match=r"character 1 of the text .* no valid Unicode"):
        classify("go", "a\ud800")
    assert classify("C++", "x").tolist() == classify(BY_NAME["cpp"], "x").tolist()
