"""Which pairs of a function and its summary are kept: CodeXGLUE's cleaning rules, and CodeSearchNet's before them.

CodeXGLUE (Lu et al. 2021) drops code that does not parse, and documentation of fewer than 3 or more than 256 tokens,
with special tokens (`<img ...>`, `https:...`), or in other languages than English. CodeSearchNet (Husain et al. 2019)
drops functions below three lines, tests, constructors and standard methods, and copies.
"""

from __future__ import annotations

import re

from neuroglot.metrics.bleu import mteval_words

FEWEST, MOST = 3, 256
FEWEST_LINES = 3
ASCII_SHARE = 0.9
"""Letters of an English text that are ASCII, at least."""

_SPECIAL = re.compile(r"<\s*img\b|https?\s*:|www\.|</?\w+[^<>]*/?>\s*<", re.IGNORECASE)
_ENGLISH = re.compile(
    r"\b(?:an?|and|are|be|by|for|from|if|in|is|it|of|on|or|that|the|this|to|when|with)\b", re.IGNORECASE
)
_FOREIGN = re.compile(
    r"\b(?:el|los|las|una|para|por|que|con|del|der|die|das|und|ist|nicht|ein|eine|wird|les?|des|une|est|dans|pour|il|"
    r"uma|n\u00e3o|gli|della|che|zijn|het|een|voor|als|och|att|\u00e4r)\b",
    re.IGNORECASE,
)
_UNWANTED = {
    "python": re.compile(r"__\w+__"),
    "javascript": re.compile(r"constructor|toString|valueOf"),
    "java": re.compile(r"toString|hashCode|equals|finalize|notify|notifyAll|clone"),
    "php": re.compile(r"__\w+"),
    "ruby": re.compile(r"initialize|to_s|inspect|to_str|=="),
    "go": re.compile(r"String|Error|init"),
    "cpp": re.compile(r"~.*|operator.*"),
}
"""By language, the names of constructors, destructors and standard methods."""


def summary_refusal(summary: str) -> str | None:
    """Why a summary is not kept, in a word or two; None where it is."""
    words = mteval_words(summary)
    if len(words) < FEWEST:
        return "short summary"
    if len(words) > MOST:
        return "long summary"
    if _SPECIAL.search(summary):
        return "special tokens"
    return None if is_english(summary) else "not English"


def function_refusal(name: str, language: str, lines: int, broken: bool) -> str | None:
    """Why a function is not kept; None where it is. `lines` counts those of its code without documentation."""
    if broken:
        return "syntax error"
    if lines < FEWEST_LINES:
        return "short function"
    if "test" in name.lower():
        return "test"
    return "standard method" if _UNWANTED[language].fullmatch(name) else None


def is_english(text: str) -> bool:
    """Whether a text can be English: nine of ten letters are ASCII, and small words of other languages don't prevail.

    A text without any small word passes: summaries are short, and half of their words are names.
    """
    letters = [one for one in text if one.isalpha()]
    if not letters or sum(one.isascii() for one in letters) < ASCII_SHARE * len(letters):
        return False
    return len(_FOREIGN.findall(text)) <= max(1, len(_ENGLISH.findall(text)))
