"""One training of one arm at one learning rate with one seed: a folder that is done when its `unit.json` is there."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save

from neuroglot.core.artifacts import content_hash, read_json, write_bytes, write_json
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.progress import Progress
from neuroglot.core.samples import Sample
from neuroglot.generation.engine import TransformersEngine
from neuroglot.generation.generate import generate
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import DivergedError, Example, Examples, LearnOptions, example_losses, learn
from neuroglot.models.subject import Subject
from neuroglot.stages.tune.arms import Arm, Save

Losses = NDArray[np.float64]
"""Of every example, the summed loss of its answer in nats."""


@dataclass(frozen=True)
class Unit:
    """A training that is done; without an arm it stands for the model as it is. The losses of one that diverged are
    infinite."""

    arm: Arm | None
    rate: str
    seed: int
    folder: Path
    held_out: Losses

    @property
    def finite(self) -> bool:
        """Whether what was trained has losses that are numbers."""
        return bool(np.isfinite(self.held_out).all())

    @property
    def facts(self) -> dict[str, Any]:
        """How the training went, and what it took."""
        return read_json(self.folder / "unit.json")

    @property
    def hash(self) -> str:
        """What the tuned weights depend on beside the model: the bytes that were trained."""
        digest = hashlib.sha256()
        for path in sorted((self.folder / "trained").rglob("*.safetensors")):
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        return digest.hexdigest()


def plain_unit(subject: Subject, held_out: Sequence[Example], folder: Path) -> Unit:
    """The model as it is."""
    return Unit(None, "", 0, folder, _losses(subject, held_out, folder / "held_out.safetensors"))


def train_unit(
    subject: Subject,
    arm: Arm,
    options: LearnOptions,
    lessons: tuple[Examples, Examples],
    folder: Path,
    progress: Progress,
) -> Unit:
    """Train an arm on the first of the lessons, keep what was trained, and measure it on the second; what is on disk
    is not done again. The subject is as it was afterwards."""
    learned, held_out = lessons
    path = folder / "held_out.safetensors"
    if not (folder / "unit.json").exists():
        path.unlink(missing_ok=True)
        with arm.train(subject, options.seed) as save_trained:
            _reset_peak(subject)
            try:
                found = learn(subject, learned, options, folder / "training", progress, held_out)
            except DivergedError as error:
                facts: dict[str, Any] = {"diverged": str(error)}
                write_bytes(path, save({"nats": np.full(len(held_out.kept), np.inf)}))
            else:
                facts = {**asdict(found), "peak": _peak(subject), "state": _state(subject)}
                _keep(save_trained, folder / "trained")
                _losses(subject, held_out.kept, path)
        write_json(folder / "unit.json", facts)
    shutil.rmtree(folder / "training", ignore_errors=True)
    return Unit(arm, f"{options.lr:g}", options.seed, folder, _losses(subject, held_out.kept, path))


def _keep(save_trained: Save, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    save_trained(folder)


def measure_unit(
    subject: Subject,
    unit: Unit,
    examples: Sequence[Example],
    written: tuple[ProblemSet, SamplingOptions],
    progress: Progress,
) -> tuple[Losses, tuple[Sample, ...]]:
    """The loss of test examples under what was trained, and the programs that it writes; nothing is done twice. Raises
    DivergedError where a loss is no finite number."""
    problems, sampling = written
    path, out = unit.folder / "test.safetensors", unit.folder / "programs.jsonl"
    context = nullcontext() if unit.arm is None else unit.arm.apply(subject, unit.folder / "trained")
    with context:
        losses = _losses(subject, examples, path)
        if not np.isfinite(losses).all():
            raise DivergedError(
                f"{subject.id}{'' if unit.arm is None else ', as it was trained,'} has losses on the test problems "
                "that are no finite numbers: give another --dtype, or lower --rates"
            )
        if not problems.problems:
            return losses, ()
        weights = subject.weights if unit.arm is None else content_hash([subject.weights, unit.hash])
        engine = TransformersEngine(replace(subject, weights=weights))
        return losses, generate(engine, problems, sampling, out, progress)


def _losses(subject: Subject, examples: Sequence[Example], path: Path) -> Losses:
    if not path.exists():
        nats, _ = example_losses(subject, examples)
        write_bytes(path, save({"nats": nats}))
    found: Mapping[str, Losses] = load_file(str(path))
    return found["nats"]


def _state(subject: Subject) -> int:
    """Bytes of what is trained, its gradients and AdamW's two averages."""
    return sum(4 * one.numel() * one.itemsize for one in subject.model.parameters() if one.requires_grad)


def _reset_peak(subject: Subject) -> None:
    if subject.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(subject.device)


def _peak(subject: Subject) -> int:
    """Bytes that the accelerator held at most; 0 on the CPU, whose memory other things of this process fill too."""
    return torch.cuda.max_memory_allocated(subject.device) if subject.device.type == "cuda" else 0
