"""From what both passes gathered to what is kept: arrays, words and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus
from neuroglot.core.examined import Examined, Words
from neuroglot.core.results import Result
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.languages.classes import CLASSES
from neuroglot.models.subject import Subject
from neuroglot.stages.examine.alone import as_array
from neuroglot.stages.examine.contexts import Contexts
from neuroglot.stages.examine.documents import documents
from neuroglot.stages.examine.enrichment import background, enriched, label, most_active
from neuroglot.stages.examine.options import KINDS, Chosen, ExamineOptions
from neuroglot.stages.examine.parallel import Rows
from neuroglot.stages.examine.pushes import pushes
from neuroglot.stages.examine.reading import Columns
from neuroglot.stages.examine.similar import most_similar
from neuroglot.stages.examine.sources import Sources
from neuroglot.stages.examine.tokens import NONE, Tokens
from neuroglot.stages.examine.windows import Windows

READINGS = ("signed", "mean-of-products")
"""The attributions that are shown of a recording, in the names of `statistics`."""


@dataclass(frozen=True)
class Gathered:
    """The corpus's tokens, the survey's tensors, the contexts and their activations, the tasks shown whole."""

    tokens: Tokens
    columns: Columns
    survey: dict[str, NDArray[Any]]
    contexts: Contexts
    windows: Windows
    rows: Rows
    similarity: NDArray[np.float32]


def examined(
    subject: Subject,
    sources: Sources,
    chosen: Chosen,
    found: Gathered,
    results: Sequence[Result],
    options: ExamineOptions,
) -> Examined:
    """All of it in the form that is kept (see `core.examined`)."""
    corpus, neurons = sources.corpus, found.columns.neurons
    shown = found.windows.document[found.windows.document != NONE].tolist()
    used = sorted({*shown, *(place for row in found.rows for place in row)})
    place = {index: number for number, index in enumerate(used)}
    sites = tuple(dict.fromkeys(neuron.site for neuron in neurons))
    figures = {
        "address": np.array([[one.layer, sites.index(one.site), one.index] for one in neurons], dtype=np.int64),
        **_sums(found, len(corpus.languages)),
        **_examples(found, place),
        **_beside(found, sources, results, options),
    }
    return Examined(
        languages=corpus.languages,
        classes=tuple(map(str, CLASSES)),
        sites=sites,
        kinds=KINDS,
        readings=READINGS,
        figures=figures,
        words=_words(subject, found, chosen, options),
        documents=documents(subject.tokenizer, corpus, found.tokens.read, used),
        parallel=[[place[index] for index in row] for row in found.rows],
        facts=_facts(subject, corpus, found, results),
    )


def _facts(subject: Subject, corpus: Corpus, found: Gathered, results: Sequence[Result]) -> dict[str, Any]:
    return {
        "model": subject.id,
        "layers": len(subject.blocks),
        "corpus": corpus.name,
        "split": corpus.split,
        "counted tokens": int(found.tokens.counted.sum()),
        "sampled tokens": int(found.survey["sample"].shape[1]),
        "active tokens": int(found.survey["highest"].shape[1]),
        "tasks silenced on": max((result.n for result in results), default=0),
    }


def _beside(
    found: Gathered, sources: Sources, results: Sequence[Result], options: ExamineOptions
) -> dict[str, NDArray[Any]]:
    """What is not about contexts: whole programs, silence alone, attribution, and similar neurons."""
    columns, languages = found.columns, sources.corpus.languages
    similar, correlation = most_similar(found.survey["sample"], options.similar)
    return {
        "parallel_values": found.windows.whole,
        "similarity": found.similarity,
        "scale": found.windows.scale,
        "alone": as_array(results, columns.neurons, languages),
        "attribution": _attribution(columns, sources.statistics, languages),
        "similar": similar,
        "correlation": correlation,
    }


def _sums(found: Gathered, languages: int) -> dict[str, NDArray[Any]]:
    survey, shape = found.survey, (len(found.columns), languages, len(CLASSES))
    ends = {"largest": survey["highest"][:, 0], "smallest": -survey["lowest"][:, 0]}
    return {
        **{name: survey[name].reshape(shape) for name in ("counts", "sums", "positives")},
        **{name: np.where(np.isfinite(values), values, 0.0).astype(np.float32) for name, values in ends.items()},
        "squares": survey["squares"],
        "histogram": survey["histogram"],
        "exponent": survey["exponent"].astype(np.int16),
    }


def _examples(found: Gathered, place: dict[int, int]) -> dict[str, NDArray[Any]]:
    """Places in the corpus become places in the kept documents, and tokens of their texts."""
    document, contexts = found.windows.document, found.contexts
    before = found.tokens.starts[document.clip(min=0)] + found.tokens.leading
    gone = document == NONE
    numbers = np.array([place.get(index, NONE) for index in document.flatten().tolist()]).reshape(document.shape)
    return {
        "example_document": np.where(gone, NONE, numbers).astype(np.int32),
        "example_start": np.where(gone, 0, contexts.start - before).astype(np.int32),
        "example_peak": np.where(gone, 0, contexts.peak - before).astype(np.int32),
        "example_kind": contexts.kind.astype(np.int8),
        "example_values": found.windows.values,
    }


def _attribution(
    columns: Columns, statistics: NeuronStatistics | None, languages: Sequence[str]
) -> NDArray[np.float32]:
    found = np.full((len(READINGS), len(columns), len(languages)), np.nan, dtype=np.float32)
    if statistics is None:
        return found
    places = [(at, statistics.languages.index(one)) for at, one in enumerate(languages) if one in statistics.languages]
    for reading, quantity in enumerate(READINGS):
        for key, (run, indices) in columns.runs.items():
            sums = statistics.sums.get(quantity, {}).get(key)
            if sums is None:
                continue
            counts = statistics.counts(quantity, key).sum(axis=1).clip(min=1)
            for at, place in places:
                found[reading, run, at] = sums[place][:, indices].sum(axis=0) / counts[place]
    return found


def _words(subject: Subject, found: Gathered, chosen: Chosen, options: ExamineOptions) -> list[Words]:
    base = background(found.tokens)
    ends = [found.survey[f"{name}_place"] for name in ("highest", "lowest")]
    sizes = [found.survey[name] for name in ("highest", "lowest")]
    words = []
    for row, (neuron, pushed) in enumerate(
        zip(found.columns.neurons, pushes(subject, found.columns, options.pushed), strict=True)
    ):
        high, low = (
            enriched(found.tokens, base, most_active(places[row], size[row]))
            for places, size in zip(ends, sizes, strict=True)
        )
        words.append(
            Words(
                [(method, name) for method, name in chosen[neuron]],
                label(high, low, float(sizes[0][row, 0]), float(sizes[1][row, 0])),
                pushed.promoted,
                pushed.suppressed,
                pushed.what,
                high,
                low,
            )
        )
    return words
