"""The summaries that a model writes, plain or with adapters."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from neuroglot.core.documented import DocumentedSet
from neuroglot.core.progress import Progress
from neuroglot.generation.comments import CommentEngine
from neuroglot.generation.engine import TransformersEngine
from neuroglot.generation.generate import generate
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.fingerprint import fingerprint
from neuroglot.models.lora import loaded_lora
from neuroglot.models.subject import Subject
from neuroglot.stages.summarize.options import PromptOptions
from neuroglot.stages.summarize.prompts import problems_of


def summaries(
    subject: Subject,
    adapters: Path | None,
    examples: DocumentedSet,
    options: PromptOptions,
    out: Path,
    progress: Progress,
) -> list[str]:
    """A summary of every example, in their order, with the likeliest token at each place; also in `out`, a line each.

    `adapters` is a folder of PEFT's, or None for the plain model. A run that was stopped goes on. Raises NeuroglotError
    where adapters don't fit, memory is too small, or `out` holds other samples.
    """
    hashed = "none" if adapters is None else fingerprint(adapters, ["adapter_model.safetensors"])
    sampling = SamplingOptions(
        samples=1, temperature=0, max_new_tokens=options.new_tokens, batch=options.at_a_time, seed=0
    )
    opened: AbstractContextManager[Any] = nullcontext() if adapters is None else loaded_lora(subject, adapters)
    with opened:
        engine = CommentEngine(TransformersEngine(subject), hashed)
        found = generate(engine, problems_of(examples, options.cue), sampling, out, progress)
    return [sample.text for sample in found]
