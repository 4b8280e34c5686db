"""What the stage is asked for, and what identifies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from neuroglot.core.artifacts import Request
from neuroglot.core.clones import STAGE
from neuroglot.corpora.clone_pairs import ClonePairs, PairOptions
from neuroglot.models.embed import POOLINGS
from neuroglot.models.subject import Subject

RAW, CENTRED, WHITENED = "raw", "centred", "whitened"
VARIANTS = (RAW, CENTRED, WHITENED)


@dataclass(frozen=True, slots=True)
class CloneOptions:
    """How programs become vectors, and how pairs are scored. Of poolings and variants each layer has its best."""

    pooling: Annotated[tuple[str, ...], "mean, last (token), idf (rare tokens count for more)"] = POOLINGS
    variant: Annotated[tuple[str, ...], "raw, centred (less the language's mean), whitened"] = VARIANTS
    prompt: Annotated[bool, "ask the model too, yes or no: a pass of both programs for each pair"] = False
    context: Annotated[int, "longest program, or question, in tokens; longer ones are cut, and counted"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 1000
    seed: Annotated[int, "of the bootstrap"] = 0


def clones_request(
    subject: Subject, pairs: ClonePairs, asked: PairOptions, band: Sequence[int], options: CloneOptions
) -> Request:
    """What identifies an evaluation: its options, the band's layers, the model's files, and all programs and pairs."""
    return Request(
        stage=STAGE,
        options={
            **asdict(options),
            "model": subject.id,
            "source": asdict(asked),
            "names": pairs.names,
            "band": list(band),
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "validation pairs": pairs.validation.hash(),
            "test pairs": pairs.test.hash(),
        },
    )
