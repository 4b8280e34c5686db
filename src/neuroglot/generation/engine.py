"""Engines: what writes samples for problems. Ours runs on transformers and needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import NeuronSet
from neuroglot.core.samples import Sample
from neuroglot.generation.decoding import Continuation, Row, decode
from neuroglot.generation.prompts import Prompt, end_tokens, read_prompts
from neuroglot.generation.sampling import SamplingOptions, uniforms
from neuroglot.generation.stopping import stops, trim
from neuroglot.models.edits import Edit, as_edit, edited
from neuroglot.models.subject import Subject

Stops = Callable[[str], Sequence[str]]
"""From a language to the sequences at which its texts end."""


@dataclass(frozen=True, slots=True)
class Request:
    """One sample that is wanted: the problem, the sample's number from 0, and what is to be continued."""

    task_id: str
    number: int
    language: str
    prompt: str


class Engine(Protocol):
    """Writes samples.

    `identity` holds, under names that people can read, what the texts depend on beside prompts and options (hashes of
    weights, tokenizer and silenced neurons); `facts` what is only recorded; `tokens` counts the tokens drawn so far.
    """

    identity: Mapping[str, str]
    tokens: int

    def facts(self) -> dict[str, Any]:
        """How and by what the texts were written."""

    def generate(self, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        """A sample for each request, in any order, as they are finished."""


def requests_for(problem_set: ProblemSet, samples: int) -> tuple[Request, ...]:
    """So many samples of every problem, in the order of the problems and numbers."""
    return tuple(
        Request(problem.task_id, number, problem.language, problem.prompt)
        for problem in problem_set.problems
        for number in range(samples)
    )


def identity_of(weights: str, tokens: str, silent: NeuronSet | Edit | None) -> dict[str, str]:
    """An engine's identity from the hashes of a model's files and what is silent in it."""
    edit = as_edit(silent)
    said = {"ablated": "nothing", "neurons": "none"} if edit is None else edit.identity
    return {"weights": weights, "tokenizer": tokens, **said}


class TransformersEngine:
    """Samples from a Subject, with neurons silent where they are given: a bare set is zeroed, an Edit may hold them."""

    def __init__(self, subject: Subject, silent: NeuronSet | Edit | None = None) -> None:
        self.subject, self.edit = subject, as_edit(silent)
        self.identity: Mapping[str, str] = {
            "engine": "transformers",
            **identity_of(subject.weights, subject.tokens, self.edit),
        }
        self.tokens = 0
        self.ends = end_tokens(subject.tokenizer, getattr(subject.model, "generation_config", None))
        if self.edit is not None:
            subject.check(self.edit.neurons)

    def facts(self) -> dict[str, Any]:
        """The subject's facts."""
        return self.subject.facts()

    def generate(self, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        """A sample for each request, with the part of the text that belongs to the solution.

        Raises NeuroglotError where the device's memory is too small for the batch.
        """
        for request, prompt, found in self.continued(requests, options, stops):
            self.tokens += found.tokens
            finish = "length" if prompt.cut else found.finish
            text = trim(request.language, request.prompt, found.text, finish)
            yield Sample(request.task_id, request.number, text, finish)

    def continued(
        self, requests: Sequence[Request], options: SamplingOptions, stops: Stops
    ) -> Iterator[tuple[Request, Prompt, Continuation]]:
        """Every request with its prompt as it was read and what follows it, up to the stop sequences of its language.

        Long prompts come first, so that memory runs out at once or never. Raises NeuroglotError where it does.
        """
        texts = {request.prompt for request in requests}
        prompts = read_prompts(self.subject.tokenizer, self.subject.config, texts, options.max_new_tokens)
        order = sorted(requests, key=lambda row: (-len(prompts[row.prompt].tokens), row.prompt, row.number))
        for start in range(0, len(order), options.batch):
            chosen = order[start : start + options.batch]
            rows = []
            for request in chosen:
                prompt = prompts[request.prompt]
                numbers = uniforms(options.seed, request.task_id, request.number, prompt.room)
                rows.append(Row(prompt, stops(request.language), numbers))
            for request, row, found in zip(chosen, rows, self._decode(rows, options), strict=True):
                yield request, row.prompt, found

    def _decode(self, rows: Sequence[Row], options: SamplingOptions) -> list[Continuation]:
        try:
            with edited(self.subject, self.edit):
                return decode(self.subject, rows, self.ends, options)
        except torch.OutOfMemoryError as error:
            raise NeuroglotError(
                f"{self.subject.device} has too little memory for {len(rows)} texts at the same time: "
                f"give a smaller --batch (for summaries: --at-a-time) than {options.batch}"
            ) from error
