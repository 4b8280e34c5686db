"""The stage: batches in, NeuronStatistics out, shard by shard, each shard resumable at every batch that is on disk."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
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
from neuroglot.models.batches import keep_layout, packing
from neuroglot.models.distributed import Ranks, ranks
from neuroglot.models.reach import reach
from neuroglot.models.subject import Subject
from neuroglot.stages.record.keeper import CHUNK_BYTES, Keeper
from neuroglot.stages.record.options import RecordOptions, batch_tokens
from neuroglot.stages.record.reading import Run, record_batch
from neuroglot.stages.record.sums import Accumulator


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

    Ranks (RANK and WORLD_SIZE in the environment, as torchrun sets them) take every WORLD_SIZE-th shard and wait for
    one another; the first merges. Without an address to meet at (MASTER_ADDR) whoever finishes the last shard merges.
    Ranks that hold parts of one model record every shard together.
    Returns the statistics, or None where that is for another rank to do.
    Raises NeuroglotError on an empty corpus, one with a single language, or more ranks than shards.
    """
    progress = progress or Silent()
    if artifact.complete:
        return load_recording(artifact.folder)
    _check(corpus)
    started = time.monotonic()
    tokens = batch_tokens(subject, options, artifact.folder)
    packed = packing(subject, corpus.snippets, options.context, tokens, options.keep_first)
    keep_layout(artifact.folder / "part", packed)
    run = Run(subject, corpus, options, packed)
    here = Ranks() if subject.split else ranks()
    bounds = shard_bounds(len(packed), options.shards)
    if here.world > options.shards:
        raise NeuroglotError(
            f"{here.world} ranks share {options.shards} shards, so some have none: give --shards {4 * here.world}, say"
        )
    progress.begin("recording", len(packed))
    for shard, (first, last) in enumerate(bounds):
        if shard % here.world == here.rank:
            _record_shard(run, artifact.folder, shard, (first, last), progress)
    here.wait()
    if here.linked and here.rank:
        return None
    statistics = _merge_parts(artifact.folder, bounds)
    if statistics is None:
        return None
    _save_whole(run, artifact.folder, statistics)
    statistics = load_recording(artifact.folder)
    artifact.finish(_results(statistics, subject, corpus), _facts(run, time.monotonic() - started))
    for shard in range(len(bounds)):
        _part(artifact.folder, shard).unlink(missing_ok=True)
    return statistics


def _save_whole(run: Run, folder: Path, statistics: NeuronStatistics) -> None:
    """Write the merged sums: those by language and, by option, those by class."""
    plain = slice(len(run.languages))
    save_statistics(folder / STATISTICS, replace(part_of(statistics, plain), reach=reach(run.subject)))
    if run.options.classes:
        save_statistics(folder / BY_CLASS, part_of(statistics, slice(len(run.languages), None)))


def trial(subject: Subject, corpus: Corpus, options: RecordOptions, batches: int) -> tuple[float, int]:
    """How long recording a corpus would take in seconds, from some of its batches, and how many batches it has."""
    _check(corpus)
    tokens = batch_tokens(subject, options)
    packed = packing(subject, corpus.snippets, options.context, tokens, options.keep_first)
    run = Run(subject, corpus, options, packed)
    sums = Accumulator(run.groups, subject.device)
    spread = np.unique(np.linspace(0, len(packed) - 1, batches).astype(int)).tolist()
    record_batch(run, packed[spread[0]].to(subject.device), sums, Keeper(run.about))
    started = time.monotonic()
    for index in spread:
        record_batch(run, packed[index].to(subject.device), sums, Keeper(run.about))
    return (time.monotonic() - started) / len(spread) * len(packed), len(packed)


def shard_bounds(batches: int, shards: int) -> list[tuple[int, int]]:
    """First batch and end of each shard; they depend on nothing else, so any number of ranks makes the same sums."""
    count = max(1, min(shards, batches))
    return [(batches * shard // count, batches * (shard + 1) // count) for shard in range(count)]


def _check(corpus: Corpus) -> None:
    if not corpus.snippets:
        raise NeuroglotError(f"the corpus {corpus.name} ({corpus.split}) is empty; it needs programs in two languages")
    if len(corpus.languages) < 2:
        raise NeuroglotError(
            f"the corpus {corpus.name} ({corpus.split}) has one language only ({corpus.languages[0]}): "
            "language neurons are found by comparing; give at least two"
        )


def _record_shard(run: Run, folder: Path, shard: int, bounds: tuple[int, int], progress: Progress) -> None:
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
        record_batch(run, run.packed[following].to(run.subject.device), sums, keeper)
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


def _facts(run: Run, seconds: float) -> dict[str, object]:
    return {
        **run.subject.facts(),
        "seconds": round(seconds, 2),
        "batches": len(run.packed),
        "tokens": run.packed.tokens,
        "programs": len(run.corpus.snippets),
        "programs cut to the context": run.packed.cut,
    }
