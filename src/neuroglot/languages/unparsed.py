"""The classes of text that a grammar leaves alone: bodies of C++ macros, and what lies between the leaves.

Between leaves there is white space and, where the syntax is wrong, what the parser skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from neuroglot.languages.leaves import CPP_WORDS, TokenClass, symbol_class

_PLAIN = r"""
    (?P<whitespace>[\s\ufeff\u200b\u2060]+)
  | (?P<literal>\d(?:[\w.]|'\w)*)
  | (?P<identifier>[^\W\d]\w*)
  | (?P<symbol>->|=>|\?\.|.)
"""
_MACRO = (
    r"""
    (?P<comment>//(?:\\\r?\n|[^\n])*)
  | (?P<quoted>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')
  | """
    + _PLAIN
)
_LEXEMES = re.compile(_PLAIN, re.VERBOSE | re.DOTALL)
_MACRO_LEXEMES = re.compile(_MACRO, re.VERBOSE | re.DOTALL)
_WORDS = {"cpp": CPP_WORDS, "ruby": frozenset({"__END__"})}
_CPP_VALUES = frozenset({"true", "false", "nullptr", "NULL"})


def unparsed(language: str, text: str, macro: bool = False) -> Iterator[tuple[int, TokenClass]]:
    """Pieces of a text in order, as (length in bytes, class); together they are the whole text.

    A word is an identifier, unless no place of the language lets it be one; what begins with a digit is literal, and
    any other character operator or punctuation. `macro` says that the text is the body of a macro, which may hold
    strings and comments.
    """
    words = _WORDS.get(language, frozenset())
    for match in (_MACRO_LEXEMES if macro else _LEXEMES).finditer(text):
        yield len(match[0].encode()), _lexeme_class(str(match.lastgroup), match[0], words, macro)


def _lexeme_class(group: str, lexeme: str, words: frozenset[str], macro: bool) -> TokenClass:
    if group == "symbol":
        return symbol_class(lexeme)
    if group == "quoted" or (macro and lexeme in _CPP_VALUES):
        return TokenClass.LITERAL
    if group == "identifier" and lexeme in words:
        return TokenClass.KEYWORD
    return TokenClass(group)
