"""LoRA adapters (Hu et al. 2021) in the self-attention of chosen layers, for the time of a context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peft import LoraConfig, PeftConfig, PeftModel, set_peft_model_state_dict
from safetensors import SafetensorError
from safetensors.torch import load_file

from neuroglot.core.errors import NeuroglotError
from neuroglot.models.adapters import lora_config, with_adapter
from neuroglot.models.subject import Subject

ATTENTION = ("attn.q", "attn.k", "attn.v", "attn.o")
"""The sites whose projections get adapters. Where a family keeps several in one module, that module gets one."""

Ranks = Mapping[int, int]
"""The rank of the adapters in each layer that has some. Rank r on n inputs and m outputs is r (n + m) weights."""


def attention_modules(subject: Subject, layer: int) -> tuple[str, ...]:
    """The full names of the modules that compute the self-attention's projections in a layer, each once."""
    places = dict.fromkeys(subject.view(site).module for site in ATTENTION)
    return tuple(f"{subject.architecture.blocks}.{layer}.{place}" for place in places)


def spread_evenly(total: int, layers: Sequence[int]) -> dict[int, int]:
    """Ranks that add up to `total` over the layers, as equal as can be; the last layers get what is left over.

    Where all layers are of one shape, equal totals are equal numbers of weights. Layers of rank 0 are left out.
    """
    each, over = divmod(total, len(layers))
    ranks = {layer: each + (place >= len(layers) - over) for place, layer in enumerate(layers)}
    return {layer: rank for layer, rank in ranks.items() if rank}


def attention_lora(subject: Subject, ranks: Ranks) -> LoraConfig:
    """The configuration of new adapters, at scale 1, for `with_adapter`.

    Raises NeuroglotError where no layer is named, or one that the model doesn't have.
    """
    unknown = [layer for layer in ranks if not 0 <= layer < len(subject.blocks)]
    if unknown or not ranks:
        named = f"layers {', '.join(map(str, unknown))}" if unknown else "no layer"
        raise NeuroglotError(
            f"{subject.id} can't have adapters in {named}: its layers are 0 to {len(subject.blocks) - 1}"
        )
    return lora_config(
        subject, {name: rank for layer, rank in ranks.items() for name in attention_modules(subject, layer)}
    )


@contextmanager
def loaded_lora(subject: Subject, folder: Path, trainable: bool = False) -> Iterator[PeftModel]:
    """In the context the subject has the adapters of a PEFT folder, asking for gradients if they are `trainable`.

    Afterwards it has none, bit for bit. Raises NeuroglotError where the folder holds no adapters that fit the model.
    """
    weights = folder / "adapter_model.safetensors"
    if not (folder / "adapter_config.json").is_file() or not weights.is_file():
        raise NeuroglotError(f"{folder} lacks adapter_config.json or {weights.name}: it is no folder of PEFT adapters")
    config = PeftConfig.from_pretrained(str(folder))
    if not isinstance(config, LoraConfig):
        raise NeuroglotError(f"the adapters in {folder} are {config.peft_type}, not LoRA: give others")
    config.inference_mode = not trainable
    with with_adapter(subject, config) as adapted:
        _fill(subject, adapted, weights)
        yield adapted


def _fill(subject: Subject, adapted: PeftModel, weights: Path) -> None:
    try:
        loaded: Any = set_peft_model_state_dict(adapted, load_file(weights))
    except (RuntimeError, KeyError, ValueError, OSError, SafetensorError) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise NeuroglotError(
            f"the adapters in {weights.parent} do not fit {subject.id}: {lines[-1].strip()}"
        ) from error
    lacking = [name for name in loaded.missing_keys if ".lora_" in name] + list(loaded.unexpected_keys)
    if lacking:
        raise NeuroglotError(
            f"the adapters in {weights.parent} do not fit {subject.id}: there is no match for {lacking[0]}"
        )


def trained_weights(subject: Subject) -> int:
    """How many weights ask for gradients now."""
    return sum(one.numel() for one in subject.model.parameters() if one.requires_grad)
