"""What is asked of a state, what the answer would be without one, and the control task.

Without a state: the commonest label of training (majority), and the label that the token's number in the vocabulary
had most often in training (token). The control task (Hewitt and Liang 2019, arXiv 1909.03368) gives every token number
a label at random, by the frequencies of the labels; a probe that learns it as well as the question only memorizes
tokens. Selectivity is accuracy less accuracy on the control task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroglot.stages.syntax_probe.tokens import Tokens

Ints = NDArray[np.int64]

TYPES, KINDS, LANGUAGE, PROGRAMS = "types", "kinds", "language", "programs"
"""The node's type in its own grammar (a probe a language), its kind, a token's language, a program's language."""


@dataclass(frozen=True)
class Question:
    """One probe's cases: places among the states of training and of test, and their labels.

    `labels` run from 0 to `classes` - 1; `truth` may have larger ones, which training lacks. `language` is the language
    whose tokens alone are asked about, if so. `control` is the control task's labels and truth, `guesses` what the
    baselines answer on the test cases, by their name.
    """

    name: str
    language: str | None
    train: Ints
    test: Ints
    labels: Ints
    truth: Ints
    classes: int
    guesses: dict[str, Ints]
    control: tuple[Ints, Ints] | None = None

    @property
    def key(self) -> str:
        """`types/go`, `kinds`."""
        return self.name if self.language is None else f"{self.name}/{self.language}"


def questions(train: Tokens, test: Tokens, languages: Sequence[str], seed: int) -> list[Question]:
    """All that is asked of tokens."""
    found = []
    for place, language in enumerate(languages):
        cases = tuple(np.flatnonzero(part.language == place) for part in (train, test))
        found.append(_asked(TYPES, language, (train, test), cases, ("type", seed)))
    every = (np.arange(len(train)), np.arange(len(test)))
    found.append(_asked(KINDS, None, (train, test), every, ("kind", seed)))
    found.append(_asked(LANGUAGE, None, (train, test), every, ("language", None)))
    return [question for question in found if len(question.train) and len(question.test)]


def _asked(
    name: str,
    language: str | None,
    tokens: tuple[Tokens, Tokens],
    cases: tuple[Ints, ...],
    about: tuple[str, int | None],
) -> Question:
    what, seed = about
    train, test = (part.some(chosen) for part, chosen in zip(tokens, cases, strict=True))
    labels, truth, classes = numbered(getattr(train, what), getattr(test, what))
    guesses = {"majority": majority(labels, len(truth)), "token": by_token(train.id, labels, test.id)}
    control = None if seed is None or not len(labels) else control_labels(train.id, test.id, labels, seed)
    return Question(name, language, cases[0], cases[1], labels, truth, classes, guesses, control)


def program_question(
    train: tuple[Ints, Sequence[Ints]], test: tuple[Ints, Sequence[Ints]], vocabulary: int
) -> Question:
    """A program's language from the mean of its states; given are each program's language and its tokens' numbers.

    The token baseline is naive Bayes on the counts of the tokens, with one added to each.
    """
    labels, truth, classes = numbered(train[0], test[0])
    bags = [_bags(ids, vocabulary) for ids in (train[1], test[1])]
    counts = np.stack([bags[0][labels == label].sum(axis=0) for label in range(classes)]) + 1.0
    scores = bags[1] @ np.log(counts / counts.sum(axis=1, keepdims=True)).T + np.log(np.bincount(labels))
    guesses = {"majority": majority(labels, len(truth)), "token": scores.argmax(axis=1)}
    return Question(PROGRAMS, None, np.arange(len(labels)), np.arange(len(truth)), labels, truth, classes, guesses)


def _bags(programs: Sequence[Ints], vocabulary: int) -> NDArray[np.float64]:
    rows = [np.bincount(ids, minlength=vocabulary) for ids in programs]
    return np.array(rows, dtype=np.float64).reshape(len(programs), vocabulary)


def numbered(train: Ints, test: Ints) -> tuple[Ints, Ints, int]:
    """Labels as numbers from 0: those that training has first; and how many it has."""
    known = np.unique(train)
    place = {int(label): number for number, label in enumerate(known)}
    truth = [place.setdefault(int(label), len(place)) for label in test]
    return np.searchsorted(known, train), np.array(truth, dtype=np.int64), len(known)


def majority(labels: Ints, cases: int) -> Ints:
    """The commonest label, so many times."""
    return np.full(cases, np.bincount(labels).argmax() if len(labels) else 0, dtype=np.int64)


def by_token(train: Ints, labels: Ints, test: Ints) -> Ints:
    """The label that each token number had most often in training; the commonest of all for a new one."""
    answer = majority(labels, len(test))
    if not len(labels):
        return answer
    known, row = np.unique(train, return_inverse=True)
    counts = np.zeros((len(known), int(labels.max()) + 1), dtype=np.int64)
    np.add.at(counts, (row, labels), 1)
    near = np.minimum(np.searchsorted(known, test), len(known) - 1)
    return np.where(known[near] == test, counts.argmax(axis=1)[near], answer)


def control_labels(train: Ints, test: Ints, labels: Ints, seed: int) -> tuple[Ints, Ints]:
    """A random label for every token number, the same wherever it stands: those of training, and of test.

    Labels are drawn as often as they occur in training.
    """
    known, row = np.unique(np.concatenate([train, test]), return_inverse=True)
    shares = np.bincount(labels) / len(labels)
    drawn = np.random.default_rng(seed).choice(len(shares), size=len(known), p=shares)[row]
    return drawn[: len(train)], drawn[len(train) :]
