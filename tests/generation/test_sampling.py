"""Tokens come from the distribution that transformers' warpers leave, by streams that depend on the sample alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers import LogitsProcessorList, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from neuroglot.core.errors import NeuroglotError
from neuroglot.generation.sampling import SamplingOptions, sample_tokens, stream_seed, uniforms

SWEEP = 20_000
FIRST, SECOND, SEED = 0.14024659343221701, 0.08826158160806885, 7691565136051195400


def options(temperature: float, top_k: int, top_p: float) -> SamplingOptions:
    return SamplingOptions(temperature=temperature, top_k=top_k, top_p=top_p)


def swept(logits: Tensor, how: SamplingOptions) -> Tensor:
    """How often each token is drawn when the numbers run evenly through [0, 1): its probability to within 1 / SWEEP."""
    numbers = (torch.arange(SWEEP, dtype=torch.float64) + 0.5) / SWEEP
    tokens = sample_tokens(logits.expand(SWEEP, -1), numbers, how)
    return torch.bincount(tokens, minlength=len(logits)) / SWEEP


def warped(logits: Tensor, how: SamplingOptions) -> Tensor:
    warpers: list[object] = [TemperatureLogitsWarper(how.temperature)]
    if how.top_k:
        warpers.append(TopKLogitsWarper(how.top_k))
    if how.top_p < 1:
        warpers.append(TopPLogitsWarper(how.top_p))
    scores = LogitsProcessorList(warpers)(torch.zeros(1, 1, dtype=torch.int64), logits[None].double())
    return scores.softmax(dim=-1)[0]


@pytest.mark.parametrize(
    ("temperature", "top_k", "top_p"),
    [(1.0, 0, 1.0), (0.8, 50, 0.95), (0.8, 5, 0.95), (1.3, 0, 0.7), (0.5, 3, 1.0), (2.0, 1, 0.9), (0.8, 7, 0.01)],
)
def test_the_distribution_is_that_of_transformers(temperature: float, top_k: int, top_p: float) -> None:
    how = options(temperature, top_k, top_p)
    generator = torch.Generator().manual_seed(top_k)
    for scale in (0.5, 3.0):
        logits = torch.randn(24, generator=generator) * scale
        expected = warped(logits, how)
        found = swept(logits, how)
        assert torch.all((found > 0) <= (expected > 0))
        torch.testing.assert_close(found.double(), expected, rtol=0, atol=2 / SWEEP)


def test_ties_with_the_last_of_the_top_k_stay_as_in_transformers() -> None:
    logits = torch.tensor([1.0, 3.0, 2.0, 2.0, 2.0, 0.0, -torch.inf])
    how = options(1.0, 2, 1.0)
    torch.testing.assert_close(swept(logits, how).double(), warped(logits, how), rtol=0, atol=2 / SWEEP)
    assert swept(logits, how)[2:5].min() > 0


def test_equal_tokens_are_ordered_by_their_id() -> None:
    numbers = torch.tensor([0.1, 0.3, 0.6, 0.9], dtype=torch.float64)
    for top_k in (0, 3):
        found = sample_tokens(torch.full((4, 4), 2.0), numbers, options(1.0, top_k, 1.0))
        assert found.tolist() == [0, 1, 2, 3]


def test_the_nucleus_ends_with_the_token_that_reaches_top_p() -> None:
    logits = torch.tensor([0.5, 0.3, 0.15, 0.05], dtype=torch.float64).log()
    kept = {top_p: int((swept(logits, options(1.0, 0, top_p)) > 0).sum()) for top_p in (0.01, 0.49, 0.51, 0.81, 0.96)}
    assert kept == {0.01: 1, 0.49: 1, 0.51: 2, 0.81: 3, 0.96: 4}


@pytest.mark.parametrize("number", [0.0, 1 - 2**-53])
def test_the_ends_of_the_numbers_give_tokens_of_the_nucleus(number: float) -> None:
    logits = torch.randn(3, 4000, generator=torch.Generator().manual_seed(1))
    logits[:, 17] = 30.0
    numbers = torch.full((3,), number, dtype=torch.float64)
    for how in (options(0.8, 50, 0.95), options(0.8, 0, 1.0), options(0.8, 50, 1.0)):
        allowed = warped(logits[0], how) > 0
        assert bool(allowed[sample_tokens(logits[:1], numbers[:1], how)].all())


def test_no_temperature_takes_the_likeliest() -> None:
    logits = torch.tensor([[0.0, 2.0, 1.0], [5.0, 5.0, 1.0]])
    assert sample_tokens(logits, torch.tensor([0.999, 0.999]), options(0, 50, 0.95)).tolist() == [1, 0]


def test_a_stream_depends_on_seed_task_and_number_alone() -> None:
    first = uniforms(0, "Go/3", 1, 100)
    np.testing.assert_array_equal(first[:40], uniforms(0, "Go/3", 1, 40))
    others: Sequence[tuple[int, str, int]] = [(1, "Go/3", 1), (0, "Go/4", 1), (0, "Go/3", 2)]
    for other in others:
        assert not np.any(first == uniforms(*other, 100))
    many = uniforms(5, "x", 0, 50_000)
    assert many.min() >= 0
    assert many.max() < 1
    counts = np.histogram(many, bins=20, range=(0, 1))[0]
    assert ((counts - 2500) ** 2 / 2500).sum() < 43.8  # chi-square with 19 degrees of freedom, p = 0.001


def test_streams_stay_what_they_are() -> None:
    """Files of samples are gone on with by later versions."""
    np.testing.assert_array_equal(uniforms(0, "Python/0", 0, 2), [FIRST, SECOND])
    assert stream_seed(0, "Python/0", 0) == SEED
    assert 0 <= SEED < 2**63


@pytest.mark.parametrize(
    "wrong", [{"samples": 0}, {"temperature": -1.0}, {"top_p": 0.0}, {"top_p": 1.1}, {"top_k": -1}, {"batch": 0}]
)
def test_options_without_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(NeuroglotError, match=f"{next(iter(wrong))} is .*give"):
        SamplingOptions(**wrong)  # type: ignore[arg-type]
