"""The unbiased estimator equals counting all subsets, and the interval covers what was drawn."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.pass_at_k import mean_interval, pass_at_k


@given(st.integers(1, 8).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_it_is_the_share_of_subsets_with_a_right_sample(case: tuple[int, int, int]) -> None:
    n, right, k = case
    subsets = list(combinations(range(n), k))
    share = sum(any(sample < right for sample in subset) for subset in subsets) / len(subsets)
    assert pass_at_k([n], [right], k)[0] == pytest.approx(share)


def test_problems_may_have_different_numbers_of_samples() -> None:
    assert pass_at_k([10, 3, 200], [5, 0, 200], 3).tolist() == pytest.approx([1 - 10 / 120, 0.0, 1.0])


def test_large_numbers_do_not_overflow() -> None:
    assert pass_at_k([100_000], [1], 100)[0] == pytest.approx(0.001)


@pytest.mark.parametrize(("samples", "right", "k"), [([2], [1], 3), ([5], [1], 0), ([3], [4], 1)])
def test_impossible_counts_are_refused(samples: list[int], right: list[int], k: int) -> None:
    with pytest.raises(NeuroglotError):
        pass_at_k(samples, right, k)


def test_the_interval_is_paired_by_the_seed() -> None:
    values = np.random.default_rng(1).random(50)
    value, interval = mean_interval(values, 1000, 0)
    assert interval is not None
    assert value == pytest.approx(values.mean())
    assert interval[0] < value < interval[1]
    _, shifted = mean_interval(values - 0.25, 1000, 0)
    assert shifted == pytest.approx((interval[0] - 0.25, interval[1] - 0.25))
