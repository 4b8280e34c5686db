"""The stage: held-out loss of every language with each set silent, beside random sets. One file a condition on disk."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from neuroglot.core.artifacts import Artifact, Request, write_bytes
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.models.batches import Packing, packing
from neuroglot.models.edits import edited
from neuroglot.models.losses import document_losses
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate.conditions import CONTROLLED, Condition, conditions
from neuroglot.stages.ablate.effects import Losses, baseline_results, change_results, evaluation, exceeded_results
from neuroglot.stages.ablate.silence import KIND, Kind, Means, asked, silence_of


@dataclass(frozen=True, slots=True)
class AblateOptions:
    """What the sets are compared with, and how programs are batched."""

    draws: Annotated[int, "random controls a set (seeds 0, 1, 2, ...)"] = 20
    controlled: Annotated[tuple[str, ...], CONTROLLED] = ()
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000
    context: Annotated[int, "longest program in tokens; longer ones are cut there, and counted"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    seed: Annotated[int, "of the bootstrap"] = 0
    kind: Annotated[Kind, KIND] = "zero"


def ablate_request(
    subject: Subject,
    corpus: Corpus,
    options: AblateOptions,
    chosen: Mapping[str, Artifact],
    means: Means | None = None,
) -> Request:
    """What identifies an ablation: its options, the model's files, the corpus, the selections and any means."""
    selections = {method: artifact.request.key for method, artifact in chosen.items()}
    return Request(
        stage="ablate",
        options={
            **asked(asdict(options)),
            "model": subject.id,
            "corpus": corpus.name,
            "split": corpus.split,
            "select": selections,
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "corpus": corpus.hash(),
            **{f"selection by {method}": artifact.hash() for method, artifact in chosen.items()},
            **silence_of(options.kind, means).identity,
        },
    )


def ablate(
    subject: Subject,
    corpus: Corpus,
    chosen: Mapping[str, Sets],
    options: AblateOptions,
    artifact: Artifact,
    progress: Progress | None = None,
    means: Means | None = None,
) -> tuple[Result, ...]:
    """Measure every condition into an artefact; conditions on disk are not measured again.

    `chosen` holds the sets by method; `means`, from `pooled_means`, are what neurons are held at where the kind is
    "mean". Raises NeuroglotError on an empty corpus, sets of another model, or means that are needed and missing.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    if not corpus.snippets:
        raise NeuroglotError(
            f"the corpus {corpus.name} ({corpus.split}) is empty; there is nothing to measure a loss on"
        )
    silence = silence_of(options.kind, means)
    started = time.monotonic()
    packed = packing(subject, corpus.snippets, options.context, options.batch_tokens)
    listed, skipped = conditions(chosen, subject.widths, options.draws, options.controlled, silence)
    losses, targets = measure(subject, packed, listed, artifact.folder, progress)
    origin = {
        "stage": "ablate",
        "model": subject.id,
        "corpus": corpus.name,
        "split": corpus.split,
        "seed": options.seed,
    }
    against = evaluation(corpus, targets, losses[0], options.bootstrap, origin)
    results = baseline_results(against)
    for condition, values in zip(listed[1:], losses[1:], strict=True):
        results += change_results(against, values, condition.about)
    results += exceeded_results(results, origin)
    facts = {
        **subject.facts(),
        "seconds": round(time.monotonic() - started, 2),
        "conditions": len(listed),
        "tokens": packed.tokens,
        "programs": len(corpus.snippets),
        "programs cut to the context": packed.cut,
        "skipped": skipped,
    }
    artifact.finish(results, facts)
    return tuple(results)


def measure(
    subject: Subject, packed: Packing, listed: Sequence[Condition], folder: Path, progress: Progress
) -> tuple[list[Losses], NDArray[np.int64]]:
    """Every program's loss under each condition, and the number of tokens that it is a sum over.

    A condition that has its file in `folder` is not measured again. Raises NeuroglotError where one can't be read.
    """
    progress.begin("ablating", len(listed) * len(packed))
    measured = []
    for condition in listed:
        part = folder / condition.part
        if part.exists():
            progress.advance(len(packed))
        else:
            with edited(subject, condition.edit):
                nats, targets = document_losses(subject, packed, progress.advance)
            write_bytes(part, save({"nats": nats.numpy(), "targets": targets.numpy()}))
        measured.append(_read(part))
    return [one["nats"] for one in measured], measured[0]["targets"]


def _read(part: Path) -> dict[str, NDArray[Any]]:
    try:
        return load_file(part)
    except (SafetensorError, OSError) as error:
        raise NeuroglotError(f"{part} can't be read ({error}); remove it and start again") from error
