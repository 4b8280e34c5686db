"""What is compared, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any

from neuroglot.core.artifacts import content_hash
from neuroglot.core.neuron_files import Sets
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import LearnOptions
from neuroglot.models.vectors import VECTORS, Vectors
from neuroglot.stages.tune.arms import ARMS


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """Which ways to tune are compared, over which learning rates and seeds."""

    arms: Annotated[tuple[str, ...], f"ways to tune, of: {', '.join(ARMS)}"] = ARMS
    rates: Annotated[
        tuple[str, ...], "learning rates, of which each arm takes the one with the lowest validation loss; none: --lr"
    ] = ("5e-5", "5e-4", "5e-3", "5e-2")
    seeds: Annotated[int, "trainings an arm, from --seed on; the rate is chosen with the first"] = 3
    vectors: Annotated[Vectors, VECTORS] = "pair"
    other: Annotated[
        str, "whose neurons the arm `other` tunes; the language with the most alike number if not given"
    ] = ""
    share: Annotated[float, "share of all weights that the arm `lora-share` trains; the paper's LoRA: 0.0053"] = 0.0053
    k: Annotated[int, "pass@k of programs"] = 3
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000


@dataclass(frozen=True, slots=True)
class Teaching:
    """How is learned; how samples are written and run."""

    learning: LearnOptions
    sampling: SamplingOptions
    judging: JudgeOptions

    def asked(self) -> dict[str, Any]:
        """What results depend on: not what only changes memory and speed."""
        return {
            "learning": decisive(self.learning),
            "sampling": {name: value for name, value in asdict(self.sampling).items() if name != "batch"},
            "judging": {name: value for name, value in asdict(self.judging).items() if name != "workers"},
        }


def decisive(learning: LearnOptions) -> dict[str, Any]:
    """The options of a training on which its outcome depends."""
    free = ("save_every", "at_once", "checkpointing")
    return {name: value for name, value in asdict(learning).items() if name not in free}


def sets_hash(sets: Sets) -> str:
    """SHA-256 over labels and addresses."""
    return content_hash({label: [str(one) for one in neurons] for label, neurons in sets.items()})
