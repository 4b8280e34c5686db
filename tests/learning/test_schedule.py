"""The learning rate rises to the one that was asked for and falls, and no step is without one."""

from __future__ import annotations

import pytest
import torch

from neuroglot.core.errors import NeuroglotError
from neuroglot.learning import LearnOptions
from neuroglot.learning.schedule import schedule


def rates(steps: int, warmup: float) -> list[float]:
    """The rate of every step, where the highest is 1."""
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    rate = schedule(optimizer, LearnOptions(warmup=warmup), steps)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        rate.step()
    return found


@pytest.mark.parametrize("warmup", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("steps", [1, 2, 3, 10, 37])
def test_every_step_has_a_rate_which_rises_and_then_falls(steps: int, warmup: float) -> None:
    found = rates(steps, warmup)
    assert all(0 < rate <= 1 for rate in found)
    top = found.index(max(found))
    assert found[: top + 1] == sorted(set(found[: top + 1]))
    assert found[top:] == sorted(set(found[top:]), reverse=True)
    if warmup * steps <= steps - 1:
        assert found[top] == 1


def test_the_warm_up_is_a_line_to_the_highest_rate_and_the_decay_one_to_zero() -> None:
    assert rates(10, 0.3) == pytest.approx([1 / 4, 2 / 4, 3 / 4, *(left / 7 for left in range(7, 0, -1))])


def test_a_warm_up_that_is_no_share_is_refused() -> None:
    with pytest.raises(NeuroglotError, match="--warmup is a share of the steps, from 0 to 1, not 100"):
        rates(10, 100.0)
