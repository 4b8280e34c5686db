"""Near pairs: exact search is the definition, approximate search finds nearly all of it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroglot.stages.clone_scan import neighbours
from neuroglot.stages.clone_scan.neighbours import near_pairs


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


def test_few_vectors() -> None:
    for count in (0, 1, 2):
        assert len(near_pairs(random_units(count, 4), -1.0, 5, 100).first) == (count == 2)
