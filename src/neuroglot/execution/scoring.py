"""From samples and their verdicts to pass@k by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neuroglot.core.corpus import Problem
from neuroglot.core.verdicts import Status, Verdict
from neuroglot.metrics.pass_at_k import mean_interval, pass_at_k


@dataclass(frozen=True, slots=True)
class Score:
    """pass@k of one language: the mean over its problems, the bootstrap interval, and how many problems there are."""

    k: int
    value: float
    low: float | None
    high: float | None
    problems: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many samples of every problem there are, and how many of them pass; in the problems' order."""

    problems: tuple[Problem, ...]
    samples: tuple[int, ...]
    right: tuple[int, ...]

    def of(self, language: str) -> Tally:
        """The part in one language."""
        kept = [place for place, problem in enumerate(self.problems) if problem.language == language]
        return Tally(
            tuple(self.problems[place] for place in kept),
            tuple(self.samples[place] for place in kept),
            tuple(self.right[place] for place in kept),
        )

    def values(self, k: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """pass@k of every problem; see `pass_at_k`."""
        return np.asarray(pass_at_k(self.samples, self.right, k)).reshape(-1)


def tally(problems: Sequence[Problem], verdicts: Iterable[tuple[str, Verdict]]) -> Tally:
    """Count verdicts, given with their problem's `task_id`, by problem. Problems without any are left out."""
    samples: dict[str, int] = {}
    right: dict[str, int] = {}
    for task_id, verdict in verdicts:
        samples[task_id] = samples.get(task_id, 0) + 1
        right[task_id] = right.get(task_id, 0) + verdict.passed
    kept = tuple(problem for problem in problems if problem.task_id in samples)
    return Tally(kept, tuple(samples[one.task_id] for one in kept), tuple(right[one.task_id] for one in kept))


def scores(counted: Tally, ks: Sequence[int], draws: int, seed: int) -> list[Score]:
    """pass@k for each k, with 95 % percentile bootstrap intervals over problems."""
    found = []
    for k in ks:
        value, interval = mean_interval(counted.values(k), draws, seed)
        low, high = interval if interval else (None, None)
        found.append(Score(k, value, low, high, len(counted.problems)))
    return found


def shares(verdicts: Sequence[Verdict]) -> Mapping[str, int]:
    """How many runs ended in each way, in the order of the statuses; ways in which none ended are left out."""
    counts = {status.value: sum(verdict.status is status for verdict in verdicts) for status in Status}
    return {name: count for name, count in counts.items() if count}
