"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch: on tiny models further threads only wait for each other

import pytest

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.languages import FIVE
from neuroglot.corpora import natural
from neuroglot.models.subject import Subject
from tests.families import tiny


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's cache folder out of the tests, and of the fixtures that live longer than one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEUROGLOT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        yield


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


@pytest.fixture
def brief_natural_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginnings of the natural programs: with a byte a token, whole ones would be most of a study's time."""
    whole = natural.corpus

    def beginnings(languages: Sequence[str] = FIVE) -> Corpus:
        found = whole(languages)
        return replace(found, snippets=tuple(replace(one, text=one.text[:200]) for one in found.snippets))

    monkeypatch.setattr(natural, "corpus", beginnings)


@pytest.fixture(scope="module")
def few_objects_to_collect() -> Iterator[None]:
    """The Trainer collects garbage before every training: here without looking through all that was imported."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
