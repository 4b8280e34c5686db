"""What of an examination goes into one file: all of it while that fits, then half of the contexts of each kind, and
neurons of every set and layer by turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from neuroglot.core.examined import Examined
from neuroglot.report.explorer.pages import PAGES, page_block

ROOM, MOST = 25_000_000, 8_000
"""Bytes, and neurons, that one file holds."""

WHOLE = 2_000
"""Neurons whose activations on whole programs are kept in one file; a quarter of them where contexts are halved."""

_OF_NO_NEURON = ("example_kind", "similarity")
"""Figures that are about the whole examination."""

_EXAMPLES = ("example_document", "example_start", "example_peak", "example_values")


@dataclass(frozen=True)
class Fit:
    """What is shown: the examination, whole or with fewer contexts; how many neurons at most, and how many of them with
    whole programs; bytes that their pages may take (None: any); and what was left out so far."""

    examined: Examined
    most: int
    whole: int
    room: int | None
    said: Sequence[str]


def fit(found: Examined, taken: int, split: bool) -> Fit:
    """How much of an examination one file holds where `taken` bytes are in use; all of it where it is split."""
    if split:
        return Fit(found, len(found), len(found), None, ())
    most, room = min(len(found), MOST), max(0, ROOM - taken)
    if _size(found, most, min(most, WHOLE)) <= room:
        return Fit(found, most, min(most, WHOLE), room, ())
    said = "Half of the contexts of each kind are left out, so that more neurons fit: `neuroglot report RUN --split`"
    return Fit(halved(found), most, min(most, WHOLE // 4), room, (said,))


def by_turns(found: Examined) -> Examined:
    """The examination in the order in which one file keeps its neurons: by turns one of every set, and within a set
    one of every layer, so that what comes last, and is left out, is spread over all of them."""
    layers = found.figures["address"][:, 0].tolist()
    by_set: dict[tuple[str, str], dict[int, list[int]]] = {}
    for place, words in enumerate(found.words):
        for method, label in words.chosen:
            by_set.setdefault((method, label), {}).setdefault(layers[place], []).append(place)
    turns = _turns([list(_turns(by_layer.values())) for by_layer in by_set.values()])
    return _ordered(found, list(dict.fromkeys([*turns, *range(len(found))])))


def _turns(rows: Iterable[Sequence[int]]) -> Iterator[int]:
    """The first of every row, then the second of every row that has one, and so on."""
    return (one for column in zip_longest(*rows) for one in column if one is not None)


def _ordered(found: Examined, order: Sequence[int]) -> Examined:
    """The examination with its neurons in another order; `order` are their places."""
    after = np.empty(len(order), dtype=np.int64)
    after[list(order)] = np.arange(len(order))
    figures = {
        name: array if name in _OF_NO_NEURON else array[:, order] if name == "attribution" else array[order]
        for name, array in found.figures.items()
    }
    similar = figures["similar"]
    figures["similar"] = np.where(similar < 0, similar, after[similar.clip(min=0)])
    return replace(found, figures=figures, words=[found.words[place] for place in order])


def halved(found: Examined) -> Examined:
    """The examination with the first half of the contexts of each kind (of three, two)."""
    kinds = found.figures["example_kind"]
    rank = np.array([int((kinds[:place] == kind).sum()) for place, kind in enumerate(kinds)])
    kept = np.flatnonzero(2 * rank < np.array([int((kinds == kind).sum()) for kind in kinds]))
    figures = {**found.figures, "example_kind": kinds[kept]}
    figures |= {name: found.figures[name][:, kept] for name in _EXAMPLES}
    return replace(found, figures=figures)


def _size(found: Examined, most: int, whole: int) -> int:
    """About how many bytes the pages take, from the first block with whole programs and one without."""
    count = min(PAGES, most)
    if count == 0:
        return 0
    with_, without = (len(page_block(found, 0, count, parallel)) / count for parallel in (count, 0))
    return int(whole * with_ + (most - whole) * without)
