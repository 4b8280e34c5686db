"""An engine for comments: behind code and the sign that begins one, it writes what the comment says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neuroglot.core.samples import Sample
from neuroglot.generation.engine import Request, TransformersEngine
from neuroglot.generation.sampling import SamplingOptions
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
        for request, _, found in self.engine.continued(requests, options, lambda language: _STOPS):
            self.tokens += found.tokens
            said = comment_text(found.text, BY_NAME[request.language].line_comment)
            yield Sample(request.task_id, request.number, said, found.finish)


def comment_text(text: str, sign: str) -> str:
    """What a comment says that a prompt has begun with `sign`: its first line, and those below that begin with it."""
    first, *below = text.split("\n")
    said = [first]
    for line in below:
        if not line.strip().startswith(sign):
            break
        said.append(line.strip().removeprefix(sign))
    return " ".join(" ".join(said).split())
