"""The stage with programs that run: pass@k of every language with each set silent, beside random sets.

Every condition writes samples with the same random streams, so that a set which changes nothing writes the same
programs, and differences are paired. Equal programs run once, whatever the conditions that wrote them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Annotated

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.progress import Part, Progress, Silent
from neuroglot.core.results import Result
from neuroglot.core.samples import Sample
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.ledger import Ledger, judge_into
from neuroglot.generation.engine import TransformersEngine
from neuroglot.generation.generate import generate
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.languages import BY_NAME
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate.conditions import CONTROLLED, Condition, conditions
from neuroglot.stages.ablate.rates import rate_results
from neuroglot.stages.ablate.silence import KIND, Kind, Means, asked, silence_of

VERDICTS = "verdicts.jsonl"


@dataclass(frozen=True, slots=True)
class PassOptions:
    """What pass@k is compared with."""

    k: Annotated[int, "pass@k"] = 3
    methods: Annotated[tuple[str, ...], "methods whose sets are silenced; none: all"] = ()
    draws: Annotated[int, "random controls a set (seeds 0, 1, 2, ...)"] = 5
    controlled: Annotated[tuple[str, ...], CONTROLLED] = ()
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000
    kind: Annotated[Kind, KIND] = "zero"


@dataclass(frozen=True, slots=True)
class Programs:
    """How samples are written and run."""

    sampling: SamplingOptions
    judging: JudgeOptions


def pass_request(
    subject: Subject,
    problems: ProblemSet,
    options: PassOptions,
    how: Programs,
    chosen: Mapping[str, Artifact],
    means: Means | None = None,
) -> Request:
    """What identifies an ablation by pass@k: its options, the model's files, problems, selections and any means.

    How many samples are written, or programs run, at the same time is no part of it.
    """
    sampling = {name: value for name, value in asdict(how.sampling).items() if name != "batch"}
    judging = {name: value for name, value in asdict(how.judging).items() if name != "workers"}
    return Request(
        stage="ablate",
        options={
            **asked(asdict(options)),
            "metric": f"pass@{options.k}",
            "sampling": sampling,
            "judging": judging,
            "model": subject.id,
            "corpus": problems.name,
            "split": problems.split,
            "select": {method: artifact.request.key for method, artifact in chosen.items()},
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "problems": problems.hash(),
            **{f"selection by {method}": artifact.hash() for method, artifact in chosen.items()},
            **silence_of(options.kind, means).identity,
        },
    )


def ablate_passing(
    subject: Subject,
    problems: ProblemSet,
    chosen: Mapping[str, Sets],
    options: PassOptions,
    how: Programs,
    artifact: Artifact,
    progress: Progress | None = None,
    means: Means | None = None,
) -> tuple[Result, ...]:
    """Write, run and count programs under every condition; what is on disk is not done again.

    `chosen` holds the sets by method; `means`, from `pooled_means`, are what neurons are held at where the kind is
    "mean". Raises NeuroglotError where there are no problems, fewer than k samples of each, no sandbox, sets of
    another model, or no means that are needed.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    _check(problems, options, how)
    silence = silence_of(options.kind, means)
    started = time.monotonic()
    silenced = {method: sets for method, sets in chosen.items() if not options.methods or method in options.methods}
    listed, skipped = conditions(silenced, subject.widths, options.draws, options.controlled, silence)
    written, tokens = _write(subject, problems, listed, how, artifact, progress)
    judged = _run(problems, written, how, artifact, progress)
    origin = {
        "stage": "ablate",
        "model": subject.id,
        "corpus": problems.name,
        "split": problems.split,
        "seed": how.sampling.seed,
    }
    about = [condition.about for condition in listed]
    results = rate_results(problems, about, judged, options.k, options.bootstrap, origin)
    facts = {
        **subject.facts(),
        "seconds": round(time.monotonic() - started, 2),
        **_counts(problems, written),
        "tokens written": tokens,
        "sandbox": how.judging.sandbox,
        "skipped": skipped,
    }
    artifact.finish(results, facts)
    return tuple(results)


def _check(problems: ProblemSet, options: PassOptions, how: Programs) -> None:
    if not problems.problems:
        raise NeuroglotError(f"the problems of {problems.name} ({problems.split}) are none; there is nothing to write")
    if how.sampling.samples < options.k:
        raise NeuroglotError(f"pass@{options.k} needs {options.k} samples of each problem, not {how.sampling.samples}")


def _counts(problems: ProblemSet, written: list[tuple[Sample, ...]]) -> dict[str, int]:
    """What was written under all conditions, for the manifest."""
    return {
        "conditions": len(written),
        "problems": len(problems.problems),
        "samples": sum(len(samples) for samples in written),
        "distinct programs": len({(s.task_id, s.text) for samples in written for s in samples}),
    }


def _write(
    subject: Subject,
    problems: ProblemSet,
    listed: list[Condition],
    how: Programs,
    artifact: Artifact,
    progress: Progress,
) -> tuple[list[tuple[Sample, ...]], int]:
    """The samples of every condition, and how many tokens were drawn for them now."""
    written, tokens = [], 0
    progress.begin("writing", len(listed) * len(problems.problems) * how.sampling.samples)
    for condition in listed:
        engine = TransformersEngine(subject, condition.edit)
        out = artifact.folder / condition.part.replace(".safetensors", ".jsonl")
        written.append(generate(engine, problems, how.sampling, out, Part(progress)))
        tokens += engine.tokens
    return written, tokens


def _run(
    problems: ProblemSet,
    written: list[tuple[Sample, ...]],
    how: Programs,
    artifact: Artifact,
    progress: Progress,
) -> list[list[tuple[str, Verdict]]]:
    """The verdicts of every condition, each with its problem's task_id; what does not parse is told apart."""
    by_id = {problem.task_id: problem for problem in problems.problems}
    samples = [sample for group in written for sample in group]
    programs = [program_of(by_id[sample.task_id], sample.text) for sample in samples]
    ledger = Ledger(artifact.folder / VERDICTS, how.judging)
    progress.begin("judging", len(programs))
    judged = judge_into(ledger, programs, how.judging, progress.advance)
    verdicts = iter([told_apart(program, verdict) for program, verdict in zip(programs, judged, strict=True)])
    return [[(sample.task_id, next(verdicts)) for sample in group] for group in written]


def told_apart(program: Program, verdict: Verdict) -> Verdict:
    """The verdict, with a compile error of a program that tree-sitter can't parse called a syntax error."""
    if verdict.status is not Status.COMPILE_ERROR or BY_NAME[program.language].parses(program.code):
        return verdict
    return replace(verdict, status=Status.SYNTAX_ERROR)
