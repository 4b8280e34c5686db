"""Multinomial logistic regression by L-BFGS on all cases at once, and the choice of its penalty on held-out cases.

Minimised is the mean of -log p(label) plus half the penalty times the weights' squared norm (the intercepts are free).
Features are brought to mean 0 and standard deviation 1 on the training cases, so that a penalty means the same at every
depth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Ints = NDArray[np.int64]

ENOUGH = 1e-6
"""The fall of the objective in an iteration, in nats a case, at which it is enough."""


def standard(train: Tensor, *others: Tensor) -> list[Tensor]:
    """Features (cases, features) in float32 with mean 0 and deviation 1 on the training cases; constant ones are 0."""
    first = train.float()
    mean, deviation = first.mean(dim=0), first.std(dim=0, unbiased=False)
    scale = torch.where(deviation > 1e-12 * (1 + mean.abs()), 1 / deviation, torch.zeros_like(deviation))
    return [(part.float() - mean) * scale for part in (train, *others)]


def fit(features: Tensor, labels: Ints, classes: int, penalty: float, most: int, start: Tensor | None = None) -> Tensor:
    """The weights, (features + 1, classes), the intercepts last; at most `most` iterations from `start` (zeros)."""
    cases, width = features.shape
    there = torch.from_numpy(labels).to(features.device)
    weights = torch.zeros(width + 1, classes, device=features.device) if start is None else start.clone()
    rows = torch.arange(cases, device=features.device)

    def closure() -> float:
        log_p = torch.log_softmax(torch.addmm(weights[-1], features, weights[:-1]), dim=1)
        value = -log_p[rows, there].mean() + penalty / 2 * weights[:-1].square().sum()
        slope = log_p.exp_()
        slope[rows, there] -= 1.0
        slope /= cases
        weights.grad = torch.cat([features.T @ slope + penalty * weights[:-1], slope.sum(dim=0, keepdim=True)])
        return float(value)

    optimizer = torch.optim.LBFGS(
        [weights],
        max_iter=most,
        max_eval=4 * most,
        history_size=20,
        tolerance_change=ENOUGH,
        line_search_fn="strong_wolfe",
    )
    with torch.no_grad():
        optimizer.step(closure)  # type: ignore[no-untyped-call]
    return weights.detach()


def predict(features: Tensor, weights: Tensor) -> Ints:
    """The likeliest class of every case."""
    found: Ints = torch.addmm(weights[-1], features, weights[:-1]).argmax(dim=1).cpu().numpy()
    return found


def held_out_accuracy(
    features: Tensor, labels: Ints, kept_out: NDArray[np.bool_], classes: int, penalties: Sequence[float], most: int
) -> list[float]:
    """For each penalty, accuracy on the cases that were kept out of fitting; from the largest penalty on, each fit
    starts where the one before ended."""
    inside, outside = (torch.from_numpy(np.flatnonzero(part)) for part in (~kept_out, kept_out))
    train, test = standard(features[inside], features[outside])
    found: dict[float, float] = {}
    weights = None
    for penalty in sorted(penalties, reverse=True):
        weights = fit(train, labels[inside.numpy()], classes, penalty, most, weights)
        found[penalty] = float((predict(test, weights) == labels[outside.numpy()]).mean())
    return [found[penalty] for penalty in penalties]
