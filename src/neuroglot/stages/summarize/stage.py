"""The stage: examples of functions and summaries in; what every way to learn writes in every language, scored, out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.documented import SPLITS, TEST, VALIDATION, DocumentedSet, drawn
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.learning import DivergedError, LearnOptions
from neuroglot.models.distributed import ranks
from neuroglot.models.subject import Subject
from neuroglot.stages.summarize.arms import Lesson, ranks_at
from neuroglot.stages.summarize.bands import Bands
from neuroglot.stages.summarize.options import PromptOptions, SummarizeOptions
from neuroglot.stages.summarize.plan import Cell, Examples, Plan, plan
from neuroglot.stages.summarize.scores import Written, score_results, usable_metrics
from neuroglot.stages.summarize.sharing import meeting
from neuroglot.stages.summarize.teaching import School
from neuroglot.stages.summarize.writing import summaries

STAGE = "summarize"

Text = tuple[Lesson | None, str]
"""What is written: after which lesson (None: the plain model), and in which language."""


@dataclass(frozen=True, slots=True)
class How:
    """How models learn and are asked."""

    learning: LearnOptions
    prompting: PromptOptions


def summarize_request(
    subject: Subject, examples: Examples, bands: Bands, options: SummarizeOptions, how: How
) -> Request:
    """What identifies a comparison: its options, the model's files, the examples of every split, and the band.

    How much is computed at the same time is no part of it.
    """
    free = ("save_every", "at_once", "checkpointing", "at_a_time")
    said = {**asdict(how.learning), **asdict(how.prompting)}
    return Request(
        stage=STAGE,
        options={
            **asdict(options),
            **{name: value for name, value in said.items() if name not in free},
            "band": [bands.first, bands.last],
            "model": subject.id,
            "corpus": examples[TEST].name,
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            **{f"{split} examples": examples[split].hash() for split in SPLITS},
        },
    )


def summarize(
    subject: Subject,
    examples: Examples,
    bands: Bands,
    options: SummarizeOptions,
    how: How,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Teach every arm, let it write, and score; what is on disk is not done again.

    `examples` has the splits train, validation and test. Languages without test examples, and arms without examples to
    learn from, are left out and named in the facts. Run by a launcher with several ranks, all train, and the first
    writes. Raises NeuroglotError for unknown arms or languages, and where the low or a high language has no example.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    started = time.monotonic()
    asked = plan(examples, options, how.learning.lr, how.learning.seed)
    checked = {**examples, VALIDATION: drawn(examples[VALIDATION], options.checks, seed=0)}
    school = School(subject, checked, how.learning, bands, options.rank, how.prompting.cue, artifact.folder, progress)
    origin = {"stage": STAGE, "model": subject.id, "corpus": examples[TEST].name}
    lessons, results = _taught(school, asked, origin)
    tests = {one: drawn(examples[TEST].of([one]), options.tests, seed=0) for one in asked.languages}
    here, wait = ranks(), meeting()
    for turn, text in enumerate(_texts(lessons)):
        if turn % here.world == here.rank:
            _write(school, text, tests, how.prompting)
    wait()
    if here.rank == 0:
        written = _written(school, asked, lessons, tests, how.prompting)
        results += score_results(written, tests, options.bootstrap, {**origin, "split": TEST})
        results += _weights(school, asked, lessons, origin)
        seconds = {"seconds": round(time.monotonic() - started, 2)}
        artifact.finish(results, {**_facts(school, asked, lessons, examples), **seconds})
    wait()
    return artifact.results()


def _taught(school: School, asked: Plan, origin: Mapping[str, Any]) -> tuple[dict[Cell, list[Lesson]], list[Result]]:
    """The lessons before every cell, one a seed (none for an arm that learns nothing), all given; and the validation
    losses by which learning rates were chosen."""
    lessons: dict[Cell, list[Lesson]] = {}
    rates: dict[tuple[str, str], float] = {}
    results: list[Result] = []
    for cell in asked.cells():
        if not asked.arms[cell.arm].stages:
            lessons[cell] = []
            continue
        judge = asked.judge(cell)
        if (cell.arm, judge) not in rates:
            rates[cell.arm, judge], losses = _rate(school, asked, Cell(cell.arm, judge, asked.amounts[-1]), origin)
            results += losses
        lessons[cell] = [asked.lesson(cell, rates[cell.arm, judge], seed) for seed in asked.seeds]
        for lesson in lessons[cell]:
            school.adapters(lesson)
    return lessons, results


def _rate(school: School, asked: Plan, cell: Cell, origin: Mapping[str, Any]) -> tuple[float, list[Result]]:
    """The learning rate with the lowest validation loss with the first seed, and the losses of all; without those at
    which the training diverged."""
    results = []
    for rate in asked.rates:
        lesson = asked.lesson(cell, rate, asked.seeds[0])
        try:
            loss, count = school.loss(lesson, cell.language)
        except DivergedError as error:
            school.progress.say(f"not chosen: {error}")
            continue
        results.append(
            Result(
                metric="summary_loss",
                value=loss,
                n=count,
                unit="nats a token",
                split=VALIDATION,
                language=cell.language,
                condition={"arm": cell.arm, "amount": cell.amount, "rate": rate},
                seed=asked.seeds[0],
                **origin,
            )
        )
    if not results:
        raise NeuroglotError(f"the arm {cell.arm} diverged at every learning rate that was tried: give lower --rates")
    best = min(results, key=lambda result: result.value)
    return float(best.condition["rate"]), results


def _before(own: Sequence[Lesson]) -> Sequence[Lesson | None]:
    """The lessons before a cell's texts, one a seed; None stands for the plain model."""
    return own if own else (None,)


