"""The stage that compares methods as frontiers: held-out loss under every method's sets at several sizes.

No random controls are drawn here; the main ablation has them. Points that are on disk are not measured again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from neuroglot.core.artifacts import Artifact, Request
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.points import Point, points_hash
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.models.batches import packing
from neuroglot.models.edits import Edit
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate.conditions import Condition
from neuroglot.stages.ablate.effects import Evaluation, Losses, change_results, evaluation
from neuroglot.stages.ablate.frontier_points import about_point, compared, placed, point_results
from neuroglot.stages.ablate.stage import measure

STAGE = "frontier"


@dataclass(frozen=True, slots=True)
class FrontierOptions:
    """How losses are measured and sampled."""

    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000
    context: Annotated[int, "longest program in tokens; longer ones are cut there, and counted"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    seed: Annotated[int, "of the bootstrap"] = 0


def frontier_request(
    subject: Subject, corpus: Corpus, options: FrontierOptions, points: Sequence[Point], recorded: Artifact
) -> Request:
    """What identifies a frontier: its options, the model's files, the corpus, and every point's sets."""
    curves = [" ".join([point.method, point.setting, str(point.per_language)]) for point in points]
    return Request(
        stage=STAGE,
        options={
            **asdict(options),
            "points": curves,
            "model": subject.id,
            "corpus": corpus.name,
            "split": corpus.split,
            "record": recorded.request.key,
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "corpus": corpus.hash(),
            "recording": recorded.hash(),
            "sets": points_hash(points),
        },
    )


def frontier(
    subject: Subject,
    corpus: Corpus,
    points: Sequence[Point],
    options: FrontierOptions,
    artifact: Artifact,
    progress: Progress | None = None,
    skipped: Sequence[dict[str, str]] = (),
) -> tuple[Result, ...]:
    """Measure every point into an artefact, and compare every curve with the first point's.

    A language for which a method found no neuron counts as unchanged. `skipped` says what else is not there, for the
    manifest. Raises NeuroglotError on an empty corpus, no points, or sets of another model.
    """
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    if not corpus.snippets or not points:
        raise NeuroglotError(
            f"a frontier needs programs and points; {corpus.name} ({corpus.split}) has {len(corpus.snippets)} "
            f"programs, and there are {len(points)} points"
        )
    started = time.monotonic()
    packed = packing(subject, corpus.snippets, options.context, options.batch_tokens)
    listed = [Condition({}, None), *(found for point in points for found in _conditions(point))]
    losses, targets = measure(subject, packed, listed, artifact.folder, progress)
    about = {"model": subject.id, "corpus": corpus.name, "split": corpus.split, "seed": options.seed}
    against = evaluation(corpus, targets, losses[0], options.bootstrap, {**about, "stage": STAGE})
    by_part = {condition.part: values for condition, values in zip(listed, losses, strict=True)}
    results = [
        result
        for condition in listed[1:]
        for result in change_results(against, by_part[condition.part], condition.about)
    ]
    results += _frontier_results(against, points, by_part)
    facts = {
        **subject.facts(),
        "seconds": round(time.monotonic() - started, 2),
        "conditions": len(listed),
        "tokens": packed.tokens,
        "programs": len(corpus.snippets),
        "programs cut to the context": packed.cut,
        "skipped": list(skipped),
    }
    artifact.finish(results, facts)
    return tuple(results)


def _frontier_results(against: Evaluation, points: Sequence[Point], by_part: Mapping[str, Losses]) -> list[Result]:
    """Every point's effects and specificity, and each curve beside the first point's."""
    found = [
        placed(
            against,
            point,
            {
                language: by_part.get(_condition(point, language).part, against.baseline)
                for language in against.languages
            },
        )
        for point in points
    ]
    results = [result for one in found for result in point_results(against, one)]
    return results + compared(against, found, (points[0].method, points[0].setting))


def _conditions(point: Point) -> list[Condition]:
    return [_condition(point, label) for label, neurons in point.sets.items() if len(neurons)]


def _condition(point: Point, label: str) -> Condition:
    return Condition({"ablated": label, **about_point(point)}, Edit(point.sets[label]) if label in point.sets else None)
