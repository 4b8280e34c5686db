"""What an estimate is made of: its steps, and how fast a subject works, measured on a few batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from neuroglot.core.corpus import Snippet
from neuroglot.models.batches import Packing, packing, tokenize
from neuroglot.models.embed import Kind, pooled
from neuroglot.models.losses import document_losses
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import AblateOptions
from neuroglot.stages.record import RecordOptions, trial
from neuroglot.steps import Inputs

TRIAL_BATCHES = 6
"""Batches by which the time of a kind of work is measured, spread over the corpus."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a study: what it would do, for how many seconds, and how many bytes it leaves on disk."""

    stage: str
    what: str
    seconds: float
    disk: int


def conditions_of(sets: Mapping[str, int], draws: int, controlled: Sequence[str]) -> int:
    """How many conditions an ablation has at most: nothing silent, each method's sets, and their random controls.

    `sets` counts the sets of every method; where `controlled` names none, every method's sets have controls.
    """
    return 1 + sum(count * (1 + draws * (not controlled or name in controlled)) for name, count in sets.items())


class Pace:
    """Seconds that the subject takes for each kind of work. Each is measured when it is first asked for, and once."""

    def __init__(self, given: Inputs, kinds: Sequence[Kind]) -> None:
        """`kinds` are the states that are pooled where programs are read as vectors."""
        self.given, self.kinds = given, kinds
        self._tokens: dict[tuple[Snippet, ...], int] = {}
        self._recordings: dict[RecordOptions, tuple[float, int]] = {}

    @property
    def subject(self) -> Subject:
        """The model; its untrained twin is as fast."""
        return self.given.subject

    @cached_property
    def losing(self) -> float:
        """Seconds a token of a pass that takes every program's loss."""
        return self._each(lambda few: document_losses(self.subject, few))

    @cached_property
    def reading(self) -> float:
        """Seconds a token of a pass that pools the states of every layer."""
        return self._each(lambda few: [pooled(self.subject, batch, self.kinds) for batch in few])

    def recording(self, options: RecordOptions) -> tuple[float, int]:
        """Seconds to record the programs that neurons are found on, and the number of batches."""
        if options not in self._recordings:
            self._recordings[options] = trial(self.subject, self.given.found_on, options, TRIAL_BATCHES)
        return self._recordings[options]

    def tokens(self, snippets: Sequence[Snippet]) -> int:
        """Tokens of programs, each cut to the context of the stages."""
        key = tuple(snippets)
        if key not in self._tokens:
            documents = tokenize(self.subject, key, AblateOptions().context)
            self._tokens[key] = sum(len(one.ids) for one in documents)
        return self._tokens[key]

    @cached_property
    def _few(self) -> Packing:
        """Some batches of the programs that neurons are confirmed on."""
        options = AblateOptions()
        whole = packing(self.subject, self.given.confirmed_on.snippets, options.context, options.batch_tokens)
        spread = np.unique(np.linspace(0, len(whole) - 1, TRIAL_BATCHES).astype(int)).tolist()
        return replace(whole, batches=[whole.batches[place] for place in spread])

    def _each(self, work: Callable[[Packing], object]) -> float:
        """Seconds a token of some work. The first batch is done once before: what is done only once is not counted."""
        few = self._few
        work(replace(few, batches=few.batches[:1]))
        started = time.monotonic()
        work(few)
        seconds = time.monotonic() - started
        return seconds / sum(len(one.ids) for rows in few.batches for row in rows for one in row)
