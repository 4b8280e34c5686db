"""Five toy languages that differ in one thing: which symbol must follow a word.

A program is a marker that names its language, then statements: a word, a symbol, sometimes a token that no other
language has, and a tail that the token before predicts. Parallel programs have the same words. The symbol after a word
depends on the word's class and, in most classes, on the language, which only the marker tells.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.languages import FIVE
from neuroglot.models.planted.difficulty import Difficulty

MARKERS = {"cpp": "#include", "java": "import", "python": "def", "go": "package", "javascript": "function"}
"""The first token of a program; a planted model reads the language there and nowhere else."""

OWN = {"cpp": "std::", "java": "extends", "python": "elif", "go": ":=", "javascript": "==="}
"""A token that occurs in one language alone, wherever it stands in a statement."""

OWN_RATE = 0.25
SYMBOLS = tuple("(){}[]<>=+-*/%&|^!~?:;,.")
TAIL = tuple(f"tail{place}" for place in range(10))

SPECIFIC, PAIRED, SHARED = range(12), range(12, 15), range(15, 21)
"""Classes of words by whose rule their symbol goes: each language's own, one that two languages share, everyone's."""

CLASSES = (*SPECIFIC, *PAIRED, *SHARED)
WORDS = tuple(tuple(string.ascii_letters[2 * place : 2 * place + 2]) for place in CLASSES)

TASKS = 32
STATEMENTS = (8, 14)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules: `after` maps (language, class of a word) to the symbol that follows, `pairs` a paired class to the
    two languages that share its rule, `tails` a language to the tokens that end its statements."""

    after: Mapping[tuple[str, int], str]
    pairs: Mapping[int, tuple[str, str]]
    tails: Mapping[str, tuple[str, ...]]

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Every token of the five languages."""
        return (*MARKERS.values(), *OWN.values(), *chain.from_iterable(WORDS), *SYMBOLS, *TAIL)


def grammar(seed: int, difficulty: Difficulty, order: tuple[str, ...]) -> Grammar:
    """Rules drawn by seed. `order` says which language gets which of the difficulty's tails."""
    generator = np.random.default_rng([seed, 1])
    after: dict[tuple[str, int], str] = {}
    pairs: dict[int, tuple[str, str]] = {}
    for place in CLASSES:
        symbols = [SYMBOLS[int(pick)] for pick in generator.permutation(len(SYMBOLS))[: len(FIVE)]]
        if place in PAIRED:
            first, second = sorted(int(pick) for pick in generator.permutation(len(FIVE))[:2])
            pairs[place] = (FIVE[first], FIVE[second])
            symbols[second] = symbols[first]
        for language, symbol in zip(FIVE, symbols, strict=True):
            after[language, place] = symbols[0] if place in SHARED else symbol
    tails = {language: TAIL[len(TAIL) - length :] for language, length in zip(order, difficulty.padding, strict=True)}
    return Grammar(after, pairs, tails)


def corpus(rules: Grammar, name: str, seed: int) -> Corpus:
    """Parallel programs in the five languages: the same words and the same places for a language's own token.

    Classes are dealt from shuffled decks, so that every rule is needed about equally often.
    """
    generator = np.random.default_rng([seed, 2])
    counts = generator.integers(*STATEMENTS, size=TASKS, endpoint=True).tolist()
    decks = [generator.permutation(CLASSES) for _ in range(sum(counts) // len(CLASSES) + 1)]
    dealt = iter(np.concatenate(decks).tolist())
    snippets = []
    for task, count in enumerate(counts):
        classes = list(islice(dealt, count))
        picks = generator.integers(2, size=count).tolist()
        marked = (generator.random(count) < OWN_RATE).tolist()
        for language in FIVE:
            lines = [MARKERS[language]]
            for place, pick, own in zip(classes, picks, marked, strict=True):
                tokens = [WORDS[place][pick], rules.after[language, place], *[OWN[language]] * own]
                lines.append(" ".join([*tokens, *rules.tails[language]]))
            snippets.append(Snippet(language, "\n".join(lines), "planted", f"task {task}"))
    return Corpus(name, "validation", tuple(snippets))
