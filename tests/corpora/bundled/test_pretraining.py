"""The training text: what it holds, and what it must never hold."""

from __future__ import annotations

from functools import cache
from itertools import islice

from neuroglot.core.languages import FIVE, LANGUAGES
from neuroglot.corpora.bundled import POOLS, tasks
from neuroglot.corpora.bundled.pretraining import documents
from neuroglot.languages import BY_NAME

SOME, FEW = 3000, 1000
MARKS = {"cpp": "/*", "java": "/*", "python": "# ", "go": "// ", "javascript": "/*"}


@cache
def some(seed: int) -> list[tuple[str, str]]:
    return list(islice(documents(seed), SOME))


def test_the_same_seed_gives_the_same_text_and_another_seed_other_text() -> None:
    first, again, other = some(0)[:FEW], list(islice(documents(0), FEW)), list(islice(documents(5), FEW))
    assert first == again
    assert len({text for _, text in first} & {text for _, text in other}) < FEW // 3
    assert {language for language, _ in first} == set(LANGUAGES)


def test_ruby_and_php_are_code_only() -> None:
    for language, text in some(0):
        if language in ("ruby", "php"):
            assert "#" not in text.replace("'#'", "")
            assert "/*" not in text
            assert "//" not in text
            assert "The same in" not in text


def test_the_five_languages_have_descriptions_before_and_after_code() -> None:
    said = {description for task in tasks("pretrain") for description in task.descriptions}
    openings = {" ".join(text.split()[:3]) for text in said}
    for language in FIVE:
        texts = [text for name, text in some(0) if name == language]
        before = sum(text.lstrip().startswith(MARKS[language]) for text in texts)
        after = sum(text.rstrip().split("\n")[-1].strip().startswith(("//", "#", "*/")) for text in texts)
        shown = sum(">>> " in text for text in texts)
        assert min(before, after, shown) > len(texts) // 50, language
    assert len(openings) > 100


def test_translations_name_the_second_language() -> None:
    pairs = [text for _, text in some(0) if "The same in" in text]
    assert len(pairs) > SOME // 20
    assert not any("The same in Ruby" in text or "The same in PHP" in text for text in pairs)


def test_documents_parse() -> None:
    for language, text in islice(documents(2), 0, FEW, 7):
        if "The same in" not in text:
            assert BY_NAME[language].parses(text), text


def test_no_description_of_another_pool_occurs() -> None:
    texts = "\n".join(" ".join(text.split()) for _, text in some(0))
    held_out = [task.description for pool in POOLS[1:] for task in tasks(pool) if task.depth > 2]
    assert not any(description in texts for description in held_out)
