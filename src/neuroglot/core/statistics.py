"""Sums over a corpus for every neuron, by language and half: what `record` makes and `select` reads.

Sums are kept and means are made at the end, so merging two statistics is addition.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from neuroglot.core.artifacts import write_bytes
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key
from neuroglot.core.programs import ProgramValues

ACTIVATION_SUMS = ("positives", "sum", "sum_squares", "sum_absolute")
"""Sums over tokens: of [a > 0] (int64), a, a^2 and |a|."""

READINGS = ("mean-of-products", "product-of-means", "product-of-magnitudes")
"""The three readings of PLS for one program: mean_t |a g|, |mean_t a * mean_t g| (the released scripts) and
mean_t |a| * mean_t |g|, where g = dL/da and L is the program's summed loss in nats."""

ATTRIBUTION_SUMS = (*READINGS, "signed")
"""Sums over programs; `signed` is mean_t(-a g), the first-order estimate of the loss's rise when a becomes 0."""

HALVES = 2

Sums = Mapping[Key, NDArray[Any]]

_REACH, _ROUTED = "reach", "routed"


@dataclass(frozen=True)
class NeuronStatistics:
    """Sums by (site, layer), each an array of shape (languages, halves, neurons).

    `tokens` and `programs` (int64, languages x halves) are the counts that the sums run over; `sums` maps a
    quantity's name to its arrays: int64 for `positives`, float64 for the rest. `reach` (neurons,) is the Euclidean
    length of what a neuron of size 1 writes into the residual stream, at the sites that write there. `by_program` are
    the programs' own means and `by_class` the sums by syntactic class (its languages are `cpp keyword` and so on),
    where they were kept; a merge leaves both out.

    The sums of an expert of a mixture run over the tokens that were routed to it, and over the programs that have any:
    `routed` holds these counts for the sites of experts (int64, 2 x languages x halves: tokens, programs). An expert
    that no token of a language reached has count 0 there, sums of 0, and by convention a mean of 0.
    """

    languages: tuple[str, ...]
    tokens: NDArray[np.int64]
    programs: NDArray[np.int64]
    sums: Mapping[str, Sums]
    reach: Sums = field(default_factory=dict)
    by_program: ProgramValues | None = None
    by_class: NeuronStatistics | None = None
    routed: Sums = field(default_factory=dict)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The (site, layer) pairs, in the order in which they were recorded."""
        return tuple(next(iter(self.sums.values())))

    @property
    def widths(self) -> dict[Key, int]:
        """How many neurons each (site, layer) has."""
        return {key: int(array.shape[-1]) for key, array in next(iter(self.sums.values())).items()}

    def counts(self, quantity: str, key: Key) -> NDArray[np.int64]:
        """How many tokens or, for attributions, programs a key's sums run over, shape (languages, halves)."""
        tokens, programs = self.routed.get(key, (self.tokens, self.programs))
        return programs if quantity in ATTRIBUTION_SUMS else tokens

    def reached(self, key: Key, half: int | None = None) -> NDArray[np.bool_]:
        """Whether any token of a language reached a key's neurons, shape (languages,); else their means say nothing."""
        return np.asarray(self.counts("sum", key)[:, _halves(half)].sum(axis=1) > 0)

    def mean(self, quantity: str, half: int | None = None) -> dict[Key, NDArray[np.float64]]:
        """Mean by language, shape (languages, neurons): over tokens or, for attributions, over programs.

        `half` chooses the programs of one half of the tasks. The mean is 0 in a language of which no token reached
        the expert. Raises NeuroglotError if the quantity was not recorded or a language has no program there.
        """
        if quantity not in self.sums:
            raise NeuroglotError(
                f"{quantity!r} was not recorded; there are: {', '.join(self.sums)} "
                "(attributions need `record` without --no-attributions)"
            )
        whole = self.programs if quantity in ATTRIBUTION_SUMS else self.tokens
        for language, count in zip(self.languages, whole[:, _halves(half)].sum(axis=1).tolist(), strict=True):
            if count == 0:
                raise NeuroglotError(f"no program in {language} to take a mean over; give it more programs")
        return {
            key: sums[:, _halves(half)].sum(axis=1, dtype=np.float64)
            / self.counts(quantity, key)[:, _halves(half)].sum(axis=1).clip(min=1)[:, None]
            for key, sums in self.sums[quantity].items()
        }


