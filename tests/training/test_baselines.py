"""The baselines: a 5-gram that is a distribution and agrees with its formula written out, and zstd's bits."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from training.baselines import (
    ROW,
    compressed,
    discounts,
    five_gram,
    keys,
    orders_of,
    probabilities,
    tail,
    train_tokens,
)

VOCABULARY, BOS, END, PAD = 7, 0, 1, 2


def document(*tokens: int) -> list[int]:
    return [BOS, *tokens, END]


def packed(tokens: list[int], vocabulary: int = VOCABULARY) -> np.ndarray:
    return keys(np.array(tokens, dtype=np.uint16), BOS, PAD, vocabulary)


def random_documents(count: int, seed: int) -> list[int]:
    """Documents in which a token tends to follow the one below it, with padding between some."""
    random, found = np.random.default_rng(seed), []
    for number in range(count):
        tokens = random.integers(3, VOCABULARY, size=random.integers(1, 30))
        follow = random.random(len(tokens)) < 0.7
        for place in range(1, len(tokens)):
            if follow[place]:
                tokens[place] = 3 + (tokens[place - 1] - 2) % (VOCABULARY - 3)
        found += document(*tokens.tolist()) + [PAD] * (number % 3)
    return found


def digits(key: int) -> tuple[int, ...]:
    return tuple(key // VOCABULARY**place % VOCABULARY for place in (4, 3, 2, 1, 0))


def test_no_gram_crosses_a_document_or_padding() -> None:
    tokens = [*document(3, 4, 5, 6, 3), PAD, PAD, *document(4)]
    assert [digits(key) for key in packed(tokens)] == [
        (0, 0, 0, 0, 3), (0, 0, 0, 3, 4), (0, 0, 3, 4, 5), (0, 3, 4, 5, 6), (3, 4, 5, 6, 3), (4, 5, 6, 3, 1),
        (0, 0, 0, 0, 4), (0, 0, 0, 4, 1),
    ]  # fmt: skip


def test_a_vocabulary_that_does_not_fit_is_refused() -> None:
    assert packed(document(3, 6000), 6208).max() < 2**63
    with pytest.raises(ValueError, match="63 bits"):
        packed(document(3), 8192)


@pytest.mark.parametrize("count", [1, 3, 400])
def test_probabilities_sum_to_one(count: int) -> None:
    training = packed(random_documents(count, 0))
    orders = orders_of(training, VOCABULARY)
    seen = np.unique(training // VOCABULARY)
    anything = np.random.default_rng(1).integers(0, VOCABULARY**4, size=200)
    for context in (*seen, *anything):
        found = probabilities(orders, context * VOCABULARY + np.arange(VOCABULARY), VOCABULARY)
        assert (found > 0).all()
        assert found.sum() == pytest.approx(1, abs=1e-12)
    unseen = set(anything.tolist()) - set(seen.tolist())
    assert unseen


def written_out(training: list[tuple[int, ...]], gram: tuple[int, ...]) -> float:
    """Chen and Goodman's interpolated modified Kneser-Ney, from dictionaries."""
    counts: Counter[tuple[int, ...]] = Counter(training)
    tables = {5: counts}
    for length in (4, 3, 2, 1):
        before: dict[tuple[int, ...], set[tuple[int, ...]]] = defaultdict(set)
        for longer in tables[length + 1]:
            before[longer[1:]].add(longer)
        tables[length] = Counter({shorter: len(longer) for shorter, longer in before.items()})
    found = 1 / VOCABULARY
    for length in (1, 2, 3, 4, 5):
        table, own = tables[length], gram[5 - length :]
        discount = discounts(np.array(list(table.values())))
        row = {other: count for other, count in table.items() if other[:-1] == own[:-1]}
        if row:
            total = sum(row.values())
            left = sum(discount[min(count, 3)] for count in row.values()) / total
            mine = row.get(own, 0)
            found = (mine - discount[min(mine, 3)]) / total + left * found
    return found


def test_agrees_with_the_formula() -> None:
    training = packed(random_documents(60, 2))
    wanted = packed(random_documents(8, 3))
    found = probabilities(orders_of(training, VOCABULARY), wanted, VOCABULARY)
    rows = [digits(key) for key in training.tolist()]
    assert found == pytest.approx([written_out(rows, digits(key)) for key in wanted.tolist()], rel=1e-12)


def test_discounts() -> None:
    counts = np.repeat([1, 2, 3, 4, 9], [40, 20, 10, 5, 2])
    assert discounts(counts).tolist() == pytest.approx([0, 0.5, 1.25, 2.0])
    assert discounts(np.array([5, 5, 5])).tolist() == [0, 0.5, 1, 1.5]
    assert discounts(np.repeat([1, 2, 3], [9, 1, 9])).tolist() == [0, 0.5, 1, 1.5]


def test_what_always_repeats_costs_nothing_and_more_of_it_less() -> None:
    text = [3, 4, 5, 3, 6, 4]
    wanted = packed(document(*text))
    costs = [five_gram(packed(document(*text) * copies), wanted, VOCABULARY) / len(wanted) for copies in (1, 10, 1000)]
    assert costs[0] > costs[1] > costs[2]
    assert costs[2] < 0.02


def test_what_was_never_seen_costs_what_a_guess_does() -> None:
    orders = orders_of(packed(document(3, 3, 3)), VOCABULARY)
    new = probabilities(orders, packed(document(6))[:1], VOCABULARY)
    assert 0 < new[0] < 1 / VOCABULARY


def test_training_tokens_are_spread_over_the_shards(tmp_path: Path) -> None:
    for part in range(2):
        rows = np.repeat(np.arange(10 * part, 10 * part + 10, dtype=np.uint16), ROW)
        np.save(tmp_path / f"go.train.{part:03}.npy", rows)
    assert train_tokens(tmp_path, "go", 10**6).reshape(-1, ROW)[:, 0].tolist() == list(range(20))
    assert train_tokens(tmp_path, "go", 3 * ROW).reshape(-1, ROW)[:, 0].tolist() == [0, 9, 19]


def test_tail() -> None:
    assert tail(["ab", "cd", "ef"], 3) == b"def"
    assert tail(["ab", "cd"], 9) == b"abcd"
    assert tail(["é"], 1) == "é".encode()[1:]


def test_zstd() -> None:
    pytest.importorskip("zstandard")
    random = np.random.default_rng(0)
    noise = "".join(chr(33 + place) for place in random.integers(0, 90, size=20_000))
    plain = compressed([noise])
    assert np.log2(90) < plain < 7
    assert compressed(["a" * 20_000]) < 0.05
    assert compressed([noise, noise]) < 0.6 * plain
    assert compressed([noise[:9000], noise[9000:]]) == plain
    assert compressed([noise], (noise + "x" * 100_000).encode()) < 0.05
    assert compressed([noise], b"something else entirely " * 10) == pytest.approx(plain, rel=0.01)
