"""The causal check: what a layer's MLP adds is replaced by what it adds for another program, and the loss is taken.

The other program is the same task in another language, an unrelated one in that language and of its length, or the mean
over the language's development programs (mean ablation). A layer whose MLP holds what programs mean tolerates the first
and not the second. Positions are aligned by the rules of `models/swaps.py`; with `position` mean ablation puts the mean
at every position.

Metrics by layer, over tasks: `swap_loss_change`, the rise of held-out loss in nats a token under a condition with
`swap` (translation, unrelated, mean) and `aligned` (position, mean), and `swap_tolerance`, the rise with the unrelated
program less that with the translation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save
from torch import Tensor

from neuroglot.core.artifacts import write_bytes
from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.metrics.intervals import ratio_draws, sum_by_unit
from neuroglot.models.batches import (
    NO_TARGET,
    Batch,
    Document,
    keep_layout,
    lay_out,
    pack,
    packing,
    row_length,
    tokenize,
)
from neuroglot.models.losses import token_losses
from neuroglot.models.subject import Subject
from neuroglot.models.swaps import (
    Change,
    aligned,
    as_constant,
    by_mean,
    by_position,
    mlp_changed,
    mlp_outputs,
    program_means,
)
from neuroglot.stages.concept_layers.describe import Tasks
from neuroglot.stages.concept_layers.layout import Layout

Floats = NDArray[np.float64]

TRANSLATION, UNRELATED, MEAN = "translation", "unrelated", "mean"
RULES = ("position", "mean")
SWAPS = tuple((swap, rule) for rule in RULES for swap in (TRANSLATION, UNRELATED, MEAN))


@dataclass(frozen=True)
class Swapped:
    """What is swapped: programs of some tasks, their partners by kind of swap, and each layer's means by language.

    `translation` and `unrelated` have a row of the layout for each program; `means` the shape (layers, languages,
    width).
    """

    snippets: tuple[Snippet, ...]
    rows: NDArray[np.int64]
    translation: NDArray[np.int64]
    unrelated: NDArray[np.int64]
    task: NDArray[np.int64]
    language: NDArray[np.int64]
    means: Floats


def swapped(snippets: Sequence[Snippet], layout: Layout, tasks: int, means: Floats) -> Swapped:
    """The swaps of the first so many tasks (0: all). A program's partner is in the next language but so many as its
    task's number says, so that over the tasks every pair of languages occurs."""
    count = len(layout.tasks) if tasks == 0 else min(tasks, len(layout.tasks))
    languages = len(layout.languages)
    task, language = (axis.flatten() for axis in np.mgrid[0:count, 0:languages])
    other = (language + 1 + task % (languages - 1)) % languages
    return Swapped(
        tuple(snippets),
        layout.original[task, language],
        layout.original[task, other],
        layout.original[layout.near[other, task, 0], other],
        task,
        language,
        means,
    )


def swap_losses(
    subject: Subject, given: Swapped, sizes: tuple[int, int], folder: Path, progress: Progress
) -> dict[str, NDArray[Any]]:
    """Summed loss of every program, `baseline` and `nats` (layers, swaps, programs), and its number of `targets`.

    `sizes` are the context and the tokens of a batch. Batches that have their file in the folder aren't measured again.
    """
    packed = packing(subject, [given.snippets[row] for row in given.rows], *sizes)
    keep_layout(folder / "part-swaps", packed)
    layers = len(subject.blocks)
    whole = {
        "baseline": np.zeros(len(given.rows)),
        "targets": np.zeros(len(given.rows)),
        "nats": np.zeros((layers, len(SWAPS), len(given.rows))),
    }
    progress.begin("swapping", len(packed) * layers)
    for number in range(len(packed)):
        part = folder / f"part-swaps-{number:05d}.safetensors"
        if part.exists():
            progress.advance(layers)
        else:
            measured = _batch_losses(subject, given, packed[number], sizes[0], progress.advance)
            write_bytes(part, save(measured))
        found = _read(part)
        for name, values in whole.items():
            values[..., found["programs"]] = found[name]
    return whole


