"""Test inputs: candidates for each kind of parameter, and the choice among them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

WORDS = (
    "apple", "sun", "level", "tree", "stone", "a", "noon", "river", "tea", "ant", "eats", "e", "radar", "Moon", "lake",
    "orange", "nest", "salt", "ox", "rain", "star", "teal", "lens", "otto", "sea", "anna", "entrance", "oars", "lot",
    "singing", "reed", "trees", "nap", "Rome", "olives", "letters",
)  # fmt: skip
_TEXTS = (
    "", "a", "Hello, World!", "aAbBeE12", "banana", "The rain in Spain", "x1y22z333", "mississippi", "UPPER lower",
    "no 7 eleven", "otter", "a-e_i o.u", "zebra Zoo", "2024-06-11", "ABC", "tens", "00", "lemon sorbet", "r", "Dd3g",
)  # fmt: skip

Interesting = Sequence[int]


def _number(rng: random.Random, low: int, high: int, interesting: Interesting) -> int:
    near = [c + d for c in interesting for d in (-1, 0, 1) if low <= c + d <= high]
    return rng.choice(near) if near and rng.random() < 0.35 else rng.randint(low, high)


def _list(low: int, high: int) -> Callable[[random.Random, Interesting, int], list[int]]:
    def make(rng: random.Random, interesting: Interesting, trial: int) -> list[int]:
        size = (0, 1, 2)[trial] if trial < 3 else rng.randint(3, 9)
        top = rng.choice((high, high, max(high // 3, 3)))
        items = [_number(rng, low, top, interesting) for _ in range(size)]
        if size > 3 and rng.random() < 0.4:
            items[rng.randrange(size)] = items[0]
        if rng.random() < 0.1:
            items.sort()
        return items

    return make


def _integer(low: int, high: int) -> Callable[[random.Random, Interesting, int], int]:
    return lambda rng, interesting, trial: low if trial == 0 else _number(rng, low, high, interesting)


def _digits(rng: random.Random, interesting: Interesting, trial: int) -> int:
    return rng.randint(1, 9) if trial < 2 else rng.randint(10, 10 ** rng.randint(2, 7))


def _words(rng: random.Random, interesting: Interesting, trial: int) -> list[str]:
    size = (0, 1, 2)[trial] if trial < 3 else rng.randint(3, 8)
    items = [rng.choice(WORDS) for _ in range(size)]
    if size > 3 and rng.random() < 0.5:
        items[-1] = items[0]
    return items


def _text(rng: random.Random, interesting: Interesting, trial: int) -> str:
    if trial and rng.random() < 0.4:
        alphabet = "aeiouAEZbdgmpqrstnlyz0123456789 -" if rng.random() < 0.5 else "abcdeimnorst"
        return "".join(rng.choice(alphabet) for _ in range(rng.randint(2, 12)))
    return _TEXTS[0] if trial == 0 else rng.choice(_TEXTS)


def _lower(rng: random.Random, interesting: Interesting, trial: int) -> str:
    return "" if trial == 0 else "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(1, 9)))


def _sentence(rng: random.Random, interesting: Interesting, trial: int) -> str:
    return " ".join(_words(rng, interesting, trial + 1 if trial < 2 else trial))


def _counts(rng: random.Random, interesting: Interesting, trial: int) -> dict[str, int]:
    keys = rng.sample(WORDS, trial if trial < 3 else rng.randint(3, 7))
    return {key: _number(rng, 0, 40, interesting) for key in keys}


def _letters(alphabet: str, most: int, edge: str = "") -> Callable[[random.Random, Interesting, int], str]:
    def make(rng: random.Random, interesting: Interesting, trial: int) -> str:
        if trial == 0:
            return edge
        size = rng.randint(1, most)
        text = "".join(rng.choice(alphabet) for _ in range(size))
        return text if trial % 3 else text + text[::-1][rng.randint(0, 1) :]

    return make


def _parentheses(rng: random.Random, interesting: Interesting, trial: int) -> str:
    fixed = ("", "()", ")(", "(()", "(())()", "())(", "((()))", "()()", "(()())", "))((", "(()))(", "()(())")
    return fixed[trial] if trial < len(fixed) else "".join(rng.choice("()") for _ in range(rng.randint(1, 9)))


def _sorted(high: int, strict: bool, certain: bool = True) -> Callable[[random.Random, Interesting, int], list[int]]:
    def make(rng: random.Random, interesting: Interesting, trial: int) -> list[int]:
        items = [rng.randint(0, high) for _ in range(trial if trial < 3 else rng.randint(3, 9))]
        if certain or rng.random() < 0.5:
            items.sort()
        elif rng.random() < 0.5 and len(items) > 2:
            items.sort()
            items[-1] = items[-2] - 1
        return sorted(set(items)) if strict else items

    return make


def _year(rng: random.Random, interesting: Interesting, trial: int) -> int:
    fixed = (1900, 2000, 2024, 2023, 2100, 1996, 1600, 400, 100, 4)
    return fixed[trial] if trial < len(fixed) else rng.randint(1, 2400)


DOMAINS: dict[str, Callable[[random.Random, Interesting, int], Any]] = {
    "plain": _list(0, 40),
    "small": _list(0, 12),
    "signed": _list(-30, 40),
    "size": _integer(1, 60),
    "low": _integer(1, 20),
    "natural": _integer(0, 60),
    "large": _integer(0, 5000),
    "digits": _digits,
    "words": _words,
    "text": _text,
    "lower": _lower,
    "sentence": _sentence,
    "counts": _counts,
    "scores": _counts,
    "bits": _letters("01", 9),
    "mirror": _letters("aab", 5),
    "runs": _letters("aab", 8),
    "tiny": _letters("abc", 4),
    "parens": _parentheses,
    "repeats": _list(0, 2),
    "spread": _list(0, 9),
    "tinylist": _list(0, 4),
    "sorted": _sorted(30, False, False),
    "ascending": _sorted(30, False),
    "strict": _sorted(12, True),
    "year": _year,
}
"""Kinds of parameters: what a value of each can be. `high` is made from `low`, `range:a:b` is an int between."""


def arguments(domains: Sequence[str], rng: random.Random, interesting: Interesting, trial: int) -> tuple[Any, ...]:
    """One list of arguments; the first trials are the edge cases (empty, one, two elements)."""
    made: list[Any] = []
    for domain in domains:
        if domain.startswith("range:"):
            _, low, high = domain.split(":")
            made.append(rng.randint(int(low), int(high)))
        elif domain == "high":
            made.append(made[-1] + (0 if trial == 0 else rng.randint(1, 30)))
        else:
            made.append(DOMAINS[domain](rng, interesting, trial))
    return tuple(made)


def choose(outcomes: Sequence[frozenset[int]], always: Sequence[int], spare: Sequence[int], most: int) -> list[int]:
    """Inputs that together show every difference: `outcomes[m]` are the inputs on which mutant m differs.

    Greedy: the input that shows most of the differences not yet shown, until all are; then `spare` ones up to three.
    """
    chosen = list(always)
    left = [kills for kills in outcomes if kills and not kills.intersection(chosen)]
    while left and len(chosen) < most:
        score: dict[int, int] = {}
        for kills in left:
            for index in kills:
                score[index] = score.get(index, 0) + 1
        best = min(score, key=lambda index: (-score[index], index))
        chosen.append(best)
        left = [kills for kills in left if best not in kills]
    for index in spare:
        if len(chosen) >= 4:
            break
        if index not in chosen:
            chosen.append(index)
    return sorted(chosen)
