"""What a model has, from its configuration alone: sites, widths, counts, and the memory that recording it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, SITES, kind_of, pattern_of
from neuroglot.core.programs import KEPT
from neuroglot.core.statistics import ACTIVATION_SUMS, ATTRIBUTION_SUMS, HALVES
from neuroglot.languages.classes import CLASSES
from neuroglot.models.architectures import Architecture, architecture_of, widths_at
from neuroglot.models.losses import SCORES

BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Counts by site (`widths` a layer that has the site, `neurons` in all layers), and bytes of memory by purpose.

    The experts of a mixture are counted together, as `mlp.experts.*.gate` and so on.
    """

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
    forward and backward pass over one batch keeps: every site's activations, a chunk of logits with gradient, and the
    float32 copies of one site. `with --classes` is what sums by syntactic class add to the sums and to the peak;
    `disk_per_program` what `--programs` keeps of a program, in bytes.
    """
    if dtype not in BYTES:
        raise NeuroglotError(f"unknown dtype {dtype!r}; known: {', '.join(BYTES)}")
    architecture = architecture_of(config)
    layers = int(config.num_hidden_layers)
    by_layer = [widths_at(architecture, config, layer) for layer in range(layers)]
    widths, neurons = _counts(by_layer)
    parameters = count_parameters(config)
    weights = parameters * BYTES[dtype]
    quantities = len(ACTIVATION_SUMS) + len(ATTRIBUTION_SUMS)
    sums = sum(neurons.values()) * languages * HALVES * quantities * 8
    kept = batch_tokens * _a_token(architecture, config, neurons) * BYTES[dtype]
    logits = min(batch_tokens * config.vocab_size, SCORES["cuda"]) * (2 * 4 + BYTES[dtype])
    copies = 6 * batch_tokens * max(width for sites in by_layer for width in sites.values()) * 4
    return Anatomy(
        architecture.family,
        layers,
        widths,
        neurons,
        sum(width for sites in by_layer for site, width in sites.items() if kind_of(site) in PROJECTIONS),
        parameters,
        {
            "weights": weights,
            "statistics": sums,
            "peak": weights + sums + kept + logits + copies,
            "with --classes": sums * len(CLASSES),
        },
        sum(neurons.values()) * len(KEPT) * 4,
    )


def _counts(by_layer: Sequence[Mapping[str, int]]) -> tuple[dict[str, int], dict[str, int]]:
    """Neurons of a layer that has the site, and of all layers, in the order of the sites."""
    widths: dict[str, int] = {}
    neurons: dict[str, int] = {}
    for sites in by_layer:
        here: dict[str, int] = {}
        for site, width in sites.items():
            here[pattern_of(site)] = here.get(pattern_of(site), 0) + width
        for name, width in here.items():
            widths[name], neurons[name] = width, neurons.get(name, 0) + width
    return dict(sorted(widths.items(), key=_place)), dict(sorted(neurons.items(), key=_place))


def _place(counted: tuple[str, int]) -> tuple[int, bool]:
    name = counted[0].replace(".experts.*", "")
    return SITES.index(name), name != counted[0]


def _a_token(architecture: Architecture, config: Any, neurons: Mapping[str, int]) -> int:
    """How many neurons are computed for a token: of a mixture's experts those of the few that it is routed to."""
    computed = sum(neurons.values())
    if architecture.mixture is not None:
        experts = sum(count for name, count in neurons.items() if "*" in name)
        computed -= experts - experts * int(config.num_experts_per_tok) // architecture.mixture.experts(config)
    return computed


def count_parameters(config: Any) -> int:
    """How many parameters the model has; no memory is taken for them."""
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
    return sum(parameter.numel() for parameter in model.parameters())
