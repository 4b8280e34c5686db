"""Lessons on disk: adapters that were trained, each once, and the learning rate that validation chose."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from neuroglot.core.artifacts import read_json, write_json
from neuroglot.core.documented import TRAIN, VALIDATION, DocumentedSet, drawn
from neuroglot.core.progress import Progress
from neuroglot.learning import (
    DivergedError,
    Examples,
    Learned,
    LearnOptions,
    diverged,
    example_losses,
    learn,
    read_examples,
    wait_for_everyone,
)
from neuroglot.models.adapters import with_adapter
from neuroglot.models.distributed import ranks
from neuroglot.models.lora import attention_lora, loaded_lora, trained_weights
from neuroglot.models.subject import Subject
from neuroglot.stages.summarize.arms import Lesson, ranks_at
from neuroglot.stages.summarize.bands import Bands
from neuroglot.stages.summarize.prompts import lessons_of

LEARNED = "learned.json"


@dataclass(frozen=True)
class School:
    """Where lessons are given: the model, the examples by split, how training runs, and the folder of the adapters."""

    subject: Subject
    examples: Mapping[str, DocumentedSet]
    learning: LearnOptions
    bands: Bands
    rank: int
    cue: str
    folder: Path
    progress: Progress

    def adapters(self, lesson: Lesson) -> Path:
        """The folder of a lesson's adapters; trained now, with the lessons before it, where they are not there. Raises
        DivergedError where the training diverged, or one before it."""
        folder = self.folder / f"adapters-{lesson.name}"
        if not (folder / LEARNED).exists():
            before = self.adapters(lesson.after) if lesson.after else None
            self._teach(lesson, before, folder)
        why = read_json(folder / LEARNED).get("diverged")
        if why:
            raise DivergedError(f"{lesson.name}: {why}")
        return folder

    def facts(self, lesson: Lesson) -> dict[str, Any]:
        """How a lesson went: steps, losses, seconds a step, weights, examples; it must have been given."""
        return read_json(self.folder / f"adapters-{lesson.name}" / LEARNED)

    def loss(self, lesson: Lesson, language: str) -> tuple[float, int]:
        """The validation loss of a language after a lesson, in nats a token of the summaries, and of how many examples
        that is the mean. Raises DivergedError where it is no finite number."""
        path = self.adapters(lesson) / f"loss-{language}.json"
        if not path.exists():
            examples = self._read(VALIDATION, (language,), 0, lesson.seed)
            with loaded_lora(self.subject, path.parent):
                nats, tokens = example_losses(self.subject, examples.kept)
            if not np.isfinite(nats).all():
                raise diverged(self._options(lesson), f"the losses of {lesson.name} on what validates are")
            write_json(path, {"loss": float(nats.sum() / tokens.sum()), "examples": len(examples.kept)})
        found = read_json(path)
        return float(found["loss"]), int(found["examples"])

    def _teach(self, lesson: Lesson, before: Path | None, folder: Path) -> None:
        examples = self._read(TRAIN, lesson.languages, lesson.amount, lesson.seed)
        watched = self._read(VALIDATION, lesson.languages, 0, lesson.seed) if self.learning.patience else None
        self.progress.say(f"learning: {lesson.name}")
        states = self.folder / f"states-{lesson.name}"
        with self._opened(lesson, before) as adapted:
            facts: dict[str, Any] = {"weights": trained_weights(self.subject), "rate": lesson.rate}
            try:
                learned = learn(self.subject, examples, self._options(lesson), states, self.progress, watched)
            except DivergedError as error:
                facts["diverged"] = str(error)
            else:
                facts |= _facts(examples, learned)
                if ranks().rank == 0:
                    _write(adapted, folder)
        if ranks().rank == 0:
            write_json(folder / LEARNED, facts)
            shutil.rmtree(states, ignore_errors=True)
        wait_for_everyone()

    def _options(self, lesson: Lesson) -> LearnOptions:
        return replace(self.learning, lr=lesson.rate, seed=lesson.seed)

    def _opened(self, lesson: Lesson, before: Path | None) -> AbstractContextManager[Any]:
        if before is not None:
            return loaded_lora(self.subject, before, trainable=True)
        config = attention_lora(self.subject, ranks_at(lesson.place, self.rank, self.bands))
        return with_adapter(self.subject, config, lesson.seed)

    def _read(self, split: str, languages: Sequence[str], amount: int, seed: int) -> Examples:
        chosen = drawn(self.examples[split].of(languages), amount, seed)
        return read_examples(self.subject, lessons_of(chosen.examples, self.cue), self.learning.length)


def _facts(examples: Examples, learned: Learned) -> dict[str, Any]:
    """How a training went."""
    return {
        "examples": len(examples.kept),
        "too long": len(examples.left_out),
        "steps": learned.steps,
        "best step": learned.best,
        "targets": learned.targets,
        "seconds a step": round(learned.seconds, 4),
        "loss": [learned.losses[0], learned.losses[-1]] if learned.losses else [],
    }


def _write(adapted: Any, folder: Path) -> None:
    """The adapters in PEFT's form; a folder that a killed process left is made anew."""
    temporary = folder.with_name(f".{folder.name}.tmp")
    for old in (temporary, folder):
        shutil.rmtree(old, ignore_errors=True)
    adapted.save_pretrained(str(temporary))
    os.replace(temporary, folder)
