"""An engine for comments: behind code and the sign that begins one, it writes what the comment says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.samples import Sample
from neuroglot.generation.decoding import Row, decode
from neuroglot.generation.engine import Request, TransformersEngine
from neuroglot.generation.prompts import read_prompts
from neuroglot.generation.sampling import SamplingOptions, uniforms
from neuroglot.languages import BY_NAME

_STOPS = ("\n\n", "\n```")


class CommentEngine:
    """Writes line comments that a prompt has begun; `weights` is a hash of what was added to the model, such as
    adapters: it is part of what the texts depend on."""

    def __init__(self, engine: TransformersEngine, weights: str) -> None:
        self.engine = engine
        self.identity: Mapping[str, str] = {**engine.identity, "stops": "the end of the comment", "adapters": weights}
        self.tokens = 0

    def facts(self) -> dict[str, Any]:
        """The engine's facts."""
        return self.engine.facts()

    def generate(self, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        """A comment for each request, those with long prompts first; its lines are joined, without their signs.

        Raises NeuroglotError where the device's memory is too small for the batch.
        """
        subject = self.engine.subject
        texts = {request.prompt for request in requests}
        prompts = read_prompts(subject.tokenizer, subject.config, texts, options.max_new_tokens)
        order = sorted(requests, key=lambda one: (-len(prompts[one.prompt].tokens), one.prompt, one.number))
        for start in range(0, len(order), options.batch):
            chosen = order[start : start + options.batch]
            rows = [
                Row(prompt, _STOPS, uniforms(options.seed, request.task_id, request.number, prompt.room))
                for request in chosen
                for prompt in (prompts[request.prompt],)
            ]
            try:
                found = decode(subject, rows, self.engine.ends, options)
            except torch.OutOfMemoryError as error:
                raise NeuroglotError(
                    f"{subject.device} has too little memory for {len(rows)} comments at the same time: "
                    f"give a smaller --batch than {options.batch}"
                ) from error
            for request, one in zip(chosen, found, strict=True):
                self.tokens += one.tokens
                said = comment_text(one.text, BY_NAME[request.language].line_comment)
                yield Sample(request.task_id, request.number, said, one.finish)


def comment_text(text: str, sign: str) -> str:
    """What a comment says that a prompt has begun with `sign`: its first line, and those below that begin with it."""
    first, *below = text.split("\n")
    said = [first]
    for line in below:
        if not line.strip().startswith(sign):
            break
        said.append(line.strip().removeprefix(sign))
    return " ".join(" ".join(said).split())
