"""What the stage is asked for, and what identifies it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from neuroglot.core.artifacts import Request
from neuroglot.core.layers import STAGE
from neuroglot.corpora.parallel import Versions
from neuroglot.models.embed import POOLINGS
from neuroglot.models.outputs import OUTPUTS
from neuroglot.models.subject import Subject


@dataclass(frozen=True, slots=True)
class LayerOptions:
    """Which states are compared, and how."""

    states: Annotated[tuple[str, ...], "residual: the stream behind each block; mlp: what its MLP adds"] = OUTPUTS
    pooling: Annotated[tuple[str, ...], "mean, last (token), idf (rare tokens count for more)"] = POOLINGS
    near: Annotated[int, "unrelated programs that each is compared with, the nearest in length"] = 5
    swap_tasks: Annotated[int, "tasks whose MLP outputs are swapped between languages; 0: all, -1: none"] = 0
    context: Annotated[int, "longest program in tokens; longer ones are cut there, and counted"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000
    seed: Annotated[int, "of the bootstrap and of the random names"] = 0


def layers_request(subject: Subject, development: Versions, test: Versions, options: LayerOptions) -> Request:
    """What identifies a profile: its options, the model's files, and all programs with their versions."""
    return Request(
        stage=STAGE,
        options={
            **asdict(options),
            "model": subject.id,
            "corpus": test.corpus.name,
            "development": development.corpus.split,
            "split": test.corpus.split,
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "development programs": development.hash(),
            "programs": test.hash(),
        },
    )
