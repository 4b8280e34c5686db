"""What the later steps of a study would take, which look closer at findings and put them to work."""

from __future__ import annotations

import time

from neuroglot.core.neurons import PROJECTIONS, kind_of
from neuroglot.corpora.instructions import load_lessons
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.models.batches import packing
from neuroglot.models.losses import document_losses
from neuroglot.steps import Inputs
from neuroglot.study_inputs import StudyOptions

TRIAL_PROGRAMS = 40
EXAMINED = 0.01
"""Share of the projections' neurons that is examined, about: the paper's top 1 %."""
TRAINING = 3
"""Forward passes that a forward and a backward pass cost, about."""

BUNDLED = 918
"""Examples that the bundled corpus has for each language (docs/summarize.md)."""

Use = tuple[str, str, float, int]
"""A stage, what it would do, seconds, and bytes on disk."""


def uses(options: StudyOptions, given: Inputs) -> tuple[Use, ...]:
    """Some programs are read, and the time is scaled; writing and comparing pairs are not counted."""
    here = sample_tasks(given.confirmed_on, 0, seed=0).snippets[:TRIAL_PROGRAMS]
    packed = packing(given.subject, here, 1024, 2048)
    started = time.monotonic()
    document_losses(given.subject, packed)
    each = (time.monotonic() - started) / len(packed.documents)
    tokens = packed.tokens / len(packed.documents)
    learned = (_tuning(options, each, tokens), _summaries(options, each, tokens)) if options.learning else ()
    return _examine(options, given, each), _clones(options, given, each), *learned


def _examine(options: StudyOptions, given: Inputs, each: float) -> Use:
    amounts = options.amounts.examining
    read = sample_tasks(given.found_on, amounts.tasks, seed=0).snippets
    alone = first_programs(sample_tasks(given.confirmed_on, amounts.ablate, seed=0), 1).snippets
    neurons = sum(width for (site, _), width in given.subject.widths.items() if kind_of(site) in PROJECTIONS)
    chosen = round(EXAMINED * neurons) + amounts.random
    silenced = chosen * len(alone) if amounts.ablate else 0
    what = f"{chosen:,} neurons or so, {len(read):,} programs, {silenced:,} programs with one neuron silent"
    return "examine", what, (2 * len(read) + silenced) * each, chosen * 15_000


def _clones(options: StudyOptions, given: Inputs, each: float) -> Use:
    pairs = options.amounts.pairs
    tasks = {one.task for one in given.confirmed_on.snippets if one.task is not None}
    if not tasks:
        return "clones", "no parallel programs", 0.0, 0
    count = (pairs.tasks or len(tasks)) + (pairs.development_tasks or len(tasks))
    programs = 2 * (1 + options.has_twin) * count * len(given.confirmed_on.languages) * (pairs.programs or 2)
    return "clones", f"{programs:,} programs read, own and random names", programs * each, 2_000_000


def _tuning(options: StudyOptions, each: float, tokens: float) -> Use:
    """Rows are as long as they may be, lessons without a number of steps as the programs; writing is not counted."""
    trainings = read = 0
    for one in options.amounts.tunings:
        several = len(one.comparing.arms) * (len(one.comparing.rates) + one.comparing.seeds - 1)
        learning = one.teaching.learning
        if learning.steps:
            examples = learning.steps * learning.rows * learning.length / tokens
        else:
            examples = len(load_lessons(one.asked.instructions, one.asked.target).learned) * learning.epochs
        trainings += several
        read += round(several * examples)
    return "tune", f"{trainings} trainings, {read:,} programs learned", read * each * TRAINING, trainings * 5_000_000


def _summaries(options: StudyOptions, each: float, tokens: float) -> Use:
    asked, learning = options.amounts.summarizing, options.amounts.summary_how.learning
    high = len(asked.high) * (asked.high_amount or BUNDLED)
    low = sum(int(amount) or BUNDLED for amount in asked.amounts)
    trainings = max(1, len(asked.rates)) * asked.repeats * (len(asked.arms) - 1)
    examples = trainings * (high + low) * learning.epochs
    return (
        "summarize",
        f"{examples:,} examples learned from, {tokens:.0f} tokens each",
        examples * each * TRAINING,
        50_000_000,
    )
