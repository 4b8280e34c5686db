"""The table of neurons, column by column: everything that was examined or is in a set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.neurons import Neuron
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.report.explorer.blocks import packed
from neuroglot.report.explorer.source import Source

MOST = 100_000
"""Rows that a table has at most."""

NOWHERE = -1


@dataclass(frozen=True)
class Rows:
    """The neurons in the table's order, the sets by (method, label), and how many neurons were left out."""

    neurons: tuple[Neuron, ...]
    sets: tuple[tuple[str, str], ...]
    members: Mapping[Neuron, Sequence[int]]
    left_out: int


def rows_of(source: Source) -> Rows:
    """Examined neurons first counted, then members of sets, up to `MOST`; all in order of their addresses."""
    named: dict[tuple[str, str], int] = {}
    members: dict[Neuron, list[int]] = {}
    for neuron, words in zip(source.examined.neurons, source.examined.words, strict=True):
        members[neuron] = [named.setdefault((method, label), len(named)) for method, label in words.chosen]
    others: dict[Neuron, list[int]] = {}
    for method, sets in source.chosen.items():
        for label, neurons in sets.items():
            number = named.setdefault((method, label), len(named))
            for neuron in neurons:
                taken = members if neuron in members else others
                taken.setdefault(neuron, []).append(number)
    more = sorted(others)
    room = max(0, MOST - len(members))
    members.update({neuron: others[neuron] for neuron in more[:room]})
    return Rows(tuple(sorted(members)), tuple(named), members, len(more[room:]))


def table_block(source: Source, rows: Rows, sites: Sequence[str], places: Mapping[Neuron, int]) -> str:
    """The table as a block; `places` are those of the examined neurons, of which the first have a page.

    The JSON names the columns with their types and offsets; labels are a list beside them, by place.
    """
    neurons, languages = rows.neurons, source.examined.languages
    sizes = [len(rows.members[neuron]) for neuron in neurons]
    columns: dict[str, NDArray[Any]] = {
        "layer": np.array([one.layer for one in neurons], dtype="<u2"),
        "site": np.array([sites.index(one.site) for one in neurons], dtype="<u2"),
        "index": np.array([one.index for one in neurons], dtype="<u4"),
        "page": np.array([places.get(one, NOWHERE) for one in neurons], dtype="<i4"),
        "setsEnd": np.cumsum(sizes, dtype=np.int64).astype("<u4"),
        "setsOf": np.array([number for one in neurons for number in rows.members[one]], dtype="<u2"),
    }
    for name, quantity in (("attribution", "signed"), ("mean", "sum")):
        found = _by_language(source.statistics, quantity, neurons, languages)
        for place, language in enumerate(languages if found is not None else ()):
            columns[f"{name}/{language}"] = np.asarray(found)[:, place].astype("<f4")
    labels = [words.label for words in source.examined.words]
    return _columnar(columns, {"rows": len(neurons), "labels": labels})


def _by_language(
    statistics: NeuronStatistics | None, quantity: str, neurons: Sequence[Neuron], languages: Sequence[str]
) -> NDArray[np.float64] | None:
    """A quantity's means (neurons, languages), nan where there are none; None where it was not recorded."""
    if statistics is None or quantity not in statistics.sums:
        return None
    places = [statistics.languages.index(one) if one in statistics.languages else NOWHERE for one in languages]
    means: dict[tuple[str, int], NDArray[np.float64]] = {}
    found = np.full((len(neurons), len(languages)), np.nan)
    for row, neuron in enumerate(neurons):
        key = (neuron.site, neuron.layer)
        sums = statistics.sums[quantity].get(key)
        if sums is None or neuron.index >= sums.shape[-1]:
            continue
        if key not in means:
            counts = statistics.counts(quantity, key).sum(axis=1).clip(min=1)
            means[key] = sums.sum(axis=1, dtype=np.float64) / counts[:, None]
        found[row] = [means[key][place, neuron.index] if place != NOWHERE else np.nan for place in places]
    return found


def _columnar(columns: Mapping[str, NDArray[Any]], head: Mapping[str, Any]) -> str:
    """Columns one after another, each at a multiple of four bytes."""
    data, placed = bytearray(), {}
    for name, values in columns.items():
        data += b"\0" * (-len(data) % 4)
        placed[name] = {"type": values.dtype.str[1:], "at": len(data), "length": len(values)}
        data += values.tobytes()
    return packed({**head, "columns": placed}, bytes(data))
