"""A Subject: a causal language model, its tokenizer, and where its sites are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet, among, expert_of, kind_of
from neuroglot.models.architectures import Architecture, View, widths_at
from neuroglot.models.memory import peak_memory
from neuroglot.models.slices import is_split


@dataclass(frozen=True)
class Subject:
    """A model under study. Its weights are frozen; `weights` and `tokens` are hashes of its files."""

    id: str
    model: Any
    tokenizer: Any
    architecture: Architecture
    weights: str
    tokens: str

    @property
    def config(self) -> Any:
        """The model's configuration."""
        return self.model.config

    @property
    def device(self) -> torch.device:
        """Where inputs go."""
        return torch.device(self.model.get_input_embeddings().weight.device)

    @cached_property
    def blocks(self) -> list[nn.Module]:
        """The blocks, from layer 0."""
        return list(self.model.get_submodule(self.architecture.blocks))

    @cached_property
    def split(self) -> bool:
        """Whether layers are split over ranks (tensor parallelism), each of which sees slices of activations."""
        return is_split(self.model)

    @cached_property
    def widths(self) -> dict[Key, int]:
        """How many neurons each (site, layer) has, layer by layer."""
        return {
            (site, layer): width
            for layer in range(len(self.blocks))
            for site, width in widths_at(self.architecture, self.config, layer).items()
        }

    def keys(self, sites: Collection[str]) -> list[Key]:
        """The keys of these sites, layer by layer; `mlp.gate` names every expert's gate too.

        Raises NeuroglotError for a site that the model has in no layer.
        """
        wanted = frozenset(sites)
        found = [key for key in self.widths if among(key[0], wanted)]
        there = {name for site, _ in found for name in (site, kind_of(site))}
        for site in wanted - there:
            raise self._lacks(site)
        return found

    def view(self, site: str) -> View:
        """Where a site is in the blocks that have it; an expert's is in the module of all experts.

        Raises NeuroglotError if the family has no such site.
        """
        mixture = self.architecture.mixture
        if mixture is not None and expert_of(site) is not None:
            return View(mixture.module)
        if site not in self.architecture.views:
            raise self._lacks(site)
        return self.architecture.views[site]

    def _lacks(self, site: str) -> NeuroglotError:
        known = ", ".join(dict.fromkeys(kind_of(one) for one, _ in self.widths))
        return NeuroglotError(f"family {self.architecture.family} has no site {site!r}; it has {known}")

    def module(self, site: str, layer: int) -> nn.Module:
        """The module that a site views in a layer."""
        return self.blocks[layer].get_submodule(self.view(site).module)

    def features(self, site: str) -> NDArray[np.int64] | None:
        """The positions of a site's neurons among its module's features, or None where they are all of them."""
        chosen = self.view(site).features
        return None if chosen is None else chosen(self.config)

    def facts(self) -> dict[str, Any]:
        """How the model was held and by what: recorded in every manifest, never compared."""
        return {
            "model": self.id,
            "family": self.architecture.family,
            "device": str(self.device),
            "dtype": str(self.model.dtype).removeprefix("torch."),
            "attention": str(getattr(self.config, "_attn_implementation", "unknown")),
            **({} if self.architecture.mixture is None else {"experts": str(self.config._experts_implementation)}),
            "threads": torch.get_num_threads(),
            "peak memory": peak_memory(),
            **{name: version(name) for name in ("neuroglot", "torch", "transformers", "tokenizers", "numpy")},
        }

    def check(self, neurons: NeuronSet) -> None:
        """Raise NeuroglotError if a set names a neuron that this model doesn't have."""
        for (site, layer), indices in neurons.members.items():
            width = self.widths.get((site, layer))
            if width is None or int(indices[-1]) >= width:
                raise NeuroglotError(
                    f"the set {neurons.label!r} names {layer}/{site}/{int(indices[-1])}, which {self.id} doesn't have: "
                    f"it has {len(self.blocks)} layers"
                    + ("" if width is None else f" and {width} neurons at {site}")
                    + "; was it made for another model?"
                )
