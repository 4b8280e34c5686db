"""Near pairs: exact search is the definition, approximate search finds nearly all of it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroglot.stages.clone_scan import neighbours
from neuroglot.stages.clone_scan.neighbours import near_pairs

Places = NDArray[np.int64]


def random_units(count: int, width: int, copies: int = 0, noise: float = 0.1) -> NDArray[np.float32]:
    """Random unit vectors, the last `copies` of them near to the first ones."""
    drawn = np.random.default_rng(0).standard_normal((count, width))
    if copies:
        drawn[-copies:] = drawn[:copies] + noise * drawn[-copies:]
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def test_exact_search_is_every_pair_above_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = random_units(60, 8)
    monkeypatch.setattr(neighbours, "BLOCK", 7 * 60)
    near = near_pairs(vectors, 0.5, 59, 100)
    rows, columns = np.triu_indices(60, 1)
    wanted = {(a, b) for a, b in zip(rows, columns, strict=True) if float(vectors[a] @ vectors[b]) >= 0.5}
    assert set(zip(near.first.tolist(), near.second.tolist(), strict=True)) == wanted
    assert len(near.first) == len(wanted) > 50
    assert near.similarity == pytest.approx(
        [float(vectors[a] @ vectors[b]) for a, b in zip(near.first, near.second, strict=True)]
    )
    assert near.recall is None


def test_only_the_most_similar_are_looked_at() -> None:
    vectors = random_units(60, 8)
    near = near_pairs(vectors, -1.0, 1, 100)
    products = vectors @ vectors.T - 2 * np.eye(60)
    best = {tuple(sorted((row, int(products[row].argmax())))) for row in range(60)}
    assert set(zip(near.first.tolist(), near.second.tolist(), strict=True)) == best


@pytest.mark.parametrize(("width", "noise", "threshold"), [(64, 0.3, 0.8), (64, 0.7, 0.7)])
def test_approximate_search_finds_nearly_all(width: int, noise: float, threshold: float) -> None:
    vectors = random_units(3000, width, 1200, noise)
    exact, near = near_pairs(vectors, threshold, 10, 3000), near_pairs(vectors, threshold, 10, 100)
    truth = set(zip(exact.first.tolist(), exact.second.tolist(), strict=True))
    found = set(zip(near.first.tolist(), near.second.tolist(), strict=True))
    assert len(truth) > 1000
    assert found <= truth
    assert len(found) >= 0.95 * len(truth)
    assert near.recall is not None
    assert near.recall >= 0.9


def topics(noise: float, topics: int = 20, sides: int = 2, members: int = 25) -> tuple[NDArray[np.float32], Places]:
    """Look-alikes about topics, on sides that differ a little: its own side's are the nearest to each."""
    rng = np.random.default_rng(1)
    centres, apart = rng.standard_normal((topics, 1, 1, 64)), 0.5 * rng.standard_normal((topics, sides, 1, 64))
    drawn = (centres + apart + noise * rng.standard_normal((topics, sides, members, 64))).reshape(-1, 64)
    side = np.tile(np.repeat(np.arange(sides), members), topics)
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32), side


def brute(vectors: NDArray[np.float32], side: Places, threshold: float, neighbours: int) -> set[tuple[int, int]]:
    """Pairs of two sides: of each vector the nearest of the other sides alone, one by one."""
    found = set()
    for row, own in enumerate(vectors):
        others = np.flatnonzero(side != side[row])
        products = vectors[others] @ own
        for best in np.argsort(-products)[:neighbours]:
            if products[best] >= threshold:
                found.add((min(row, int(others[best])), max(row, int(others[best]))))
    return found


@pytest.mark.parametrize(("exact_below", "share"), [(1000, 1.0), (10, 0.95)])
def test_look_alikes_of_the_own_side_take_no_place(exact_below: int, share: float) -> None:
    vectors, side = topics(0.3)
    near = near_pairs(vectors, 0.6, 20, exact_below, side)
    found, wanted = set(zip(near.first.tolist(), near.second.tolist(), strict=True)), brute(vectors, side, 0.6, 20)
    assert len(wanted) > 1000
    assert all(side[one] != side[other] for one, other in found)
    assert len(found & wanted) >= share * len(wanted)
    assert found <= wanted
    assert near.recall is None or near.recall == pytest.approx(len(found & wanted) / len(wanted), abs=0.05)
    plain = near_pairs(vectors, 0.6, 20, exact_below)
    assert len({(a, b) for a, b in zip(plain.first.tolist(), plain.second.tolist(), strict=True)} & wanted) < 100


def test_sides_of_one_are_every_pair() -> None:
    vectors = random_units(300, 16, 100, 0.3)
    for exact_below in (1000, 10):
        plain, alone = (near_pairs(vectors, 0.7, 5, exact_below, side) for side in (None, np.arange(300)[::-1]))
        assert plain.first.tolist() == alone.first.tolist()
        assert plain.second.tolist() == alone.second.tolist()


def test_few_vectors() -> None:
    for count in (0, 1, 2):
        assert len(near_pairs(random_units(count, 4), -1.0, 5, 100).first) == (count == 2)
