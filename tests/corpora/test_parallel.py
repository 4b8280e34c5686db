"""Parallel programs and their versions: what is renamed, what is wrong by one change, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora import bundled
from neuroglot.corpora.bundled.quality import tokens
from neuroglot.corpora.load import load_corpus, sample_tasks
from neuroglot.corpora.parallel import versions
from neuroglot.languages.trees import find


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return sample_tasks(load_corpus("bundled", "validation"), 8, 0)


def test_versions_are_aligned_with_their_programs(corpus: Corpus) -> None:
    found = versions(corpus, 0)
    assert len(found.corpus.snippets) == len(found.tasks) * 5 == 40
    names = [(one.task, one.language) for one in found.corpus.snippets]
    assert names == [(task, language) for task in found.tasks for language in corpus.languages]
    for versions_of in (found.renamed, found.negatives):
        for program, other in zip(found.corpus.snippets, versions_of, strict=True):
            assert other is None or (other.task, other.language) == (program.task, program.language)
            assert other is None or other.text != program.text
            assert other is None or find(other.language).parses(other.text)
    assert sum(one is not None for one in found.renamed) == 40
    assert sum(one is not None for one in found.negatives) >= 30
    assert found.hash() == versions(corpus, 0).hash() != versions(corpus, 1).hash()


def test_copies_of_one_task_share_no_new_name(corpus: Corpus) -> None:
    found = versions(corpus, 0)
    five = [one for one in found.renamed if one is not None and one.task == found.tasks[0]]
    own = [one for one in found.corpus.snippets if one.task == found.tasks[0]]
    new = [tokens(copy.text) - tokens(program.text) for copy, program in zip(five, own, strict=True)]
    assert all(new)
    assert not frozenset.intersection(*new)


def test_close_negatives_do_something_else_when_they_are_run(corpus: Corpus) -> None:
    tasks = {f"bundled/{task.id}": task for task in bundled.tasks("validation")}
    found = versions(corpus, 0)
    tried = 0
    for program, wrong in zip(found.corpus.snippets, found.negatives, strict=True):
        if wrong is None or program.language != "python":
            continue
        tried += 1
        assert not all(_passes(wrong.text, case) for case in tasks[str(program.task)].cases), wrong.text
        assert all(_passes(program.text, case) for case in tasks[str(program.task)].cases)
        both = tokens(program.text) | tokens(wrong.text)
        assert len(tokens(program.text) & tokens(wrong.text)) / len(both) > 0.5
    assert tried >= 5


def _passes(text: str, case: Any) -> bool:
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102  (our own generator's program)
    function = [value for value in names.values() if getattr(value, "__module__", "") == "builtins" or callable(value)]
    last = [one for one in function if getattr(one, "__code__", None) and one.__code__.co_filename == "<string>"]
    try:
        arguments = [list(one) if isinstance(one, tuple) else one for one in case.arguments]
        result = last[0](*arguments)
    except Exception:
        return False
    return bool(result == case.result)


def test_what_is_lacking_is_said() -> None:
    rows = tuple(
        Snippet(language, text, "here", f"t{number}")
        for number in range(5)
        for language, text in (("python", f"x = {number}\n# said\n"), ("php", f"<?php\n$x = {number};\n"))
    )
    more = (*rows, Snippet("python", "y = 1\n", "here", "alone"))

    def rename(snippet: Snippet, seed: int) -> str:
        if snippet.language == "php":
            raise NeuroglotError("names are not told apart in php")
        return snippet.text.replace("x", f"a{seed}")

    found = versions(Corpus("mine", "test", more), 3, rename)
    assert found.corpus.snippets[0].text == "x = 0\n"
    assert found.renamed[0] is not None
    assert found.renamed[0].text == "a3 = 0\n"
    assert found.renamed[1] is None
    assert set(found.negatives) == {None}
    said = {row["what"]: row["why"] for row in found.skipped}
    assert said["renamed copies of 5 programs in php"] == "names are not told apart in php"
    assert "executed" in said["lexically close negatives"]
    assert said["1 tasks"] == "they are not there in every language"


def test_programs_that_are_not_parallel_are_refused() -> None:
    rows = tuple(Snippet("python", f"x = {number}\n", "here", f"t{number}") for number in range(9))
    with pytest.raises(NeuroglotError, match="two languages"):
        versions(Corpus("mine", "test", rows), 0)
    few = tuple(Snippet(one, "x = 1;\n", "here", "t") for one in ("java", "javascript"))
    with pytest.raises(NeuroglotError, match="1 tasks"):
        versions(Corpus("mine", "test", few), 0)
