"""Neurons, their addresses, and sets of them.

A neuron is one feature at one site of one layer. Sites are named in `SITES`; a family that lacks one has no key for it.
In a mixture of experts each expert has the sites of an MLP of its own: `mlp.experts.7.gate` is of the kind `mlp.gate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError

PROJECTIONS = ("attn.q", "attn.k", "attn.v", "attn.o", "mlp.gate", "mlp.up", "mlp.down")
"""The outputs of the linear projections of a block: the paper's neurons."""

HIDDEN = ("mlp.hidden", "mlp.act")
"""act(gate) * up, the literature's neuron, and act(gate), what LAPE counts."""

SITES = (*PROJECTIONS, *HIDDEN)

ONE_UNIT = frozenset({"mlp.gate", "mlp.up", "mlp.act", "mlp.hidden"})
"""Sites where zeroing the same index of a gated MLP is one and the same intervention."""

_EXPERT = re.compile(r"mlp\.experts\.(\d+)\.(gate|up|down|hidden|act)")

Key = tuple[str, int]
"""(site, layer): what statistics and sets are keyed by, since widths differ between sites and layers."""


@cache
def expert_of(site: str) -> tuple[int, str] | None:
    """The number and the part of an expert's site, (7, "gate") of `mlp.experts.7.gate`; None for any other site."""
    match = _EXPERT.fullmatch(site)
    return (int(match[1]), match[2]) if match else None


def kind_of(site: str) -> str:
    """Which of `SITES` a site is one of: `mlp.gate` for `mlp.experts.7.gate`, itself where it is no expert's."""
    expert = expert_of(site)
    return site if expert is None else f"mlp.{expert[1]}"


def pattern_of(site: str) -> str:
    """The name that the sites of all experts share, such as `mlp.experts.*.gate`; itself where it is no expert's."""
    expert = expert_of(site)
    return site if expert is None else f"mlp.experts.*.{expert[1]}"


def among(site: str, sites: Collection[str]) -> bool:
    """Whether a site is one of those named, by itself or by its kind: `mlp.gate` names every expert's gate too."""
    return site in sites or kind_of(site) in sites


@dataclass(frozen=True, slots=True, order=True)
class Neuron:
    """The address of a neuron, written `12/mlp.gate/3411`: layer (from 0), site, index."""

    layer: int
    site: str
    index: int

    def __str__(self) -> str:
        return f"{self.layer}/{self.site}/{self.index}"


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """What an ablation of neurons really changes: the gate, up, act and hidden neuron of one index are one unit, in a
    mixture those of one index of one expert."""

    layer: int
    place: str
    index: int


def parse_neuron(text: str) -> Neuron:
    """Read an address as `str(Neuron)` writes it. Raises NeuroglotError on anything else."""
    parts = text.strip().split("/")
    if len(parts) != 3 or not parts[0].isdigit() or not parts[2].isdigit():
        raise NeuroglotError(f"not a neuron's address: {text!r}; expected LAYER/SITE/INDEX such as 12/mlp.gate/3411")
    return Neuron(int(parts[0]), parts[1], int(parts[2]))


def unit_of(neuron: Neuron) -> Unit:
    """The unit that zeroing this neuron changes."""
    place = neuron.site.rpartition(".")[0] if kind_of(neuron.site) in ONE_UNIT else neuron.site
    return Unit(neuron.layer, place, neuron.index)


@dataclass(frozen=True)
class NeuronSet:
    """A set of neurons under a label (a language, or `universal`) and the name of the method that chose it.

    `members` maps (site, layer) to the sorted, distinct int64 indices there; empty arrays are dropped.
    """

    label: str
    method: str
    members: Mapping[Key, NDArray[np.int64]] = field(repr=False)

    def __post_init__(self) -> None:
        tidy = {
            key: np.unique(np.asarray(indices, dtype=np.int64))
            for key, indices in sorted(self.members.items(), key=lambda item: _order(item[0]))
            if len(indices)
        }
        object.__setattr__(self, "members", tidy)

    def __len__(self) -> int:
        return sum(len(indices) for indices in self.members.values())

    def __iter__(self) -> Iterator[Neuron]:
        for (site, layer), indices in self.members.items():
            for index in indices.tolist():
                yield Neuron(layer, site, index)

    def __contains__(self, neuron: Neuron) -> bool:
        return bool(np.isin(neuron.index, self.members.get((neuron.site, neuron.layer), _NONE)))

    def __eq__(self, other: object) -> bool:
        """Equal when they hold the same neurons, whatever their labels."""
        return isinstance(other, NeuronSet) and set(self) == set(other)

    def __hash__(self) -> int:
        return hash(frozenset(self))

    def __or__(self, other: NeuronSet) -> NeuronSet:
        return self._combine(other, "|", np.union1d)

    def __and__(self, other: NeuronSet) -> NeuronSet:
        return self._combine(other, "&", np.intersect1d)

    def __sub__(self, other: NeuronSet) -> NeuronSet:
        return self._combine(other, "-", np.setdiff1d)

    def _combine(self, other: NeuronSet, sign: str, operation: Callable[..., NDArray[np.int64]]) -> NeuronSet:
        keys = self.members.keys() | other.members.keys()
        members = {key: operation(self.members.get(key, _NONE), other.members.get(key, _NONE)) for key in keys}
        return NeuronSet(f"{self.label} {sign} {other.label}", "algebra", members)

    def units(self) -> frozenset[Unit]:
        """The distinct units of the set; see `unit_of`."""
        return frozenset(unit_of(neuron) for neuron in self)


_NONE: NDArray[np.int64] = np.empty(0, dtype=np.int64)


def _order(key: Key) -> tuple[int, int, int, str]:
    site, layer = key
    kind, expert = kind_of(site), expert_of(site)
    return layer, SITES.index(kind) if kind in SITES else len(SITES), -1 if expert is None else expert[0], site


def neuron_set(label: str, method: str, neurons: Iterable[Neuron]) -> NeuronSet:
    """A set from addresses in any order; repeated ones count once."""
    members: dict[Key, list[int]] = {}
    for neuron in neurons:
        members.setdefault((neuron.site, neuron.layer), []).append(neuron.index)
    return NeuronSet(label, method, {key: np.array(indices, dtype=np.int64) for key, indices in members.items()})


def jaccard(left: NeuronSet, right: NeuronSet) -> float:
    """|A and B| / |A or B|; 1.0 for two empty sets."""
    union = len(left | right)
    return len(left & right) / union if union else 1.0
