"""What the later steps of a study would take, which look closer at findings and put them to work."""

from __future__ import annotations

from neuroglot.core.neurons import PROJECTIONS, kind_of
from neuroglot.corpora.instructions import load_lessons
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.estimate_pace import Pace, Step
from neuroglot.steps import Inputs
from neuroglot.study_inputs import StudyOptions

EXAMINED = 0.01
"""Share of the projections' neurons that is examined, about: the paper's top 1 %."""
TRAINING = 3
"""Forward passes that a forward and a backward pass cost, about."""

BUNDLED = 918
"""Examples that the bundled corpus has for each language (docs/summarize.md)."""


def use_steps(options: StudyOptions, given: Inputs, pace: Pace) -> list[Step]:
    """A pass for losses stands for every other; writing and comparing pairs are not counted."""
    steps = [_examine(options, given, pace), _clones(options, given, pace)]
    if options.learning:
        programs = given.confirmed_on.snippets
        tokens = pace.tokens(programs) / len(programs)
        steps += [_tuning(options, tokens * pace.losing, tokens), _summaries(options, tokens * pace.losing, tokens)]
    return steps


def _examine(options: StudyOptions, given: Inputs, pace: Pace) -> Step:
    amounts = options.amounts.examining
    read = sample_tasks(given.found_on, amounts.tasks, seed=0).snippets
    alone = first_programs(sample_tasks(given.confirmed_on, amounts.ablate, seed=0), 1).snippets
    neurons = sum(width for (site, _), width in given.subject.widths.items() if kind_of(site) in PROJECTIONS)
    chosen = round(EXAMINED * neurons) + amounts.random
    silenced = alone if amounts.ablate else ()
    what = f"{chosen:,} neurons or so, {len(read):,} programs, "
    what += f"{chosen * len(silenced):,} programs with one neuron silent"
    tokens = 2 * pace.tokens(read) + chosen * pace.tokens(silenced)
    return Step("examine", what, tokens * pace.losing, chosen * 15_000)


def _clones(options: StudyOptions, given: Inputs, pace: Pace) -> Step:
    pairs, there = options.amounts.pairs, given.confirmed_on
    tasks = {one.task for one in there.snippets if one.task is not None}
    if not tasks:
        return Step("clones", "no parallel programs", 0.0, 0)
    count = (pairs.tasks or len(tasks)) + (pairs.development_tasks or len(tasks))
    programs = 2 * (1 + options.has_twin) * count * len(there.languages) * (pairs.programs or 2)
    seconds = programs * pace.tokens(there.snippets) / len(there.snippets) * pace.reading
    return Step("clones", f"{programs:,} programs read, own and random names", seconds, 2_000_000)


def _tuning(options: StudyOptions, each: float, tokens: float) -> Step:
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
    what = f"{trainings} trainings, {read:,} programs learned"
    return Step("tune", what, read * each * TRAINING, trainings * 5_000_000)


def _summaries(options: StudyOptions, each: float, tokens: float) -> Step:
    asked, learning = options.amounts.summarizing, options.amounts.summary_how.learning
    high = len(asked.high) * (asked.high_amount or BUNDLED)
    low = sum(int(amount) or BUNDLED for amount in asked.amounts)
    trainings = max(1, len(asked.rates)) * asked.repeats * (len(asked.arms) - 1)
    examples = trainings * (high + low) * learning.epochs
    what = f"{examples:,} examples learned from, {tokens:.0f} tokens each"
    return Step("summarize", what, examples * each * TRAINING, 50_000_000)
