"""How many n-grams of two sequences agree: what BLEU and chrF are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def ngrams(items: Sequence[str] | str, order: int) -> Counter[tuple[str, ...]]:
    """How often each run of `order` items stands in a sequence of words, or of a text's characters."""
    return Counter(zip(*(items[start:] for start in range(order)), strict=False))


def agreement(hypothesis: Sequence[str] | str, reference: Sequence[str] | str, order: int) -> tuple[int, int, int]:
    """n-grams in both (each as often as in the side that has fewer), in the hypothesis, and in the reference."""
    ours, theirs = ngrams(hypothesis, order), ngrams(reference, order)
    shared = sum(min(count, theirs[gram]) for gram, count in ours.items() if gram in theirs)
    return shared, ours.total(), theirs.total()
