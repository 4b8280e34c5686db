"""The stage: chosen neurons in; where they are active, what they write, what their silence costs, and a label.

Two passes over the corpus: one that counts and finds the contexts, one that reads the activations around them. Both,
and the silencing, go on where they were stopped.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neuroglot.core.artifacts import Artifact, Request, content_hash
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.examined import STAGE, Examined, load_examined, save_examined, selection_by
from neuroglot.core.neurons import neuron_set
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.models.batches import Packing, keep_layout, packing
from neuroglot.models.subject import Subject
from neuroglot.stages.examine.alone import alone_results, losses
from neuroglot.stages.examine.contexts import contexts, draw
from neuroglot.stages.examine.documents import readable
from neuroglot.stages.examine.gathering import Gathered, examined
from neuroglot.stages.examine.options import Chosen, ExamineOptions
from neuroglot.stages.examine.parallel import parallel_tasks, similarity
from neuroglot.stages.examine.parts import over_batches
from neuroglot.stages.examine.reading import Columns, columns_of, read
from neuroglot.stages.examine.sources import Sources
from neuroglot.stages.examine.survey import Survey, empty, here
from neuroglot.stages.examine.tokens import Ints, Tokens, tokens_of
from neuroglot.stages.examine.windows import Windows, windows


def examine_request(subject: Subject, sources: Sources, chosen: Chosen, options: ExamineOptions) -> Request:
    """What identifies an examination: its options, the neurons, the model's files, the programs, the recording and the
    selections."""
    neurons = content_hash([[str(neuron), *map(list, sets)] for neuron, sets in sorted(chosen.items())])
    held_out, recorded, selected = sources.held_out, sources.recorded, sources.selected
    return Request(
        stage=STAGE,
        options={
            **asdict(options),
            "model": subject.id,
            "corpus": sources.corpus.name,
            "split": sources.corpus.split,
            "neurons": neurons,
            "held out": None if held_out is None else [held_out.name, held_out.split, held_out.hash()[:12]],
            "record": None if recorded is None else recorded.request.key,
            **({"select": {method: one.request.key for method, one in selected.items()}} if selected else {}),
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "corpus": sources.corpus.hash(),
            **({} if held_out is None else {"held-out corpus": held_out.hash()}),
            **({} if recorded is None else {"recording": recorded.hash()}),
            **{selection_by(method): one.hash() for method, one in selected.items()},
        },
    )


def examine(
    subject: Subject,
    sources: Sources,
    chosen: Chosen,
    options: ExamineOptions,
    artifact: Artifact,
    progress: Progress | None = None,
) -> Examined:
    """Examine neurons into an artefact, or read what was found there before.

    Raises NeuroglotError where no neuron is chosen or one is not the model's, for an empty corpus, and for a tokenizer
    without offsets.
    """
    progress = progress or Silent()
    if artifact.complete:
        return load_examined(artifact.folder)
    if not chosen:
        raise NeuroglotError("no neuron is chosen: give methods, --neurons or --random")
    subject.check(neuron_set("chosen", STAGE, chosen))
    started = time.monotonic()
    corpus, skipped = readable(sources.corpus)
    if not corpus.snippets:
        raise NeuroglotError(f"the corpus {corpus.name} ({corpus.split}) is empty: there is nothing to read")
    sources = replace(sources, corpus=corpus)
    packed = packing(subject, corpus.snippets, options.context, options.batch_tokens)
    keep_layout(artifact.folder / "part", packed)
    reader = _Reader(subject, packed, tokens_of(subject, corpus, packed), columns_of(subject, list(chosen)), artifact)
    found = _gather(reader, sources, options, progress)
    results = _alone(reader, sources, options, progress)
    whole = examined(subject, sources, chosen, found, results, options)
    del found  # writing takes room of its own
    save_examined(artifact.folder, whole)
    facts = {**subject.facts(), "seconds": round(time.monotonic() - started, 2), "tokens": packed.tokens}
    facts |= {"neurons": len(whole), "programs cut to the context": packed.cut, "skipped": skipped}
    artifact.finish([*_counts(whole, subject, corpus), *results], facts)
    for part in artifact.folder.glob("part-*.safetensors"):
        part.unlink()
    return whole


@dataclass(frozen=True)
class _Reader:
    """What both passes share."""

    subject: Subject
    packed: Packing
    tokens: Tokens
    columns: Columns
    artifact: Artifact


def _gather(reader: _Reader, sources: Sources, options: ExamineOptions, progress: Progress) -> Gathered:
    tokens = reader.tokens
    sample = draw(tokens.counted, options.sampled, options.seed)
    found = _survey(reader, len(sources.corpus.languages), sample, options, progress)
    chosen = contexts(tokens, found, sample, options)
    rows = parallel_tasks(sources.corpus, options.seed)
    shown = [place for row in rows[: options.parallel] for place in row]
    kept = windows(tokens, chosen, shown, _largest(found), options.window)
    _read_windows(reader, kept, progress)
    alike = similarity(reader.subject, sources.corpus, rows, options)
    return Gathered(tokens, reader.columns, found, chosen, kept, rows[: options.parallel], alike)


def _survey(
    reader: _Reader, languages: int, sample: Ints, options: ExamineOptions, progress: Progress
) -> dict[str, NDArray[Any]]:
    """The first pass; the survey's tensors, on the CPU."""
    tokens, device = reader.tokens, reader.subject.device
    kept = max(options.top, min(options.most_active, round(options.active * int(tokens.counted.sum()))))
    survey = empty(len(reader.columns), languages, kept, len(sample), device)
    cells = tokens.cells

    def work(index: int) -> None:
        batch = reader.packed[index]
        known = here(tokens.places(batch).to(device), cells, tokens.counted, sample)
        on_device = batch.to(device)
        read(reader.subject, reader.columns, on_device, partial(_flat, survey, known))

    progress.begin("finding contexts", len(reader.packed))
    over_batches(reader.artifact.folder / "part-survey.safetensors", survey.tensors, len(reader.packed), work, progress)
    return {name: tensor.cpu().numpy() for name, tensor in survey.tensors.items()}