def _texts(lessons: Mapping[Cell, list[Lesson]]) -> list[Text]:
    """What is written after which lesson, each once."""
    found = [(lesson, cell.language) for cell, own in lessons.items() for lesson in _before(own)]
    return list(dict.fromkeys(found))


def _write(school: School, text: Text, tests: Mapping[str, DocumentedSet], prompting: PromptOptions) -> list[str]:
    """The summaries in a language after a lesson; those on disk are not written again."""
    lesson, language = text
    name = lesson.name if lesson else "base"
    out = school.folder / f"part-{name}-{language}.jsonl"
    adapters = school.adapters(lesson) if lesson else None
    return summaries(school.subject, adapters, tests[language], prompting, out, school.progress)


def _written(
    school: School,
    asked: Plan,
    lessons: Mapping[Cell, list[Lesson]],
    tests: Mapping[str, DocumentedSet],
    prompting: PromptOptions,
) -> list[Written]:
    found = []
    for cell, own in lessons.items():
        texts = [_write(school, (lesson, cell.language), tests, prompting) for lesson in _before(own)]
        found.append(Written(cell.arm, cell.language, cell.amount, asked.seeds if own else (), tuple(texts)))
    return found


def _weights(
    school: School, asked: Plan, lessons: Mapping[Cell, list[Lesson]], origin: Mapping[str, Any]
) -> list[Result]:
    """How many weights each arm trains, in how many layers."""
    results = []
    for arm in asked.arms:
        own = next((found for cell, found in lessons.items() if cell.arm == arm and found), None)
        if own is not None:
            layers = sorted(ranks_at(own[0].place, school.rank, school.bands))
            results.append(
                Result(
                    metric="summary_weights",
                    value=float(school.facts(own[0])["weights"]),
                    n=len(layers),
                    unit="weights",
                    condition={"arm": arm, "layers": f"{layers[0]}-{layers[-1]}"},
                    **origin,
                )
            )
    return results


def _facts(school: School, asked: Plan, lessons: Mapping[Cell, list[Lesson]], examples: Examples) -> dict[str, Any]:
    """How it went: the band, the examples, every lesson, and what was left out."""
    bands = school.bands
    return {
        **school.subject.facts(),
        "band": {"first": bands.first, "last": bands.last, "source": bands.source},
        "examples": {
            split: {one: len(examples[split].of([one]).examples) for one in examples[split].languages}
            for split in SPLITS
        },
        "lessons": {one.name: school.facts(one) for own in lessons.values() for last in own for one in last.all},
        "skipped": [*asked.skipped, *usable_metrics()[1]],
    }
