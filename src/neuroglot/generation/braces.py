"""Where braces close in code that may be unfinished: what is inside strings, characters and comments doesn't count."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = r"//[^\n]*"
_BLOCK = r"/\*.*?\*/"
_OPEN_BLOCK = r"/\*(?:(?!\*/).)*\Z"
_COMMENTS = ("//", "/*", "#")
_DOUBLE = r'"(?:\\.|[^"\\\n])*"'
_SINGLE = r"'(?:\\.|[^'\\\n])*'"
_BACKTICK, _OPEN_BACKTICK = r"`[^`]*`", r"`[^`]*\Z"


def _lexer(*skipped: str, unfinished: str) -> re.Pattern[str]:
    """Finds braces, and whole what may hold braces that are none; `unfinished` is what the end of the text cuts."""
    return re.compile(f"(?P<skipped>{'|'.join(skipped)})|(?P<unfinished>{unfinished})|(?P<brace>[{{}}])", re.DOTALL)


_LEXERS = {
    "cpp": _lexer(
        _LINE,
        _BLOCK,
        r'R"(?P<mark>\w*)\(.*?\)(?P=mark)"',
        _DOUBLE,
        r"(?<![0-9a-fA-F])" + _SINGLE,  # 1'000 is a number
        unfinished=_OPEN_BLOCK,
    ),
    "java": _lexer(
        _LINE,
        _BLOCK,
        r'"""(?:\\.|.)*?"""',
        r'(?!""")' + _DOUBLE,
        _SINGLE,
        unfinished=_OPEN_BLOCK + r'|""".*\Z',
    ),
    "go": _lexer(_LINE, _BLOCK, _BACKTICK, _DOUBLE, _SINGLE, unfinished=f"{_OPEN_BLOCK}|{_OPEN_BACKTICK}"),
    "javascript": _lexer(
        _LINE,
        _BLOCK,
        r"`(?:\\.|[^`\\])*`",
        _DOUBLE,
        _SINGLE,
        # A slash behind one of these begins a regular expression, else it divides.
        r"(?:(?<=[(,=:!&|?\[;{])|(?<=return))[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/",
        unfinished=f"{_OPEN_BLOCK}|{_OPEN_BACKTICK}",
    ),
    "php": _lexer(
        _LINE,
        r"#(?!\[)[^\n]*",
        _BLOCK,
        r"<<<[ \t]*[\"']?(?P<mark>\w+)[\"']?\n.*?^[ \t]*(?P=mark)\b",
        r'"(?:\\.|[^"\\])*"',
        r"'(?:\\.|[^'\\])*'",
        unfinished=_OPEN_BLOCK + r"|\"(?:\\.|[^\"\\])*\Z|'(?:\\.|[^'\\])*\Z",
    ),
}

LANGUAGES = tuple(_LEXERS)
"""The languages whose blocks are in braces."""


@dataclass(frozen=True, slots=True)
class Braces:
    """`closings` holds, for every closing brace, the position behind it and the depth there.

    `depth` is that of the whole text; `whole` says that the text doesn't end inside a comment or a string, `opens`
    that its last piece of code is an opening brace.
    """

    closings: tuple[tuple[int, int], ...]
    depth: int
    whole: bool
    opens: bool


def braces(language: str, text: str) -> Braces:
    """The braces of a text that begins outside of strings and comments."""
    depth, whole, opens, end = 0, True, False, 0
    closings = []
    for match in _LEXERS[language].finditer(text):
        opens = opens and not text[end : match.start()].strip()
        end = match.end()
        if match.lastgroup == "unfinished":
            whole = False
        elif match["brace"] == "{":
            depth, opens = depth + 1, True
        elif match["brace"] == "}":
            depth, opens = depth - 1, False
            closings.append((end, depth))
        elif not match[0].startswith(_COMMENTS):
            opens = False
    return Braces(tuple(closings), depth, whole, opens and not text[end:].strip())
