"""Where the sites of each model family are. One row a family; a family that has no row is refused, not guessed.

A site is a view: a module inside a block, its output or its input, and the features of it that belong to the site.
Checked against transformers 5's modelling code; every row is tested against arithmetic on the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.registry import lookup

Config = Any
"""A transformers configuration of a text decoder."""


@dataclass(frozen=True, slots=True)
class View:
    """A site's place inside a block.

    `features` gives, for a configuration, the positions of the site's neurons among the module's features, where the
    module is shared by several sites (fused projections); None means all of them, in order.
    """

    module: str
    side: Literal["output", "input"] = "output"
    features: Callable[[Config], NDArray[np.int64]] | None = None


@dataclass(frozen=True, slots=True)
class Mixture:
    """Where a family's experts are: the module inside a block that holds them all, as one tensor a projection.

    `experts` is how many there are, `width` how wide the MLP of one is; `sparse` says whether a layer has experts, in
    the place of an MLP.
    """

    module: str
    experts: Callable[[Config], int]
    width: Callable[[Config], int]
    sparse: Callable[[Config, int], bool]


@dataclass(frozen=True, slots=True)
class Architecture:
    """A model family: where its blocks are, the view of each site it has, and how wide each site is.

    `attention` names the only attention implementation that computes the family's function, where there is one. In a
    family with a `mixture`, `views` and `widths` are those of attention and of layers without experts.
    """

    family: str
    blocks: str
    views: Mapping[str, View]
    widths: Callable[[Config], dict[str, int]]
    attention: str | None = None
    mixture: Mixture | None = None


def widths_at(architecture: Architecture, config: Config, layer: int) -> dict[str, int]:
    """How many neurons each site of a layer has; a site that the layer lacks is absent."""
    widths, mixture = architecture.widths(config), architecture.mixture
    if mixture is None or not mixture.sparse(config, layer):
        return widths
    inner, hidden = mixture.width(config), config.hidden_size
    parts = {"gate": inner, "up": inner, "down": hidden, "hidden": inner, "act": inner}
    return {
        **{site: width for site, width in widths.items() if site.startswith("attn.")},
        **{f"mlp.experts.{n}.{part}": w for n in range(mixture.experts(config)) for part, w in parts.items()},
    }


def _head_dim(config: Config) -> int:
    return int(getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads)


def _gated_widths(config: Config) -> dict[str, int]:
    queries = config.num_attention_heads * _head_dim(config)
    keys = config.num_key_value_heads * _head_dim(config)
    return {
        "attn.q": queries,
        "attn.k": keys,
        "attn.v": keys,
        "attn.o": config.hidden_size,
        "mlp.gate": config.intermediate_size,
        "mlp.up": config.intermediate_size,
        "mlp.down": config.hidden_size,
        "mlp.hidden": config.intermediate_size,
        "mlp.act": config.intermediate_size,
    }


def _ungated_widths(keys: int, config: Config, inner: int) -> dict[str, int]:
    hidden = config.hidden_size
    return {
        "attn.q": hidden,
        "attn.k": keys,
        "attn.v": keys,
        "attn.o": hidden,
        "mlp.up": inner,
        "mlp.down": hidden,
        "mlp.act": inner,
    }


_GATED = {
    "attn.q": View("self_attn.q_proj"),
    "attn.k": View("self_attn.k_proj"),
    "attn.v": View("self_attn.v_proj"),
    "attn.o": View("self_attn.o_proj"),
    "mlp.gate": View("mlp.gate_proj"),
    "mlp.up": View("mlp.up_proj"),
    "mlp.down": View("mlp.down_proj"),
    "mlp.hidden": View("mlp.down_proj", "input"),
    "mlp.act": View("mlp.act_fn"),
}


def _gated(family: str, attention: str | None = None) -> Architecture:
    return Architecture(family, "model.layers", _GATED, _gated_widths, attention)


def _experts(family: str, width: str, sparse: Callable[[Config, int], bool] | None = None) -> Architecture:
    """A gated family with experts: in every layer, and no MLP beside them, or where `sparse` says."""
    views = _GATED if sparse else {site: view for site, view in _GATED.items() if site.startswith("attn.")}
    mixture = Mixture(
        "mlp.experts",
        experts=lambda config: int(config.num_experts),
        width=lambda config: int(getattr(config, width)),
        sparse=sparse or (lambda config, layer: True),
    )
    return Architecture(family, "model.layers", views, _gated_widths, mixture=mixture)


def _sparse_in_steps(config: Config, layer: int) -> bool:
    """Every `decoder_sparse_step`-th layer has experts, but for those that are named as having an MLP alone."""
    chosen = config.num_experts > 0 and (layer + 1) % config.decoder_sparse_step == 0
    return bool(chosen and layer not in config.mlp_only_layers)


def _third(part: int) -> Callable[[Config], NDArray[np.int64]]:
    """q, k or v of GPT-2's `c_attn`, whose output is q|k|v side by side."""
    return lambda config: np.arange(part * config.hidden_size, (part + 1) * config.hidden_size)


