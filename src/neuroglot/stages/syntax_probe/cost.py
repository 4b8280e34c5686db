"""What a depth's probes would take, measured on a few iterations of one of them."""

from __future__ import annotations

import time

import numpy as np
import torch

from neuroglot.languages.node_kinds import KINDS
from neuroglot.stages.syntax_probe.logistic import fit
from neuroglot.stages.syntax_probe.stage import SyntaxProbeOptions

_ITERATIONS = 5
_AS_MUCH = 5
"""All probes of a depth, control tasks included, take about so many times as long as the one of node kinds."""


def seconds_of_fits(options: SyntaxProbeOptions, hidden: int, device: torch.device) -> float:
    """Seconds for the fits of one depth; the choice of penalties, at three depths, is not counted."""
    cases = options.train_tokens or SyntaxProbeOptions().train_tokens
    features = torch.randn(cases, hidden, generator=torch.Generator().manual_seed(0)).to(device)
    labels = np.random.default_rng(0).integers(len(KINDS), size=cases)
    started = time.monotonic()
    fit(features, labels, len(KINDS), 0.001, _ITERATIONS)
    return (time.monotonic() - started) / _ITERATIONS * options.iterations * _AS_MUCH
