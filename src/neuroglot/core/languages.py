"""The programming languages that neuroglot knows by name, and the other spellings it accepts."""

from __future__ import annotations

FIVE = ("cpp", "java", "python", "go", "javascript")
"""The languages of the paper's neuron and concept-layer studies, in its tables' order."""

LANGUAGES = (*FIVE, "ruby", "php")
"""Every language with a name of its own here; ruby and php serve summarization."""

TITLES = {
    "cpp": "C++",
    "java": "Java",
    "python": "Python",
    "go": "Go",
    "javascript": "JavaScript",
    "ruby": "Ruby",
    "php": "PHP",
}

ALIASES = {
    "c++": "cpp",
    "cxx": "cpp",
    "js": "javascript",
    "py": "python",
    "golang": "go",
    "rb": "ruby",
}


def canonical(name: str) -> str:
    """The fixed name of a language, from any accepted spelling (`JS`, `c++`, `Golang`).

    Raises ValueError for a language that is not known.
    """
    lowered = name.strip().lower()
    language = ALIASES.get(lowered, lowered)
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {name!r}; known: {', '.join(LANGUAGES)}")
    return language


def title(language: str) -> str:
    """The name for people: `C++` for `cpp`."""
    return TITLES[language]