def _head_by_head(part: int) -> Callable[[Config], NDArray[np.int64]]:
    """q, k or v of GPT-NeoX's fused projection: head h holds q, k, v in turn, so q's h*d+j is feature 3*h*d+j."""

    def features(config: Config) -> NDArray[np.int64]:
        heads, dim = config.num_attention_heads, config.hidden_size // config.num_attention_heads
        rows: NDArray[np.int64] = np.arange(heads)[:, None] * 3 * dim + part * dim + np.arange(dim)
        return rows.reshape(-1)

    return features


_GPT2 = Architecture(
    family="gpt2",
    blocks="transformer.h",
    views={
        "attn.q": View("attn.c_attn", features=_third(0)),
        "attn.k": View("attn.c_attn", features=_third(1)),
        "attn.v": View("attn.c_attn", features=_third(2)),
        "attn.o": View("attn.c_proj"),
        "mlp.up": View("mlp.c_fc"),
        "mlp.down": View("mlp.c_proj"),
        "mlp.act": View("mlp.act"),
    },
    widths=lambda config: _ungated_widths(config.hidden_size, config, config.n_inner or 4 * config.hidden_size),
)

_GPT_NEOX = Architecture(
    family="gpt_neox",
    blocks="gpt_neox.layers",
    views={
        "attn.q": View("attention.query_key_value", features=_head_by_head(0)),
        "attn.k": View("attention.query_key_value", features=_head_by_head(1)),
        "attn.v": View("attention.query_key_value", features=_head_by_head(2)),
        "attn.o": View("attention.dense"),
        "mlp.up": View("mlp.dense_h_to_4h"),
        "mlp.down": View("mlp.dense_4h_to_h"),
        "mlp.act": View("mlp.act"),
    },
    widths=lambda config: _ungated_widths(config.hidden_size, config, config.intermediate_size),
)

_STARCODER2 = Architecture(
    family="starcoder2",
    blocks="model.layers",
    views={
        "attn.q": View("self_attn.q_proj"),
        "attn.k": View("self_attn.k_proj"),
        "attn.v": View("self_attn.v_proj"),
        "attn.o": View("self_attn.o_proj"),
        "mlp.up": View("mlp.c_fc"),
        "mlp.down": View("mlp.c_proj"),
        "mlp.act": View("mlp.act"),
    },
    widths=lambda config: _ungated_widths(
        config.num_key_value_heads * (config.hidden_size // config.num_attention_heads),
        config,
        config.intermediate_size,
    ),
)

ARCHITECTURES: dict[str, Architecture] = {
    row.family: row
    for row in (
        _gated("llama"),
        _gated("qwen2"),
        _gated("qwen3"),
        _gated("mistral"),
        # SDPA leaves out Gemma 2's soft cap on attention scores.
        _gated("gemma2", attention="eager"),
        _gated("gemma3_text"),
        _GPT2,
        _GPT_NEOX,
        _STARCODER2,
        _experts("mixtral", width="intermediate_size"),
        _experts("qwen3_moe", width="moe_intermediate_size", sparse=_sparse_in_steps),
        _experts("olmoe", width="intermediate_size"),
    )
}


def architecture_of(config: Config) -> Architecture:
    """The family of a configuration. Raises NeuroglotError, with the known families, for any other."""
    family = str(getattr(config, "model_type", None) or "none given")
    try:
        return lookup("architectures", family, ARCHITECTURES)
    except NeuroglotError as error:
        known = ", ".join(ARCHITECTURES)
        raise NeuroglotError(f"model family {family!r} is not understood; known families: {known}") from error
