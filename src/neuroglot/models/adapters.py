"""Deltas as ordinary LoRA adapters, and LoRA adapters of PEFT in a subject.

A delta of rows is a LoRA whose A holds the rows and whose B is one-hot; a delta of columns one whose A is one-hot and
whose B holds the columns. So PEFT loads, merges and stacks it without this package.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file
from torch import Tensor
from transformers.pytorch_utils import Conv1D

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import PROJECTIONS, Key
from neuroglot.models.deltas import NeuronDelta
from neuroglot.models.subject import Subject
from neuroglot.models.vectors import Place, place_of

WEIGHTS = "adapter_model.safetensors"
_PREFIX = "base_model.model"


def save_adapter(
    subject: Subject, delta: NeuronDelta, folder: Path, single_rank: bool = False, biases: bool = True
) -> Path:
    """Write a delta as a LoRA adapter for PEFT into a new folder; it is there whole or not at all.

    Every projection has the rank that it needs, by `rank_pattern`; with `single_rank` all have the largest, filled up
    with zeros, for engines that want one. Biases go into `lora_bias`, which a whole adapter has or hasn't; `biases`
    False leaves them out. Raises NeuroglotError for another model's delta, a folder that is there, and trained biases
    beside projections that have none.
    """
    delta.check(subject)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NeuroglotError(f"{folder} is there already, and not an empty folder: choose another")
    groups = _by_projection(subject, delta)
    has_bias = biases and any(part.bias is not None for part in delta.parts.values())
    if has_bias and not holds_biases(subject, delta):
        raise NeuroglotError(
            "an adapter has biases for all of its projections or for none, and some that the delta changes have none: "
            "leave its biases out with --no-biases"
        )
    ranks = {name: sum(len(delta.parts[key].indices) for key in keys) for name, keys in groups.items()}
    widest = max(ranks.values())
    tensors: dict[str, Tensor] = {}
    for name, keys in groups.items():
        tensors |= _factors(f"{_PREFIX}.{name}", delta, keys, widest if single_rank else ranks[name], has_bias)
    shared = widest if single_rank else ranks
    config = _config(
        subject, shared, has_bias, target_modules=list(groups), inference_mode=True, base_model_name_or_path=subject.id
    )
    _write(folder, config, tensors)
    return folder


def holds_biases(subject: Subject, delta: NeuronDelta) -> bool:
    """Whether an adapter can hold a delta's biases: where every projection that it changes has one."""
    return all(place_of(subject, key).module.bias is not None for key in delta.parts)


def _by_projection(subject: Subject, delta: NeuronDelta) -> dict[str, dict[Key, Place]]:
    groups: dict[str, dict[Key, Place]] = {}
    for key in delta.parts:
        place = place_of(subject, key)
        groups.setdefault(place.name, {})[key] = place
    return groups


def _factors(name: str, delta: NeuronDelta, keys: Mapping[Key, Place], rank: int, has_bias: bool) -> dict[str, Tensor]:
    """A (rank, inputs), B (outputs, rank) and any bias (outputs,) of one projection."""
    inputs, outputs = _shape(next(iter(keys.values())).module)
    a, b, bias = torch.zeros(rank, inputs), torch.zeros(outputs, rank), torch.zeros(outputs)
    start = 0
    for key, place in keys.items():
        part = delta.parts[key]
        at = torch.arange(start, start + len(part.indices))
        positions = place.positions(part.indices)
        one_hot, trained = (a, b.T) if place.columns else (b.T, a)
        one_hot[at, positions] = 1.0
        trained[at] = part.vectors
        if part.bias is not None:
            bias[positions] = part.bias
        start += len(part.indices)
    found = {f"{name}.lora_A.weight": a, f"{name}.lora_B.weight": b}
    return {**found, f"{name}.lora_B.bias": bias} if has_bias else found


def _shape(module: Any) -> tuple[int, int]:
    return (module.nx, module.nf) if isinstance(module, Conv1D) else (module.in_features, module.out_features)


def _config(subject: Subject, ranks: Mapping[str, int] | int, has_bias: bool = False, **more: Any) -> LoraConfig:
    """The configuration of an adapter with these ranks (or one) by projection, at scale 1."""
    several: Mapping[str, int] = {} if isinstance(ranks, int) else ranks
    transposed = any(isinstance(module, Conv1D) for module in subject.model.modules())
    return LoraConfig(
        task_type="CAUSAL_LM",
        r=ranks if isinstance(ranks, int) else max(ranks.values()),
        lora_alpha=ranks if isinstance(ranks, int) else max(ranks.values()),
        rank_pattern=dict(several),
        alpha_pattern=dict(several),
        lora_bias=has_bias,
        fan_in_fan_out=transposed,
        **more,
    )


def lora_config(subject: Subject, ranks: Mapping[str, int]) -> LoraConfig:
    """An ordinary LoRA with these ranks by projection (see `projections`), no dropout, and scale 1."""
    return _config(subject, ranks, target_modules=list(ranks))


def projections(subject: Subject) -> dict[str, int]:
    """Every linear projection of the blocks, by name, and how many weights a LoRA of rank 1 has there.

    Layer by layer; those of experts are no modules and are not among them.
    """
    found: dict[str, int] = {}
    for site, layer in subject.keys([site for site in PROJECTIONS if site in subject.architecture.views]):
        if site in subject.architecture.views:
            place = place_of(subject, (site, layer))
            found[place.name] = sum(_shape(place.module))
    return found


def ranks_for(costs: Mapping[str, int], weights: int) -> dict[str, int]:
    """Ranks by projection so that a LoRA has about so many weights, and at most, but for the first rank of all.

    All projections get the same rank; what is left goes as one rank more to projections spread over the depth. Where
    there is not enough for rank 1 everywhere, projections in between stay as they are.
    """
    base, left = divmod(weights, sum(costs.values()))
    ranks = dict.fromkeys(costs, base)
    names = list(costs)
    # Steps of the golden ratio visit places that are spread evenly, however many are taken.
    for name in sorted(names, key=lambda one: (names.index(one) * 0.618033988749895) % 1.0):
        if costs[name] <= left:
            ranks[name] += 1
            left -= costs[name]
    found = {name: rank for name, rank in ranks.items() if rank}
    return found or {min(costs, key=lambda name: costs[name]): 1}


@contextmanager
def with_adapter(subject: Subject, config: LoraConfig, seed: int = 0) -> Iterator[PeftModel]:
    """During the context, the subject's own model has a new LoRA adapter, whose weights alone ask for gradients; `seed`
    draws where they begin.

    The subject is used as ever, since its projections are replaced in place; yields PEFT's model around it, for saving.
    Afterwards the projections are back, and the model is bit for bit what it was.
    """
    asking = {name for name, one in subject.model.named_parameters() if one.requires_grad}
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # PEFT reads an attribute that transformers has renamed
            wrapped: Any = get_peft_model(subject.model, config)
    try:
        yield wrapped
    finally:
        wrapped.unload()
        for name, one in subject.model.named_parameters():
            one.requires_grad_(name in asking)


def _write(folder: Path, config: LoraConfig, tensors: Mapping[str, Tensor]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        config.save_pretrained(str(temporary))
        save_file({name: one.contiguous() for name, one in tensors.items()}, str(temporary / WEIGHTS), {"format": "pt"})
        temporary.chmod(0o755)
        os.replace(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
