"""The samples of every condition, behind every kind of prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neuroglot.core.artifacts import Artifact
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.progress import Part, Progress
from neuroglot.core.samples import Sample
from neuroglot.generation.engine import Engine, Request, TransformersEngine
from neuroglot.generation.generate import generate
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.edits import Edit
from neuroglot.models.subject import Subject
from neuroglot.stages.steer.conditions import Condition
from neuroglot.stages.steer.prompts import OWN

Written = Mapping[str, tuple[Sample, ...]]
"""The samples of one condition by kind of prompt, in the order of the prompts and numbers."""


class OpenEngine:
    """Texts as they come: they end with the model's own end or by length, at no language's stop sequence, uncut."""

    def __init__(self, engine: TransformersEngine) -> None:
        self.engine = engine
        self.identity: Mapping[str, str] = {**engine.identity, "stops": "none"}
        self.tokens = 0

    def facts(self) -> dict[str, Any]:
        """The engine's facts."""
        return self.engine.facts()

    def generate(self, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        """A text for each request, as they are finished; what their languages are does not matter.

        Raises NeuroglotError where the device's memory is too small for the batch.
        """
        for request, _, found in self.engine.continued(requests, options, lambda language: ()):
            self.tokens += found.tokens
            yield Sample(request.task_id, request.number, found.text, found.finish)


def engine_for(subject: Subject, edit: Edit | None, kind: str) -> Engine:
    """What writes behind prompts of a kind: open, unless they are problems' own."""
    closed = TransformersEngine(subject, edit)
    return closed if kind == OWN else OpenEngine(closed)


def write(
    subject: Subject,
    prompts: Mapping[str, ProblemSet],
    listed: Sequence[Condition],
    sampling: Mapping[str, SamplingOptions],
    artifact: Artifact,
    progress: Progress,
) -> tuple[list[Written], int]:
    """The samples of every condition, and how many tokens were drawn for them now; what is on disk is not redone.

    Prompts and how samples are drawn behind them go by kind. Behind own prompts they are written as any engine writes
    them, so that they can be run; behind the others they are open.
    """
    asked = sum(len(problems.problems) * sampling[kind].samples for kind, problems in prompts.items())
    progress.begin("writing", len(listed) * asked)
    written: list[Written] = []
    tokens = 0
    for condition in listed:
        samples = {}
        for kind, problems in prompts.items():
            engine = engine_for(subject, condition.edit, kind)
            out = artifact.folder / f"part-{condition.name}-{kind}.jsonl"
            samples[kind] = generate(engine, problems, sampling[kind], out, Part(progress))
            tokens += engine.tokens
        written.append(samples)
    return written, tokens
