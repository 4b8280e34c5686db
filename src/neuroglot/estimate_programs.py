"""What the steps of a study would take in which the model writes: programs that are run, and open texts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from neuroglot.core.corpus import Problem, ProblemSet, Snippet
from neuroglot.core.samples import Sample
from neuroglot.corpora.problems import sample_problems
from neuroglot.estimate_pace import Pace, Step, conditions_of
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions, judge
from neuroglot.generation.engine import requests_for
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.subject import Subject
from neuroglot.stages.steer import engine_for, prompts_for
from neuroglot.stages.steer.prompts import OWN
from neuroglot.study_inputs import StudyOptions, cannot_run, has_problems, problems_for, written_for

TRIAL_TASKS = 4
"""Tasks for which programs are written and run to measure how long that takes: enough to fill a batch."""
TRIAL_TEXTS = 20
"""Problems behind whose other prompts texts are written."""


@dataclass(frozen=True)
class _Trial:
    """What was written for a few problems, and how many seconds each sample took."""

    problems: ProblemSet
    samples: tuple[Sample, ...]
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of a sample on disk."""
        return sum(len(sample.line()) for sample in self.samples) // len(self.samples)

    @property
    def pairs(self) -> list[tuple[Problem, Sample]]:
        """Every sample with its problem."""
        by_id = {problem.task_id: problem for problem in self.problems.problems}
        return [(by_id[sample.task_id], sample) for sample in self.samples]


def program_steps(options: StudyOptions, sets: Mapping[str, int], pace: Pace, judging: JudgeOptions) -> list[Step]:
    """The ablation by programs, the steering, and what is written to be read; `sets` counts the sets of every method.

    Without a benchmark nothing is written, without a sandbox only what is read.
    """
    why = cannot_run(options, judging)
    steps = [Step("ablate", f"no programs: {why}", 0.0, 0), Step("steer", f"nothing is written: {why}", 0.0, 0)]
    if not has_problems(options) or (why and not options.amounts.written):
        return steps
    problems = problems_for(options, options.amounts.pass_tasks)
    tried = _tried(pace.subject, sample_problems(problems, TRIAL_TASKS, seed=0), OWN, SamplingOptions())
    if not why:
        running = _seconds_to_run(tried, judging)
        steps = [
            _passing(options, sets, len(problems.problems), tried, running),
            _steering(options, sets, pace.subject, tried, running),
        ]
    return [*steps, *_read(options, pace, tried)]


def _tried(subject: Subject, few: ProblemSet, kind: str, sampling: SamplingOptions) -> _Trial:
    started = time.monotonic()
    written = tuple(engine_for(subject, None, kind).generate(requests_for(few, sampling.samples), sampling))
    return _Trial(few, written, (time.monotonic() - started) / len(written))


def _seconds_to_run(tried: _Trial, judging: JudgeOptions) -> float:
    """Seconds a program takes to run, once the compilers' caches are warm: one program a language goes before."""
    programs = [program_of(problem, sample.text) for problem, sample in tried.pairs]
    judge(list({program.language: program for program in programs}.values()), judging)
    started = time.monotonic()
    judge(programs, judging)
    return (time.monotonic() - started) / len(tried.samples)


def _passing(options: StudyOptions, sets: Mapping[str, int], problems: int, tried: _Trial, running: float) -> Step:
    """Equal programs of several conditions run once: an upper bound."""
    passing, sampling = options.amounts.passing, SamplingOptions()
    silenced = {name: count for name, count in sets.items() if not passing.methods or name in passing.methods}
    conditions = conditions_of(silenced, passing.draws, passing.controlled)
    count = problems * sampling.samples
    what = f"{conditions} conditions, {count:,} programs written and run in each"
    return Step("ablate", what, (tried.seconds + running) * count * conditions, conditions * count * (tried.size + 300))


def _steering(options: StudyOptions, sets: Mapping[str, int], subject: Subject, tried: _Trial, running: float) -> Step:
    """The programs behind own prompts are written and run as in the ablation; other prompts are tried by their kind."""
    steering, plain = options.amounts.steering, SamplingOptions()
    a_set = len(steering.factor) * (1 + steering.pooled + steering.draws)
    conditions = 1 + sum(sets[name] for name in steering.methods if name in sets) * a_set
    problems = problems_for(options, options.amounts.steer_tasks)
    prompts, _ = prompts_for(subject, problems, steering)
    count, seconds = 0, 0.0
    for kind, asked in prompts.items():
        texts = len(asked.problems) * plain.samples
        count += texts
        if kind == OWN:
            seconds += texts * (tried.seconds + running)
        else:
            few = replace(asked, problems=asked.problems[:TRIAL_TEXTS])
            seconds += texts * _tried(subject, few, kind, steering.sampling(plain, kind)).seconds
    what = f"{conditions} conditions, {count:,} texts written in each"
    return Step("steer", what, seconds * conditions, conditions * count * 600)


def _read(options: StudyOptions, pace: Pace, tried: _Trial) -> list[Step]:
    """What the model writes to have its own tokens looked at; nothing where the preset has none."""
    written = written_for(options)
    if written is None:
        return []
    count = len(written.problems.problems) * written.sampling.samples
    texts = [Snippet(problem.language, problem.prompt + sample.text, "") for problem, sample in tried.pairs]
    reading = 2 * pace.tokens(texts) / len(texts) * pace.losing
    disk = count * tried.size + 2_000_000
    return [Step("residual", f"{count:,} programs written and read", count * (tried.seconds + reading), disk)]
