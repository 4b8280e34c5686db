"""What a model has, from its configuration alone: sites, widths, counts, and the memory that recording it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, SITES
from neuroglot.core.programs import KEPT
from neuroglot.core.statistics import ACTIVATION_SUMS, ATTRIBUTION_SUMS, HALVES
from neuroglot.languages.classes import CLASSES
from neuroglot.models.architectures import architecture_of

BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Counts by site (`widths` a layer, `neurons` in all layers), and bytes of memory by purpose."""

    family: str
    layers: int
    widths: dict[str, int]
    neurons: dict[str, int]
    projections_total: int
    parameters: int
    memory: dict[str, int]
    disk_per_program: int


def anatomy(config: Any, languages: int, dtype: str, batch_tokens: int) -> Anatomy:
    """Describe a configuration. Raises NeuroglotError for an unknown family or dtype.

    `memory` estimates recording: the weights; the sums (float64, by language and half); and at the peak also what a
    forward and backward pass over one batch keeps: every site's activations, the logits with their gradient, and the
    float32 copies of one site. `with --classes` is what sums by syntactic class add to the sums and to the peak;
    `disk_per_program` what `--programs` keeps of a program, in bytes.
    """
    if dtype not in BYTES:
        raise NeuroglotError(f"unknown dtype {dtype!r}; known: {', '.join(BYTES)}")
    architecture = architecture_of(config)
    by_site = architecture.widths(config)
    widths = {site: by_site[site] for site in SITES if site in by_site}
    layers = int(config.num_hidden_layers)
    neurons = {site: width * layers for site, width in widths.items()}
    parameters = count_parameters(config)
    weights = parameters * BYTES[dtype]
    quantities = len(ACTIVATION_SUMS) + len(ATTRIBUTION_SUMS)
    sums = sum(neurons.values()) * languages * HALVES * quantities * 8
    kept = batch_tokens * sum(neurons.values()) * BYTES[dtype]
    logits = batch_tokens * config.vocab_size * (2 * 4 + BYTES[dtype])
    copies = 6 * batch_tokens * max(widths.values()) * 4
    return Anatomy(
        architecture.family,
        layers,
        widths,
        neurons,
        sum(neurons[site] for site in PROJECTIONS if site in neurons),
        parameters,
        {
            "weights": weights,
            "statistics": sums,
            "peak": weights + sums + kept + logits + copies,
            "with --classes": sums * len(CLASSES),
        },
        sum(neurons.values()) * len(KEPT) * 4,
    )


def count_parameters(config: Any) -> int:
    """How many parameters the model has; no memory is taken for them."""
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
    return sum(parameter.numel() for parameter in model.parameters())
