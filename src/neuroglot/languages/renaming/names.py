"""New names: random letters and digits that mean nothing and are nobody else's."""

from __future__ import annotations

import hashlib
import random
import string
from collections.abc import Iterable

from neuroglot.languages.renaming.library import library_words, word_set
from neuroglot.languages.telling import RESERVED

SHORTEST, LONGEST = 2, 7
_CHARACTERS = string.ascii_letters + string.digits
_CASED = ("go", "ruby")
"""Where a capital letter makes a name public, or a constant."""

_NEVER = word_set("""
    abstract arguments array as async await base begin bool boolean byte case char class const constructor default
    delete double end enum error eval exports extends final finally float fn from func function get global goto if
    import in init int integer interface is let list long main match mixed module mod never new nil no none null number
    object of or package parent private proc protected public record rescue return sealed self set short static string
    super switch then this throw trait true try type typeof undef undefined union unix linux var void when where while
    with yield yields
""")


def fresh_names(language: str, names: Iterable[str], taken: Iterable[str], seed: str) -> dict[str, str]:
    """A new name for every name: 2 to 7 letters and digits, a letter first, the same for equal arguments.

    None is a word of the language or of its library as far as that is known, or one of `taken`; two never differ in
    case alone. In Go and Ruby a first letter keeps its case.
    """
    used = {word.lower() for word in taken} | {word.lower() for word in RESERVED[language] | library_words(language)}
    draw = random.Random(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big"))
    found = {}
    for name in sorted(set(names)):
        new = _drawn(draw, name, language)
        while new.lower() in used or new.lower() in _NEVER:
            new = _drawn(draw, name, language)
        used.add(new.lower())
        found[name] = new
    return found


def _drawn(draw: random.Random, name: str, language: str) -> str:
    length = draw.randint(SHORTEST, LONGEST)
    first = draw.choice(string.ascii_letters)
    if language in _CASED:
        first = first.upper() if name.lstrip("@$")[:1].isupper() else first.lower()
    return first + "".join(draw.choice(_CHARACTERS) for _ in range(length - 1))
