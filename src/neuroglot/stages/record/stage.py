"""The stage: batches in, NeuronStatistics out, shard by shard, each shard resumable at every batch that is on disk."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import torch

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import halves, unit_of_resampling
from neuroglot.core.neurons import SITES, Key
from neuroglot.core.programs import chunk_path, chunks, first_batch
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.recordings import BY_CLASS, STATISTICS, load_recording
from neuroglot.core.results import Result
from neuroglot.core.statistics import (
    HALVES,
    NeuronStatistics,
    load_statistics,
    merge,
    part_of,
    save_statistics,
)
from neuroglot.models.batches import Batch, Packing, packing
from neuroglot.models.hooks import attribute, capture
from neuroglot.models.losses import token_losses
from neuroglot.models.reach import reach
from neuroglot.models.subject import Subject
from neuroglot.stages.record.classes import class_segments, classes_of, names
from neuroglot.stages.record.keeper import CHUNK_BYTES, Keeper
from neuroglot.stages.record.sums import Accumulator, activation_sums, attribution_sums, program_means, segments


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """What is recorded, and how programs are batched."""

    attributions: Annotated[bool, "also one backward pass: PLS and signed attribution (LAPE needs none)"] = True
    keep_first: Annotated[bool, "count each program's first position too (an attention sink)"] = False
    context: Annotated[int, "longest program in tokens; longer ones are cut there, and counted"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    shards: Annotated[int, "fixed parts of the corpus that ranks can share"] = 4
    seed: Annotated[int, "how tasks are dealt into the two halves"] = 0
    programs: Annotated[bool, "keep every program's own means too (rankings, permutation tests; more disk)"] = False
    classes: Annotated[bool, "sums by syntactic class too (`select --mix fixed`): eight times the memory"] = False


def record_request(subject: Subject, corpus: Corpus, options: RecordOptions) -> Request:
    """What identifies a recording: its options, the model's files and the corpus."""
    return Request(
        stage="record",
        options={**asdict(options), "model": subject.id, "corpus": corpus.name, "split": corpus.split},
        identity={"weights": subject.weights, "tokenizer": subject.tokens, "corpus": corpus.hash()},
    )


def record(
    subject: Subject, corpus: Corpus, options: RecordOptions, artifact: Artifact, progress: Progress | None = None
) -> NeuronStatistics | None:
    """Record a corpus into an artefact; what is on disk there already is not done again.

    Ranks (RANK and WORLD_SIZE in the environment, as torchrun sets them) take every WORLD_SIZE-th shard; whoever
    finishes the last one merges them. Returns the statistics, or None where shards of other ranks are still missing.
    Raises NeuroglotError on an empty corpus or one with a single language.
    """
    progress = progress or Silent()
    if artifact.complete:
        return load_recording(artifact.folder)
    _check(corpus)
    started = time.monotonic()
    packed = packing(subject, corpus.snippets, options.context, options.batch_tokens, options.keep_first)
    run = _Run(subject, corpus, options, packed)
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    bounds = shard_bounds(len(packed), options.shards)
    progress.begin("recording", len(packed))
    for shard, (first, last) in enumerate(bounds):
        if shard % world == rank:
            _record_shard(run, artifact.folder, shard, (first, last), progress)
    statistics = _merge_parts(artifact.folder, bounds)
    if statistics is None:
        return None
    plain = slice(len(run.languages))
    save_statistics(artifact.folder / STATISTICS, replace(part_of(statistics, plain), reach=reach(subject)))
    if options.classes:
        save_statistics(artifact.folder / BY_CLASS, part_of(statistics, slice(len(run.languages), None)))
    statistics = load_recording(artifact.folder)
    artifact.finish(_results(statistics, subject, corpus), _facts(run, time.monotonic() - started))
    for shard in range(len(bounds)):
        _part(artifact.folder, shard).unlink(missing_ok=True)
    return statistics


def trial(subject: Subject, corpus: Corpus, options: RecordOptions, batches: int) -> tuple[float, int]:
    """How long recording a corpus would take in seconds, from some of its batches, and how many batches it has."""
    _check(corpus)
    packed = packing(subject, corpus.snippets, options.context, options.batch_tokens, options.keep_first)
    run = _Run(subject, corpus, options, packed)
    sums = Accumulator(run.groups, subject.device)
    spread = np.unique(np.linspace(0, len(packed) - 1, batches).astype(int)).tolist()
    _record_batch(run, packed[spread[0]].to(subject.device), sums, Keeper(run.about))
    started = time.monotonic()
    for index in spread:
        _record_batch(run, packed[index].to(subject.device), sums, Keeper(run.about))
    return (time.monotonic() - started) / len(spread) * len(packed), len(packed)