def _flat(survey: Survey, known: Any, run: slice, values: Tensor) -> None:
    survey.add(run, values.flatten(0, 1).to(known.rows.device), known)


def _largest(found: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """The size that every neuron's scale reaches to."""
    ends = np.maximum(found["highest"][:, 0], found["lowest"][:, 0])
    return np.where(np.isfinite(ends), np.maximum(ends, 0.0), 0.0).astype(np.float32)


def _read_windows(reader: _Reader, kept: Windows, progress: Progress) -> None:
    """The second pass: only batches of which something is shown are read."""
    wanted = [index for index in range(len(reader.packed)) if kept.wanted(reader.packed, index)]

    def work(number: int) -> None:
        batch = reader.packed[wanted[number]]
        read(reader.subject, reader.columns, batch.to(reader.subject.device), partial(_gathered, kept, batch))

    progress.begin("reading contexts", len(wanted))
    tensors = {"values": torch.from_numpy(kept.values), "whole": torch.from_numpy(kept.whole)}
    over_batches(reader.artifact.folder / "part-windows.safetensors", tensors, len(wanted), work, progress)


def _gathered(kept: Windows, batch: Any, run: slice, values: Tensor) -> None:
    kept.gather(run, values, batch)


def _alone(reader: _Reader, sources: Sources, options: ExamineOptions, progress: Progress) -> list[Result]:
    if sources.held_out is None:
        return []
    neurons, origin = reader.columns.neurons, {"stage": STAGE, "model": reader.subject.id}
    found = losses(reader.subject, sources.held_out, neurons, options, reader.artifact, progress)
    return alone_results(sources.held_out, found, neurons, options, origin)


def _counts(whole: Examined, subject: Subject, corpus: Corpus) -> list[Result]:
    """How many neurons were examined and what share has something over-represented, by the method that chose them."""
    by_method: dict[str, list[bool]] = {}
    for words in whole.words:
        for method in {method for method, _ in words.chosen}:
            by_method.setdefault(method, []).append(bool(words.high or words.low))
    origin = {"stage": STAGE, "model": subject.id, "corpus": corpus.name, "split": corpus.split}
    results = []
    for method, labelled in by_method.items():
        said: Any = {"condition": {"method": method}, "n": len(labelled), **origin}
        results.append(Result("examined", float(len(labelled)), unit="neurons", **said))
        results.append(Result("labelled", sum(labelled) / len(labelled), unit="share of neurons", **said))
    return results
