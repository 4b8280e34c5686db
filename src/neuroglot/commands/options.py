"""Options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from neuroglot.core.languages import FIVE

MODEL = (
    "embedded, a folder with a Hugging Face model, its name on the hub, or untrained:NAME for the same architecture "
    "with random weights"
)
RUN_MODEL = f"{MODEL}; if not given, the model of the run's newest recording, else embedded"
CORPUS = "bundled, natural, a folder of source files, a JSONL file (language, text), or humaneval_x:PATH"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Where results are kept."""

    run: Annotated[str, "folder of this run's results"]


@dataclass(frozen=True, slots=True)
class InputOptions:
    """Which model reads what."""

    model: Annotated[str, MODEL] = "embedded"
    corpus: Annotated[str, CORPUS] = "bundled"
    languages: Annotated[tuple[str, ...], "languages that are compared"] = FIVE
    split: Annotated[str, "validation or test"] = "validation"
    tasks: Annotated[int, "programs of so many tasks (or files) a language; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0
    comments: Annotated[bool, "comments and docstrings are read too"] = True