def shard_bounds(batches: int, shards: int) -> list[tuple[int, int]]:
    """First batch and end of each shard; they depend on nothing else, so any number of ranks makes the same sums."""
    count = max(1, min(shards, batches))
    return [(batches * shard // count, batches * (shard + 1) // count) for shard in range(count)]


@dataclass
class _Run:
    subject: Subject
    corpus: Corpus
    options: RecordOptions
    packed: Packing

    def __post_init__(self) -> None:
        self.languages = self.corpus.languages
        self.keys: list[Key] = list(self.subject.widths)
        self.sites = [site for site in SITES if site in self.subject.architecture.views]
        snippets = self.corpus.snippets
        half = halves(snippets, self.options.seed)
        places = [self.languages.index(snippet.language) for snippet in snippets]
        groups = [place * HALVES + side for place, side in zip(places, half, strict=True)]
        number = {unit: place for place, unit in enumerate(dict.fromkeys(map(unit_of_resampling, snippets)))}
        units = [number[unit_of_resampling(snippet)] for snippet in snippets]
        self.groups = (*self.languages, *(names(self.languages) if self.options.classes else ()))
        """What sums are made for: the languages and, by option, every class of each."""
        self.classes = classes_of(self.subject, self.corpus, self.packed) if self.options.classes else None
        self.about = np.array([range(len(snippets)), places, units, half], dtype=np.int64).T
        self.group_of = torch.tensor(groups, dtype=torch.int64, device=self.subject.device)


def _check(corpus: Corpus) -> None:
    if not corpus.snippets:
        raise NeuroglotError(f"the corpus {corpus.name} ({corpus.split}) is empty; it needs programs in two languages")
    if len(corpus.languages) < 2:
        raise NeuroglotError(
            f"the corpus {corpus.name} ({corpus.split}) has one language only ({corpus.languages[0]}): "
            "language neurons are found by comparing; give at least two"
        )


def _record_shard(run: _Run, folder: Path, shard: int, bounds: tuple[int, int], progress: Progress) -> None:
    part = _part(folder, shard)
    sums, keeper = Accumulator(run.groups, run.subject.device), Keeper(run.about)
    first, last = bounds
    following = first
    if part.exists():
        statistics, notes = load_statistics(part)
        following = int(notes["next"])
        sums.restore(statistics)
    _drop_unfinished(folder, shard, following)
    progress.advance(following - first)
    saved = time.monotonic()
    begun, cost = following, 0.0
    while following < last:
        _record_batch(run, run.packed[following].to(run.subject.device), sums, keeper)
        following += 1
        progress.advance()
        now = time.monotonic()
        # Saving costs at most a twentieth of the time, and no more than half a minute is ever at stake.
        if following == last or now - saved > min(20 * cost, 30.0) or keeper.bytes > CHUNK_BYTES:
            # First the chunk: one that the part does not know of is dropped at the next start.
            keeper.save(chunk_path(folder, shard, begun), run.languages)
            save_statistics(part, sums.statistics(run.keys), {"next": str(following)})
            saved, begun = time.monotonic(), following
            cost = saved - now


def _drop_unfinished(folder: Path, shard: int, following: int) -> None:
    """Remove chunks of programs that were saved after the last save of the sums: they are recorded again."""
    for path in chunks(folder, shard):
        if first_batch(path) >= following:
            path.unlink()


def _record_batch(run: _Run, batch: Batch, sums: Accumulator, keeper: Keeper) -> None:
    where = segments(batch, run.group_of, len(run.languages) * HALVES)
    parts = [where]
    if run.classes is not None:
        parts.append(class_segments(batch, run.classes.of(batch), run.group_of, len(run.languages)))
    sums.count(parts)
    if run.options.programs:
        keeper.begin(where)

    def activations(key: Key, values: torch.Tensor) -> None:
        sums.add(key, [activation_sums(values, part) for part in parts])
        if run.options.programs:
            keeper.add(key, program_means(values, None, where))

    def attributions(key: Key, values: torch.Tensor, grads: torch.Tensor) -> None:
        sums.add(key, [{**activation_sums(values, part), **attribution_sums(values, grads, part)} for part in parts])
        if run.options.programs:
            keeper.add(key, program_means(values, grads, where))

    if run.options.attributions:
        with torch.enable_grad(), attribute(run.subject, run.sites, attributions):
            torch.autograd.backward(token_losses(run.subject, batch).sum())
    else:
        with torch.no_grad(), capture(run.subject, run.sites, activations):
            token_losses(run.subject, batch)


def _part(folder: Path, shard: int) -> Path:
    return folder / f"part-{shard:05d}.safetensors"


def _merge_parts(folder: Path, bounds: Sequence[tuple[int, int]]) -> NeuronStatistics | None:
    total: NeuronStatistics | None = None
    for shard, (_, last) in enumerate(bounds):
        part = _part(folder, shard)
        if not part.exists():
            return None
        statistics, notes = load_statistics(part)
        if int(notes["next"]) != last:
            return None
        total = statistics if total is None else merge(total, statistics)
    return total


def _results(statistics: NeuronStatistics, subject: Subject, corpus: Corpus) -> list[Result]:
    results = []
    for place, language in enumerate(statistics.languages):
        cells: list[tuple[dict[str, int], slice]] = [({}, slice(None))]
        cells += [({"half": half}, slice(half, half + 1)) for half in range(HALVES)]
        for condition, part in cells:
            results.append(
                Result(
                    metric="tokens",
                    value=float(statistics.tokens[place, part].sum()),
                    n=int(statistics.programs[place, part].sum()),
                    unit="tokens",
                    stage="record",
                    model=subject.id,
                    corpus=corpus.name,
                    split=corpus.split,
                    language=language,
                    condition=condition,
                )
            )
    return results


def _facts(run: _Run, seconds: float) -> dict[str, object]:
    return {
        **run.subject.facts(),
        "seconds": round(seconds, 2),
        "batches": len(run.packed),
        "tokens": run.packed.tokens,
        "programs": len(run.corpus.snippets),
        "programs cut to the context": run.packed.cut,
    }
