"""What reading a model's depth would take: concept layers, probes, and what every layer writes."""

from __future__ import annotations

from dataclasses import replace

from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.load import sample_tasks
from neuroglot.corpora.parallel import in_every_language
from neuroglot.estimate_pace import Pace, Step
from neuroglot.stages.concept_layers import SWAPS, LayerOptions
from neuroglot.stages.syntax_probe import seconds_of_fits
from neuroglot.steps import Inputs
from neuroglot.study_inputs import StudyOptions, natural_inputs, natural_programs

NATURAL = "natural programs: "
TWIN = "untrained twin: "


def of_twin(step: Step) -> Step:
    """The same step in the untrained twin, which has the model's architecture and so takes as long."""
    return replace(step, what=f"{TWIN}{step.what}")


def layer_steps(options: StudyOptions, given: Inputs, pace: Pace) -> list[Step]:
    """Concept layers on the corpus and on the natural programs, in the model and in its twin, which swaps nothing."""
    amounts = options.amounts
    try:
        development, test = (
            in_every_language(sample_tasks(one, tasks, seed=0))
            for one, tasks in zip((given.found_on, given.confirmed_on), amounts.layer_tasks, strict=True)
        )
    except NeuroglotError:
        return [Step("layers", "too few parallel programs", 0.0, 0)]
    tests = [("", test)]
    programs = natural_programs(options, development.languages)
    if programs is not None:
        tests.append((NATURAL, programs))
    steps = [_layers(where, development, one, amounts.layers, pace) for where, one in tests]
    if options.has_twin:
        without = replace(amounts.layers, swap_tasks=-1)
        steps += [of_twin(_layers(where, development, one, without, pace)) for where, one in tests]
    return steps


def _layers(where: str, development: Corpus, test: Corpus, layers: LayerOptions, pace: Pace) -> Step:
    """Every program is read with its copies, a pass for its loss stands for a swap; comparing them is not counted."""
    depth = len(pace.subject.blocks)
    versions = 3 if test.name == "bundled" else 2
    read = 2 * pace.tokens(development.snippets) + versions * pace.tokens(test.snippets)
    programs = 2 * len(development.snippets) + versions * len(test.snippets)
    seconds = read * pace.reading
    if layers.swap_tasks >= 0:
        swapped = pace.tokens(sample_tasks(test, layers.swap_tasks, seed=0).snippets)
        seconds += swapped * depth * len(SWAPS) * pace.losing
    disk = depth * len(layers.states) * len(layers.pooling) * 100 * 450
    return Step("layers", f"{where}{programs:,} programs and copies, {depth} layers", seconds, disk)


def state_steps(options: StudyOptions, given: Inputs, pace: Pace) -> list[Step]:
    """Probes and the stream of the test split and, where the preset asks for it, of the natural programs."""
    amounts, subject = options.amounts, pace.subject
    fitting = seconds_of_fits(amounts.probing, subject.config.hidden_size, subject.device)
    steps = _states(options, given, pace, fitting)
    on_natural = natural_inputs(options, given) if amounts.natural_probes else None
    if on_natural is not None:
        found = _states(options, on_natural, pace, fitting)
        steps += [replace(step, what=f"{NATURAL}{step.what}") for step in found]
    return steps


def _states(options: StudyOptions, given: Inputs, pace: Pace, fitting: float) -> list[Step]:
    """A pass for losses stands for one that reads states, two for one that reads the stream; `fitting` is a depth's."""
    amounts, depths = options.amounts, len(pace.subject.blocks) + 1
    train, test = (
        pace.tokens(sample_tasks(one, amounts.probe_tasks, seed=0).snippets)
        for one in (given.found_on, given.confirmed_on)
    )
    cases = f"{amounts.probing.train_tokens:,} tokens to train on, {depths} depths"
    probing = (train + test) * pace.losing + fitting * depths
    written = f"{amounts.streaming.tokens:,} tokens, {depths} depths"
    return [
        Step("syntax_probe", cases, probing, depths * 100 * amounts.probing.test_tokens),
        Step("residual", written, 2 * test * pace.losing, 2_000_000),
    ]
