"""The stage: parallel programs in two splits in; curves over depth, the band, and the causal check out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.artifacts import Artifact
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.layers import STAGE
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.corpora.parallel import Versions
from neuroglot.models.batches import Document, Packing, packing
from neuroglot.models.embed import Kind, inverse_frequencies
from neuroglot.models.outputs import MLP
from neuroglot.models.states import pooled_states
from neuroglot.models.subject import Subject
from neuroglot.stages.concept_layers.describe import Tasks, tasks_of
from neuroglot.stages.concept_layers.layout import layout, programs_of
from neuroglot.stages.concept_layers.lexical import lexical_results
from neuroglot.stages.concept_layers.options import LayerOptions
from neuroglot.stages.concept_layers.similarity import Side, semantic_results
from neuroglot.stages.concept_layers.swapping import swap_losses, swap_results, swapped


def concept_layers(
    subject: Subject,
    development: Versions,
    test: Versions,
    options: LayerOptions,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Measure a profile into an artefact; what is on disk is not done again. See `describe` and `swapping` for metrics.

    The band is fixed on the development programs, everything else is measured on the test programs.
    Raises NeuroglotError for unknown states or poolings, different languages, or too few tasks.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    if development.corpus.languages != test.corpus.languages:
        raise NeuroglotError("the development and the test programs are in different languages: give --languages")
    started = time.monotonic()
    kinds: list[Kind] = [(what, how) for how in options.pooling for what in options.states]
    if not kinds:
        raise NeuroglotError("give at least one kind of states and one pooling")
    # No negatives are looked at where the band is found.
    development = replace(development, negatives=(None,) * len(development.negatives))
    packs = [_packed(subject, given, options) for given in (development, test)]
    reading = _Reading(subject, kinds, inverse_frequencies(subject, _originals(packs[0], development)), options)
    progress.begin("reading", sum(map(len, packs)))
    sides = [
        _side(reading, given, packed, artifact.folder, progress)
        for given, packed in zip((development, test), packs, strict=True)
    ]
    results = semantic_results(sides[0], sides[1], kinds, len(subject.blocks), progress)
    snippets = (programs_of(test)[0], development.corpus.snippets)
    results += lexical_results(sides[1].layout, *snippets, sides[1].tasks)
    results += _swaps(reading, sides, snippets[0], artifact.folder, progress)
    facts = _facts(subject, development, test, packs)
    artifact.finish(results, {**facts, "seconds": round(time.monotonic() - started, 2)})
    for path in artifact.folder.glob("*.safetensors"):
        path.unlink()
    return tuple(results)


@dataclass(frozen=True)
class _Reading:
    """How programs are read: by which model, which states of them, with which weights of tokens."""

    subject: Subject
    kinds: list[Kind]
    idf: Tensor
    options: LayerOptions

    @property
    def recorded(self) -> list[Kind]:
        """What is kept of every program: what is compared, and what mean ablation needs."""
        return list(dict.fromkeys([*self.kinds, *([(MLP, "mean")] if self.options.swap_tasks >= 0 else [])]))


def _originals(packed: Packing, given: Versions) -> Sequence[Document]:
    return packed.documents[: len(given.corpus.snippets)]


def _packed(subject: Subject, given: Versions, options: LayerOptions) -> Packing:
    return packing(subject, programs_of(given)[0], options.context, options.batch_tokens)


def _side(reading: _Reading, given: Versions, packed: Packing, folder: Path, progress: Progress) -> Side:
    options = reading.options
    found = layout(given, [len(document.ids) for document in packed.documents], options.near)
    stem = folder / f"states-{given.corpus.split}"
    pooled = pooled_states(reading.subject, packed, (reading.recorded, reading.idf), stem, progress)
    return Side(found, pooled, _tasks(reading, given.corpus, len(given.tasks)))


def _tasks(reading: _Reading, corpus: Corpus, count: int) -> Tasks:
    origin = {
        "stage": STAGE,
        "model": reading.subject.id,
        "corpus": corpus.name,
        "split": corpus.split,
        "seed": reading.options.seed,
    }
    return tasks_of(count, reading.options.bootstrap, origin)


def _swaps(
    reading: _Reading, sides: Sequence[Side], snippets: Sequence[Snippet], folder: Path, progress: Progress
) -> list[Result]:
    """The causal check on the test side, with the means of the development side; nothing where it is not asked for."""
    development, test = sides
    options = reading.options
    if options.swap_tasks < 0:
        return []
    given = swapped(snippets, test.layout, options.swap_tasks, _means(development, len(reading.subject.blocks)))
    measured = swap_losses(reading.subject, given, (options.context, options.batch_tokens), folder, progress)
    count = int(given.task.max()) + 1
    return swap_results(given, measured, tasks_of(count, options.bootstrap, test.tasks.origin))


def _means(side: Side, layers: int) -> NDArray[np.float64]:
    """What every layer's MLP adds on average over the programs of a language, shape (layers, languages, width)."""
    found = []
    for layer in range(layers):
        states = side.pooled.states((MLP, "mean"), layer)
        found.append(states[side.layout.original].mean(axis=0))
    return np.stack(found)


def _facts(subject: Subject, development: Versions, test: Versions, packs: list[Packing]) -> Mapping[str, Any]:
    return {
        **subject.facts(),
        "tasks": {"development": len(development.tasks), "test": len(test.tasks)},
        "programs": sum(len(packed.documents) for packed in packs),
        "tokens": sum(packed.tokens for packed in packs),
        "programs cut to the context": sum(packed.cut for packed in packs),
        "skipped": list(test.skipped),
    }
