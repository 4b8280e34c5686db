"""One training of one language's neurons: a delta and an adapter to use."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.neurons import NeuronSet
from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.corpora.instructions import Lessons
from neuroglot.learning import LearnOptions, diverged, example_losses, learn, wait_for_everyone
from neuroglot.models.adapters import holds_biases, save_adapter
from neuroglot.models.deltas import NeuronDelta, save_delta, zero_delta
from neuroglot.models.distributed import ranks
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import attached
from neuroglot.models.vectors import VECTORS, Vectors, vectors_of, weights_in
from neuroglot.stages.tune.arms import DELTA, NEURONS
from neuroglot.stages.tune.costs import validation_results
from neuroglot.stages.tune.options import decisive, sets_hash
from neuroglot.stages.tune.reading import check_untuned, read_lessons

STAGE = "tuned"
ADAPTER = "adapter"


@dataclass(frozen=True, slots=True)
class SingleOptions:
    """Which weights of the neurons are trained."""

    vectors: Annotated[Vectors, VECTORS] = "pair"
    biases: Annotated[bool, "train the neurons' biases too, where there are any"] = False
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000


@dataclass(frozen=True)
class Assignment:
    """Which neurons learn what."""

    neurons: NeuronSet
    lessons: Lessons


def tune_request(subject: Subject, given: Assignment, options: SingleOptions, learning: LearnOptions) -> Request:
    """What identifies a training: its options, the model's files, the neurons and the lessons."""
    return Request(
        stage=STAGE,
        options={
            **asdict(options),
            "learning": decisive(learning),
            "model": subject.id,
            "target": given.lessons.language,
            "method": given.neurons.method,
            "lessons": given.lessons.name,
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "lessons": given.lessons.hash(),
            "neurons": sets_hash({given.neurons.label: given.neurons}),
        },
    )


def tune_single(
    subject: Subject,
    given: Assignment,
    options: SingleOptions,
    learning: LearnOptions,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Train the neurons' vectors; leave the delta (`DELTA`) and, as an ordinary LoRA, `ADAPTER` in the artefact.

    The Results are the loss on what is held out of the lessons, before and after, and what was trained. The subject is
    as it was afterwards. Under `torchrun` every device takes its part of each step, and the first process writes.
    Raises NeuroglotError where the set is empty or of another model, where there is nothing to learn, and, before
    anything is kept, where the training diverges.
    """
    if artifact.complete:
        return artifact.results()
    learned, held_out = read_lessons(subject, given.lessons, learning.length)
    vectors = vectors_of(subject, given.neurons, options.vectors)
    before, _ = example_losses(subject, held_out.kept)
    check_untuned(subject, before)
    folder = artifact.folder / "training"
    with attached(subject, zero_delta(subject, vectors, options.biases)) as read:
        found = learn(subject, learned, learning, folder, progress, held_out)
        after, _ = example_losses(subject, held_out.kept)
        if not np.isfinite(after).all():
            raise diverged(learning, "its losses on what is held out are")
        delta = read()
    if ranks().rank == 0:
        _keep(subject, delta, artifact.folder)
        about = {"target": given.lessons.language, "method": given.neurons.method}
        origin = {"stage": STAGE, "model": subject.id, "seed": learning.seed}
        losses = [({"arm": "none", **about}, before), ({"arm": NEURONS, **about, "lr": f"{learning.lr:g}"}, after)]
        results = validation_results(given.lessons, held_out, losses, options.bootstrap, origin)
        weights = weights_in(subject, vectors)
        artifact.finish(results, {**subject.facts(), "learned": asdict(found), "weights": weights})
        shutil.rmtree(folder, ignore_errors=True)
    wait_for_everyone()
    return artifact.results()


def _keep(subject: Subject, delta: NeuronDelta, folder: Path) -> None:
    """Write the delta, and the adapter; its biases only where an adapter can hold them."""
    save_delta(folder / DELTA, delta)
    shutil.rmtree(folder / ADAPTER, ignore_errors=True)
    save_adapter(subject, delta, folder / ADAPTER, biases=holds_biases(subject, delta))
