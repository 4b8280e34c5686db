"""What a recording is asked for, and how large its batches are."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from neuroglot.core.artifacts import read_json
from neuroglot.models.memory import tokens_that_fit
from neuroglot.models.subject import Subject

BATCHING = "batching.json"


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """What is recorded, and how programs are batched."""

    attributions: Annotated[bool, "also one backward pass: PLS and signed attribution (LAPE needs none)"] = True
    keep_first: Annotated[bool, "count each program's first position too (an attention sink)"] = False
    context: Annotated[int, "longest program in tokens; longer ones are cut there, and counted"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch; 0: as many as free memory holds, which differs by machine"] = 2048
    shards: Annotated[int, "fixed parts of the corpus that ranks can share"] = 4
    seed: Annotated[int, "how tasks are dealt into the two halves"] = 0
    programs: Annotated[bool, "keep every program's own means too (rankings, permutation tests; more disk)"] = False
    classes: Annotated[bool, "sums by syntactic class too (`select --mix fixed`): eight times the memory"] = False
    sites: Annotated[tuple[str, ...], "sites that are recorded (LAPE needs mlp.act alone); all by default"] = ()
    checkpointing: Annotated[bool, "one block's graph in memory at a time, for a third more arithmetic"] = False


def batch_tokens(subject: Subject, options: RecordOptions, folder: Path | None = None) -> int:
    """How many tokens a batch has.

    Where free memory decides, `folder` keeps what was decided first: a stopped recording goes on with it, and all ranks
    have the same batches.
    """
    if options.batch_tokens:
        return options.batch_tokens
    found = tokens_that_fit(subject, options.attributions, options.checkpointing)
    if folder is None:
        return found
    with contextlib.suppress(FileExistsError), open(folder / BATCHING, "x", encoding="utf-8") as file:
        file.write(json.dumps({"batch_tokens": found}))
    return int(read_json(folder / BATCHING)["batch_tokens"])
