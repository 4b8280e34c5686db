"""The stage: texts in; by layer, what attention and MLP write into the stream, and what the lens reads from it.

Batches are always the same; the sums of a few of them are a part on disk, so that a killed stage goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load, save

from neuroglot.core.artifacts import Artifact, Request, write_bytes
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import units
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.core.spread import Ints
from neuroglot.models.batches import Batch, Packing, keep_layout, locate, packing
from neuroglot.models.lens import Lens
from neuroglot.models.subject import Subject
from neuroglot.stages.residual.reading import Reader, Sums, added
from neuroglot.stages.residual.results import Read, owner_results, residual_results
from neuroglot.stages.residual.texts import Source, kind_of, produced, texts
from neuroglot.stages.residual.vocabulary import NO_LANGUAGE, own_tokens, token_counts

CHUNK = 16
NOBODY = "none"
"""What tokens are called that are no language's own."""


@dataclass(frozen=True, slots=True)
class ResidualOptions:
    """How many tokens are looked at, and which tokens are a language's own."""

    tokens: Annotated[int, "tokens that are looked at, as many of each language, evenly by program; 0: all"] = 8_000
    times: Annotated[float, "a token is a language's own if it is so many times as frequent as in any other"] = 5.0
    least: Annotated[int, "and if it occurs so many times there"] = 5
    context: Annotated[int, "longest text in tokens; longer ones are cut there"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    seed: Annotated[int, "of the tokens that are drawn and the intervals"] = 0
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000


def residual_request(subject: Subject, source: Source, vocabulary: Corpus, options: ResidualOptions) -> Request:
    """What identifies a reading: its options, the model's files, the texts, and where token languages come from."""
    return Request(
        stage="residual",
        options={
            **asdict(options),
            "model": subject.id,
            "corpus": source.name,
            "split": source.split,
            "text": kind_of(source),
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "texts": source.hash(),
            "programs of the vocabulary": vocabulary.hash(),
        },
    )


def residual(
    subject: Subject,
    source: Source,
    vocabulary: Corpus,
    options: ResidualOptions,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Read the stream of every text; the vocabulary's languages are told by the programs of `vocabulary`.

    Raises NeuroglotError for a family whose blocks, final norm or head are not understood, and where no token is left.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    started = time.monotonic()
    languages = [language for language in vocabulary.languages if language in source.languages]
    owner = own_tokens(token_counts(subject, vocabulary, languages, options.context), options.times, options.least)
    snippets, given = _in_languages(*texts(subject, source, artifact, progress), languages)
    packed = packing(subject, snippets, options.context, options.batch_tokens)
    where = produced(subject, snippets, given, packed.documents, languages, (options.tokens, options.seed))
    if not len(where[0]):
        raise NeuroglotError(f"no token of {source.name} ({source.split}) is written in {', '.join(languages)}")
    reader = _reader(subject, owner, languages)
    sums, counts = _all_sums(reader, packed, where, len(snippets), artifact, progress)
    origin = {"stage": "residual", "model": subject.id, "corpus": source.name, "split": source.split}
    language = np.array([languages.index(snippet.language) for snippet in snippets], dtype=np.int64)
    read = Read(sums, counts, language, units(snippets)[1], languages, origin)
    own = np.bincount(np.where(owner == NO_LANGUAGE, len(languages), owner), minlength=len(languages) + 1)
    rule = f"at least {options.times:g} times as frequent as in any other language, {options.least} times or more"
    results = [
        *residual_results(read, kind_of(source), options.bootstrap, options.seed),
        *owner_results(own, reader.names, rule, origin),
    ]
    seconds = round(time.monotonic() - started, 2)
    artifact.finish(results, {**subject.facts(), "seconds": seconds, "tokens": len(where[0]), "cut": packed.cut})
    return tuple(results)


def _in_languages(
    snippets: Sequence[Snippet], given: Sequence[int], languages: Sequence[str]
) -> tuple[list[Snippet], list[int]]:
    kept = [place for place, snippet in enumerate(snippets) if snippet.language in languages]
    return [snippets[place] for place in kept], [given[place] for place in kept]


def _reader(subject: Subject, owner: NDArray[np.int64], languages: Sequence[str]) -> Reader:
    names = (*languages, NOBODY)
    of = torch.from_numpy(np.where(owner == NO_LANGUAGE, len(languages), owner))
    owners = torch.nn.functional.one_hot(of, len(names)).float().to(subject.device)
    return Reader(subject, Lens(subject), owners, names)


def _all_sums(
    reader: Reader, packed: Packing, where: tuple[Ints, Ints], texts: int, artifact: Artifact, progress: Progress
) -> tuple[Sums, NDArray[np.int64]]:
    """The sums over all batches; parts that are on disk are not read again."""
    keep_layout(artifact.folder / "part", packed)
    progress.begin("reading the stream", len(packed))
    parts: list[Sums] = []
    counts = np.zeros(texts, dtype=np.int64)
    for start in range(0, len(packed), CHUNK):
        part = artifact.folder / f"part-{start:08d}.safetensors"
        inside = range(start, min(start + CHUNK, len(packed)))
        if not part.exists():
            write_bytes(part, _saved(*_chunk(reader, [packed[index] for index in inside], where, texts)))
        found, there = _loaded(part.read_bytes(), texts)
        parts.append(found)
        counts += there
        progress.advance(len(inside))
    return added(parts), counts


def _chunk(
    reader: Reader, batches: Sequence[Batch], where: tuple[Ints, Ints], texts: int
) -> tuple[Sums, NDArray[np.int64]]:
    sums: list[Sums] = []
    counts = np.zeros(texts, dtype=np.int64)
    for batch in batches:
        # The state from which a token is written stands one before it.
        row, column, _ = locate(batch, where[0], where[1] - 1)
        if len(row):
            found, there = reader.sums(batch, (row, column), texts)
            sums.append(found)
            counts += there
    return added(sums), counts


def _saved(sums: Sums, counts: NDArray[np.int64]) -> bytes:
    """Sums of the texts that have tokens here, (figures, texts)."""
    there = np.flatnonzero(counts)
    stacked: Any = np.stack([values[there] for values in sums.values()]) if sums else np.zeros((0, 0))
    names = json.dumps(list(sums))
    return save({"texts": there, "counts": counts[there], "sums": stacked}, metadata={"names": names})


def _loaded(data: bytes, texts: int) -> tuple[Sums, NDArray[np.int64]]:
    length = int.from_bytes(data[:8], "little")
    names = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["names"])
    found = load(data)
    counts = np.zeros(texts, dtype=np.int64)
    counts[found["texts"]] = found["counts"]
    sums: Sums = {}
    for (what, layer, about), values in zip(names, found["sums"], strict=True):
        sums[what, layer, about] = np.zeros(texts)
        sums[what, layer, about][found["texts"]] = values
    return sums, counts
