"""The stage: labelled pairs of two splits in; how well each layer, the band and each baseline tells clones out.

The band's score is the mean over its layers of each layer's cosine, under the pooling and variant that each has as a
layer by itself.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from neuroglot.core.artifacts import Artifact
from neuroglot.core.clones import ALL, BAND, CHOSEN, JACCARD, PROMPT, STAGE, TFIDF
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import ClonePairs
from neuroglot.models.batches import Packing, packing
from neuroglot.models.embed import inverse_frequencies
from neuroglot.models.outputs import RESIDUAL
from neuroglot.models.states import pooled_states
from neuroglot.models.subject import Subject
from neuroglot.stages.clones.layers import Read, named, of_layer, read_of
from neuroglot.stages.clones.measures import Measure, by_jaccard, by_tfidf
from neuroglot.stages.clones.options import VARIANTS, CloneOptions
from neuroglot.stages.clones.prompting import Asker, asked
from neuroglot.stages.clones.retrieval import can_retrieve, retrieval_result
from neuroglot.stages.clones.scored import Scored, Setting, setting_of


def clones(
    subject: Subject,
    pairs: ClonePairs,
    band: Sequence[int],
    options: CloneOptions,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Evaluate clone detection into an artefact; what is on disk is not done again. See `scored` for the metrics.

    `band` are the layers of the concept band; none leaves it out. Everything that is chosen or fitted is so on the
    validation pairs. Raises NeuroglotError for unknown poolings, variants or layers, and where a language of the test
    programs has no validation program.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    _check(subject, band, options)
    started = time.monotonic()
    setting = setting_of(pairs, options.bootstrap, _origin(subject, pairs, options))
    sides = (pairs.validation, pairs.test)
    packs = [packing(subject, one.programs, options.context, options.batch_tokens) for one in sides]
    read = _read(subject, setting, packs, options, artifact.folder, progress)
    of_layers, results = _layers(read, len(subject.blocks), progress)
    without, found, cut = _without_states(subject, setting, options, artifact.folder, progress)
    results += found
    means = _summaries(of_layers, band)
    for one in (*of_layers, *means, *without):
        results += one.results()
    results += _leads(means, [of_layers[-1], *without])
    facts = _facts(pairs, packs, band, cut)
    artifact.finish(results, {**subject.facts(), **facts, "seconds": round(time.monotonic() - started, 2)})
    for path in artifact.folder.glob("*.safetensors"):
        path.unlink()
    return tuple(results)


def _check(subject: Subject, band: Sequence[int], options: CloneOptions) -> None:
    unknown = [one for one in options.variant if one not in VARIANTS]
    if unknown or not options.variant or not options.pooling:
        raise NeuroglotError(
            f"unknown variant {unknown[0]!r}; known: {', '.join(VARIANTS)}"
            if unknown
            else "give at least one --pooling and one --variant"
        )
    beyond = [layer for layer in band if not 0 <= layer < len(subject.blocks)]
    if beyond:
        raise NeuroglotError(f"the band names layer {beyond[0]}, and {subject.id} has {len(subject.blocks)} layers")


def _origin(subject: Subject, pairs: ClonePairs, options: CloneOptions) -> Mapping[str, Any]:
    return {"stage": STAGE, "model": subject.id, "corpus": pairs.test.name, "seed": options.seed}


def _read(
    subject: Subject,
    setting: Setting,
    packs: Sequence[Packing],
    options: CloneOptions,
    folder: Path,
    progress: Progress,
) -> Read:
    """The states of every program of both splits at every layer, in parts on disk."""
    kinds = [(RESIDUAL, how) for how in options.pooling]
    idf = inverse_frequencies(subject, packs[0].documents)
    progress.begin("reading", sum(map(len, packs)))
    validation, test = (
        pooled_states(subject, packed, (kinds, idf), folder / f"states-{split}", progress)
        for split, packed in zip(("validation", "test"), packs, strict=True)
    )
    return read_of(setting, (validation, test), options)


def _layers(read: Read, layers: int, progress: Progress) -> tuple[list[Scored], list[Result]]:
    """Every layer as a representation, and what is said of retrieval."""
    progress.begin("scoring", layers)
    found, results = [], []
    for layer in range(layers):
        scored, more = of_layer(read, layer)
        found.append(scored)
        results += more
        progress.advance()
    return found, results


def _summaries(layers: Sequence[Scored], band: Sequence[int]) -> list[Scored]:
    """The band, where there is one, and the layer that is best on the validation pairs (of equals the lowest)."""
    best = max(layers, key=lambda one: one.threshold.f1)
    found = [named(best, CHOSEN)]
    if not band:
        return found
    inside = [layers[layer] for layer in band]
    validation = np.mean([one.validation for one in inside], axis=0)
    test = np.mean([one.test for one in inside], axis=0)
    about = {"representation": BAND, "layers": "-".join(map(str, dict.fromkeys((band[0], band[-1]))))}
    return [Scored(best.setting, about, validation, test), *found]


def _without_states(
    subject: Subject, setting: Setting, options: CloneOptions, folder: Path, progress: Progress
) -> tuple[list[Scored], list[Result], int]:
    """Every pair a clone; shared tokens and TF-IDF; the model's answer where it is asked for, and how many were cut."""
    validation, test = setting.pairs.validation, setting.pairs.test
    found = [Scored(setting, {"representation": ALL}, np.zeros(len(validation)), np.zeros(len(test)))]
    results = []
    lexical: dict[str, tuple[Measure, Measure]] = {
        JACCARD: (by_jaccard(validation.programs), by_jaccard(test.programs)),
        TFIDF: (
            by_tfidf(validation.programs, validation.programs),
            by_tfidf(test.programs, validation.programs),
        ),
    }
    for name, measures in lexical.items():
        about = {"representation": name}
        of_validation = measures[0].scores(validation.left, validation.right)
        found.append(Scored(setting, about, of_validation, measures[1].scores(test.left, test.right)))
        if can_retrieve(test):
            results.append(retrieval_result(setting, measures[1], about, None))
    cut = 0
    if options.prompt:
        asker = Asker(subject, options.context, options.batch_tokens)
        progress.begin("asking", len(validation) + len(test))
        answers = [asked(asker, one, folder, progress) for one in (validation, test)]
        found.append(Scored(setting, {"representation": PROMPT}, answers[0][0], answers[1][0]))
        cut = sum(count for _, count in answers)
    return found, results, cut


def _leads(means: Sequence[Scored], others: Sequence[Scored]) -> list[Result]:
    """The band, and the chosen layer, beside the last layer and everything that is no layer."""
    return [row for one in means for other in others for row in one.leads(other)]


def _facts(pairs: ClonePairs, packs: Sequence[Packing], band: Sequence[int], cut: int) -> Mapping[str, Any]:
    sides = {"validation": pairs.validation, "test": pairs.test}
    return {
        "pairs": {name: len(one) for name, one in sides.items()},
        "clones": {name: int(one.clones.sum()) for name, one in sides.items()},
        "programs": {name: len(one.programs) for name, one in sides.items()},
        "tokens": sum(packed.tokens for packed in packs),
        "programs cut to the context": sum(packed.cut for packed in packs),
        "questions cut to the context": cut,
        "band": list(band),
        "skipped": list(pairs.skipped),
    }
