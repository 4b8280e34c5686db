"""What a study would take: measured on a few real batches, scaled by the number of batches that there are."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from neuroglot.core.artifacts import Artifact
from neuroglot.core.languages import FIVE
from neuroglot.core.statistics import ACTIVATION_SUMS, ATTRIBUTION_SUMS, HALVES
from neuroglot.models.batches import packing
from neuroglot.models.losses import document_losses
from neuroglot.models.memory import peak_memory
from neuroglot.stages.ablate import AblateOptions
from neuroglot.stages.record import RecordOptions, record_request, trial
from neuroglot.study import SELECTIONS, Inputs, StudyOptions

TRIAL_BATCHES = 6
REPORT_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a study: what it would do, for how long, and what it leaves on disk."""

    stage: str
    what: str
    seconds: float
    disk: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """All steps, and the memory (bytes) of the whole process at its peak."""

    steps: tuple[Step, ...]
    memory: int

    def as_data(self) -> dict[str, object]:
        """For --json."""
        return {
            "steps": [asdict(step) for step in self.steps],
            "seconds": sum(step.seconds for step in self.steps),
            "disk": sum(step.disk for step in self.steps),
            "memory": self.memory,
        }


def estimate(options: StudyOptions, given: Inputs) -> Estimate:
    """Measure a few batches of each kind of work, and scale. Nothing is written."""
    steps = (_record_step(options, given), *_later_steps(options, given))
    return Estimate(steps, peak_memory())


def _record_step(options: StudyOptions, given: Inputs) -> Step:
    request = record_request(given.subject, given.found_on, RecordOptions())
    done = Artifact(options.run / request.stage / request.key, request).complete
    seconds, batches = (0.0, 0) if done else trial(given.subject, given.found_on, RecordOptions(), TRIAL_BATCHES)
    quantities = len(ACTIVATION_SUMS) + len(ATTRIBUTION_SUMS)
    neurons = sum(given.subject.widths.values())
    disk = neurons * len(given.found_on.languages) * HALVES * quantities * 8
    what = "done" if done else f"{len(given.found_on.snippets):,} programs, {batches} batches, {neurons:,} neurons"
    return Step("record", what, seconds, disk)


def _later_steps(options: StudyOptions, given: Inputs) -> tuple[Step, ...]:
    amounts = options.amounts
    packed = packing(given.subject, given.confirmed_on.snippets, AblateOptions().context, AblateOptions().batch_tokens)
    languages = len(given.found_on.languages)
    sets = {name: 1 if name == "universal" else languages for name in SELECTIONS}
    conditions = 1 + sum(count * (1 + amounts.draws * (name in amounts.controlled)) for name, count in sets.items())
    started = time.monotonic()
    document_losses(given.subject, packed)
    seconds = (time.monotonic() - started) * conditions
    what = f"{conditions} conditions, {len(given.confirmed_on.snippets):,} programs, {len(packed)} batches"
    return (
        Step("select", ", ".join(SELECTIONS), 1.0, len(FIVE) * 100_000),
        Step("ablate", what, seconds, conditions * (16 * len(given.confirmed_on.snippets) + languages * 500)),
        Step("report", "report.html", 1.0, REPORT_BYTES),
    )
