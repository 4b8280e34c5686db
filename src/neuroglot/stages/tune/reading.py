"""Lessons as examples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.instructions import Lessons
from neuroglot.learning import Examples, read_examples
from neuroglot.models.subject import Subject


def read_lessons(subject: Subject, lessons: Lessons, length: int) -> tuple[Examples, Examples]:
    """What is learned, and what is held out, as examples of at most `length` tokens.

    Raises NeuroglotError where either is nothing.
    """
    learned, held_out = (
        read_examples(subject, [(one.prompt, one.answer) for one in part], length)
        for part in (lessons.learned, lessons.held_out)
    )
    return learned, held_out


def check_untuned(subject: Subject, losses: NDArray[np.float64]) -> None:
    """Raise NeuroglotError where losses of the model as it is are no finite numbers: nothing can be compared then."""
    if not np.isfinite(losses).all():
        raise NeuroglotError(
            f"{subject.id} has losses on what is held out that are no finite numbers, before anything is trained: "
            "give another --dtype"
        )
