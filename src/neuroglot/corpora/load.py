"""From what the user typed to the two corpora of a study: one to find neurons on, one to confirm them on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from neuroglot.core.corpus import Corpus, Snippet, of_languages
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import drawn_units, halves, unit_of_resampling
from neuroglot.core.languages import FIVE
from neuroglot.core.registry import lookup
from neuroglot.corpora import bundled, natural
from neuroglot.corpora.directory import directory_snippets
from neuroglot.corpora.hub import hub_files
from neuroglot.corpora.humaneval_x import code_only, humaneval_x_problems
from neuroglot.corpora.jsonl import jsonl_snippets

SPLITS = ("validation", "test")
"""Neurons are found on the first and confirmed on the second."""

Read = Callable[[str, str], tuple[Snippet, ...]]
"""From (what stands behind the colon, the split) to snippets of that split."""


def load_corpus(spec: str, split: str, languages: Sequence[str] = FIVE) -> Corpus:
    """A split of a corpus.

    `spec` is `bundled`; `natural`; `humaneval_x:PATH` (from the hub without a path); a folder of source files; or a
    JSONL file with language and text. A corpus without splits of its own is cut in two by task (or file), always in the
    same way.
    Raises NeuroglotError for a source that is not there or holds nothing in these languages.
    """
    if split not in SPLITS:
        raise NeuroglotError(f"unknown split {split!r}; known: {', '.join(SPLITS)}")
    name, _, rest = spec.partition(":")
    path = Path(spec).expanduser()
    if path.is_dir():
        snippets = _cut(directory_snippets(path), split)
    elif path.is_file():
        snippets = _cut(_file(path), split)
    else:
        try:
            snippets = lookup("corpora", name, CORPORA)(rest, split)
        except NeuroglotError as error:
            raise NeuroglotError(f"{error}; a folder of source files or a .jsonl file works too") from error
    corpus = of_languages(Corpus(path.name if path.exists() else name, split, snippets), languages)
    if not corpus.snippets:
        raise NeuroglotError(f"the corpus {spec} ({split}) is empty: it has no program in {', '.join(languages)}")
    return corpus


def first_programs(corpus: Corpus, programs: int) -> Corpus:
    """The first so many programs of each task in each language; all of them where `programs` is 0."""
    if programs <= 0:
        return corpus
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for snippet in corpus.snippets:
        place = (snippet.language, unit_of_resampling(snippet))
        seen[place] += 1
        if seen[place] <= programs:
            kept.append(snippet)
    return Corpus(corpus.name, corpus.split, tuple(kept))


def sample_tasks(corpus: Corpus, tasks: int, seed: int) -> Corpus:
    """The programs of so many tasks (or files) of each language, drawn by `seed`; all of them where `tasks` is 0.

    Tasks are drawn by hash, so that a task is drawn in all of its languages.
    """
    if tasks <= 0:
        return corpus
    kept = drawn_units(((one.language, unit_of_resampling(one)) for one in corpus.snippets), tasks, seed)
    return Corpus(corpus.name, corpus.split, tuple(s for s in corpus.snippets if unit_of_resampling(s) in kept))


def _file(path: Path) -> tuple[Snippet, ...]:
    if ".jsonl" not in path.name:
        raise NeuroglotError(f"{path} is neither a folder nor a .jsonl file")
    return jsonl_snippets(path)


def _cut(snippets: tuple[Snippet, ...], split: str) -> tuple[Snippet, ...]:
    side = SPLITS.index(split)
    return tuple(snippet for snippet, half in zip(snippets, halves(snippets, seed=0), strict=True) if half == side)


def _bundled(rest: str, split: str) -> tuple[Snippet, ...]:
    if rest:
        raise NeuroglotError(f"the bundled corpus takes nothing behind a colon, not {rest!r}")
    return bundled.corpus(split).snippets


def _natural(rest: str, split: str) -> tuple[Snippet, ...]:
    if rest:
        raise NeuroglotError(f"the natural programs take nothing behind a colon, not {rest!r}")
    return _cut(natural.snippets(), split)


def _humaneval_x(rest: str, split: str) -> tuple[Snippet, ...]:
    path = Path(rest).expanduser()
    if rest and not path.exists():
        raise NeuroglotError(f"humaneval_x:PATH needs the path of a .jsonl file or of a folder with them, not {rest!r}")
    files = [path] if rest else hub_files("humaneval_x")
    problems = tuple(problem for file in files for problem in humaneval_x_problems(file))
    return _cut(code_only(problems, "humaneval_x"), split)


CORPORA: dict[str, Read] = {"bundled": _bundled, "natural": _natural, "humaneval_x": _humaneval_x}
