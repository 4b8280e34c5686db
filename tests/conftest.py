"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import pytest

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.models.subject import Subject
from tests.families import tiny


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's cache folder out of the tests."""
    monkeypatch.setenv("NEUROGLOT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """A tiny random Llama."""
    return tiny("llama", tmp_path_factory.mktemp("models") / "llama")


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Twelve parallel programs in three languages."""
    forms = {
        "python": "def f{n}(x):\n    return x + {n}\n",
        "go": "func f{n}(x int) int {{\n\treturn x + {n}\n}}\n",
        "javascript": "function f{n}(x) {{ return x + {n}; }}\n",
    }
    snippets = tuple(
        Snippet(language, form.format(n=number), "made by hand", f"task {number}")
        for number in range(12)
        for language, form in forms.items()
    )
    return Corpus("toy", "validation", snippets)
