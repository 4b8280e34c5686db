"""Statistics of many sites and layers as one table, and back: what every selection method works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Key, NeuronSet, among, kind_of
from neuroglot.core.statistics import NeuronStatistics


@dataclass(frozen=True)
class Table:
    """Values of shape (languages, neurons); `keys` and `widths` say which columns belong to which (site, layer)."""

    languages: tuple[str, ...]
    keys: tuple[Key, ...]
    widths: tuple[int, ...]
    values: NDArray[np.float64]

    @property
    def neurons(self) -> int:
        """How many neurons the table has."""
        return int(self.values.shape[1])

    def take(self, label: str, method: str, columns: NDArray[np.int64]) -> NeuronSet:
        """The set of the neurons at these columns."""
        ends = np.cumsum(self.widths)
        starts = ends - self.widths
        columns = np.sort(columns)
        cuts = np.searchsorted(columns, ends)
        members = {}
        first = 0
        for key, start, last in zip(self.keys, starts.tolist(), cuts.tolist(), strict=True):
            members[key] = columns[first:last] - start
            first = last
        return NeuronSet(label, method, members)


def table(statistics: NeuronStatistics, quantity: str, sites: Sequence[str], half: int | None) -> Table:
    """The means of a quantity at the given sites (those that the model has; `mlp.gate` names every expert's gate too),
    layer by layer.

    Raises NeuroglotError if none of the sites was recorded or a value is not finite.
    """
    means: Mapping[Key, NDArray[np.float64]] = statistics.mean(quantity, half)
    keys = tuple(key for key in means if among(key[0], sites))
    if not keys:
        recorded = ", ".join(sorted({kind_of(site) for site, _ in means}))
        raise NeuroglotError(f"none of the sites {', '.join(sites)} was recorded; recorded are: {recorded}")
    values = np.concatenate([means[key] for key in keys], axis=1)
    if not np.isfinite(values).all():
        raise NeuroglotError(f"{quantity} is not finite for some neurons: record again with --dtype float32")
    return Table(statistics.languages, keys, tuple(means[key].shape[1] for key in keys), values)


def reached(statistics: NeuronStatistics, like: Table, half: int | None) -> NDArray[np.bool_]:
    """Whether any token of a language reached each neuron of a table, shape (languages, neurons).

    It is so but for the experts of a mixture: where none did, the mean of 0 is no measurement.
    """
    columns = [statistics.reached(key, half) for key in like.keys]
    return np.repeat(np.stack(columns, axis=1), like.widths, axis=1)


def highest(values: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The columns of the `count` highest values; of equal ones the earlier first."""
    order: NDArray[np.int64] = np.argsort(-values, kind="stable")
    return order[:count]