def _halves(half: int | None) -> slice:
    return slice(None) if half is None else slice(half, half + 1)


def merge(left: NeuronStatistics, right: NeuronStatistics) -> NeuronStatistics:
    """Statistics of two disjoint parts of a corpus, added. Raises NeuroglotError if they don't fit together."""
    same_keys = left.keys == right.keys and left.routed.keys() == right.routed.keys()
    if left.languages != right.languages or left.sums.keys() != right.sums.keys() or not same_keys:
        raise NeuroglotError("statistics of different languages, quantities or sites can't be added")
    return NeuronStatistics(
        left.languages,
        left.tokens + right.tokens,
        left.programs + right.programs,
        {
            quantity: {key: array + right.sums[quantity][key] for key, array in sums.items()}
            for quantity, sums in left.sums.items()
        },
        left.reach,
        routed={key: counts + right.routed[key] for key, counts in left.routed.items()},
    )


def part_of(statistics: NeuronStatistics, languages: slice) -> NeuronStatistics:
    """The statistics of some of the languages."""
    return NeuronStatistics(
        statistics.languages[languages],
        statistics.tokens[languages],
        statistics.programs[languages],
        {
            quantity: {key: array[languages] for key, array in sums.items()}
            for quantity, sums in statistics.sums.items()
        },
        statistics.reach,
        routed={key: counts[:, languages] for key, counts in statistics.routed.items()},
    )


def save_statistics(path: Path, statistics: NeuronStatistics, notes: Mapping[str, str] | None = None) -> None:
    """Write statistics as safetensors, atomically; `notes` go into the file's metadata."""
    tensors = {"tokens": statistics.tokens, "programs": statistics.programs}
    for quantity, sums in statistics.sums.items():
        for (site, layer), array in sums.items():
            tensors[f"{quantity}/{site}/{layer}"] = np.ascontiguousarray(array)
    for name, arrays in ((_REACH, statistics.reach), (_ROUTED, statistics.routed)):
        for (site, layer), array in arrays.items():
            tensors[f"{name}/{site}/{layer}"] = np.ascontiguousarray(array)
    order = [[site, layer] for site, layer in statistics.keys]
    metadata = {
        **(notes or {}),
        "languages": json.dumps(statistics.languages),
        "quantities": json.dumps(list(statistics.sums)),
        "keys": json.dumps(order),
    }
    write_bytes(path, save(tensors, metadata))


def load_statistics(path: Path) -> tuple[NeuronStatistics, dict[str, str]]:
    """Read what `save_statistics` wrote, and the notes. Raises NeuroglotError on an unreadable file."""
    try:
        with safe_open(path, framework="numpy") as file:
            notes = dict(file.metadata() or {})
            keys = [(site, layer) for site, layer in json.loads(notes["keys"])]
            sums = {
                quantity: {(site, layer): file.get_tensor(f"{quantity}/{site}/{layer}") for site, layer in keys}
                for quantity in json.loads(notes["quantities"])
            }
            names = set(file.keys())
            reach, routed = (
                {key: file.get_tensor(name) for key in keys if (name := f"{about}/{key[0]}/{key[1]}") in names}
                for about in (_REACH, _ROUTED)
            )
            languages = tuple(json.loads(notes["languages"]))
            counts = (file.get_tensor("tokens"), file.get_tensor("programs"))
            return NeuronStatistics(languages, *counts, sums, reach, routed=routed), notes
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise NeuroglotError(f"{path} can't be read as neuron statistics: {error}") from error
