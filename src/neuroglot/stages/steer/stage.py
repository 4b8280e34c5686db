"""The stage: sets and their activity in; in which language the model writes with each set held, and what passes.

Every condition writes with the same random streams, so that what changes nothing writes the same texts, and
differences are paired. Equal programs run once, whatever the conditions that wrote them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Annotated, Any

import numpy as np

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.ledger import Ledger, judge_into
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.languages.detect import written_language
from neuroglot.models.batches import leading_tokens
from neuroglot.models.subject import Subject
from neuroglot.stages.steer.conditions import Condition, Controls, conditions, factors_of
from neuroglot.stages.steer.prompts import EMPTY, KINDS, NEUTRAL, OWN, plain_text, prompts_of
from neuroglot.stages.steer.rates import rate_results
from neuroglot.stages.steer.shares import UNCLEAR, Places, asked, share_results
from neuroglot.stages.steer.values import Activity
from neuroglot.stages.steer.writing import Written, write

VERDICTS = "verdicts.jsonl"


@dataclass(frozen=True, slots=True)
class SteerOptions:
    """What is held, and what it is compared with."""

    factor: Annotated[tuple[str, ...], "neurons are held at so many times their mean on the language"] = ("1",)
    methods: Annotated[tuple[str, ...], "methods whose sets are held"] = ("pls",)
    draws: Annotated[int, "random controls a set (seeds 0, 1, 2, ...)"] = 5
    pooled: Annotated[bool, "hold each set at its mean over the languages too, as a control"] = True
    prompts: Annotated[tuple[str, ...], "own: the problems'; neutral: descriptions alone; empty: nothing"] = KINDS
    open_tokens: Annotated[int, "tokens behind a neutral or an empty prompt, at most"] = 128
    k: Annotated[int, "pass@k of the programs behind own prompts"] = 3
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000

    def sampling(self, plain: SamplingOptions, kind: str) -> SamplingOptions:
        """How samples are drawn behind a kind of prompt: without a program that has begun there are fewer tokens."""
        return plain if kind == OWN else replace(plain, max_new_tokens=self.open_tokens)


@dataclass(frozen=True, slots=True)
class Writing:
    """How samples are written and run."""

    sampling: SamplingOptions
    judging: JudgeOptions


def steer_request(
    subject: Subject,
    problems: ProblemSet,
    options: SteerOptions,
    how: Writing,
    chosen: Mapping[str, Artifact],
    recorded: Artifact,
) -> Request:
    """What identifies a steering: its options, the model's files, the problems, selections and the recording.

    How many samples are written, or programs run, at the same time is no part of it.
    """
    sampling = {name: value for name, value in asdict(how.sampling).items() if name != "batch"}
    judging = {name: value for name, value in asdict(how.judging).items() if name != "workers"}
    return Request(
        stage="steer",
        options={
            **asdict(options),
            "sampling": sampling,
            "judging": judging,
            "model": subject.id,
            "corpus": problems.name,
            "split": problems.split,
            "record": recorded.request.key,
            "select": {method: artifact.request.key for method, artifact in chosen.items()},
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "problems": problems.hash(),
            "recording": recorded.hash(),
            **{f"selection by {method}": artifact.hash() for method, artifact in chosen.items()},
        },
    )


def steer(
    subject: Subject,
    problems: ProblemSet,
    chosen: Mapping[str, Sets],
    activity: Activity,
    options: SteerOptions,
    how: Writing,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Write under every condition, read the languages, run what can be run; what is on disk is not done again.

    `chosen` holds the sets by method, `activity` is the recording's (see `activity`). Raises NeuroglotError where
    there are no problems, fewer than k samples of each, no sandbox, sets of another model, a neuron without a mean, or
    a factor or kind of prompt that is none.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    _check(problems, options, how)
    started = time.monotonic()
    plan = _plan(subject, problems, chosen, activity, options, how)
    written, tokens = write(subject, plan.prompts, plan.listed, plan.sampling, artifact, progress)
    results = [*_shares(plan, written, activity.languages, progress), *_rates(plan, written, artifact, progress)]
    facts = {
        **subject.facts(),
        "seconds": round(time.monotonic() - started, 2),
        "conditions": len(plan.listed),
        "prompts": {kind: len(found.problems) for kind, found in plan.prompts.items()},
        "samples": sum(len(samples) for one in written for samples in one.values()),
        "tokens written": tokens,
        "sandbox": how.judging.sandbox,
        "skipped": plan.skipped,
    }
    artifact.finish(results, facts)
    return tuple(results)


@dataclass(frozen=True)
class _Plan:
    """What is measured: the prompts by kind, the conditions, what was left out, and where every Result comes from."""

    prompts: Mapping[str, ProblemSet]
    listed: Sequence[Condition]
    skipped: Sequence[Mapping[str, str]]
    options: SteerOptions
    how: Writing
    origin: Mapping[str, Any]

    @property
    def sampling(self) -> dict[str, SamplingOptions]:
        """How samples are drawn behind each kind of prompt."""
        return {kind: self.options.sampling(self.how.sampling, kind) for kind in self.prompts}

    @property
    def about(self) -> list[Mapping[str, Any]]:
        """What was done in each condition."""
        return [condition.about for condition in self.listed]


def _plan(
    subject: Subject,
    problems: ProblemSet,
    chosen: Mapping[str, Sets],
    activity: Activity,
    options: SteerOptions,
    how: Writing,
) -> _Plan:
    prompts, skipped = prompts_for(subject, problems, options)
    held = {method: sets for method, sets in chosen.items() if method in options.methods}
    controls = Controls(options.draws, options.pooled)
    listed, left_out = conditions(held, subject.widths, activity, factors_of(options.factor), controls)
    origin = {
        "stage": "steer",
        "model": subject.id,
        "corpus": problems.name,
        "split": problems.split,
        "seed": how.sampling.seed,
    }
    return _Plan(prompts, listed, [*skipped, *left_out], options, how, origin)


def _check(problems: ProblemSet, options: SteerOptions, how: Writing) -> None:
    if not problems.problems:
        raise NeuroglotError(f"the problems of {problems.name} ({problems.split}) are none; there is nothing to write")
    if OWN in options.prompts and how.sampling.samples < options.k:
        raise NeuroglotError(
            f"pass@{options.k} needs {options.k} samples of each problem, not {how.sampling.samples}: "
            "give more samples, a smaller k, or leave `own` out of the prompts"
        )


def prompts_for(
    subject: Subject, problems: ProblemSet, options: SteerOptions
) -> tuple[dict[str, ProblemSet], list[dict[str, str]]]:
    """The prompts by kind, and what is left out: the empty one where texts begin with no token, and descriptions
    where there is none. Raises NeuroglotError for an unknown kind, and where none is left."""
    kinds = list(options.prompts)
    skipped = []
    if EMPTY in kinds and not leading_tokens(subject.tokenizer):
        kinds.remove(EMPTY)
        skipped.append({"what": "the empty prompt", "why": f"{subject.id}'s tokenizer begins texts with no token"})
    if NEUTRAL in kinds and not any(plain_text(problem.description) for problem in problems.problems):
        kinds.remove(NEUTRAL)
        skipped.append({"what": "the neutral prompts", "why": f"no problem of {problems.name} is described"})
    return prompts_of(problems, kinds), skipped


def _shares(plan: _Plan, written: Sequence[Written], languages: Sequence[str], progress: Progress) -> list[Result]:
    """In which language the samples of every condition are written."""
    place = {language: number for number, language in enumerate(languages)}
    read = cache(lambda text: place.get(written_language(text, languages) or "", UNCLEAR))
    results: list[Result] = []
    progress.begin("reading", sum(len(samples) for one in written for samples in one.values()))
    for kind, problems in plan.prompts.items():
        places: list[Places] = []
        for one in written:
            places.append(np.array([read(sample.text) for sample in one[kind]], dtype=np.int64))
            progress.advance(len(one[kind]))
        answers = asked(kind, problems, plan.how.sampling.samples)
        results += share_results(answers, languages, plan.about, places, plan.options.bootstrap, plan.origin)
    return results


def _rates(plan: _Plan, written: Sequence[Written], artifact: Artifact, progress: Progress) -> list[Result]:
    """What passes behind own prompts; nothing where there are none."""
    problems = plan.prompts.get(OWN)
    if problems is None:
        return []
    by_id = {problem.task_id: problem for problem in problems.problems}
    samples = [sample for one in written for sample in one[OWN]]
    programs = [program_of(by_id[sample.task_id], sample.text) for sample in samples]
    ledger = Ledger(artifact.folder / VERDICTS, plan.how.judging)
    progress.begin("judging", len(programs))
    verdicts = iter(judge_into(ledger, programs, plan.how.judging, progress.advance))
    judged = [[(sample.task_id, next(verdicts)) for sample in one[OWN]] for one in written]
    return rate_results(problems, plan.about, judged, plan.options.k, plan.options.bootstrap, plan.origin)
