"""The natural programs: 24 small programs written by hand, each in the five languages, none of them from the grammar.

A check on what is found in the bundled corpus: a finding that is about programming languages holds here too, one that
is about the grammar does not. `programs/NAME/` holds a whole program in each language and, in `expected.txt`, what
every one of them prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from neuroglot.core.corpus import Corpus, Snippet, of_languages
from neuroglot.core.languages import FIVE

NAME = "natural"
FILES = {
    "cpp": "program.cpp",
    "java": "Program.java",
    "python": "program.py",
    "go": "program.go",
    "javascript": "program.js",
}
"""The file that holds a program in each language."""
EXPECTED = "expected.txt"


def _folders() -> list[Traversable]:
    found = resources.files(__name__).joinpath("programs").iterdir()
    return sorted((folder for folder in found if folder.is_dir()), key=lambda folder: folder.name)


@cache
def outputs() -> dict[str, str]:
    """What each program prints, by its name."""
    return {folder.name: folder.joinpath(EXPECTED).read_text(encoding="utf-8") for folder in _folders()}


@cache
def snippets() -> tuple[Snippet, ...]:
    """Every program in every language; parallel programs have equal tasks, `natural/NAME`."""
    return tuple(
        Snippet(language, folder.joinpath(file).read_text(encoding="utf-8"), NAME, f"{NAME}/{folder.name}")
        for folder in _folders()
        for language, file in FILES.items()
    )


def corpus(languages: Sequence[str] = FIVE) -> Corpus:
    """All of the programs in the given languages, as one corpus whose split is called `natural` too."""
    return of_languages(Corpus(NAME, NAME, snippets()), languages)
