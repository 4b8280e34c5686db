"""Lessons as examples."""

from __future__ import annotations

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