def _batch_losses(
    subject: Subject, given: Swapped, batch: Batch, context: int, advance: Callable[[], None]
) -> dict[str, NDArray[Any]]:
    programs = _programs(batch)
    others = {
        TRANSLATION: _others(subject, given.snippets, given.translation, batch, context),
        UNRELATED: _others(subject, given.snippets, given.unrelated, batch, context),
    }
    here = batch.to(subject.device)
    nats = np.zeros((len(subject.blocks), len(SWAPS), len(programs)))
    for layer in range(len(subject.blocks)):
        for number, swap in enumerate(SWAPS):
            with mlp_changed(subject, layer, _change(given, batch, others, (layer, *swap))):
                nats[layer, number] = _sums(subject, here, batch, programs)
        advance()
    real = (batch.targets != NO_TARGET) & (batch.documents >= 0)
    targets = torch.bincount(torch.searchsorted(programs, batch.documents[real]), minlength=len(programs))
    return {
        "programs": programs.numpy(),
        "baseline": _sums(subject, here, batch, programs),
        "targets": targets.double().numpy(),
        "nats": nats,
    }


@dataclass(frozen=True)
class _Others:
    """The partners of a batch's programs, laid out in a batch of their own: `partner` maps a program to its partner's
    place in it, `index` every token to that of its partner; `outputs` are what every layer's MLP adds there."""

    batch: Batch
    partner: Mapping[int, int]
    index: Tensor
    outputs: Sequence[Tensor]


def _others(
    subject: Subject, snippets: Sequence[Snippet], rows: NDArray[np.int64], batch: Batch, context: int
) -> _Others:
    places = _programs(batch).tolist()
    documents: list[Document] = tokenize(subject, [snippets[rows[place]] for place in places], context)
    length = row_length(documents)
    padding = subject.tokenizer.pad_token_id
    laid = pack(documents, length * len(documents))[0]
    other = lay_out(laid, length, 0 if padding is None else int(padding), False)
    partner = {place: number for number, place in enumerate(places)}
    return _Others(other, partner, aligned(batch, other, partner), mlp_outputs(subject, other))


def _programs(batch: Batch) -> Tensor:
    """The places of a batch's programs, (programs,)."""
    return torch.as_tensor(torch.unique(batch.documents[batch.documents >= 0]))


def _change(given: Swapped, batch: Batch, others: Mapping[str, _Others], how: tuple[int, str, str]) -> Change:
    layer, swap, rule = how
    if swap == MEAN:
        means = {one: torch.from_numpy(given.means[layer, given.language[one]]) for one in _programs(batch).tolist()}
        return as_constant(batch, means) if rule == "position" else by_mean(batch, means)
    other = others[swap]
    if rule == "position":
        return by_position(other.index, other.outputs[layer])
    theirs = program_means(other.batch, other.outputs[layer])
    return by_mean(batch, {one: theirs[place] for one, place in other.partner.items()})


def _sums(subject: Subject, here: Batch, batch: Batch, programs: Tensor) -> Floats:
    """Every program's summed loss in nats."""
    with torch.no_grad():
        losses = token_losses(subject, here).cpu()
    real = batch.documents >= 0
    place = torch.searchsorted(programs, batch.documents[real])
    return torch.zeros(len(programs), dtype=torch.float64).index_add_(0, place, losses[real].double()).numpy()


def _read(part: Path) -> dict[str, NDArray[Any]]:
    try:
        return load_file(part)
    except (SafetensorError, OSError) as error:
        raise NeuroglotError(f"{part} can't be read ({error}); remove it and start again") from error


def swap_results(given: Swapped, measured: Mapping[str, NDArray[Any]], tasks: Tasks) -> list[Result]:
    """The Results of every layer; `tasks` are those that were swapped."""
    count = tasks.weights.shape[1]
    rows = np.concatenate([np.ones((1, count)), tasks.weights])
    below = sum_by_unit(measured["targets"], given.task.tolist(), count)
    found = []
    for layer, of_layer in enumerate(measured["nats"]):
        drawn = {}
        for swap, nats in zip(SWAPS, of_layer, strict=True):
            above = sum_by_unit(nats - measured["baseline"], given.task.tolist(), count)
            drawn[swap] = ratio_draws(rows, above, below)
            about = {"swap": swap[0], "aligned": swap[1]}
            found.append(tasks.result("swap_loss_change", drawn[swap], count, "nats/token", about, layer))
        for rule in RULES:
            less = drawn[UNRELATED, rule] - drawn[TRANSLATION, rule]
            found.append(tasks.result("swap_tolerance", less, count, "nats/token", {"aligned": rule}, layer))
    return found
